"""What the sign-off and review pages show: events with their words, readings, and each answer beside its question."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.features.lessons.queries import in_language
from lms.features.quizzes.queries import questions_of
from lms.features.quizzes.show import Part, parts
from lms.features.signoffs.cases import Case
from lms.features.signoffs.snapshots import Work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Person
from lms.models.quizzes import QuizTry
from lms.models.signoffs import Reading, SignoffEvent
from lms.rules.permissions import Actor
from lms.rules.signoffs import Event, State

PRIVATE_KINDS = frozenset({"reflection"})
"""Answers that only she reads unless she shares them."""

ENDS_ROUND = (Event.RETURNED, Event.FIRST_SIGNED, Event.APPROVED, Event.COUNTERSIGNED)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an attempt: what, who by (empty for the system), when, with its words and ratings."""

    event: Event
    by: str
    at: dt.datetime
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """One reading of her work."""

    name: str
    role: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with her answer in parts: ``right`` is None where only a person can say, ``private`` hides it."""

    key: str
    question: questions.Data
    parts: Sequence[Part]
    right: bool | None
    private: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line a mentor watches for, with the learner's own rating (0 for none)."""

    id: str
    text: str
    star: bool
    own: int


def history(attempt_id: int) -> list[Happened]:
    """All events of an attempt, oldest first."""
    rows = db.session.execute(
        sa.select(SignoffEvent.event, Person.name, SignoffEvent.at, SignoffEvent.details)
        .outerjoin(Person, Person.id == SignoffEvent.by_id)
        .where(SignoffEvent.attempt_id == attempt_id)
        .order_by(SignoffEvent.seq)
    )
    return [Happened(Event(row.event), row.name or "", row.at, row.details) for row in rows]


@dataclass(frozen=True, slots=True)
class OtherAttempt:
    """Another attempt of the same learner in the same module: which one, where it stands and since when."""

    attempt_id: int
    number: int
    state: State
    started_at: dt.datetime


def other_attempts(about: Case) -> list[OtherAttempt]:
    """Her other attempts of this module, the first one first; each stays readable."""
    rows = db.session.execute(
        sa.select(Attempt.id, Attempt.number, Attempt.state, Attempt.started_at)
        .where(
            Attempt.person_id == about.learner_id,
            Attempt.module_id == about.module_id,
            Attempt.id != about.attempt_id,
        )
        .order_by(Attempt.number)
    )
    return [OtherAttempt(row.id, row.number, State(row.state), row.started_at) for row in rows]


def last_word(events: Sequence[Happened]) -> Happened | None:
    """What a reviewer said last, in the latest round that ended."""
    return next((one for one in reversed(events) if one.event in ENDS_ROUND), None)


def readings(attempt_id: int) -> list[Opened]:
    """Who opened her work, latest first."""
    rows = db.session.execute(
        sa.select(Person.name, Reading.role, Reading.reason, Reading.at)
        .join(Person, Person.id == Reading.reader_id)
        .where(Reading.attempt_id == attempt_id)
        .order_by(Reading.id.desc())
    )
    return [Opened(*row) for row in rows]


def tries(attempt_id: int) -> int:
    """How many sittings of the quiz she finished."""
    finished = sa.select(sa.func.count()).where(QuizTry.attempt_id == attempt_id, QuizTry.closed_at.is_not(None))
    return db.session.scalar(finished) or 0


def criteria(work: Work, lang: str) -> list[Criterion]:
    """What a mentor watches for, in a language, beside the learner's own ratings."""
    task = in_language(work.task, lang) if work.task else {}
    return [
        Criterion(one["id"], one["text"], bool(one["star"]), work.ratings.get(one["id"], 0))
        for one in task.get("criteria", ())
    ]


def answers(work: Work) -> list[Answered]:
    """Each question of the try that counts with her answer, in the order asked; reflections stay hers."""
    if work.best is None:
        return []
    return [
        _answered(key, data, work.answers[key].value if key in work.answers else "")
        for key, data in questions_of(work.best.questions).items()
    ]


def _answered(key: str, data: questions.Data, value: Any) -> Answered:
    if data["kind"] in PRIVATE_KINDS:
        return Answered(key, data, (), None, True)
    mark = questions.grade(data, value)
    return Answered(key, data, parts(data, value, mark), mark.right, False)


def sign_in_name(actor: Actor) -> str:
    """What she signs in with, so that she only types her secret again."""
    row = db.session.execute(sa.select(Person.username, Person.number).where(Person.id == actor.id)).one()
    return str(row.username or row.number or "")
