"""What waits for a decision: the coordinator's lists and the second looks, worked out from the events and the time now."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.signoffs.cases import CASES, Case
from lms.features.signoffs.reviewers import kept_apart, second_looks
from lms.features.signoffs.workshops import typed
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Module
from lms.models.people import Person
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.permissions import Actor, Role
from lms.rules.signatures import Meaning
from lms.rules.signoffs import LEASE, OPEN_STATES, WAITING_LONG, Event, State
from lms.rules.standing import ENDS_APPEAL

PAGE = 20
MANY_RETURNS = 3
"""From this return on, the coordinator is asked to look."""

SETTLED = {
    Event.APPEALED: ENDS_APPEAL,
    Event.FIRST_SIGNED: (Event.COUNTERSIGNED, Event.RETURNED),
    Event.REVOKE_SIGNED: (Event.REVOKED, Event.REVOKE_DROPPED),
    Event.DISAGREED: (Event.UPHELD, Event.REVOKED),
    Event.REVOKED: (Event.REVOKED,),
    Event.SAMPLED: (Event.AGREED, Event.DISAGREED, Event.REVOKED),
}
"""What settles each thing that waits."""

LISTS = ("unclaimed", "returns", "appeals", "second", "revocations", "disagreements", "revoked")
"""The coordinator's lists, in the order of her page."""

_OPENERS = {
    "appeals": Event.APPEALED,
    "second": Event.FIRST_SIGNED,
    "revocations": Event.REVOKE_SIGNED,
    "disagreements": Event.DISAGREED,
    "revoked": Event.REVOKED,
}

Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt in a list: since when it waits, and who did what it waits after."""

    about: Case
    since: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list starts: after this time and this attempt."""

    at: dt.datetime
    attempt_id: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and where the next one starts."""

    lines: tuple[Line, ...]
    following: Place | None


def coordinators(actor: Actor, name: str, now: dt.datetime, after: Place | None = None, longest: int = PAGE) -> Page:
    """One page of one of the coordinator's lists, what waits longest first."""
    if name == "unclaimed":
        rows, since = _unclaimed(now)
    elif name == "returns":
        rows, since = _returned_often(actor.facility_id)
    else:
        rows, since = _open_since(_OPENERS[name])
    if name == "revoked":
        rows = rows.where(Attempt.state == State.REVOKED, ~_begun_again())
    return _page(rows.where(Attempt.facility_id == actor.facility_id), since, after, longest)


def drawn(actor: Actor, now: dt.datetime, after: Place | None = None) -> Page:
    """Approvals that were drawn for a second look and that the actor may look at, what waits longest first."""
    if not actor.roles & {Role.COORDINATOR, Role.INSTRUCTOR}:
        return Page((), None)
    rows, since = _open_since(Event.SAMPLED)
    found = _page(rows.where(*_looked_at_by(actor)), since, after, PAGE)
    decided = second_looks(actor, [one.about for one in found.lines], now)
    return Page(tuple(one for one in found.lines if decided[one.about.attempt_id].allowed), found.following)


def half_revoked(actor: Actor, after: Place | None = None) -> Page:
    """Sign-offs of the actor's courses that a coordinator has signed to take back and that wait for the second person."""
    if Role.INSTRUCTOR not in actor.roles:
        return Page((), None)
    rows, since = _open_since(Event.REVOKE_SIGNED)
    here = rows.where(Attempt.facility_id == actor.facility_id, Module.course_id.in_(actor.courses))
    return _page(here, since, after, PAGE)


def _looked_at_by(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """What the rule on second looks says, as conditions, so that pages are full; the rule itself is asked again."""
    signed = sa.exists().where(
        Signature.attempt_id == Attempt.id,
        Signature.signer_id == actor.id,
        Signature.meaning.in_((Meaning.APPROVE, Meaning.COUNTERSIGN)),
    )
    return (_led(actor), ~signed, Attempt.person_id.not_in(kept_apart(actor.id)), ~typed(actor.id))


def _led(actor: Actor) -> sa.ColumnElement[bool]:
    """Work of this facility that is another's, and of a course that the actor leads."""
    here = sa.and_(Attempt.facility_id == actor.facility_id, Attempt.person_id != actor.id)
    return here if Role.COORDINATOR in actor.roles else sa.and_(here, Module.course_id.in_(actor.courses))


def _unclaimed(now: dt.datetime) -> tuple[Rows, Any]:
    """Work that nobody has picked up for too long; a lease that has run out counts as never taken."""
    free = sa.or_(
        Attempt.state == State.SUBMITTED,
        sa.and_(Attempt.state == State.IN_REVIEW, Attempt.claimed_at <= now - LEASE),
    )
    since = Attempt.submitted_at
    return CASES.add_columns(since.label("since"), sa.null().label("by")).where(free, since < now - WAITING_LONG), since


def _returned_often(facility_id: int) -> tuple[Rows, Any]:
    """Open work that has come back to its learner again and again; since the last time."""
    often = (
        sa.select(SignoffEvent.attempt_id, sa.func.max(SignoffEvent.at).label("at"))
        .where(SignoffEvent.facility_id == facility_id, SignoffEvent.event == Event.RETURNED)
        .group_by(SignoffEvent.attempt_id)
        .having(sa.func.count() >= MANY_RETURNS)
        .subquery()
    )
    rows = CASES.add_columns(often.c.at.label("since"), sa.null().label("by"))
    return rows.join(often, often.c.attempt_id == Attempt.id).where(Attempt.state.in_(OPEN_STATES)), often.c.at


def _begun_again() -> sa.ColumnElement[bool]:
    later = sa.orm.aliased(Attempt)
    return sa.exists().where(
        later.person_id == Attempt.person_id, later.module_id == Attempt.module_id, later.number > Attempt.number
    )


def _open_since(event: Event) -> tuple[Rows, Any]:
    """Attempts in which this happened and was not settled yet."""
    happened, later, by = sa.orm.aliased(SignoffEvent), sa.orm.aliased(SignoffEvent), sa.orm.aliased(Person)
    settled = sa.exists().where(
        later.attempt_id == happened.attempt_id, later.seq > happened.seq, later.event.in_(SETTLED[event])
    )
    rows = (
        CASES.add_columns(happened.at.label("since"), by.name.label("by"))
        .join(happened, happened.attempt_id == Attempt.id)
        .outerjoin(by, by.id == happened.by_id)
        .where(happened.facility_id == Attempt.facility_id, happened.event == event, ~settled)
    )
    return rows, happened.at


def _page(rows: Rows, since: Any, after: Place | None, longest: int) -> Page:
    if after is not None:
        rows = rows.where(sa.tuple_(since, Attempt.id) > sa.tuple_(after.at, after.attempt_id))
    found = [_line(row) for row in db.session.execute(rows.order_by(since, Attempt.id).limit(longest + 1))]
    more = len(found) > longest
    lines = tuple(found[:longest])
    return Page(lines, Place(lines[-1].since, lines[-1].about.attempt_id) if more else None)


def _line(row: Any) -> Line:
    fields = dict(row._mapping)
    since, by = fields.pop("since"), fields.pop("by")
    return Line(Case(**{**fields, "state": State(row.state)}), since, by or "")
