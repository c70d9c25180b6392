"""Many clicks at once and two kiosks side by side: one of everything, and no words lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from lms.models import base
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt, Enrolment, PracticalSave, PracticalWork
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.models.signoffs import Signature, SignoffEvent
from tests.faults.crowd import sent_at_once
from tests.make import NOW, PIN
from tests.make_served import publish_courses
from tests.make_signoffs import events_of, make_asked, make_course, make_work

CROWD = 50


def count(table, *where) -> int:
    db.session.remove()
    found = db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*where))
    db.session.remove()
    return found


def enrol(person_id: int, facility_id: int, course_id: str) -> None:
    db.session.add(
        Enrolment(facility_id=facility_id, person_id=person_id, course_id=course_id, by_id=person_id, started_at=NOW)
    )
    db.session.commit()


@pytest.fixture
def ann(browse, people, facility):
    publish_courses("garden", "notes")
    enrol(people.ann, facility, "garden")
    enrol(people.ann, facility, "notes")
    return browse(people.ann)


def start_quiz(ann, count: int = 1) -> list[str]:
    """Begin Field Notes, read its lesson and press *Start the quiz* this many times; gives where each press led."""
    page = ann.press(ann.get("/courses/notes"), "Start this module")
    page = ann.press(page, "Mark as read and continue")
    url, form = page.action("Start the quiz")
    return [one.headers["Location"] for one in sent_at_once(ann, url, [form] * count)]


def test_fifty_starts_make_one_attempt_and_one_try(ann):
    replies = sent_at_once(ann, "/courses/garden/soil/start", [{}] * CROWD)
    assert {reply.status_code for reply in replies} == {302}
    assert len({reply.headers["Location"] for reply in replies}) == 1
    assert count(Attempt) == 1
    assert count(SignoffEvent) == 1
    assert count(AuditEvent, AuditEvent.action == "module-started") == 1
    places = start_quiz(ann, CROWD)
    assert len(places) == CROWD
    assert len(set(places)) == 1
    assert count(QuizTry) == 1
    assert count(AuditEvent, AuditEvent.action == "quiz-started") == 1


def first_answer(ann) -> tuple[str, dict[str, str]]:
    """The form of the first question, filled."""
    (place,) = start_quiz(ann)
    page = ann.get(place, follow=True)
    url, form = page.action("Save and continue")
    form["answer"] = next(e.get("value") for e in page.all("input") if e.get("name") == "answer")
    return url, form


def test_fifty_saves_with_one_key_make_one_row(ann):
    url, form = first_answer(ann)
    replies = sent_at_once(ann, url, [form] * CROWD)
    assert {reply.status_code for reply in replies} == {302}
    assert len({reply.headers["Location"] for reply in replies}) == 1
    assert "kept" not in replies[0].headers["Location"]
    assert count(AnswerSave) == count(Answer) == 1
    assert count(AuditEvent, AuditEvent.action == "answer-saved") == 1
    db.session.remove()
    assert db.session.scalars(sa.select(Answer)).one().revision == 1


@contextmanager
def without_locks(table: str) -> Iterator[None]:
    """Let transactions run into each other: no write lock from the start on SQLite, no locked rows on PostgreSQL.

    The first two that are about to write to the table wait for each other, so that neither has seen the other's row.
    """
    gate, met = threading.Barrier(2), threading.Event()

    def unlocked(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> tuple[str, Any]:
        if statement.startswith(f"INSERT INTO {table} ") and not met.is_set():
            with suppress(threading.BrokenBarrierError):
                gate.wait(timeout=10)
            met.set()
        return statement.replace(" FOR UPDATE", ""), parameters

    sa.event.remove(sa.engine.Engine, "begin", base._begin)
    sa.event.listen(sa.engine.Engine, "before_cursor_execute", unlocked, retval=True)
    try:
        yield
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", unlocked)
        sa.event.listen(sa.engine.Engine, "begin", base._begin)


def drop(table: str, *constraints: str, index: str = "") -> None:
    """Take UNIQUE constraints away; the next test begins with a whole database again."""
    db.session.remove()
    with db.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(table) as batch:
            if index:
                batch.drop_index(index)
            for constraint in constraints:
                batch.drop_constraint(constraint, type_="unique")
    db.engine.dispose()


def test_without_constraint_and_lock_the_same_crowd_makes_more_than_one_attempt(ann):
    drop("attempt", "uq_attempt_person_id_module_id_number", index="uq_attempt_open")
    with without_locks("attempt"), suppress(sa.exc.MultipleResultsFound):
        sent_at_once(ann, "/courses/garden/soil/start", [{}] * CROWD)
    assert count(Attempt) > 1


def test_without_constraint_and_lock_the_same_crowd_makes_more_than_one_save(ann):
    url, form = first_answer(ann)
    drop("answer_save", "uq_answer_save_save_key")
    drop("answer", "uq_answer_try_id_question_key")
    with without_locks("answer_save"), suppress(sa.exc.MultipleResultsFound):
        sent_at_once(ann, url, [form] * CROWD)
    assert count(AnswerSave) > 1


def test_asking_twice_at_once_is_one_event(browse, people):
    make_course()
    attempt = make_work(people.ann)
    replies = sent_at_once(browse(people.ann), f"/attempts/{attempt}/submit", [{"own_work": "y"}] * 8)
    assert {reply.status_code for reply in replies} == {302}
    assert events_of(attempt) == ["started", "submitted"]
    assert count(AuditEvent, AuditEvent.action == "signoff-asked") == 1


def test_signing_twice_at_once_is_one_signature(browse, people):
    make_course()
    attempt = make_asked(people.ann)
    mo = browse(people.mo)
    page = mo.press(mo.get("/reviews"), "Look at this work")
    url, form = page.action("Approve and sign")
    names = {e.get("name") for e in page.all("input") if (e.get("name") or "").startswith("rating-")}
    form |= dict.fromkeys(names, "3") | {"signer": "mo", "signer_secret": PIN}
    replies = sent_at_once(mo, url, [form] * 4)
    first, *others = sorted(reply.status_code for reply in replies)
    assert first == 302
    assert set(others) <= {409, 422}, "done already, or told to wait: of guesses at once two are looked at"
    assert events_of(attempt) == ["started", "submitted", "claimed", "approved"]
    assert count(Signature) == 1


def two_kiosks(browse, people, path: str):
    """The same page at two kiosks of the same woman."""
    kiosks = browse(people.ann), browse(people.ann)
    return [(kiosk, kiosk.get(path)) for kiosk in kiosks]


def test_two_kiosks_in_a_quiz_keep_both_answers_and_show_both(ann, browse, people):
    url, form = first_answer(ann)
    ann.post(url, form)
    place = url.replace("/answers/soil", "/questions/bed")
    (first, one), (second, two) = two_kiosks(browse, people, place)
    first.press(one, "Save and continue", answer="Dig from the left.")
    page = second.press(two, "Save and continue", answer="Dig from the right.")
    assert "There are two answers. Choose one." in page.text
    assert "Dig from the left." in page.text
    assert "Dig from the right." in page.text
    assert page.form("/answers/bed")["answer"] == "Dig from the left."
    assert answers("bed") == ("Dig from the left.", ["Dig from the left.", "Dig from the right."])
    second.press(page, "Save and continue", answer="Dig from both sides.")
    assert answers("bed")[0] == "Dig from both sides."
    assert len(answers("bed")[1]) == 3


def test_an_older_page_that_comes_back_to_be_mended_still_overwrites_nothing(ann, browse, people):
    url, form = first_answer(ann)
    ann.post(url, form)
    (first, one), (second, two) = two_kiosks(browse, people, url.replace("/answers/soil", "/questions/bed"))
    first.press(one, "Save and continue", answer="Dig from the left.")
    mend = second.press(two, "Save and continue", answer="x" * 20_001)
    assert mend.status == 422
    page = second.press(mend, "Save and continue", answer="Dig from the right.")
    assert "There are two answers. Choose one." in page.text
    assert answers("bed") == ("Dig from the left.", ["Dig from the left.", "Dig from the right."])


def answers(key: str) -> tuple[str, list[str]]:
    """The answer that stands, and every one that was ever sent."""
    db.session.remove()
    current = db.session.scalars(sa.select(Answer.value).where(Answer.question_key == key)).one()
    sent = db.session.scalars(sa.select(AnswerSave.value).where(AnswerSave.question_key == key).order_by(AnswerSave.id))
    found = (current, list(sent))
    db.session.remove()
    return found


def test_two_kiosks_at_the_practical_keep_both_texts_and_show_both(browse, people):
    make_course()
    attempt = make_work(people.ann)
    (first, one), (second, two) = two_kiosks(browse, people, f"/attempts/{attempt}/practical")
    first.press(one, "Save for later", words="I drew it in chalk.")
    page = second.press(two, "Save for later", words="I drew it in pencil.")
    assert "These words were sent too" in page.text
    assert "I drew it in pencil." in page.text
    assert page.form("/practical")["words"] == "I drew it in chalk."
    db.session.remove()
    sent = db.session.scalars(sa.select(PracticalSave.words).order_by(PracticalSave.id))
    assert list(sent) == ["I drew it in chalk.", "I drew it in pencil."]
    assert db.session.scalars(sa.select(PracticalWork.words)).one() == "I drew it in chalk."


def test_an_older_practical_that_comes_back_to_be_mended_still_overwrites_nothing(browse, people):
    make_course()
    attempt = make_work(people.ann)
    (first, one), (second, two) = two_kiosks(browse, people, f"/attempts/{attempt}/practical")
    first.press(one, "Save for later", words="I drew it in chalk.")
    mend = second.press(two, "Save for later", words="x" * 20_001)
    assert mend.status == 422
    page = second.press(mend, "Save for later", words="I drew it in pencil.")
    assert "These words were sent too" in page.text
    assert page.form("/practical")["words"] == "I drew it in chalk."


def test_two_kiosks_at_the_very_same_moment_lose_neither_text(browse, people):
    make_course()
    attempt = make_work(people.ann)
    ann = browse(people.ann)
    url, form = ann.get(f"/attempts/{attempt}/practical").action("Save for later")
    texts = [f"Text of kiosk {n}." for n in range(8)]
    sent_at_once(ann, url, [{**form, "save_key": f"key-{n}", "words": words} for n, words in enumerate(texts)])
    db.session.remove()
    rows = db.session.execute(sa.select(PracticalSave.words, PracticalSave.outcome)).all()
    assert sorted(row.words for row in rows) == texts
    assert sorted(row.outcome for row in rows) == ["current"] + ["stale"] * 7
