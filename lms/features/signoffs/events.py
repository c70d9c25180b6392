"""The one place where an attempt is opened, a sign-off event is written, and the attempt's cached columns follow it."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from lms.models.base import db, insert_once
from lms.models.learning import Attempt
from lms.models.signoffs import SignoffEvent
from lms.rules.signoffs import Event, State
from lms.rules.standing import Standing, follow, standing

NO_DETAILS: Mapping[str, Any] = MappingProxyType({})
UNCLAIMING = frozenset(
    {
        Event.SUBMITTED,
        Event.APPEALED,
        Event.TAKEN_BACK,
        Event.RELEASED,
        Event.LEASE_ENDED,
        Event.RETURNED,
        Event.FIRST_SIGNED,
    }
)
"""Events after which nobody holds the work."""

ENDING = frozenset({Event.APPROVED, Event.COUNTERSIGNED, Event.COMPLETED})
"""Events that finish an attempt. Revoking leaves the day on which it was finished."""


def stands(attempt_id: int) -> Standing:
    """Where an attempt stands, worked out from its events."""
    rows = sa.select(SignoffEvent.event).where(SignoffEvent.attempt_id == attempt_id).order_by(SignoffEvent.seq)
    return standing(Event(row) for row in db.session.scalars(rows))


def begin(
    learner: tuple[int, int],
    module_id: str,
    number: int,
    version_id: int,
    by_id: int,
    now: dt.datetime,
    details: Mapping[str, Any] = NO_DETAILS,
) -> tuple[Attempt | None, bool]:
    """Open an attempt of a module for a learner (id, facility), and say whether it is new: the same number twice is one.

    None where another attempt of the module is open.
    """
    person_id, facility_id = learner
    values = {"person_id": person_id, "module_id": module_id, "number": number}
    more = {"facility_id": facility_id, "module_version_id": version_id, "started_at": now, "touched_at": now}
    made = insert_once(Attempt, {**values, **more, "state": State.IN_PROGRESS})
    attempt = db.session.scalars(sa.select(Attempt).filter_by(**values)).one_or_none()
    if made and attempt is not None:
        append(attempt, Event.STARTED, by_id, now, details)
    return attempt, bool(made)


def append(
    attempt: Attempt,
    event: Event,
    by_id: int | None,
    now: dt.datetime,
    details: Mapping[str, Any] = NO_DETAILS,
    signature_seq: int | None = None,
) -> SignoffEvent:
    """Add the next event of an attempt and bring its state, claim and dates up to date.

    The caller holds the attempt's row lock. What may follow is decided by the events alone, never by the cached state.
    Raises `WrongState` for an event that cannot happen now. A new attempt is written with its first state already, so
    ``STARTED`` must be its first event.
    """
    rows = sa.select(SignoffEvent.event).where(SignoffEvent.attempt_id == attempt.id).order_by(SignoffEvent.seq)
    happened = [Event(row) for row in db.session.scalars(rows)]
    after = follow(standing(happened), event)
    assert after.state is not None
    attempt.state = after.state
    _follow(attempt, event, by_id, now)
    row = SignoffEvent(
        facility_id=attempt.facility_id,
        attempt_id=attempt.id,
        seq=len(happened) + 1,
        event=event,
        by_id=by_id,
        at=now,
        details=dict(details),
        signature_seq=signature_seq,
    )
    db.session.add(row)
    return row


def _follow(attempt: Attempt, event: Event, by_id: int | None, now: dt.datetime) -> None:
    """Set the cached columns as they stand after the event."""
    if event is Event.CLAIMED:
        attempt.claimed_by, attempt.claimed_at = by_id, now
    elif event in UNCLAIMING:
        attempt.claimed_by = attempt.claimed_at = None
    if event in (Event.SUBMITTED, Event.APPEALED):
        attempt.submitted_at = now
    elif event is Event.TAKEN_BACK:
        attempt.submitted_at = None
    elif event in ENDING:
        attempt.ended_at = now
