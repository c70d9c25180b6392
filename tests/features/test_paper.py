"""A quiz on paper: printed without its key, pinned by its sheet, entered once, and counted like any other."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from lms import questions
from lms.demo import right_answer
from lms.features.authoring.actions import publish
from lms.features.lessons.moving import move_to_offered
from lms.features.lessons.queries import attempt_progress
from lms.features.paper.actions import enter, make_sheet
from lms.features.quizzes.actions import start_try
from lms.features.quizzes.queries import questions_of
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Person, PersonRole
from lms.models.quizzes import Answer, AnswerSave, PaperSheet, QuizTry
from lms.rules.paper import OlderQuiz
from lms.rules.record_numbers import new_number
from tests import course
from tests.faults.crowd import sent_at_once
from tests.make import NOW
from tests.make_courses import bread, compiled, make_attempt, offered, publish_tree, with_text
from tests.make_served import make_sitting, publish_courses
from tests.make_signoffs import (
    RIGHT,
    SECRET_THOUGHT,
    actor_of,
    found_by_the_database,
    hand_in,
    listed,
    make_course,
    make_work,
    state_of,
)

TODAY = "2026-05-04"
LATER = NOW + dt.timedelta(days=1)
SHEETS = tuple(new_number(bytes([at]) * 8) for at in (1, 2))


@pytest.fixture
def work(people):
    """Ann has all done but the quiz, which she passed at a kiosk too; the module waits for nobody yet."""
    make_course()
    return make_work(people.ann)


def sheet_of(kiosk, attempt: int, person_id: int) -> str:
    """Press *Make a sheet*; gives its number."""
    page = kiosk.get(f"/people/{person_id}/paper")
    return kiosk.press(page, "Make a sheet", follow=False).location.rsplit("/", 1)[1]


def pinned(number: str) -> list[str]:
    db.session.remove()
    return [one["key"] for one in db.session.get_one(PaperSheet, number).questions]


def filled(number: str, **changed: dict[str, list[str]]) -> dict[str, str | list[str]]:
    """The form as somebody fills it from the sheet: all as in RIGHT, but for what is ``changed``."""
    fields: dict[str, str | list[str]] = {"answered_on": TODAY}
    for at, key in enumerate(pinned(number), 1):
        sent = changed.get(key, RIGHT[key]) if key != "grow" else {}
        fields |= {f"q{at}-{name}": values for name, values in sent.items()}
    return fields


def entered(kiosk, number: str, **changed: dict[str, list[str]]):
    """Enter a sheet: fill it, look it over, keep it."""
    page = kiosk.post(f"/sheets/{number}/enter", filled(number, **changed))
    assert "Check the answers" in page.text
    return keep(kiosk, number, filled(number, **changed))


def keep(kiosk, number: str, fields):
    return kiosk.post(f"/sheets/{number}/enter", {**fields, "sure": "1"})


def test_a_sheet_holds_the_questions_and_no_key_and_the_key_stands_alone(work, browse, people):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    page = mo.get(f"/sheets/{number}")
    for words in ("Ann Learns", number, "What is soil?", "Put these in order.", "Hints, if you want them", "Date:"):
        assert words in page.text
    for key in ("Yes. Plants grow in soil.", "A bee is an insect", "It is soil.", "names the first step"):
        assert key not in page.html
    assert not re.search(r'checked|selected|value="6"', page.html)
    assert "This one is yours alone." in page.text
    assert "paper large" not in page.html
    assert "paper large" in mo.get(f"/sheets/{number}?large=1").html
    key = mo.get(f"/sheets/{number}/key").text
    assert "Key, for staff only" in key
    assert re.search(r"How many legs has a bee\? 6 ", key)
    assert "What is soil? The ground plants grow in" in key
    assert "In this order: Dig Plant Water" in key
    assert "Spade → digs" in key
    assert "Look for: names the first step" in key


def test_a_learner_meets_neither_sheet_nor_key(work, browse, people):
    number = sheet_of(browse(people.mo), work, people.ann)
    for who in (people.ann, people.bea, people.pia, people.max):
        kiosk = browse(who)
        for path in (f"/sheets/{number}", f"/sheets/{number}/key", f"/sheets/{number}/enter"):
            assert kiosk.get(path).status in (403, 404), (who, path)
    assert browse(people.ann).get(f"/people/{people.ann}/paper").status == 403


def test_nobody_prints_or_enters_her_own(work, app, browse, people):
    db.session.add(PersonRole(person_id=people.ann, role="coordinator", facility_id=1, given_at=NOW))
    db.session.commit()
    number = sheet_of(browse(people.mo), work, people.ann)
    ann = browse(people.ann)
    for path in (
        f"/sheets/{number}",
        f"/sheets/{number}/key",
        f"/sheets/{number}/enter",
        f"/people/{people.ann}/paper",
    ):
        assert ann.get(path).status == 403, path
    assert ann.post(f"/attempts/{work}/sheets").status == 403
    assert number not in ann.get("/paper").text


def kiosk_try(ann, people, attempt: int) -> QuizTry:
    """A try at a kiosk with the very answers of RIGHT."""
    try_id = start_try(actor_of(people.ann), attempt, "en", NOW)
    db.session.commit()
    for key, sent in RIGHT.items():
        page = ann.get(f"/tries/{try_id}/questions/{key}")
        ann.press(page, "Save and continue", **sent)
    ann.post(f"/tries/{try_id}/close")
    db.session.remove()
    return db.session.get_one(QuizTry, try_id)


def test_both_ways_count_the_same(work, browse, people):
    ann, mo = browse(people.ann), browse(people.mo)
    at_kiosk = kiosk_try(ann, people, work)
    number = sheet_of(mo, work, people.ann)
    page = entered(mo, number)
    assert "Her answers are entered. They count like answers at a kiosk." in page.text
    db.session.remove()
    on_paper = db.session.scalars(sa.select(QuizTry).order_by(QuizTry.number.desc())).first()
    at_kiosk = db.session.get_one(QuizTry, at_kiosk.id)
    assert on_paper.number == at_kiosk.number + 1
    assert (on_paper.percent, on_paper.passed) == (at_kiosk.percent, at_kiosk.passed) == (83, True)
    assert on_paper.result["points"] == at_kiosk.result["points"]
    assert set(on_paper.result["to_reread"]) == set(at_kiosk.result["to_reread"]) == {"need"}
    same = sa.select(Answer.question_key, Answer.value, Answer.points, Answer.locked).order_by(Answer.question_key)
    one = db.session.execute(same.where(Answer.try_id == at_kiosk.id)).all()
    other = db.session.execute(same.where(Answer.try_id == on_paper.id)).all()
    assert [row for row in one if row.question_key != "grow"] == [row for row in other if row.question_key != "grow"]
    page = ann.get(f"/tries/{on_paper.id}/result")
    assert "On paper, dated 4 May 2026, entered by Mo Mentor" in page.text
    assert "On paper" in ann.get(f"/attempts/{work}/quiz").text


def test_what_is_hers_alone_is_never_entered(work, browse, people):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    at = pinned(number).index("grow") + 1
    page = mo.get(f"/sheets/{number}/enter")
    assert f"q{at}-answer" not in page.html
    keep(mo, number, {**filled(number), f"q{at}-answer": SECRET_THOUGHT})
    db.session.remove()
    assert SECRET_THOUGHT not in set(map(str, db.session.scalars(sa.select(AnswerSave.value))))


def test_a_quiz_passed_on_paper_lets_her_go_on(browse, people):
    publish_courses("garden")
    attempt = make_attempt(1, people.ann, "garden/soil")
    number = sheet_of(browse(people.cora), attempt, people.ann)
    entered(browse(people.cora), number)
    assert attempt_progress(attempt).facts.quiz_passed


def test_a_blank_line_stands_as_blank_and_has_no_points(work, browse, people):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    blank: dict[str, dict[str, list[str]]] = {key: {} for key in ("soil", "need", "order", "tools", "bed", "word")}
    page = mo.post(f"/sheets/{number}/enter", filled(number, **blank))
    assert page.text.count("Left blank") == 6
    keep(mo, number, filled(number, **blank))
    db.session.remove()
    last = db.session.scalars(sa.select(QuizTry).order_by(QuizTry.number.desc())).first()
    assert (last.percent, last.passed) == (16, False)
    try_id, ann = last.id, browse(people.ann)
    page = ann.get(f"/tries/{try_id}/result")
    assert "You have 16%. 80% is a pass." in page.text
    for key in pinned(number):
        page = ann.get(f"/tries/{try_id}/questions/{key}")
        assert ("You left this blank." in page.text) is (key != "legs"), key


def test_a_sheet_pins_its_questions(browse, people):
    tree = {path: text.encode() for path, text in course.TREE.items()}
    publish_courses("garden")
    attempt = make_attempt(1, people.ann, "garden/soil")
    mo = browse(people.mo)
    number = sheet_of(mo, attempt, people.ann)
    before = mo.get(f"/sheets/{number}").text
    tree["1-soil/quiz.md"] = course.QUIZ.replace("What is soil?", "What is loam?").replace("= 6", "= 8").encode()
    source, made = compiled(tree, "garden")
    publish(source, made, {}, None, NOW)
    db.session.commit()
    assert mo.get(f"/sheets/{number}").text == before
    entered(mo, number)
    db.session.remove()
    assert db.session.scalars(sa.select(QuizTry.percent)).one() == 83


def test_sent_twice_or_at_once_it_is_one_sheet_and_one_try(work, browse, people):
    mo = browse(people.mo)
    page = mo.get(f"/people/{people.ann}/paper")
    url, fields = page.action("Make a sheet")
    sent_at_once(mo, url, [fields] * 6)
    db.session.remove()
    (number,) = db.session.scalars(sa.select(PaperSheet.number))
    fields = {**filled(number), "sure": "1"}
    db.session.remove()
    replies = sent_at_once(mo, f"/sheets/{number}/enter", [fields] * 6)
    assert {reply.status_code for reply in replies} == {302}
    db.session.remove()
    assert db.session.scalars(sa.select(QuizTry.number).order_by(QuizTry.number)).all() == [1, 2]
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "paper-entered")) == 1


def test_a_second_person_is_told_and_her_words_stay(work, browse, people):
    mo, cora = browse(people.mo), browse(people.cora)
    number = sheet_of(mo, work, people.ann)
    keep(mo, number, filled(number))
    page = keep(cora, number, filled(number, bed={"answer": ["Other words."]}))
    assert page.status == 409
    assert "Somebody has entered this sheet already." in page.text
    assert "Other words." in page.text
    assert "entered by Mo Mentor" in page.text


def test_what_cannot_be_read_comes_back_filled(work, browse, people):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    fields = filled(number, legs={"answer": ["six or so"]}) | {"answered_on": "soon"}
    page = mo.post(f"/sheets/{number}/enter", fields)
    assert page.status == 422
    assert "How many legs has a bee? Write it as a number, such as 12.50 or 3 1/2." in page.text
    assert "Write the day as year-month-day" in page.text
    at = pinned(number).index("legs") + 1
    form = page.form("/enter")
    assert form[f"q{at}-answer"] == "six or so"
    assert form["answered_on"] == "soon"
    db.session.remove()
    assert db.session.scalars(sa.select(QuizTry.number)).all() == [1]


@pytest.mark.parametrize("day", ["", "2026-05-03", "2026-05-05"])
def test_the_day_lies_between_the_printing_and_today(work, browse, people, day):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    assert mo.post(f"/sheets/{number}/enter", filled(number) | {"answered_on": day}).status == 422


def test_looking_it_over_leads_back_with_everything_in_place(work, browse, people):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    page = mo.post(f"/sheets/{number}/enter", filled(number, bed={"answer": ["One.\nTwo."]}))
    page = mo.press(page, "Change something")
    assert page.status == 200
    at = pinned(number).index("bed") + 1
    assert page.form("/enter")[f"q{at}-answer"] == "One.\nTwo."


def test_nothing_is_entered_while_her_work_is_with_a_reviewer(work, browse, people):
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    hand_in(work)
    page = keep(mo, number, filled(number))
    assert page.status == 409
    assert "Her work is handed in or done" in page.text
    assert "First I dig the bed." in page.text
    assert mo.post(f"/attempts/{work}/sheets").status == 409


DRAWS_TWO = with_text(with_text(bread(), "1-dough/quiz.md", "draw: 1", "draw: 2"), "1-dough/quiz.md", "= 2", "= 3")
LONGER = with_text(DRAWS_TWO, "1-dough/2-knead.md", "Knead it.", "Knead it well.")


def sheet_in_dough(people, attempt: int, number: str) -> dict[str, questions.Value]:
    """Make a sheet; gives the right answers to what it asks."""
    assert make_sheet(actor_of(people.mo), attempt, number, NOW)
    db.session.commit()
    found = questions_of(db.session.get_one(PaperSheet, number).questions)
    return {key: right_answer(data) for key, data in found.items()}


@pytest.mark.parametrize("passed", [True, False])
def test_a_sheet_of_a_version_that_she_left_behind_counts_no_more(people, facility, browse, passed):
    """Whether or not she had passed that quiz at a kiosk."""
    publish_tree(bread())
    attempt = make_attempt(facility, people.ann, "bread/dough")
    if passed:
        right = sheet_in_dough(people, attempt, SHEETS[0])
        enter(actor_of(people.mo), SHEETS[0], right, NOW.date(), NOW)
    right = sheet_in_dough(people, attempt, SHEETS[1])
    publish_tree(DRAWS_TWO, change="breaking", now=LATER)
    assert move_to_offered(actor_of(people.ann), attempt, offered("bread/dough"), LATER)
    db.session.commit()
    with pytest.raises(OlderQuiz):
        enter(actor_of(people.mo), SHEETS[1], right, NOW.date(), LATER)
    db.session.rollback()
    assert not attempt_progress(attempt).facts.quiz_passed
    kiosk = browse(people.mo)
    page = kiosk.post(f"/sheets/{SHEETS[1]}/enter", {"answered_on": TODAY, "sure": "1"})
    assert page.status == 409
    assert "She works on a newer version now. Please print a new sheet." in page.text


def test_a_sheet_still_counts_after_a_small_change_whatever_was_before_it(people, facility):
    publish_tree(bread())
    attempt = make_attempt(facility, people.ann, "bread/dough")
    enter(actor_of(people.mo), SHEETS[0], sheet_in_dough(people, attempt, SHEETS[0]), NOW.date(), NOW)
    publish_tree(DRAWS_TWO, change="breaking", now=LATER)
    assert move_to_offered(actor_of(people.ann), attempt, offered("bread/dough"), LATER)
    db.session.commit()
    right = sheet_in_dough(people, attempt, SHEETS[1])
    publish_tree(LONGER, now=LATER + dt.timedelta(days=1))
    assert db.session.get_one(Attempt, attempt).module_version_id == offered("bread/dough")
    enter(actor_of(people.mo), SHEETS[1], right, NOW.date(), LATER)
    assert attempt_progress(attempt).facts.quiz_passed


def test_who_typed_the_evidence_does_not_sign_it(work, browse, people):
    make_attempt_of_bea = make_work(people.bea)
    mo = browse(people.mo)
    number = sheet_of(mo, work, people.ann)
    entered(mo, number)
    hand_in(work)
    hand_in(make_attempt_of_bea)
    assert listed(people.mo) == found_by_the_database(people.mo) == set()
    assert mo.post(f"/attempts/{work}/claim").status == 403
    assert "You typed this evidence. Someone else must sign." in mo.get(f"/attempts/{work}/review").text
    assert listed(people.cora) == found_by_the_database(people.cora) == {"Ann Learns", "Bea Also-Learns"}
    cora = browse(people.cora)
    page = cora.press(cora.get("/reviews"), "Look at this work")
    assert "Try 2: On paper, dated 4 May 2026, entered by Mo Mentor" in page.text
    assert state_of(work) == "in_review"


def test_the_list_of_sheets_holds_those_she_may_enter(work, browse, people):
    make_work(people.bea)
    cora, mo = browse(people.cora), browse(people.mo)
    hers = sheet_of(cora, work, people.ann)
    page = cora.get(f"/people/{people.bea}/paper")
    other = cora.press(page, "Make a sheet", follow=False).location.rsplit("/", 1)[1]
    assert {hers, other} <= set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", cora.get("/paper").text))
    page = mo.get("/paper")
    assert hers in page.text
    assert other not in page.text
    assert page.link("Ann Learns") == f"/people/{people.ann}/paper"
    found = mo.get(f"/paper?number={hers.lower().replace('-', ' ')}")
    assert found.location == f"/sheets/{hers}/enter"
    assert "Check the number." in mo.get("/paper?number=12").text
    assert "No sheet waits." in browse(people.max).get("/paper").text


def test_a_sheet_is_in_her_own_language_where_the_question_is(browse, people):
    publish_tree(with_text(bread(), "1-dough/quiz.md", "draw: 1", "draw: 2"))
    attempt = make_attempt(1, people.ann, "bread/dough")
    db.session.execute(sa.update(Person).where(Person.id == people.ann).values(lang="es"))
    db.session.commit()
    page = browse(people.mo).get(f"/sheets/{sheet_of(browse(people.mo), attempt, people.ann)}")
    assert "¿Lleva sal?" in page.text
    assert "How many hands?" in page.text


def test_an_open_try_at_a_kiosk_stays_open(browse, people):
    publish_courses("garden")
    try_id = make_sitting(people.ann)
    db.session.remove()
    attempt = db.session.get_one(QuizTry, try_id).attempt_id
    mo = browse(people.mo)
    entered(mo, sheet_of(mo, attempt, people.ann))
    db.session.remove()
    rows = db.session.execute(sa.select(QuizTry.number, QuizTry.closed_at).order_by(QuizTry.number)).all()
    assert [(row.number, row.closed_at is None) for row in rows] == [(1, True), (2, False)]
    assert isinstance(rows[1].closed_at, dt.datetime)


def test_no_key_that_a_learner_sends_stands_in_the_way_of_a_sheet(work, browse, people):
    """Whoever has seen a sheet knows its number and what it asks."""
    cora, bea = browse(people.cora), browse(people.bea)
    number = sheet_of(cora, work, people.ann)
    page = bea.get(f"/tries/{make_sitting(people.bea)}/questions/bed")
    bea.press(page, "Save and continue", answer="I dig.", save_key=f"{number} {pinned(number)[0]}")
    assert "Her answers are entered." in entered(cora, number).text
