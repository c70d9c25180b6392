"""Which pauses run, who called them and when, and the groups there are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.models.base import db
from lms.models.people import Facility, Pause, Person
from lms.rules.permissions import Actor

LATEST = 10
"""Ended pauses that the page looks back on."""


@dataclass(frozen=True, slots=True)
class Rest:
    """One pause: of which group (empty for everybody), who called it and when, and who ended it and when."""

    id: int
    group: str
    by: str
    since: dt.datetime
    ended_by: str
    ended_at: dt.datetime | None


def pauses(actor: Actor) -> tuple[list[Rest], list[Rest]]:
    """The pauses of her facility: those that run, and the latest that have ended."""
    ender = aliased(Person)
    rows = db.session.execute(
        sa.select(Pause.id, Pause.group_name, Person.name, Pause.started_at, ender.name, Pause.ended_at)
        .join(Person, Person.id == Pause.started_by)
        .outerjoin(ender, ender.id == Pause.ended_by)
        .where(Pause.facility_id == actor.facility_id)
        .order_by(Pause.ended_at.is_not(None), Pause.id.desc())
        .limit(LATEST + 100)
    )
    found = [
        Rest(id_, group, by, since, ended_by or "", ended_at) for id_, group, by, since, ended_by, ended_at in rows
    ]
    running = [one for one in found if one.ended_at is None]
    return running, [one for one in found if one.ended_at is not None][:LATEST]


def groups(actor: Actor) -> list[str]:
    """The groups that people of her facility are in."""
    return list(
        db.session.scalars(
            sa.select(Person.group_name)
            .where(Person.facility_id == actor.facility_id, Person.group_name != "")
            .distinct()
            .order_by(Person.group_name)
        )
    )


def pause_of(pause_id: int) -> Pause | None:
    """The pause of an address."""
    return db.session.get(Pause, pause_id)


def running() -> Sequence[sa.Row[str, str, str, dt.datetime]]:
    """What the sign-in page says: facility, its time zone, group and since when; it names nobody."""
    return db.session.execute(
        sa.select(Facility.name, Facility.timezone, Pause.group_name, Pause.started_at)
        .join(Facility, Facility.id == Pause.facility_id)
        .where(Pause.ended_at.is_(None))
        .order_by(Pause.id)
    ).all()
