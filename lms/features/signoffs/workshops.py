"""Checklists from workshops: who is on the sheet, what was typed in later and by whom, and keeping it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, keep_once
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersionModule, ModuleVersion
from lms.models.mentoring import WorkshopEntry
from lms.models.people import Person, PersonRole
from lms.models.quizzes import PaperSheet
from lms.rules.marking import check_sheet
from lms.rules.permissions import Actor, Role
from lms.rules.signoffs import OPEN_STATES, State

SHEET = 30
"""Most learners on one sheet."""

WATCHERS = (Role.MENTOR, Role.INSTRUCTOR, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """One checklist as it was typed in: by whom, who watched and on which day."""

    typed_by: int
    typist: str
    watched_by: int
    watcher: str
    watched_on: dt.date
    ratings: Mapping[str, int]
    words: str
    at: dt.datetime


def typed(person_id: int) -> sa.ColumnElement[bool]:
    """Whether this person typed in evidence for the attempt of a row, be it a checklist or a quiz that was on paper.

    Then somebody else signs it.
    """
    return sa.or_(
        sa.exists().where(WorkshopEntry.attempt_id == Attempt.id, WorkshopEntry.typed_by == person_id),
        sa.exists().where(PaperSheet.attempt_id == Attempt.id, PaperSheet.entered_by == person_id),
    )


def typed_by(person_id: int, attempt_ids: Collection[int]) -> set[int]:
    """For which of these attempts this person typed in evidence."""
    rows = sa.select(Attempt.id).where(Attempt.id.in_(attempt_ids), typed(person_id))
    return set(db.session.scalars(rows))


def entry(attempt_id: int) -> Entry | None:
    """The checklist that was typed in last for an attempt."""
    typist, watcher = sa.orm.aliased(Person), sa.orm.aliased(Person)
    row = db.session.execute(
        sa.select(
            WorkshopEntry.typed_by,
            typist.name.label("typist"),
            WorkshopEntry.watched_by,
            watcher.name.label("watcher"),
            WorkshopEntry.watched_on,
            WorkshopEntry.ratings,
            WorkshopEntry.words,
            WorkshopEntry.at,
        )
        .join(typist, typist.id == WorkshopEntry.typed_by)
        .join(watcher, watcher.id == WorkshopEntry.watched_by)
        .where(WorkshopEntry.attempt_id == attempt_id)
        .order_by(WorkshopEntry.id.desc())
        .limit(1)
    ).first()
    return Entry(**row._mapping) if row else None


def watchers(actor: Actor, learner_id: int) -> Sequence[Any]:
    """Who could have watched: staff mentors, instructors and coordinators here, but neither the typist nor the learner."""
    holds = sa.exists().where(
        PersonRole.person_id == Person.id, PersonRole.active, PersonRole.role.in_([str(one) for one in WATCHERS])
    )
    return db.session.execute(
        sa.select(Person.id, Person.name)
        .where(Person.facility_id == actor.facility_id, Person.active, holds, Person.id.not_in((actor.id, learner_id)))
        .order_by(Person.name, Person.id)
        .limit(200)
    ).all()


def keep(
    actor: Actor,
    attempt_id: int,
    watched_by: int,
    watched_on: dt.date,
    ratings: Mapping[str, int],
    words: str,
    save_key: str,
    now: dt.datetime,
) -> None:
    """Keep a checklist as it stands on paper; the same form sent twice is kept once. It is no signature."""
    attempt = db.session.get_one(Attempt, attempt_id)
    check_sheet(actor.id, attempt.person_id, watched_by, State(attempt.state))
    values = {
        "facility_id": attempt.facility_id,
        "attempt_id": attempt_id,
        "typed_by": actor.id,
        "watched_by": watched_by,
        "watched_on": watched_on,
        "ratings": dict(ratings),
        "words": words,
        "save_key": save_key,
        "at": now,
    }
    if keep_once(WorkshopEntry, values):
        note(actor, "workshop-typed", "attempt", attempt_id, now, watched_by=watched_by)


def sheet(actor: Actor, version_id: int) -> Sequence[Any]:
    """Who could be on the sheet of a module version: open work on it that the actor may see, by name."""
    hers: sa.ColumnElement[bool] = sa.true()
    if Role.COORDINATOR not in actor.roles:
        course = sa.select(ModuleVersion.id).where(
            sa.or_(
                *(ModuleVersion.module_id.startswith(f"{one}/", autoescape=True) for one in actor.courses), sa.false()
            )
        )
        matched = Attempt.person_id.in_(actor.matches) if actor.cleared else sa.false()
        hers = sa.or_(matched, Attempt.module_version_id.in_(course))
    return db.session.execute(
        sa.select(Attempt.id, Person.name, Attempt.state)
        .join(Person, Person.id == Attempt.person_id)
        .where(
            Attempt.module_version_id == version_id,
            Attempt.facility_id == actor.facility_id,
            Attempt.state.in_(OPEN_STATES),
            hers,
        )
        .order_by(Person.name, Attempt.id)
        .limit(SHEET)
    ).all()


_WATCHED = (
    sa.select(
        ModuleVersion.id, ModuleVersion.module_id, ModuleVersion.title, ModuleVersion.texts, ModuleVersion.practical
    )
    .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
    .join(Course, Course.version_id == CourseVersionModule.course_version_id)
    .where(ModuleVersion.practical.is_not(None), ModuleVersion.signoff != "none")
    .order_by(Course.id, CourseVersionModule.position)
)


def watched_modules() -> Sequence[Any]:
    """Every module on offer that has a task to watch, by course."""
    return db.session.execute(_WATCHED).all()


def watched_module(module_id: str) -> Any | None:
    """One module on offer that has a task to watch."""
    return db.session.execute(_WATCHED.where(ModuleVersion.module_id == module_id)).first()
