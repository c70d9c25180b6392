"""Where work could stand still for ever, be asked for twice, or be noted twice."""

import pytest
import sqlalchemy as sa

from lms.demo import right_answer
from lms.features.lessons.queries import attempt_progress
from lms.features.people.actions.learning import end_enrolment
from lms.features.quizzes.actions import close_try, save_answer, start_try
from lms.features.quizzes.queries import questions_of, try_page
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.library import ModuleVersion, Question
from lms.models.people import Facility
from lms.models.quizzes import Answer, QuizTry
from lms.models.signoffs import Certificate
from tests.faults.crowd import sent_at_once
from tests.make import NOW, PIN, make_match
from tests.make_courses import bread, publish_tree, with_text
from tests.make_courses import make_attempt as begin
from tests.make_served import make_sitting, publish_courses
from tests.make_signoffs import (
    actor_of,
    approve,
    criteria_ids,
    events_of,
    make_asked,
    make_course,
    make_work,
    set_policy,
    state_of,
)

SIGNED = {"signer": "mo", "signer_secret": PIN}


def rated(value):
    return {f"rating-{id_}": str(value) for id_ in criteria_ids()}


def answered_try(person_id: int, attempt_id: int) -> int:
    """Another sitting of a quiz that is passed already, with every answer given and its result not asked for."""
    actor = actor_of(person_id)
    try_id = start_try(actor, attempt_id, "en", NOW)
    page = try_page(try_id)
    for key, data in questions_of([page.pinned[key] for key in page.keys]).items():
        save_answer(actor, try_id, key, data, right_answer(data), f"{try_id}-{key}", 0, NOW)
    db.session.commit()
    return try_id


def test_a_better_try_cannot_slip_under_work_that_is_with_a_reviewer(browse, people):
    make_course()
    attempt = make_work(people.ann)
    try_id = answered_try(people.ann, attempt)
    ann, mo = browse(people.ann), browse(people.mo)
    page = ann.get(f"/attempts/{attempt}/sign-off")
    ann.press(page, "Ask for sign-off", own_work="y")
    review = mo.press(mo.get("/reviews"), "Look at this work")
    page = ann.post(f"/tries/{try_id}/close")
    assert "Your answers are saved" in page.text
    assert "See your result" not in page.text
    assert page.link("See where it stands")
    page = mo.press(review, "Approve and sign", **rated(3), **SIGNED)
    assert "Your signature is saved" in page.text
    assert state_of(attempt) == "approved"
    assert db.session.get_one(QuizTry, try_id).closed_at is None


def test_the_try_goes_on_once_the_work_is_hers_again(browse, people):
    make_course()
    attempt = make_work(people.ann)
    try_id = answered_try(people.ann, attempt)
    ann = browse(people.ann)
    ann.press(ann.get(f"/attempts/{attempt}/sign-off"), "Ask for sign-off", own_work="y")
    ann.press(ann.get(f"/attempts/{attempt}/sign-off"), "Take it back")
    page = ann.press(ann.get(f"/tries/{try_id}/check"), "See your result")
    assert "You passed" in page.text


def test_eight_closings_at_once_write_one_result(browse, people):
    make_course()
    try_id = answered_try(people.ann, make_work(people.ann))
    replies = sent_at_once(browse(people.ann), f"/tries/{try_id}/close", [{}] * 8)
    assert {reply.status_code for reply in replies} == {302}
    assert counted(AuditEvent, AuditEvent.action == "quiz-closed") == 1


def counted(table, *where) -> int:
    db.session.remove()
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*where))


def test_a_lesson_marked_twice_is_noted_once(browse, people):
    make_course()
    attempt = begin(1, people.ann, "garden/soil")
    ann = browse(people.ann)
    for _ in range(2):
        ann.post(f"/attempts/{attempt}/lessons/dig/read")
    assert counted(AuditEvent, AuditEvent.action == "lesson-read") == 1


def test_the_lesson_taken_instead_counts_for_the_one_it_stands_for(browse, people):
    publish_tree(with_text(bread(), "2-oven/module.md", "signoff: mentor\ncredit: true", "signoff: none"))
    attempt = begin(1, people.ann, "bread/dough")
    ann = browse(people.ann)
    page = ann.get(f"/attempts/{attempt}/lessons/knead")
    assert page.link("Read another lesson instead") == "mix"
    page = ann.press(ann.get(f"/attempts/{attempt}/lessons/mix"), "Mark as read and continue")
    assert "Quiz: Dough" in page.text
    assert [one.lesson_id for one in attempt_progress(attempt).progress.left if one.lesson_id] == []


def test_no_quiz_begins_where_a_module_has_none(browse, people):
    publish_tree(bread())
    attempt = begin(1, people.ann, "bread/oven")
    ann = browse(people.ann)
    ann.post(f"/attempts/{attempt}/lessons/heat/read")
    page = ann.post(f"/attempts/{attempt}/quiz/start")
    assert "Ask for sign-off" in page.text
    assert counted(QuizTry) == 0


def test_a_result_is_made_from_the_answers_as_they_stand_when_the_try_is_held(people):
    publish_courses("notes")
    try_id = make_sitting(people.ann, "notes/notes")
    actor = actor_of(people.ann)
    data = questions_of([try_page(try_id).pinned[key] for key in try_page(try_id).keys])
    for key, one in data.items():
        save_answer(actor, try_id, key, one, right_answer(one), key, 0, NOW)
    db.session.commit()
    page = try_page(try_id)
    assert page.answers["soil"].value == right_answer(data["soil"])
    other = next(one["id"] for one in data["soil"]["options"] if not one["right"])
    of_soil = sa.update(Answer).where(Answer.try_id == try_id, Answer.question_key == "soil")
    db.session.execute(of_soil.values(value=other).execution_options(synchronize_session=False))
    assert close_try(actor, try_id, NOW)
    assert db.session.get_one(QuizTry, try_id).percent == 0


FREE = with_text(bread(), "2-oven/module.md", "signoff: mentor\ncredit: true\nrequires: [dough]", "signoff: none")
HEAT = "---\ntitle: {title}\nminutes: 10\n---\n{title} it.\n"


def test_a_version_that_asks_for_less_finishes_what_was_done(browse, people):
    publish_tree({**FREE, "2-oven/2-cool.md": HEAT.format(title="Cool").encode()})
    attempt = begin(1, people.ann, "bread/oven")
    browse(people.ann).post(f"/attempts/{attempt}/lessons/heat/read")
    assert state_of(attempt) == "in_progress"
    publish_tree(FREE)
    assert state_of(attempt) == "completed"
    assert events_of(attempt) == ["started", "moved", "completed"]


def test_a_course_that_loses_its_last_module_gives_its_certificate(browse, people):
    publish_tree(FREE)
    attempt = begin(1, people.ann, "bread/oven")
    browse(people.ann).post(f"/attempts/{attempt}/lessons/heat/read")
    assert (state_of(attempt), counted(Certificate)) == ("completed", 0)
    publish_tree({path: text for path, text in FREE.items() if "1-dough/" not in path})
    assert db.session.scalars(sa.select(Certificate.person_id)).all() == [people.ann]


@pytest.mark.parametrize("place", ["lessons/dig", "quiz", "practical"])
def test_lessons_need_an_enrolment_while_there_is_work_to_do(browse, people, place):
    make_course()
    attempt = make_work(people.ann)
    ann = browse(people.ann)
    assert ann.get(f"/attempts/{attempt}/{place}").status == 200
    end_enrolment(actor_of(people.cora), people.ann, "garden", "paused", NOW)
    db.session.commit()
    page = ann.get(f"/attempts/{attempt}/{place}")
    assert (page.status, page.location) == (302, "/courses/garden")
    page = ann.press(ann.get(page.location), "Start this course")
    assert ann.get(f"/attempts/{attempt}/{place}").status == 200


def test_no_new_try_begins_outside_the_course(browse, people):
    make_course()
    attempt = make_work(people.ann)
    end_enrolment(actor_of(people.cora), people.ann, "garden", "paused", NOW)
    db.session.commit()
    browse(people.ann).post(f"/attempts/{attempt}/quiz/start")
    assert counted(QuizTry) == 1


def test_finished_work_stays_readable_outside_the_course(browse, people):
    make_course()
    attempt = make_asked(people.ann)
    approve(people.mo, attempt)
    end_enrolment(actor_of(people.cora), people.ann, "garden", "released", NOW)
    db.session.commit()
    assert browse(people.ann).get(f"/attempts/{attempt}/lessons/dig").status == 200


def test_words_sent_from_an_older_page_stay_in_sight_until_she_has_chosen(browse, people):
    make_course()
    attempt = make_work(people.ann)
    path = f"/attempts/{attempt}/practical"
    first, second = browse(people.ann), browse(people.ann)
    one, two = first.get(path), second.get(path)
    first.press(one, "Save for later", words="Drawn at the first kiosk.")
    second.press(two, "Save for later", words="Drawn at the second kiosk.")
    for kiosk in (first, second):
        assert "Drawn at the second kiosk." in kiosk.get(path).text
    page = first.press(first.get(path), "Save for later", words="Drawn at both kiosks.")
    assert "Drawn at both kiosks." in page.html
    assert "Drawn at the second kiosk." not in first.get(path).html


def test_the_button_that_opens_work_stands_only_where_it_works(browse, people):
    make_course()
    attempt = make_work(people.ann)
    mo = browse(people.mo)
    page = mo.get(f"/attempts/{attempt}/review")
    assert "She is working on it" in page.text
    assert "Open the work" not in page.text
    assert mo.post(f"/attempts/{attempt}/open").status == 403
    browse(people.ann).post(f"/attempts/{attempt}/submit", {"own_work": "y"})
    assert "Open the work" in mo.get(f"/attempts/{attempt}/review").text


def test_work_that_was_taken_back_meanwhile_is_not_said_to_be_with_someone_else(browse, people):
    make_course()
    attempt = make_asked(people.ann)
    mo, ann = browse(people.mo), browse(people.ann)
    mo.press(mo.get("/reviews"), "Look at this work")
    ann.post(f"/attempts/{attempt}/take-back")
    page = mo.post(f"/attempts/{attempt}/release")
    assert page.status == 409
    assert "Somebody did something here first." in page.text
    assert "already looking" not in page.text


def test_questions_without_her_language_all_stand_in_the_authors(people):
    make_course()
    version = db.session.scalars(sa.select(ModuleVersion.id).where(ModuleVersion.module_id == "garden/water")).one()
    own = db.session.scalars(sa.select(Question).where(Question.module_version_id == version)).one()
    more = {name: getattr(own, name) for name in ("module_version_id", "slug", "position", "kind", "data")}
    db.session.add(Question(**more, lang="fr"))
    attempt = begin(1, people.ann, "garden/water")
    try_id = start_try(actor_of(people.ann), attempt, "es", NOW)
    assert [one["lang"] for one in try_page(try_id).pinned.values()] == ["en"]


def test_her_own_rating_is_read_with_her_work_or_not_at_all(browse, people):
    make_course()
    set_policy("mentor")
    db.session.execute(sa.update(Facility).values(peers_may_sign=True))
    make_match(1, people.ann, people.pia)
    make_asked(people.ann)
    pia, mo = browse(people.pia), browse(people.mo)
    page = pia.press(pia.get("/reviews"), "Look at this work")
    assert "Draws the bed" in page.text
    assert "Her own rating" not in page.text
    pia.press(page, "Give it back to the queue")
    assert "Her own rating: 3 on her own" in mo.press(mo.get("/reviews"), "Look at this work").text


def test_returned_work_closes_again_with_her_ratings(browse, people):
    make_course()
    attempt = make_asked(people.ann)
    mo = browse(people.mo)
    review = mo.press(mo.get("/reviews"), "Look at this work")
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    _url, form = review.action("Return with a next step")
    mo.post(f"/attempts/{attempt}/return", {**form, **rated(2), **words, **SIGNED})
    assert state_of(attempt) == "returned"
    page = mo.get(f"/attempts/{attempt}/review")
    assert "The mentor's rating" in page.text
    assert "Her own rating" not in page.text
    assert "I drew a bed." not in page.text


def test_words_that_come_after_handing_in_are_kept_and_no_box_is_promised(browse, people):
    make_course()
    attempt = make_asked(people.ann)
    ann = browse(people.ann)
    page = ann.post(f"/attempts/{attempt}/practical", {"words": "I raked too.", "based_on": "9"})
    assert "These words were sent too" in page.text
    assert "I raked too." in page.text
    assert "box below" not in page.text
