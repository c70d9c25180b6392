"""Making a sheet, whose questions are pinned by it, and turning what stands on it into a try like any other."""

import datetime as dt
import secrets
from collections.abc import Mapping

import sqlalchemy as sa

from lms import questions
from lms.features.audit.actions import note
from lms.features.lessons.actions import complete_if_done, locked_attempt
from lms.features.lessons.moving import quiz_counts
from lms.features.quizzes.actions import write_result
from lms.features.quizzes.drawing import asked_last, drawn
from lms.features.quizzes.queries import questions_of
from lms.models.base import db, insert_once
from lms.models.library import ModuleVersion
from lms.models.people import Facility, Person
from lms.models.quizzes import Answer, AnswerSave, PaperSheet, QuizTry
from lms.rules.paper import EnteredAlready, HandedIn, OlderQuiz
from lms.rules.permissions import Actor
from lms.rules.signoffs import WORKING_STATES


def make_sheet(actor: Actor, attempt_id: int, number: str, now: dt.datetime) -> bool:
    """Draw the questions of a sheet; the same ``number`` twice is one sheet. False where it names another one's.

    Raises `HandedIn`.
    """
    attempt = locked_attempt(attempt_id)
    module = db.session.get_one(ModuleVersion, attempt.module_version_id)
    if attempt.state not in WORKING_STATES or module.quiz is None:
        raise HandedIn
    lang = db.session.execute(
        sa.select(Person.lang, Facility.language)
        .join(Facility, Facility.id == Person.facility_id)
        .where(Person.id == attempt.person_id)
    ).one()
    seed = secrets.randbits(48)
    values = {
        "number": number,
        "facility_id": attempt.facility_id,
        "attempt_id": attempt_id,
        "person_id": attempt.person_id,
        "module_version_id": module.id,
        "seed": seed,
        "questions": drawn(attempt, module, lang.lang or lang.language, seed, asked_last(attempt_id)),
        "made_by": actor.id,
        "made_at": now,
    }
    if insert_once(PaperSheet, values):
        note(actor, "sheet-made", "attempt", attempt_id, now, sheet=number)
        return True
    return db.session.scalar(sa.select(PaperSheet.attempt_id).where(PaperSheet.number == number)) == attempt_id


def enter(
    actor: Actor, number: str, values: Mapping[str, questions.Value], answered_on: dt.date, now: dt.datetime
) -> int:
    """Write down what stands on a sheet as a closed try, once, under the rules of every try; gives the try.

    A question that was left blank has no value here; it stands as blank. Raises `HandedIn`, `EnteredAlready` or `OlderQuiz`.
    """
    held = sa.select(PaperSheet).where(PaperSheet.number == number).with_for_update()
    sheet = db.session.execute(held, execution_options={"populate_existing": True}).scalar_one()
    if sheet.try_id is not None:
        if sheet.entered_by != actor.id:
            raise EnteredAlready
        return sheet.try_id
    attempt = locked_attempt(sheet.attempt_id)
    if attempt.state not in WORKING_STATES:
        raise HandedIn
    if not quiz_counts(sheet.module_version_id, attempt.module_version_id):
        raise OlderQuiz
    last = db.session.scalar(sa.select(sa.func.max(QuizTry.number)).where(QuizTry.attempt_id == attempt.id)) or 0
    try_ = QuizTry(
        facility_id=sheet.facility_id,
        attempt_id=attempt.id,
        module_version_id=sheet.module_version_id,
        person_id=sheet.person_id,
        number=last + 1,
        seed=sheet.seed,
        questions=sheet.questions,
        started_at=sheet.made_at,
        closed_at=now,
    )
    db.session.add(try_)
    db.session.flush()  # Its answers and the sheet name it.
    given = {one["key"]: values.get(one["key"], "") for one in sheet.questions}
    _write_down(try_, given, now)
    write_result(try_, given, now)
    sheet.try_id, sheet.answered_on = try_.id, answered_on
    sheet.entered_by, sheet.entered_at = actor.id, now
    attempt.touched_at = now
    note(actor, "paper-entered", "try", try_.id, now, sheet=number, answered_on=str(answered_on), passed=try_.passed)
    complete_if_done(actor, attempt, now)
    return try_.id


def _write_down(try_: QuizTry, given: Mapping[str, questions.Value], now: dt.datetime) -> None:
    """Keep each answer as a save and as the answer that stands, marked and locked."""
    for key, data in questions_of(try_.questions).items():
        mark = questions.grade(data, given[key])
        common = {"try_id": try_.id, "question_key": key, "value": given[key], "saved_at": now}
        db.session.add(AnswerSave(**common, save_key=secrets.token_hex(16), based_on=0, outcome="current"))
        db.session.add(Answer(**common, revision=1, locked=True, points=mark.points, out_of=mark.out_of))
