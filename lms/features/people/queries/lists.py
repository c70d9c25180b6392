"""Who is here and where each one is, by name, and whose account waits for a second person."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.lessons.queries import in_language
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, Module, ModuleVersion
from lms.models.people import Person, PersonRole
from lms.rules.people import ADMIN_GIVES, found_by, searchable
from lms.rules.permissions import Actor, Role
from lms.rules.signoffs import OPEN_STATES, State

LISTED = (Person.id, Person.name, Person.number, Person.username, Person.active)
"""What a list reads of each person before it chooses a page."""

A_PAGE = 50
"""People on one page of a list."""

WAITING = frozenset({State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND})
"""States in which somebody else has the next move."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a learner is: the module she did something in last, and since when her oldest asking waits."""

    course: str
    module: str
    state: State
    waiting_since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One person in a list."""

    id: int
    name: str
    sign_in_name: str
    active: bool
    roles: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    where: Where | None


@dataclass(frozen=True, slots=True)
class People:
    """One page of a list; ``after`` is the key of the next page, 0 at the end."""

    rows: tuple[Row, ...]
    after: int


def people(actor: Actor, text: str, role: str, after: int, lang: str) -> People:
    """The people of her facility by name; search forgives case and accents, which no database here does alike."""
    query = sa.select(*LISTED).where(Person.facility_id == actor.facility_id)
    if role:
        query = query.where(holds({role}, sa.true()))
    return listed(db.session.execute(query).all(), text, after, lang)


def holds(roles: Collection[str], which: sa.ColumnExpressionArgument[bool]) -> sa.ColumnElement[bool]:
    """A condition: the person has one of these roles, and its row is such."""
    return sa.exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(tuple(roles)), which)


def listed(found: Sequence[Any], text: str, after: int, lang: str) -> People:
    """One page of some people (id, name, number, username, active), those after the one with the key ``after``."""
    key = {row.id: (searchable(row.name), row.id) for row in found}
    wanted = sorted(
        (row for row in found if found_by(text, row.name, row.number, row.username)), key=lambda r: key[r.id]
    )
    if after in key:
        wanted = [row for row in wanted if key[row.id] > key[after]]
    shown = wanted[:A_PAGE]
    ids = [row.id for row in shown]
    held, places = _roles(ids), _places(ids, lang)
    rows = tuple(
        Row(
            id=row.id,
            name=row.name,
            sign_in_name=row.number or row.username or "",
            active=row.active,
            roles=tuple(one.role for one in held[row.id] if one.active),
            unconfirmed=tuple(one.role for one in held[row.id] if not one.active),
            where=places.get(row.id),
        )
        for row in shown
    )
    return People(rows, ids[-1] if len(wanted) > A_PAGE else 0)


def roles_of(person_id: int) -> list[PersonRole]:
    """The roles of one person, in the order of the table of permissions."""
    return _roles([person_id])[person_id]


def _roles(ids: Collection[int]) -> Mapping[int, list[PersonRole]]:
    order = list(Role)
    held: dict[int, list[PersonRole]] = defaultdict(list)
    rows = db.session.scalars(sa.select(PersonRole).where(PersonRole.person_id.in_(ids)))
    for row in sorted(rows, key=lambda one: order.index(Role(one.role))):
        held[row.person_id].append(row)
    return held


def _places(ids: Collection[int], lang: str) -> dict[int, Where]:
    rows = db.session.execute(
        sa.select(
            Attempt.person_id,
            Attempt.state,
            Attempt.submitted_at,
            ModuleVersion.title,
            ModuleVersion.texts,
            CourseVersion.title.label("course"),
            CourseVersion.texts.label("course_texts"),
        )
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .join(Module, Module.id == Attempt.module_id)
        .join(Course, Course.id == Module.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
        .where(Attempt.person_id.in_(ids), Attempt.state.in_(OPEN_STATES))
        .order_by(Attempt.touched_at, Attempt.id)
    ).all()
    waits: dict[int, dt.datetime] = {}
    for row in rows:
        if row.state in WAITING and row.submitted_at:
            waits[row.person_id] = min(row.submitted_at, waits.get(row.person_id, row.submitted_at))
    return {
        row.person_id: Where(
            in_language(row.course_texts or {}, lang).get("title") or row.course or "",
            in_language(row.texts, lang).get("title") or row.title,
            State(row.state),
            waits.get(row.person_id),
        )
        for row in rows
    }


def unconfirmed(actor: Actor) -> Sequence[Any]:
    """Staff accounts, and further staff roles, that wait for a coordinator."""
    return db.session.execute(
        sa.select(Person.id, Person.name)
        .where(Person.facility_id == actor.facility_id, holds(ADMIN_GIVES, ~PersonRole.active))
        .order_by(Person.id)
    ).all()
