"""Small and breaking versions and the work under way: what moves by itself, what she is told, and what she may choose."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.demo import right_answer
from lms.features.lessons.moving import move_to_offered, newer
from lms.features.lessons.queries import attempt_progress
from lms.features.quizzes.actions import close_try, save_answer, start_try
from lms.features.quizzes.queries import questions_of, try_page
from lms.features.signoffs.events import append
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.verifying import chain_fault
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt, Enrolment, LessonRead, PracticalSave, PracticalWork
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.signoffs import DONE_STATES, Event, State, WrongState
from tests.course import TREE
from tests.make import NOW
from tests.make_courses import bread, make_attempt, offered, publish_tree, with_text
from tests.make_signoffs import actor_of, approve, make_asked, make_course
from tests.make_world import dump

LATER = NOW + dt.timedelta(days=1)
KNEAD, QUIZ, PRACTICAL = "1-dough/2-knead.md", "1-dough/quiz.md", "1-dough/practical.md"
SECOND = with_text(bread(), KNEAD, "Knead it.", "Knead it well.")
OTHER_KEY = with_text(with_text(bread(), QUIZ, "draw: 1", "draw: 2"), QUIZ, "= 2", "= 3")
OTHER_TASK = with_text(bread(), PRACTICAL, "- Kneads for 5 minutes.", "- Kneads for 9 minutes.")

ASKED = (Event.SUBMITTED, Event.CLAIMED)
TO = {
    State.IN_PROGRESS: (),
    State.SUBMITTED: (Event.SUBMITTED,),
    State.IN_REVIEW: ASKED,
    State.AWAITING_SECOND: (*ASKED, Event.FIRST_SIGNED),
    State.RETURNED: (*ASKED, Event.RETURNED),
    State.APPROVED: (*ASKED, Event.APPROVED),
    State.REVOKED: (*ASKED, Event.APPROVED, Event.REVOKE_SIGNED, Event.REVOKED),
    State.COMPLETED: (Event.COMPLETED,),
}
"""The events after its start that bring an attempt to each state."""

HERS = {State.IN_PROGRESS, State.RETURNED}
KEPT = (
    "quiz_try",
    "answer",
    "answer_save",
    "practical_work",
    "practical_save",
    "lesson_read",
    "signature",
    "chain_head",
)


@pytest.fixture
def ann(people):
    publish_tree(bread())
    db.session.add(Enrolment(facility_id=1, person_id=people.ann, course_id="bread", by_id=people.ann, started_at=NOW))
    db.session.commit()
    return actor_of(people.ann)


def make_work(person_id, *events, by=None, module="bread/dough"):
    """An attempt with a lesson read, a passed try and words in the practical, brought to a state."""
    attempt_id = make_attempt(1, person_id, module)
    actor = actor_of(person_id)
    db.session.add(LessonRead(attempt_id=attempt_id, lesson_slug="mix", read_at=NOW))
    sit(actor, attempt_id)
    db.session.add(
        PracticalWork(attempt_id=attempt_id, words="I kneaded.", ratings={}, ready=True, revision=1, saved_at=NOW)
    )
    values = {
        "attempt_id": attempt_id,
        "save_key": f"p{attempt_id}",
        "based_on": 0,
        "words": "I kneaded.",
        "ratings": {},
    }
    db.session.add(PracticalSave(**values, outcome="current", saved_at=NOW))
    row = db.session.get_one(Attempt, attempt_id)
    for event in events:
        append(row, event, by or person_id, NOW)
        db.session.flush()
    db.session.commit()
    return attempt_id


def sit(actor, attempt_id, close=True):
    """A sitting of the quiz, all right."""
    try_id = start_try(actor, attempt_id, "en", NOW)
    pinned = try_page(try_id).pinned
    for key, data in questions_of(list(pinned.values())).items():
        save_answer(actor, try_id, key, data, right_answer(data), f"{try_id}-{key}", 0, NOW)
        db.session.flush()
    if close:
        assert close_try(actor, try_id, NOW)
    db.session.commit()
    return try_id


def at(attempt_id):
    row = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    return row.module_version_id, row.state


def moved(attempt_id):
    wanted = sa.select(SignoffEvent.details).where(SignoffEvent.attempt_id == attempt_id, SignoffEvent.event == "moved")
    return list(db.session.scalars(wanted))


def kept():
    found = dump()
    return {name: found[name] for name in KEPT}


def test_each_state_can_be_reached():
    assert set(TO) == set(State)


@pytest.mark.parametrize("state", State)
def test_each_state_and_each_change(ann, people, state):
    """A small change moves what is hers; a breaking one nothing; she may move what is hers; no answer ever changes."""
    publish_tree(bread())
    attempt_id = make_work(people.ann, *TO[state], by=people.mo)
    first, before = offered("bread/dough"), kept()
    publish_tree(SECOND, now=LATER, change="small")
    second = offered("bread/dough")
    here = second if state in HERS else first
    assert at(attempt_id) == (here, state)
    assert len(moved(attempt_id)) == (state in HERS)
    assert kept() == before
    publish_tree(OTHER_KEY, now=LATER, change="breaking")
    third = offered("bread/dough")
    assert at(attempt_id) == (here, state)
    assert kept() == before
    db.session.rollback()
    if state in HERS:
        assert newer(attempt_id, "en").to == third
        assert move_to_offered(ann, attempt_id, third, LATER)
        db.session.commit()
        assert at(attempt_id) == (third, state)
        assert moved(attempt_id)[-1] == {"from": second, "to": third, "course_version": 3, "chosen": True}
    else:
        assert newer(attempt_id, "en") is None
        with pytest.raises(WrongState):
            move_to_offered(ann, attempt_id, third, LATER)
        db.session.rollback()
        assert at(attempt_id) == (first, state)
    assert kept() == before


def test_lessons_read_and_a_passed_quiz_carry_over_a_small_change(ann, people):
    publish_tree(bread())
    attempt_id = make_work(people.ann)
    publish_tree(OTHER_KEY, now=LATER, change="small")
    facts = attempt_progress(attempt_id).facts
    assert (facts.quiz_passed, facts.practical_done, "mix" in facts.read) == (True, True, True)


def test_a_try_stays_on_the_version_it_began_with(ann, people):
    publish_tree(bread())
    attempt_id = make_attempt(1, people.ann, "bread/dough")
    try_id = sit(ann, attempt_id, close=False)
    old = offered("bread/dough")
    before = kept()
    publish_tree(OTHER_KEY, now=LATER, change="small")
    assert at(attempt_id)[0] != old
    assert db.session.get_one(QuizTry, try_id).module_version_id == old
    assert kept() == before
    assert close_try(ann, try_id, LATER)
    db.session.commit()
    assert attempt_progress(attempt_id).facts.quiz_passed


def test_a_pass_of_another_quiz_counts_no_more_and_stays_to_be_read(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_work(people.ann)
    old_try = db.session.scalars(sa.select(QuizTry.id)).one()
    publish_tree(OTHER_KEY, now=LATER, change="breaking", note="The quiz asks more.")
    kiosk = browse(people.ann)
    page = kiosk.get(f"/attempts/{attempt_id}/new-version")
    assert "The quiz asks more." in page.text
    assert "Take the quiz again, as its questions changed." in page.text
    assert "Read: Mix" in page.text
    assert "Read: Knead" in page.text, "the other lesson counts for it"
    assert "Your practical task." in page.text
    page = kiosk.press(page, "Move to the new version")
    assert "You are on the new version now." in page.text
    facts = attempt_progress(attempt_id).facts
    assert (facts.quiz_passed, facts.practical_done, "mix" in facts.read) == (False, True, True)
    assert work(attempt_id).best is None
    db.session.rollback()
    assert kiosk.get(f"/tries/{old_try}/result").status == 200
    assert "Of an earlier version. It counts no more." in kiosk.get(f"/attempts/{attempt_id}/quiz").text
    sit(ann, attempt_id)
    assert attempt_progress(attempt_id).facts.quiz_passed
    assert work(attempt_id).best.id != old_try


def test_a_practical_that_asks_for_something_else_is_looked_over_again(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_work(people.ann)
    publish_tree(OTHER_TASK, now=LATER, change="breaking")
    kiosk = browse(people.ann)
    page = kiosk.get(f"/attempts/{attempt_id}/new-version")
    assert "Look over your practical task, as it changed." in page.text
    assert "The quiz you passed." in page.text
    kiosk.press(page, "Move to the new version")
    facts = attempt_progress(attempt_id).facts
    assert (facts.quiz_passed, facts.practical_done) == (True, False)
    assert db.session.get_one(PracticalWork, attempt_id).words == "I kneaded."


def test_a_quiz_under_way_is_finished_before_she_moves_where_it_would_count_no_more(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_attempt(1, people.ann, "bread/dough")
    try_id = sit(ann, attempt_id, close=False)
    publish_tree(OTHER_TASK, now=LATER, change="breaking")
    kiosk = browse(people.ann)
    assert "Finish the quiz you began first." not in kiosk.get(f"/attempts/{attempt_id}/new-version").text
    publish_tree(OTHER_KEY, now=LATER, change="breaking")
    page = kiosk.get(f"/attempts/{attempt_id}/new-version")
    assert "Finish the quiz you began first." in page.text
    assert page.link("Go on with the quiz") == f"/tries/{try_id}"
    answer = kiosk.post(f"/attempts/{attempt_id}/move", {"to": offered("bread/dough")})
    assert answer.status == 409
    assert moved(attempt_id) == []


def test_she_is_told_on_home_course_and_lesson_page(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_attempt(1, people.ann, "bread/dough")
    kiosk = browse(people.ann)
    places = ("/", "/courses/bread", f"/attempts/{attempt_id}/lessons/mix")
    link = f"/attempts/{attempt_id}/new-version"
    for place in places:
        assert "See what you would keep" not in kiosk.get(place).text, place
    publish_tree(SECOND, now=LATER, change="breaking")
    for place in places:
        page = kiosk.get(place)
        assert page.link("See what you would keep") == link, place
        assert "You can go on with yours. You can also move to the new one." in page.text
    assert "New version of “Dough”" in kiosk.get("/").text
    page = kiosk.get(link)
    assert page.link("Stay with my version") == f"/attempts/{attempt_id}"
    assert at(attempt_id)[0] != offered("bread/dough")
    kiosk.press(page, "Move to the new version")
    for place in places:
        assert "See what you would keep" not in kiosk.get(place).text, place
    assert kiosk.get(link).location == "/courses/bread"


def test_nobody_is_told_where_she_cannot_choose(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_work(people.ann, Event.SUBMITTED)
    publish_tree(SECOND, now=LATER, change="breaking")
    kiosk = browse(people.ann)
    for place in ("/", "/courses/bread", f"/attempts/{attempt_id}/lessons/mix"):
        assert "See what you would keep" not in kiosk.get(place).text, place
    assert kiosk.get(f"/attempts/{attempt_id}/new-version").location == "/courses/bread"


def test_a_module_that_is_gone_has_no_newer_version(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_attempt(1, people.ann, "bread/oven")
    publish_tree({p: d for p, d in bread().items() if "2-oven" not in p}, now=LATER, change="breaking")
    kiosk = browse(people.ann)
    assert "See what you would keep" not in kiosk.get("/").text
    assert "See what you would keep" not in kiosk.get(f"/attempts/{attempt_id}/lessons/heat").text
    assert newer(attempt_id, "en") is None


def test_work_that_came_back_late_may_move_and_keeps_its_pass(ann, people):
    """It was with a reviewer while a small change came; no breaking change lies between."""
    publish_tree(bread())
    attempt_id = make_work(people.ann, Event.SUBMITTED)
    publish_tree(OTHER_KEY, now=LATER, change="small")
    append(db.session.get_one(Attempt, attempt_id), Event.TAKEN_BACK, people.ann, LATER)
    db.session.commit()
    found = newer(attempt_id, "en")
    assert (found.carried.quiz, found.carried.quiz_again) == (True, False)
    assert move_to_offered(ann, attempt_id, found.to, LATER)
    db.session.commit()
    assert attempt_progress(attempt_id).facts.quiz_passed


def test_moving_twice_is_moving_once_and_an_older_page_moves_nothing(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_attempt(1, people.ann, "bread/dough")
    publish_tree(SECOND, now=LATER, change="breaking")
    shown = offered("bread/dough")
    kiosk = browse(people.ann)
    page = kiosk.get(f"/attempts/{attempt_id}/new-version")
    publish_tree(OTHER_TASK, now=LATER, change="breaking")
    assert kiosk.press(page, "Move to the new version").status == 409
    assert moved(attempt_id) == []
    page = kiosk.get(f"/attempts/{attempt_id}/new-version")
    for _ in range(2):
        assert kiosk.press(page, "Move to the new version").status == 200
    assert len(moved(attempt_id)) == 1
    assert at(attempt_id)[0] == offered("bread/dough") != shown
    notes = sa.select(AuditEvent.details).where(AuditEvent.action == "attempt-moved")
    assert list(db.session.scalars(notes)) == [{"course_version": 3, "to": offered("bread/dough")}]


def test_another_learners_work_cannot_be_moved(ann, browse, people):
    publish_tree(bread())
    attempt_id = make_attempt(1, people.ann, "bread/dough")
    publish_tree(SECOND, now=LATER, change="breaking")
    to = offered("bread/dough")
    assert browse(people.bea).post(f"/attempts/{attempt_id}/move", {"to": to}).status == 404
    assert browse(people.mo).get(f"/attempts/{attempt_id}/new-version").status == 403
    assert moved(attempt_id) == []


FREE = with_text(bread(), "2-oven/module.md", "signoff: mentor\ncredit: true\nrequires: [dough]", "signoff: none")


def test_moving_to_a_version_that_asks_for_no_more_finishes_the_module(ann, people):
    more = b"---\ntitle: Cool\nminutes: 10\n---\nCool it."
    publish_tree({**FREE, "2-oven/2-cool.md": more})
    attempt_id = make_attempt(1, people.ann, "bread/oven")
    db.session.add(LessonRead(attempt_id=attempt_id, lesson_slug="heat", read_at=NOW))
    db.session.commit()
    publish_tree(FREE, now=LATER, change="breaking")
    assert move_to_offered(ann, attempt_id, offered("bread/oven"), LATER)
    db.session.commit()
    assert at(attempt_id)[1] in DONE_STATES


def test_what_was_signed_stays_signed_and_the_chain_holds(people):
    make_course()
    attempt_id = make_asked(people.ann)
    approve(people.mo, attempt_id)
    db.session.commit()
    tables = ("signature", "chain_head", "signoff_event", "reading", "answer", "quiz_try", "certificate")
    before = {name: dump()[name] for name in tables}
    garden = {path: text.encode() for path, text in TREE.items()}
    for change, old, new in (("small", "= 6", "= 7"), ("breaking", "= 7", "= 8")):
        garden = with_text(garden, "1-soil/quiz.md", old, new)
        publish_tree(garden, "garden", now=LATER, change=change)
    assert {name: dump()[name] for name in tables} == before
    assert len(before["signature"]) == 1
    assert chain_fault(None)[1] == ""


def test_the_tables_that_stay_are_those_of_her_work():
    tables = {
        one.__tablename__ for one in (QuizTry, Answer, AnswerSave, PracticalWork, PracticalSave, LessonRead, Signature)
    }
    assert tables | {"chain_head"} == set(KEPT)
