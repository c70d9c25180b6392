"""The decisions of a facility's last year with how long each took, and what is still open; four queries in all."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import SignoffEvent
from lms.rules.permissions import Actor
from lms.rules.signoffs import Event, State
from lms.rules.watching import LOOKED_BACK, Decided, Picture, picture

DECIDING = (Event.RETURNED, Event.APPROVED, Event.FIRST_SIGNED)
WAITING = (State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND)
MOST_OPEN = 10_000
"""Open work is counted up to here."""


@dataclass(frozen=True, slots=True)
class Open:
    """What waits now: how much, and since when the oldest."""

    count: int
    oldest: dt.datetime | None


def _before(event: Event) -> sa.ScalarSelect[dt.datetime]:
    """When this event last happened to the attempt before a decision."""
    earlier = sa.orm.aliased(SignoffEvent)
    return (
        sa.select(earlier.at)
        .where(earlier.attempt_id == SignoffEvent.attempt_id, earlier.seq < SignoffEvent.seq, earlier.event == event)
        .order_by(earlier.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


def decisions(actor: Actor, now: dt.datetime) -> list[Decided]:
    """Every decision of the last year here, with how long the work had waited and how long its review took."""
    rows = db.session.execute(
        sa.select(
            SignoffEvent.by_id,
            SignoffEvent.event,
            SignoffEvent.at,
            _before(Event.SUBMITTED).label("asked"),
            _before(Event.CLAIMED).label("begun"),
        ).where(
            SignoffEvent.facility_id == actor.facility_id,
            SignoffEvent.event.in_(DECIDING),
            SignoffEvent.at > now - LOOKED_BACK,
        )
    )
    return [
        Decided(row.by_id, row.event == Event.RETURNED, row.at - row.asked, _reviewed(row.begun, row.at))
        for row in rows
        if row.asked is not None
    ]


def _reviewed(begun: dt.datetime | None, at: dt.datetime) -> dt.timedelta | None:
    """How long a review took; nobody can say of work that is claimed by the very act that signs it, as at a kiosk."""
    return at - begun if begun and begun < at else None


def going(actor: Actor, now: dt.datetime) -> Picture:
    """The totals of the last year."""
    looked = db.session.execute(
        sa.select(SignoffEvent.event, sa.func.count())
        .where(
            SignoffEvent.facility_id == actor.facility_id,
            SignoffEvent.event.in_((Event.AGREED, Event.DISAGREED)),
            SignoffEvent.at > now - LOOKED_BACK,
        )
        .group_by(SignoffEvent.event)
    )
    counts = {row[0]: row[1] for row in looked}
    return picture(decisions(actor, now), counts.get(Event.AGREED, 0), counts.get(Event.DISAGREED, 0))


def open_now(actor: Actor) -> Open:
    """What is handed in and not decided."""
    waiting = (
        sa.select(Attempt.submitted_at)
        .where(Attempt.facility_id == actor.facility_id, Attempt.state.in_(WAITING))
        .limit(MOST_OPEN)
        .subquery()
    )
    row = db.session.execute(sa.select(sa.func.count(), sa.func.min(waiting.c.submitted_at))).one()
    return Open(row[0], row[1])
