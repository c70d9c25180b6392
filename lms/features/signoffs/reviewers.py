"""Whether a person may sign an attempt: the facts about her and the learner, gathered for a whole list at once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.signoffs.cases import Case
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import CourseVersion, CourseVersionModule
from lms.models.people import Match, Person
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.permissions import Actor, May, Role, Verdict, allowed
from lms.rules.reviewers import RECIPROCAL, Decision, Reviewer, may_countersign, may_sign
from lms.rules.signatures import Meaning
from lms.rules.signoffs import Event

HIDDEN = Decision(False, reason="You cannot sign this work.")


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds a reviewer to the learners of a list, each by the learner's id, and which modules she wrote."""

    cleared_until: dt.datetime | None
    kept_apart: Collection[int]
    signed_for_her: Mapping[int, dt.datetime]
    shares: Mapping[int, tuple[int, int]]
    wrote: Collection[int]


def kept_apart(person_id: int) -> sa.CompoundSelect[Any]:
    """The ids of the people who are not to be assigned to this one, whichever of the two is the mentor."""
    running = sa.and_(Match.do_not_assign, Match.ended_at.is_(None))
    return sa.union(
        sa.select(Match.learner_id).where(Match.mentor_id == person_id, running),
        sa.select(Match.mentor_id).where(Match.learner_id == person_id, running),
    )


def signers_for(person_id: int) -> sa.Select[int, dt.datetime]:
    """Who approved this person's own work, with the last time."""
    return (
        sa.select(Signature.signer_id, sa.func.max(Signature.signed_at).label("at"))
        .join(Attempt, Attempt.id == Signature.attempt_id)
        .where(Attempt.person_id == person_id, Signature.meaning.in_((Meaning.APPROVE, Meaning.COUNTERSIGN)))
        .group_by(Signature.signer_id)
    )


def ties(actor: Actor, cases: Sequence[Case]) -> Ties:
    """Gather what binds the actor to the learners of these cases, in five queries however many there are."""
    return Ties(
        cleared_until=db.session.scalar(sa.select(Person.cleared_until).where(Person.id == actor.id)),
        kept_apart=set(db.session.scalars(kept_apart(actor.id))),
        signed_for_her={row.signer_id: row.at for row in db.session.execute(signers_for(actor.id))},
        shares=_shares(actor.id, {one.learner_id for one in cases}),
        wrote=_wrote(actor, {one.module_version_id for one in cases}),
    )


def _shares(person_id: int, learner_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many of each learner's approvals are by this person, and how many there are."""
    hers = sa.func.sum(sa.case((Signature.signer_id == person_id, 1), else_=0))
    rows = db.session.execute(
        sa.select(Attempt.person_id, hers.label("hers"), sa.func.count().label("everyones"))
        .join(Attempt, Attempt.id == Signature.attempt_id)
        .where(Attempt.person_id.in_(learner_ids), Signature.meaning == Meaning.APPROVE)
        .group_by(Attempt.person_id)
    )
    return {row.person_id: (row.hers, row.everyones) for row in rows}


def _wrote(actor: Actor, version_ids: Collection[int]) -> set[int]:
    """Which of these module versions the actor first published as their instructor."""
    if Role.INSTRUCTOR not in actor.roles:
        return set()
    rows = db.session.execute(
        sa.select(CourseVersionModule.module_version_id, CourseVersion.published_by)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .where(CourseVersionModule.module_version_id.in_(version_ids))
        .order_by(CourseVersion.number.desc())
    )
    first = {row.module_version_id: row.published_by for row in rows}
    return {version_id for version_id, person_id in first.items() if person_id == actor.id}


def reviewer(actor: Actor, about: Case, bound: Ties) -> Reviewer:
    """The actor as the rule on conflicts of interest sees her beside one learner."""
    return Reviewer(
        person_id=actor.id,
        roles=frozenset(str(role) for role in actor.roles),
        cleared_until=bound.cleared_until,
        cleared=actor.cleared or bound.cleared_until is not None,
        matched=about.learner_id in actor.matches,
        teaches=about.course_id in actor.courses,
        do_not_assign=about.learner_id in bound.kept_apart,
        reciprocal_at=bound.signed_for_her.get(about.learner_id),
        wrote_module=about.module_version_id in bound.wrote,
        signed_share=bound.shares.get(about.learner_id, (0, 0)),
    )


def decisions(actor: Actor, cases: Sequence[Case], now: dt.datetime) -> dict[int, Decision]:
    """Say for each attempt whether the actor may sign it: queue, claim and signature all ask here."""
    bound = ties(actor, cases)
    return {one.attempt_id: _decision(actor, one, bound, now) for one in cases}


def decision(actor: Actor, about: Case, now: dt.datetime) -> Decision:
    """Say whether the actor may sign one attempt."""
    return decisions(actor, [about], now)[about.attempt_id]


def _decision(actor: Actor, about: Case, bound: Ties, now: dt.datetime) -> Decision:
    found = may_sign(reviewer(actor, about, bound), about.review, now, about.peers_may_sign)
    if found.allowed and allowed(actor, about.signing, about.about) is not Verdict.YES:
        return HIDDEN
    return found


def second_decision(actor: Actor, about: Case, now: dt.datetime) -> Decision:
    """Say whether the actor may sign second what another person has signed first."""
    first = first_signer(about.attempt_id)
    if first is None or allowed(actor, May.COUNTERSIGN, about.about) is not Verdict.YES:
        return HIDDEN
    bound = ties(actor, [about])
    return may_countersign(
        reviewer(actor, about, bound), about.review, first, now, tied_to_first=_tied(actor.id, first, now)
    )


def first_signer(attempt_id: int) -> int | None:
    """Who signed first and waits for a second person, in the attempt's latest round."""
    return db.session.scalar(
        sa.select(SignoffEvent.by_id)
        .where(SignoffEvent.attempt_id == attempt_id, SignoffEvent.event == Event.FIRST_SIGNED)
        .order_by(SignoffEvent.seq.desc())
        .limit(1)
    )


def _tied(one: int, other: int, now: dt.datetime) -> bool:
    """Whether two people are kept apart, or one approved the other's own work not long ago."""
    if other in set(db.session.scalars(kept_apart(one))):
        return True
    pairs = ((one, other), (other, one))
    last = [row.at for her, by in pairs for row in db.session.execute(signers_for(her)) if row.signer_id == by]
    return any(now - at <= RECIPROCAL for at in last)
