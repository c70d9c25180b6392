"""Starting a try, saving an answer so that it cannot be lost, and closing the try with its result."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.features.audit.actions import note
from lms.features.lessons.actions import WORKING, complete_if_done, locked_attempt
from lms.features.quizzes.queries import questions_of
from lms.models.base import db, insert_once
from lms.models.learning import Attempt
from lms.models.library import ModuleVersion, Question
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.rules import grading
from lms.rules.permissions import Actor
from lms.rules.signoffs import DONE_STATES


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
    if attempt.state not in WORKING:
        return None
    module = db.session.get_one(ModuleVersion, attempt.module_version_id)
    seed = secrets.randbits(48)
    number = db.session.scalar(sa.select(sa.func.max(QuizTry.number)).where(QuizTry.attempt_id == attempt_id)) or 0
    insert_once(
        QuizTry,
        {
            "facility_id": attempt.facility_id,
            "attempt_id": attempt_id,
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
    """Questions by slug, each in her language where there is one, in the author's order."""
    rows = db.session.execute(
        sa.select(Question.module_version_id, Question.slug, Question.lang, Question.kind)
        .where(Question.module_version_id.in_(version_ids))
        .order_by(Question.module_version_id, Question.position, sa.case((Question.lang == lang, 1), else_=0))
    )
    return {
        row.slug: {"version": row.module_version_id, "slug": row.slug, "lang": row.lang}
        for row in rows
        if not scored or questions.KINDS[row.kind].SCORED
    }


def save_answer(
    actor: Actor, try_id: int, key: str, value: questions.Value, save_key: str, based_on: int, now: dt.datetime
) -> Saved:
    """Save one answer. The same key twice is one save; nothing that was sent is ever dropped or overwritten.

    ``based_on`` is the revision that the page showed. An answer based on an older one, with another value, is kept
    beside the newer one; so is an answer after its feedback was shown, and one after the try was closed.
    """
    try_ = db.session.execute(sa.select(QuizTry).where(QuizTry.id == try_id).with_for_update()).scalar_one()
    answer = db.session.execute(
        sa.select(Answer).where(Answer.try_id == try_id, Answer.question_key == key)
    ).scalar_one_or_none()
    before = db.session.execute(
        sa.select(AnswerSave.try_id, AnswerSave.question_key, AnswerSave.outcome).where(AnswerSave.save_key == save_key)
    ).first()
    if before is not None and (before.try_id, before.question_key) == (try_id, key):
        return Saved(before.outcome, answer.revision if answer else 0)
    if before is not None or not save_key:
        save_key = secrets.token_hex(16)
    outcome = _outcome(try_, answer, value, based_on)
    insert_once(
        AnswerSave,
        {
            "try_id": try_id,
            "question_key": key,
            "save_key": save_key,
            "based_on": based_on,
            "value": value,
            "outcome": outcome,
            "saved_at": now,
        },
    )
    revision = answer.revision if answer else 0
    if outcome == "current":
        revision = _put(try_, answer, key, value, now)
        db.session.execute(sa.update(Attempt).where(Attempt.id == try_.attempt_id).values(touched_at=now))
    note(actor, "answer-saved", "try", try_id, now, question=key, outcome=outcome)
    return Saved(outcome, revision)


def _outcome(try_: QuizTry, answer: Answer | None, value: questions.Value, based_on: int) -> str:
    if try_.closed_at is not None:
        return "late"
    if answer is None or answer.value == value:
        return "current"
    if answer.locked:
        return "locked"
    return "stale" if based_on < answer.revision else "current"


def _put(try_: QuizTry, answer: Answer | None, key: str, value: questions.Value, now: dt.datetime) -> int:
    """Make a value the current answer, and mark it."""
    pin = next(one for one in try_.questions if one["key"] == key)
    data = questions_of([pin])[key]
    mark = questions.grade(data, value)
    if answer is None:
        answer = Answer(try_id=try_.id, question_key=key, revision=0)
        db.session.add(answer)
    if answer.revision and answer.value == value:
        return answer.revision
    answer.value = value
    answer.revision += 1
    answer.points = mark.points
    answer.out_of = mark.out_of
    answer.saved_at = now
    answer.locked = _feedback_each(try_)
    return answer.revision


def _feedback_each(try_: QuizTry) -> bool:
    settings = db.session.execute(
        sa.select(ModuleVersion.quiz)
        .join(Attempt, Attempt.module_version_id == ModuleVersion.id)
        .where(Attempt.id == try_.attempt_id)
    ).scalar_one()
    return bool((settings or {}).get("feedback", "each") == "each")


def close_try(actor: Actor, try_id: int, now: dt.datetime) -> bool:
    """Close a try whose questions are all answered and write its result, once. False while some are left."""
    try_ = db.session.execute(sa.select(QuizTry).where(QuizTry.id == try_id).with_for_update()).scalar_one()
    if try_.closed_at is not None:
        return True
    answers = {
        answer.question_key: answer for answer in db.session.scalars(sa.select(Answer).where(Answer.try_id == try_id))
    }
    keys = [one["key"] for one in try_.questions]
    if any(key not in answers for key in keys):
        return False
    attempt = locked_attempt(try_.attempt_id)
    module = db.session.get_one(ModuleVersion, attempt.module_version_id)
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
