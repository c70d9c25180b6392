"""Starting a try, saving an answer so that it cannot be lost, and closing the try with its result."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.features.audit.actions import note
from lms.features.lessons.actions import complete_if_done, locked_attempt
from lms.features.quizzes.drawing import asked_last, drawn
from lms.features.quizzes.queries import questions_of
from lms.models.base import db, insert_once
from lms.models.learning import Attempt
from lms.models.library import ModuleVersion
from lms.models.prepared import Prepared, new_only
from lms.models.quizzes import Answer, AnswerDraft, AnswerSave, QuizTry
from lms.models.transactions import begin
from lms.rules import grading
from lms.rules.permissions import Actor
from lms.rules.signoffs import WORKING_STATES


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer: current, draft, stale, locked or late; it is kept in every case."""

    outcome: str
    revision: int


def start_try(actor: Actor, attempt_id: int, lang: str, now: dt.datetime) -> int | None:
    """Draw the questions of a new try, or find the one under way; None once the work is with a reviewer."""
    attempt = locked_attempt(attempt_id)
    running = db.session.execute(
        sa.select(QuizTry.id).where(QuizTry.attempt_id == attempt_id, QuizTry.closed_at.is_(None))
    ).scalar()
    if running is not None:
        return running
    if attempt.state not in WORKING_STATES:
        return None
    module = db.session.get_one(ModuleVersion, attempt.module_version_id)
    seed = secrets.randbits(48)
    number = db.session.scalar(sa.select(sa.func.max(QuizTry.number)).where(QuizTry.attempt_id == attempt_id)) or 0
    insert_once(
        QuizTry,
        {
            "facility_id": attempt.facility_id,
            "attempt_id": attempt_id,
            "module_version_id": module.id,
            "person_id": attempt.person_id,
            "number": number + 1,
            "seed": seed,
            "questions": drawn(attempt, module, lang, seed, asked_last(attempt_id)),
            "started_at": now,
        },
    )
    attempt.touched_at = now
    note(actor, "quiz-started", "attempt", attempt_id, now, number=number + 1)
    return db.session.execute(
        sa.select(QuizTry.id).where(QuizTry.attempt_id == attempt_id, QuizTry.closed_at.is_(None))
    ).scalar_one()


_SAVE = Prepared(
    sa.select(
        QuizTry.attempt_id,
        QuizTry.closed_at,
        ModuleVersion.quiz,
        Answer.id.label("answer_id"),
        Answer.value,
        Answer.revision,
        Answer.locked,
        AnswerDraft.id.label("draft_id"),
        AnswerDraft.value.label("drafted"),
        AnswerDraft.revision.label("draft_revision"),
        AnswerSave.outcome,
        AnswerSave.try_id.label("saved_in"),
        AnswerSave.question_key.label("saved_for"),
        AnswerSave.value.label("saved_value"),
    )
    .join(ModuleVersion, ModuleVersion.id == QuizTry.module_version_id)
    .outerjoin(Answer, sa.and_(Answer.try_id == QuizTry.id, Answer.question_key == sa.bindparam("key")))
    .outerjoin(AnswerDraft, sa.and_(AnswerDraft.try_id == QuizTry.id, AnswerDraft.question_key == sa.bindparam("key")))
    .outerjoin(AnswerSave, AnswerSave.save_key == sa.bindparam("save_key"))
    .where(QuizTry.id == sa.bindparam("try_id")),
)
"""A try, the answer and the draft as they stand, and an earlier save with the same key, in one row."""

_HOLD = Prepared(sa.select(QuizTry.id).where(QuizTry.id == sa.bindparam("try_id")).with_for_update())
"""Saves of one try follow each other; SQLite has one writer anyway, and does without."""

_NEW_SAVE = Prepared(
    new_only(AnswerSave),
    ("try_id", "question_key", "save_key", "based_on", "value", "outcome", "saved_at"),
)
_MARKED = ("value", "revision", "locked", "points", "out_of", "saved_at")
_NEW_ANSWER = Prepared(new_only(Answer), ("try_id", "question_key", *_MARKED))
_OTHER_ANSWER = Prepared(sa.update(Answer.__table__).where(Answer.id == sa.bindparam("answer_id")), _MARKED)  # type: ignore[arg-type]
_DRAFTED = ("value", "revision", "saved_at")
_NEW_DRAFT = Prepared(new_only(AnswerDraft), ("try_id", "question_key", *_DRAFTED))
_OTHER_DRAFT = Prepared(sa.update(AnswerDraft.__table__).where(AnswerDraft.id == sa.bindparam("draft_id")), _DRAFTED)  # type: ignore[arg-type]
_NO_DRAFT = Prepared(sa.delete(AnswerDraft.__table__).where(AnswerDraft.id == sa.bindparam("draft_id")))  # type: ignore[arg-type]
_TOUCH = Prepared(sa.update(Attempt.__table__).where(Attempt.id == sa.bindparam("attempt_id")), ("touched_at",))  # type: ignore[arg-type]


def save_answer(
    actor: Actor,
    try_id: int,
    key: str,
    data: questions.Data,
    value: questions.Value,
    save_key: str,
    based_on: int,
    now: dt.datetime,
) -> Saved:
    """Save one answer to the question ``data``. The same key and value twice are one save; nothing sent is dropped.

    ``based_on`` is the revision that the page showed. An answer based on an older one, with another value, is kept
    beside the newer one; so is an answer after its feedback was shown, and one after the try was closed.
    """
    now_is = _now(try_id, key, save_key)
    if _saved_before(now_is, try_id, key, value) and now_is.outcome != "draft":
        return Saved(now_is.outcome, _revision(now_is))
    outcome = _outcome(now_is, value, based_on)
    _keep(now_is, try_id, key, value, save_key, based_on, outcome, now)
    revision = _revision(now_is)
    if outcome == "current":
        revision = _put(now_is, try_id, key, data, value, now)
        if now_is.draft_id is not None:
            _NO_DRAFT.change(draft_id=now_is.draft_id)
        _TOUCH.change(attempt_id=now_is.attempt_id, touched_at=now)
    note(actor, "answer-saved", "try", try_id, now, question=key, outcome=outcome)
    return Saved(outcome, revision)


def save_draft(
    actor: Actor, try_id: int, key: str, value: questions.Value, save_key: str, based_on: int, now: dt.datetime
) -> Saved:
    """Keep what stands in the box while she is still at it, under the same rules; it counts for nothing yet."""
    now_is = _now(try_id, key, save_key)
    if _saved_before(now_is, try_id, key, value):
        return Saved(now_is.outcome, _revision(now_is))
    outcome = _outcome(now_is, value, based_on)
    outcome = "draft" if outcome == "current" else outcome
    _keep(now_is, try_id, key, value, save_key, based_on, outcome, now)
    revision = _revision(now_is)
    if outcome == "draft":
        revision += 1
        values = {"value": value, "revision": revision, "saved_at": now}
        if now_is.draft_id is None:
            _NEW_DRAFT.change(try_id=try_id, question_key=key, **values)
        else:
            _OTHER_DRAFT.change(draft_id=now_is.draft_id, **values)
        _TOUCH.change(attempt_id=now_is.attempt_id, touched_at=now)
    note(actor, "answer-drafted", "try", try_id, now, question=key, outcome=outcome)
    return Saved(outcome, revision)


def _now(try_id: int, key: str, save_key: str) -> Any:
    """How a question of a try stands, with the try held until the end of the transaction."""
    begin()
    if db.engine.dialect.name != "sqlite":
        _HOLD.first(try_id=try_id)
    return _SAVE.first(try_id=try_id, key=key, save_key=save_key)


def _saved_before(now_is: Any, try_id: int, key: str, value: questions.Value) -> bool:
    """Whether this very value has come under this very save key already."""
    return bool((now_is.saved_in, now_is.saved_for, now_is.saved_value) == (try_id, key, value))


def _revision(now_is: Any) -> int:
    """The latest revision that a page could have shown, of answer or draft."""
    return max(now_is.revision or 0, now_is.draft_revision or 0)


def _keep(
    now_is: Any,
    try_id: int,
    key: str,
    value: questions.Value,
    save_key: str,
    based_on: int,
    outcome: str,
    now: dt.datetime,
) -> None:
    """Write down what was sent, whatever becomes of it. A key that names another save is not taken for this one."""
    if now_is.saved_in is not None or not save_key:
        save_key = secrets.token_hex(16)
    save = {"try_id": try_id, "question_key": key, "save_key": save_key, "based_on": based_on, "value": value}
    _NEW_SAVE.change(**save, outcome=outcome, saved_at=now)


def _outcome(now_is: Any, value: questions.Value, based_on: int) -> str:
    if now_is.closed_at is not None:
        return "late"
    if now_is.answer_id is not None and now_is.value == value:
        return "current"
    if now_is.locked:
        return "locked"
    drafted = now_is.draft_id is not None and now_is.drafted == value
    return "stale" if based_on < _revision(now_is) and not drafted else "current"


def _put(now_is: Any, try_id: int, key: str, data: questions.Data, value: questions.Value, now: dt.datetime) -> int:
    """Make a value the current answer, and mark it; the same value again stays as it was marked."""
    same = now_is.answer_id is not None and now_is.value == value
    if same and now_is.draft_id is None:
        return int(now_is.revision)
    mark = questions.grade(data, value)
    revision = _revision(now_is) + 1
    values = {
        "value": value,
        "revision": revision,
        "locked": (now_is.quiz or {}).get("feedback", "each") == "each",
        "points": mark.points,
        "out_of": mark.out_of,
        "saved_at": now,
    }
    if now_is.answer_id is None:
        _NEW_ANSWER.change(try_id=try_id, question_key=key, **values)
    else:
        _OTHER_ANSWER.change(answer_id=now_is.answer_id, **values)
    return revision


def close_try(actor: Actor, try_id: int, now: dt.datetime) -> bool:
    """Close a try whose questions are all answered and write its result, once. False while some are left.

    Nor is it closed while the work is with a reviewer: another result would change what she was asked to sign.
    """
    fresh = {"populate_existing": True}  # The page read all of this before the row was held.
    held = sa.select(QuizTry).where(QuizTry.id == try_id).with_for_update()
    try_ = db.session.execute(held, execution_options=fresh).scalar_one()
    if try_.closed_at is not None:
        return True
    given = db.session.scalars(sa.select(Answer).where(Answer.try_id == try_id), execution_options=fresh)
    answers = {answer.question_key: answer for answer in given}
    attempt = locked_attempt(try_.attempt_id)
    if attempt.state not in WORKING_STATES or any(one["key"] not in answers for one in try_.questions):
        return False
    write_result(try_, {key: answer.value for key, answer in answers.items()}, now)
    for answer in answers.values():
        answer.locked = True
    attempt.touched_at = now
    note(actor, "quiz-closed", "try", try_id, now, passed=try_.passed)
    complete_if_done(actor, attempt, now)
    return True


def write_result(try_: QuizTry, values: Mapping[str, questions.Value], now: dt.datetime) -> None:
    """Mark every answer of a try and write what it adds up to: the one way in which a try is closed."""
    module = db.session.get_one(ModuleVersion, try_.module_version_id)
    found = questions_of(try_.questions)
    result = grading.result(
        {key: questions.grade(data, values[key]) for key, data in found.items()},
        [star for star in (module.quiz or {}).get("star", ()) if star in found],
        module.pass_mark,
    )
    try_.closed_at = now
    try_.percent = result.percent
    try_.passed = result.passed
    try_.result = {
        "points": f"{result.points.numerator}/{result.points.denominator}",
        "out_of": result.out_of,
        "stars_missed": list(result.stars_missed),
        "to_reread": list(result.to_reread),
    }
