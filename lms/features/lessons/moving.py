"""A module that is offered in a newer version than hers: what she would keep, and moving her work to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.lessons.actions import complete_if_done, locked_attempt
from lms.features.lessons.queries import attempt_progress, outline_of, version_row
from lms.features.signoffs.events import append
from lms.models.base import db
from lms.models.learning import Attempt, PracticalWork
from lms.models.library import Course, CourseVersion, CourseVersionModule, Module, ModuleVersion, Question
from lms.models.quizzes import QuizTry
from lms.rules.permissions import Actor
from lms.rules.publishing import Carried, carried, may_choose
from lms.rules.signoffs import Event, State, WrongState


@dataclass(frozen=True, slots=True)
class Newer:
    """The version of her module that is offered, and what of her work it would take over.

    ``to`` is its module version, ``number`` that of the course version with its ``note``; ``try_id`` the try
    that is under way.
    """

    attempt_id: int
    title: str
    old: int
    to: int
    number: int
    note: str
    carried: Carried
    try_id: int | None


def since_last_break(course_id: sa.ColumnElement[str] | str) -> sa.Select[int]:
    """The module versions that a course has offered since its last breaking change."""
    breaks = sa.select(sa.func.max(CourseVersion.number)).where(
        CourseVersion.course_id == course_id, CourseVersion.change == "breaking"
    )
    return (
        sa.select(CourseVersionModule.module_version_id)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .where(
            CourseVersion.course_id == course_id,
            CourseVersion.number >= sa.func.coalesce(breaks.scalar_subquery(), 0),
        )
    )


def newer(attempt_id: int, lang: str) -> Newer | None:
    """What a learner may move to, if her module is offered in another version and the work is hers to change."""
    row = _offered(attempt_id)
    if row is None or not may_choose(State(row.state), row.here, True):
        return None
    found = attempt_progress(attempt_id, lang)
    ours, theirs = version_row(row.old), version_row(row.to)
    small = row.old in set(db.session.scalars(since_last_break(row.course_id)))
    same_quiz = _quiz(ours) == _quiz(theirs)
    same_practical = _first(ours.practical) == _first(theirs.practical)
    new = outline_of(theirs, lang)
    return Newer(
        attempt_id=attempt_id,
        title=new.title,
        old=row.old,
        to=row.to,
        number=row.number,
        note=row.note,
        carried=carried(found.outline, new, found.facts, small, same_quiz, same_practical),
        try_id=found.try_id,
    )


def _offered(attempt_id: int) -> Any | None:
    """Where an attempt stands beside the version of its module that is offered; nothing where none is."""
    return db.session.execute(
        sa.select(
            Attempt.state,
            Attempt.module_version_id.label("old"),
            ModuleVersion.id.label("to"),
            (Attempt.module_version_id == ModuleVersion.id).label("here"),
            Module.course_id,
            CourseVersion.number,
            CourseVersion.note,
        )
        .join(Module, Module.id == Attempt.module_id)
        .join(Course, Course.id == Module.course_id)
        .join(CourseVersion, CourseVersion.id == Course.version_id)
        .join(CourseVersionModule, CourseVersionModule.course_version_id == CourseVersion.id)
        .join(
            ModuleVersion,
            sa.and_(
                ModuleVersion.id == CourseVersionModule.module_version_id, ModuleVersion.module_id == Attempt.module_id
            ),
        )
        .where(Attempt.id == attempt_id)
    ).first()


def _quiz(row: Any) -> tuple[Any, ...]:
    """What a quiz asks and what it takes to pass, in the language it was written in, which was stored first."""
    asked: dict[str, Any] = {}
    for question in db.session.execute(
        sa.select(Question.slug, Question.data)
        .where(Question.module_version_id == row.version_id)
        .order_by(Question.id)
    ):
        asked.setdefault(question.slug, question.data)
    return row.quiz, row.pass_mark, row.recall, asked


def quiz_counts(old: int, to: int) -> bool:
    """Whether a quiz of one version of a module counts in a later one: it asks the same, or no breaking change lies between."""
    ours, theirs = version_row(old), version_row(to)
    breaks = sa.select(CourseVersion.id).where(
        CourseVersion.course_id == ours.module_id.split("/", 1)[0],
        CourseVersion.change == "breaking",
        CourseVersion.number > _offered_in(sa.func.max, old),
        CourseVersion.number <= _offered_in(sa.func.min, to),
    )
    return db.session.execute(breaks.limit(1)).first() is None or _quiz(ours) == _quiz(theirs)


def _offered_in(which: Any, version_id: int) -> sa.ScalarSelect[int]:
    """The first (min) or last (max) course version that offered a module version, by its number."""
    return (
        sa.select(which(CourseVersion.number))
        .join(CourseVersionModule, CourseVersionModule.course_version_id == CourseVersion.id)
        .where(CourseVersionModule.module_version_id == version_id)
        .scalar_subquery()
    )


def _first(practical: Mapping[str, Any] | None) -> Any:
    """A practical in the language it was written in."""
    return next(iter((practical or {}).values()), None)


def move_to_offered(actor: Actor, attempt_id: int, to: int, now: dt.datetime) -> bool:
    """Move her work to the version that she was shown, because she chose so; False where it is there already.

    Answers, words and tries stay as they are. Behind a breaking change a pass of another quiz counts no more, and a
    practical that asks for something else is looked over once again. Raises `WrongState` where the work is not hers
    now, where a try is under way that would count no more, or where yet another version is offered.
    """
    attempt = locked_attempt(attempt_id)
    if attempt.module_version_id == to:
        return False
    found = newer(attempt_id, "")
    if found is None or found.to != to or found.carried.under_way:
        raise WrongState(State(attempt.state), Event.MOVED)
    if found.carried.quiz_again:
        attempt.quiz_from = _tries(attempt_id) + 1
    if found.carried.practical_again:
        work = sa.update(PracticalWork).where(PracticalWork.attempt_id == attempt_id)
        db.session.execute(work.values(ready=False))
    attempt.touched_at = now
    move(actor, attempt, to, found.number, now, chosen=True)
    note(actor, "attempt-moved", "attempt", attempt_id, now, course_version=found.number, to=to)
    complete_if_done(actor, attempt, now)
    return True


def move(actor: Actor | None, attempt: Attempt, to: int, number: int, now: dt.datetime, chosen: bool = False) -> None:
    """Put an attempt on another version of its module, as an event."""
    details = {"from": attempt.module_version_id, "to": to, "course_version": number}
    attempt.module_version_id = to
    append(attempt, Event.MOVED, actor.id if actor else None, now, details | ({"chosen": True} if chosen else {}))


def _tries(attempt_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.max(QuizTry.number)).where(QuizTry.attempt_id == attempt_id)) or 0
