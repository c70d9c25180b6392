"""Whether a person may sign an attempt: the facts about her and the learner, gathered for a whole list at once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from lms.features.mentoring.queries import training
from lms.features.signoffs.authorship import wrote
from lms.features.signoffs.cases import Case
from lms.features.signoffs.signing import signing_role
from lms.features.signoffs.workshops import typed_by
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Match, Person
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.mentoring import NOT_READY, TRAINED
from lms.rules.permissions import Actor, May, Verdict, allowed
from lms.rules.reviewers import (
    RECIPROCAL,
    Decision,
    Review,
    Reviewer,
    may_countersign,
    may_look_again,
    may_revoke,
    may_sign,
    may_uphold,
)
from lms.rules.signatures import Meaning
from lms.rules.signoffs import Event
from lms.rules.standing import ENDS_APPEAL

HIDDEN = Decision(False, reason="You cannot sign this work.")


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds a reviewer to the learners of a list, each by the learner's id, and which modules she wrote.

    ``decided`` and ``excepted`` are attempts: appeals against what she decided, and exceptions made for her.
    """

    cleared_until: dt.datetime | None
    kept_apart: Collection[int]
    signed_for_her: Mapping[int, dt.datetime]
    shares: Mapping[int, tuple[int, int]]
    wrote: Collection[int]
    decided: Collection[int]
    excepted: Collection[int]
    typed: Collection[int]
    trained: bool


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


def decided_before(actor: Actor) -> sa.Select[int]:
    """The attempts in which the learner appeals against something that the actor signed."""
    asked, ended = sa.orm.aliased(SignoffEvent), sa.orm.aliased(SignoffEvent)
    decided = sa.exists().where(
        ended.attempt_id == asked.attempt_id, ended.seq > asked.seq, ended.event.in_(ENDS_APPEAL)
    )
    return (
        sa.select(SignoffEvent.attempt_id)
        .join(asked, sa.and_(asked.attempt_id == SignoffEvent.attempt_id, asked.seq > SignoffEvent.seq))
        .where(asked.facility_id == actor.facility_id, asked.event == Event.APPEALED, ~decided)
        .where(SignoffEvent.by_id == actor.id, SignoffEvent.signature_seq.is_not(None))
    )


def excepted(actor: Actor) -> sa.Select[int]:
    """The attempts that a coordinator lets the actor sign, though the learner signed for her lately."""
    named = SignoffEvent.details["reviewer"].as_integer() == actor.id
    return sa.select(SignoffEvent.attempt_id).where(
        SignoffEvent.facility_id == actor.facility_id, SignoffEvent.event == Event.EXCEPTED, named
    )


def signed_by_lately(person_id: int, since: dt.datetime) -> dict[int, str]:
    """Those whose own work this person approved since then, by id, with their names."""
    rows = db.session.execute(
        sa.select(Person.id, Person.name)
        .distinct()
        .join(Attempt, Attempt.person_id == Person.id)
        .join(Signature, Signature.attempt_id == Attempt.id)
        .where(Signature.signer_id == person_id, Signature.signed_at >= since)
        .where(Signature.meaning.in_((Meaning.APPROVE, Meaning.COUNTERSIGN)))
        .order_by(Person.name)
    )
    return {row.id: row.name for row in rows}


def ties(actor: Actor, cases: Sequence[Case]) -> Ties:
    """Gather what binds the actor to the learners of these cases, in a few queries however many there are."""
    return Ties(
        cleared_until=db.session.scalar(sa.select(Person.cleared_until).where(Person.id == actor.id)),
        kept_apart=set(db.session.scalars(kept_apart(actor.id))),
        signed_for_her={row.signer_id: row.at for row in db.session.execute(signers_for(actor.id))},
        shares=_shares(actor.id, {one.learner_id for one in cases}),
        wrote=wrote(actor.id, {one.module_version_id for one in cases}),
        decided=set(db.session.scalars(decided_before(actor))),
        excepted=set(db.session.scalars(excepted(actor))),
        typed=typed_by(actor.id, {one.attempt_id for one in cases}),
        trained=training(actor).ready,
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
        typed_evidence=about.attempt_id in bound.typed,
        reciprocal_at=bound.signed_for_her.get(about.learner_id),
        wrote_module=about.module_version_id in bound.wrote,
        signed_share=bound.shares.get(about.learner_id, (0, 0)),
        decided_before=about.attempt_id in bound.decided,
    )


def _review(about: Case, bound: Ties) -> Review:
    return replace(about.review, override=about.attempt_id in bound.excepted)


def decisions(actor: Actor, cases: Sequence[Case], now: dt.datetime) -> dict[int, Decision]:
    """Say for each attempt whether the actor may sign it: queue, claim and signature all ask here."""
    bound = ties(actor, cases)
    return {one.attempt_id: _decision(actor, one, bound, now) for one in cases}


def decision(actor: Actor, about: Case, now: dt.datetime) -> Decision:
    """Say whether the actor may sign one attempt."""
    return decisions(actor, [about], now)[about.attempt_id]


def _decision(actor: Actor, about: Case, bound: Ties, now: dt.datetime) -> Decision:
    found = may_sign(reviewer(actor, about, bound), _review(about, bound), now, about.peers_may_sign)
    if found.allowed and allowed(actor, about.signing, about.about) is not Verdict.YES:
        return HIDDEN
    if found.allowed and not bound.trained and signing_role(actor, about) in TRAINED:
        return Decision(False, reason=NOT_READY)
    return found


def second_decision(actor: Actor, about: Case, now: dt.datetime) -> Decision:
    """Say whether the actor may sign second what another person has signed first."""
    first = first_signer(about.attempt_id)
    if first is None or allowed(actor, May.COUNTERSIGN, about.about) is not Verdict.YES:
        return HIDDEN
    bound = ties(actor, [about])
    tied = _tied(actor.id, first, now)
    return may_countersign(reviewer(actor, about, bound), _review(about, bound), first, now, tied_to_first=tied)


def second_looks(actor: Actor, cases: Sequence[Case], now: dt.datetime) -> dict[int, Decision]:
    """Say for each attempt whether the actor may look once more at its approval, which was drawn for it."""
    bound, signed = ties(actor, cases), _signers(cases)

    def decided(one: Case) -> Decision:
        if allowed(actor, May.COUNTERSIGN, one.about) is not Verdict.YES:
            return HIDDEN
        signers = signed.get(one.attempt_id, ())
        return may_look_again(reviewer(actor, one, bound), _review(one, bound), signers, now)

    return {one.attempt_id: decided(one) for one in cases}


def _signers(cases: Sequence[Case]) -> dict[int, set[int]]:
    """Who approved each attempt."""
    signed: dict[int, set[int]] = {}
    for row in db.session.execute(
        sa.select(Signature.attempt_id, Signature.signer_id).where(
            Signature.attempt_id.in_([one.attempt_id for one in cases]),
            Signature.meaning.in_((Meaning.APPROVE, Meaning.COUNTERSIGN)),
        )
    ):
        signed.setdefault(row.attempt_id, set()).add(row.signer_id)
    return signed


def upholding(actor: Actor, about: Case, now: dt.datetime) -> Decision:
    """Say whether the actor may let an approval stand with which a second look did not agree."""
    if allowed(actor, May.REVOKE, about.about) is not Verdict.YES:
        return HIDDEN
    signers = _signers([about]).get(about.attempt_id, ())
    return may_uphold(reviewer(actor, about, ties(actor, [about])), about.review, signers, now)


def revocation(actor: Actor, about: Case, now: dt.datetime, first: int | None) -> Decision:
    """Say whether the actor may take a sign-off back: alone as the first, or after ``first`` as the second person."""
    if allowed(actor, May.REVOKE, about.about) is not Verdict.YES:
        return HIDDEN
    bound = ties(actor, [about])
    tied = first is not None and _tied(actor.id, first, now)
    return may_revoke(reviewer(actor, about, bound), about.review, now, first, tied)


def first_signer(attempt_id: int, event: Event = Event.FIRST_SIGNED) -> int | None:
    """Who signed first and waits for a second person, in the attempt's latest round."""
    return db.session.scalar(
        sa.select(SignoffEvent.by_id)
        .where(SignoffEvent.attempt_id == attempt_id, SignoffEvent.event == event)
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
