"""Starting a try, saving an answer so that it cannot be lost, and closing the try with its result."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.features.audit.actions import note
from lms.features.lessons.actions import complete_if_done, locked_attempt
from lms.features.quizzes.queries import questions_of
from lms.models.base import db, insert_once
from lms.models.learning import Attempt
from lms.models.library import ModuleVersion, Question
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.rules import grading
from lms.rules.permissions import Actor
from lms.rules.signoffs import DONE_STATES, WORKING_STATES


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer: current, stale, locked or late; it is kept in every case."""

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
            "questions": _drawn(attempt, module, lang, seed),
            "started_at": now,
        },
    )
    attempt.touched_at = now
    note(actor, "quiz-started", "attempt", attempt_id, now, number=number + 1)
    return db.session.execute(
        sa.select(QuizTry.id).where(QuizTry.attempt_id == attempt_id, QuizTry.closed_at.is_(None))
    ).scalar_one()


def _drawn(attempt: Attempt, module: ModuleVersion, lang: str, seed: int) -> list[dict[str, Any]]:
    """The questions of one try: the module's own, then some from modules she has finished."""
    settings = module.quiz or {}
    own = _bank([module.id], lang)
    recall = _bank(_finished_versions(attempt), lang, scored=True)
    pool = dict(own) | {f"{pin['version']}.{slug}": pin for slug, pin in recall.items()}
    keys = grading.draw(
        list(own),
        [f"{pin['version']}.{slug}" for slug, pin in recall.items()],
        settings.get("draw", 0),
        module.recall,
        seed,
        star=settings.get("star", ()),
        shuffle=settings.get("shuffle", True),
    )
    return [{"key": key, **pool[key]} for key in keys]


def _finished_versions(attempt: Attempt) -> list[int]:
    return list(
        db.session.scalars(
            sa.select(Attempt.module_version_id).where(
                Attempt.person_id == attempt.person_id,
                Attempt.module_id != attempt.module_id,
                Attempt.state.in_(DONE_STATES),
            )
        )
    )


def _bank(version_ids: Sequence[int], lang: str, scored: bool = False) -> dict[str, dict[str, Any]]:
    """Questions by slug, each in her language or else in its author's, which was stored first; in the author's order."""
    rows = db.session.execute(
        sa.select(Question.module_version_id, Question.slug, Question.lang, Question.kind)
        .where(Question.module_version_id.in_(version_ids))
        .order_by(
            Question.module_version_id,
            Question.position,
            sa.case((Question.lang == lang, 1), else_=0),
            Question.id.desc(),
        )
    )
    return {
        row.slug: {"version": row.module_version_id, "slug": row.slug, "lang": row.lang}
        for row in rows
        if not scored or questions.KINDS[row.kind].SCORED
    }


_SAVE = (
    sa.select(
        QuizTry.attempt_id,
        QuizTry.closed_at,
        ModuleVersion.quiz,
        Answer.id.label("answer_id"),
        Answer.value,
        Answer.revision,
        Answer.locked,
        AnswerSave.outcome,
        AnswerSave.try_id.label("saved_in"),
        AnswerSave.question_key.label("saved_for"),
    )
    .join(ModuleVersion, ModuleVersion.id == QuizTry.module_version_id)
    .outerjoin(Answer, sa.and_(Answer.try_id == QuizTry.id, Answer.question_key == sa.bindparam("key")))
    .outerjoin(AnswerSave, AnswerSave.save_key == sa.bindparam("save_key"))
    .where(QuizTry.id == sa.bindparam("try_id"))
)
"""A try, the answer as it stands and an earlier save with the same key, in one row."""

_HOLD = sa.select(QuizTry.id).where(QuizTry.id == sa.bindparam("try_id")).with_for_update()
"""Saves of one try follow each other; SQLite has one writer anyway, and knows no such lock."""


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
    """Save one answer to the question ``data``. The same key twice is one save; nothing that was sent is dropped.

    ``based_on`` is the revision that the page showed. An answer based on an older one, with another value, is kept
    beside the newer one; so is an answer after its feedback was shown, and one after the try was closed.
    """
    if db.session.get_bind().dialect.name != "sqlite":
        db.session.execute(_HOLD, {"try_id": try_id})
    now_is = db.session.execute(_SAVE, {"try_id": try_id, "key": key, "save_key": save_key}).one()
    if (now_is.saved_in, now_is.saved_for) == (try_id, key):
        return Saved(now_is.outcome, now_is.revision or 0)
    if now_is.saved_in is not None or not save_key:
        save_key = secrets.token_hex(16)
    outcome = _outcome(now_is, value, based_on)
    save = {"try_id": try_id, "question_key": key, "save_key": save_key, "based_on": based_on, "value": value}
    insert_once(AnswerSave, {**save, "outcome": outcome, "saved_at": now})
    revision = now_is.revision or 0
    if outcome == "current":
        revision = _put(now_is, try_id, key, data, value, now)
        db.session.execute(sa.update(Attempt).where(Attempt.id == now_is.attempt_id).values(touched_at=now))
    note(actor, "answer-saved", "try", try_id, now, question=key, outcome=outcome)
    return Saved(outcome, revision)


def _outcome(now_is: Any, value: questions.Value, based_on: int) -> str:
    if now_is.closed_at is not None:
        return "late"
    if now_is.answer_id is None or now_is.value == value:
        return "current"
    if now_is.locked:
        return "locked"
    return "stale" if based_on < now_is.revision else "current"


def _put(now_is: Any, try_id: int, key: str, data: questions.Data, value: questions.Value, now: dt.datetime) -> int:
    """Make a value the current answer, and mark it; the same value again stays as it was marked."""
    if now_is.answer_id is not None and now_is.value == value:
        return int(now_is.revision)
    mark = questions.grade(data, value)
    revision = (now_is.revision or 0) + 1
    values = {
        "value": value,
        "revision": revision,
        "locked": (now_is.quiz or {}).get("feedback", "each") == "each",
        "points": mark.points,
        "out_of": mark.out_of,
        "saved_at": now,
    }
    if now_is.answer_id is None:
        insert_once(Answer, {"try_id": try_id, "question_key": key, **values})
    else:
        db.session.execute(sa.update(Answer).where(Answer.id == now_is.answer_id).values(**values))
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
    keys = [one["key"] for one in try_.questions]
    attempt = locked_attempt(try_.attempt_id)
    if attempt.state not in WORKING_STATES or any(key not in answers for key in keys):
        return False
    module = db.session.get_one(ModuleVersion, try_.module_version_id)
    found = questions_of(try_.questions)
    result = grading.result(
        {key: questions.grade(found[key], answers[key].value) for key in keys},
        _stars(module.quiz or {}, keys),
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
    for answer in answers.values():
        answer.locked = True
    attempt.touched_at = now
    note(actor, "quiz-closed", "try", try_id, now, passed=result.passed)
    complete_if_done(actor, attempt, now)
    return True


def _stars(settings: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    return [star for star in settings.get("star", ()) if star in keys]
