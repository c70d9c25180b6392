"""Who waits for a sign-off, for one reviewer: exactly the attempts that the rule lets her sign, oldest first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.signoffs.cases import CASES, Case, read_cases
from lms.features.signoffs.reviewers import decided_before, decisions, excepted, kept_apart, signers_for
from lms.models.learning import Attempt
from lms.models.library import Module, ModuleVersion
from lms.models.people import Facility
from lms.models.signoffs import Signature
from lms.rules.permissions import Actor, Role
from lms.rules.reviewers import LEAD_POLICIES, MENTOR_POLICIES, NEVER, PEER_POLICIES, RECIPROCAL
from lms.rules.signoffs import LEASE, WAITING_LONG, State

PAGE = 50
AT_MOST = 200
"""Most rows of a list that is not paged: work that this reviewer holds or that waits for a second person."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue: the attempt, whether a second person must sign too, and whether it waits too long."""

    about: Case
    second_needed: bool
    long: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list starts: after this time and this attempt."""

    at: dt.datetime
    attempt_id: int


def waiting(actor: Actor, now: dt.datetime, after: Place | None = None) -> tuple[list[Waiting], Place | None]:
    """One page of the attempts that the actor may claim now, and where the next page starts."""
    free = sa.or_(
        Attempt.state == State.SUBMITTED,
        sa.and_(Attempt.state == State.IN_REVIEW, Attempt.claimed_at <= now - LEASE),
    )
    rows = signable(actor, now).where(free)
    if after is not None:
        rows = rows.where(sa.tuple_(Attempt.submitted_at, Attempt.id) > sa.tuple_(after.at, after.attempt_id))
    cases = list(read_cases(rows.order_by(Attempt.submitted_at, Attempt.id).limit(PAGE + 1)))
    more = len(cases) > PAGE
    cases = cases[:PAGE]
    last = cases[-1] if more else None
    following = Place(last.submitted_at, last.attempt_id) if last and last.submitted_at else None
    return _allowed(actor, cases, now), following


def held(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """What the actor has claimed and still holds, oldest first."""
    rows = signable(actor, now).where(
        Attempt.state == State.IN_REVIEW, Attempt.claimed_by == actor.id, Attempt.claimed_at > now - LEASE
    )
    cases = list(read_cases(rows.order_by(Attempt.submitted_at, Attempt.id).limit(AT_MOST)))
    return _allowed(actor, cases, now)


def elsewhere(actor: Actor, now: dt.datetime) -> list[Case]:
    """For a coordinator, what others hold, so that she can give it back to the queue."""
    if Role.COORDINATOR not in actor.roles:
        return []
    rows = CASES.where(
        Attempt.facility_id == actor.facility_id,
        Attempt.state == State.IN_REVIEW,
        Attempt.claimed_by != actor.id,
        Attempt.claimed_at > now - LEASE,
    )
    return list(read_cases(rows.order_by(Attempt.submitted_at, Attempt.id).limit(AT_MOST)))


def for_a_second(actor: Actor) -> list[Case]:
    """What waits for a second signer, among the work of which the actor may see the state."""
    seen: sa.ColumnElement[bool] = sa.true()
    if Role.COORDINATOR not in actor.roles:
        seen = sa.or_(Attempt.person_id.in_(actor.matches), Module.course_id.in_(actor.courses))
    rows = CASES.where(Attempt.facility_id == actor.facility_id, Attempt.state == State.AWAITING_SECOND, seen)
    return list(read_cases(rows.order_by(Attempt.submitted_at, Attempt.id).limit(AT_MOST)))


def _allowed(actor: Actor, cases: list[Case], now: dt.datetime) -> list[Waiting]:
    """Put the rule's answer beside each attempt; what it refuses is not shown."""
    decided = decisions(actor, cases, now)
    return [
        Waiting(one, decided[one.attempt_id].second_needed, _long(one, now))
        for one in cases
        if decided[one.attempt_id].allowed
    ]


def _long(about: Case, now: dt.datetime) -> bool:
    return about.submitted_at is not None and now - about.submitted_at > WAITING_LONG


def signable(actor: Actor, now: dt.datetime) -> sa.Select[*tuple[Any, ...]]:
    """The rule on who may sign, said as conditions, so that pages are full; `_allowed` asks the rule itself again."""
    lately = signers_for(actor.id).having(sa.func.max(Signature.signed_at) >= now - RECIPROCAL)
    for_her = lately.with_only_columns(Signature.signer_id)
    return CASES.where(
        Attempt.facility_id == actor.facility_id,
        Attempt.person_id != actor.id,
        Attempt.person_id.not_in(kept_apart(actor.id)),
        sa.or_(Attempt.person_id.not_in(for_her), Attempt.id.in_(excepted(actor))),
        Attempt.id.not_in(decided_before(actor)),
        _standing(actor),
    )


def _standing(actor: Actor) -> sa.ColumnElement[bool]:
    """Which policies the actor's roles let her sign; a peer mentor stays one, whatever else she is."""
    policy = ModuleVersion.signoff
    hers = Attempt.person_id.in_(actor.matches)
    if not actor.cleared or actor.roles & NEVER:
        return sa.false()
    if Role.PEER_MENTOR in actor.roles:
        return sa.and_(hers, policy.in_(PEER_POLICIES), ~ModuleVersion.credit, Facility.peers_may_sign)
    led = policy.in_(MENTOR_POLICIES | LEAD_POLICIES)
    if Role.COORDINATOR in actor.roles:
        return led
    grounds: list[sa.ColumnElement[bool]] = [sa.false()]
    if Role.MENTOR in actor.roles:
        grounds.append(sa.and_(hers, policy.in_(MENTOR_POLICIES)))
    if Role.INSTRUCTOR in actor.roles:
        grounds.append(sa.and_(Module.course_id.in_(actor.courses), led))
    return sa.or_(*grounds)
