"""A reviewer's lists, a screen at a time: who waits, what she holds, all she may see, what came back, second signers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.mentoring.queries import training
from lms.features.signoffs.cases import CASES, Case, read_cases
from lms.features.signoffs.reviewers import decided_before, decisions, excepted, kept_apart, signers_for
from lms.features.signoffs.workshops import typed
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Module, ModuleVersion
from lms.models.people import Facility
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.permissions import Actor, Role
from lms.rules.reviewers import LEAD_POLICIES, MENTOR_POLICIES, NEVER, PEER_POLICIES, RECIPROCAL, Decision
from lms.rules.signoffs import LEASE, WAITING_LONG, Event, State

PAGE = 5
"""Lines of a list: as many as a screen of 1024×600 shows without scrolling."""

Conditions = Sequence[sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: the attempt, whether she may sign it and take it up now, whether a second person signs, if it waits long."""

    about: Case
    allowed: bool
    free: bool
    second_needed: bool
    long: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list starts: after this time and this attempt."""

    at: dt.datetime
    attempt_id: int


Page = tuple[list[Waiting], Place | None]


def waiting(actor: Actor, now: dt.datetime, after: Place | None = None) -> Page:
    """The attempts that the actor may claim now, oldest first."""
    hers = _signable(actor, now)
    branches = (
        (Attempt.state == State.SUBMITTED, *hers),
        (Attempt.state == State.IN_REVIEW, Attempt.claimed_at <= now - LEASE, *hers),
    )
    cases, following = _page(branches, after)
    return [one for one in _lines(actor, cases, now) if one.free], following


def held(actor: Actor, now: dt.datetime, after: Place | None = None) -> Page:
    """What the actor has claimed and still holds, as far as she may still sign it."""
    cases, following = holding(actor, now, after)
    return [one for one in _lines(actor, cases, now) if one.allowed], following


def holding(actor: Actor, now: dt.datetime, after: Place | None = None) -> tuple[list[Case], Place | None]:
    """What the actor has claimed and still holds; the review page asks the rule."""
    mine = (
        Attempt.claimed_by == actor.id,
        Attempt.state == State.IN_REVIEW,
        Attempt.claimed_at > now - LEASE,
        Attempt.facility_id == actor.facility_id,
    )
    return _page([mine], after)


def seen(actor: Actor, now: dt.datetime, after: Place | None = None) -> Page:
    """All that was handed in and is not decided, as far as the actor may see where it stands."""
    states = (State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND)
    cases, following = _page([(Attempt.state == state, *_visible(actor)) for state in states], after)
    return _lines(actor, cases, now), following


def came_back(actor: Actor, now: dt.datetime, after: Place | None = None) -> Page:
    """What was returned to a learner, and what she handed in again since."""
    returned = sa.exists().where(SignoffEvent.attempt_id == Attempt.id, SignoffEvent.event == Event.RETURNED)
    again = [
        (Attempt.state == state, returned, *_visible(actor))
        for state in (State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND)
    ]
    cases, following = _page([(Attempt.state == State.RETURNED, *_visible(actor)), *again], after)
    return _lines(actor, cases, now), following


def for_a_second(actor: Actor, now: dt.datetime, after: Place | None = None) -> Page:
    """What waits for a second signer, among the work of which the actor may see the state."""
    cases, following = _page([(Attempt.state == State.AWAITING_SECOND, *_visible(actor))], after)
    return [Waiting(one, False, False, False, _long(one, now)) for one in cases], following


def _page(branches: Sequence[Conditions], after: Place | None) -> tuple[list[Case], Place | None]:
    """One page in two queries: the oldest of each branch, read along an index, and then the lines themselves.

    However many wait, no branch gives more than a page.
    """
    oldest = [_oldest(conditions, after).subquery() for conditions in branches]
    merged = sa.union_all(*(sa.select(one.c.id, one.c.at) for one in oldest)).subquery()
    rows = db.session.execute(
        sa.select(merged.c.id, merged.c.at).order_by(merged.c.at, merged.c.id).limit(PAGE + 1)
    ).all()
    ids = [row.id for row in rows[:PAGE]]
    if not ids:
        return [], None
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    cases = {one.attempt_id: one for one in read_cases(CASES.where(Attempt.id.in_(ids)))}
    return [cases[id_] for id_ in ids], Place(last.at, last.id) if last else None


def _oldest(conditions: Conditions, after: Place | None) -> sa.Select[*tuple[Any, ...]]:
    rows = (
        sa.select(Attempt.id, Attempt.submitted_at.label("at"))
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .where(*conditions, Attempt.submitted_at.is_not(None), ModuleVersion.signoff != "none")
    )
    if after is not None:
        rows = rows.where(sa.tuple_(Attempt.submitted_at, Attempt.id) > sa.tuple_(after.at, after.attempt_id))
    return rows.order_by(Attempt.submitted_at, Attempt.id).limit(PAGE + 1)


def _lines(actor: Actor, cases: list[Case], now: dt.datetime) -> list[Waiting]:
    """Put the rule's answer beside each attempt."""
    decided = decisions(actor, cases, now) if cases else {}
    return [_line(one, decided[one.attempt_id], now) for one in cases]


def _line(one: Case, decided: Decision, now: dt.datetime) -> Waiting:
    waits = one.state is State.SUBMITTED or (one.state is State.IN_REVIEW and one.holder(now) is None)
    return Waiting(one, decided.allowed, decided.allowed and waits, decided.second_needed, _long(one, now))


def _long(about: Case, now: dt.datetime) -> bool:
    return about.submitted_at is not None and now - about.submitted_at > WAITING_LONG


def signable(actor: Actor, now: dt.datetime) -> sa.Select[*tuple[Any, ...]]:
    """The rule on who may sign, said as conditions, so that pages are full; `_lines` asks the rule itself again."""
    return CASES.where(*_signable(actor, now))


def _signable(actor: Actor, now: dt.datetime) -> Conditions:
    lately = signers_for(actor.id).having(sa.func.max(Signature.signed_at) >= now - RECIPROCAL)
    for_her = lately.with_only_columns(Signature.signer_id)
    return (
        *_within(actor),
        Attempt.person_id != actor.id,
        Attempt.person_id.not_in(kept_apart(actor.id)),
        sa.or_(Attempt.person_id.not_in(for_her), Attempt.id.in_(excepted(actor))),
        Attempt.id.not_in(decided_before(actor)),
        ~typed(actor.id),
        _standing(actor),
    )


def _visible(actor: Actor) -> Conditions:
    """Whose state the actor may see; her own work is not on a reviewer's list."""
    grounds: list[sa.ColumnElement[bool]] = []
    if Role.COORDINATOR in actor.roles:
        grounds.append(sa.true())
    if actor.cleared and actor.matches:
        grounds.append(Attempt.person_id.in_(actor.matches))
    if actor.courses:
        grounds.append(_taught(actor))
    return (*_within(actor), Attempt.person_id != actor.id, sa.or_(sa.false(), *grounds))


def _within(actor: Actor) -> Conditions:
    """Her facility. Where only a few learners are hers, theirs are read, and not all that wait in the facility."""
    if actor.roles & {Role.COORDINATOR, Role.INSTRUCTOR}:
        return (Attempt.facility_id == actor.facility_id,)
    return (Attempt.person_id.in_(actor.matches), Attempt.facility_id + 0 == actor.facility_id)


def _taught(actor: Actor) -> sa.ColumnElement[bool]:
    return Attempt.module_id.in_(sa.select(Module.id).where(Module.course_id.in_(actor.courses)))


def _standing(actor: Actor) -> sa.ColumnElement[bool]:
    """Which policies the actor's roles let her sign; a peer mentor stays one, whatever else she is."""
    policy = ModuleVersion.signoff
    hers = Attempt.person_id.in_(actor.matches)
    trained = training(actor).ready
    if not actor.cleared or actor.roles & NEVER:
        return sa.false()
    if Role.PEER_MENTOR in actor.roles:
        here = sa.select(Facility.peers_may_sign).where(Facility.id == actor.facility_id).scalar_subquery()
        return sa.and_(hers, policy.in_(PEER_POLICIES), ~ModuleVersion.credit, here) if trained else sa.false()
    as_mentor = sa.and_(hers, policy.in_(MENTOR_POLICIES)) if Role.MENTOR in actor.roles else sa.false()
    led = policy.in_(MENTOR_POLICIES | LEAD_POLICIES)
    grounds: list[sa.ColumnElement[bool]] = [sa.false()]
    if Role.COORDINATOR in actor.roles:
        grounds.append(led)
    if Role.INSTRUCTOR in actor.roles:
        grounds.append(sa.and_(_taught(actor), led))
    return sa.or_(as_mentor, *grounds) if trained else sa.and_(sa.or_(*grounds), ~as_mentor)
