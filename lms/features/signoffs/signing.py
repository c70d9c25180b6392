"""Signing: the attempt is held, one signature is added to the chain, and the event that it stands for is written."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.signoffs.cases import Case, case
from lms.features.signoffs.events import append
from lms.features.signoffs.snapshots import Work
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import ChainHead, Signature
from lms.rules.permissions import Actor, Role
from lms.rules.reviewers import Decision
from lms.rules.sampling import sampled
from lms.rules.signatures import Meaning, canonical, evidence_hash, link, payload
from lms.rules.signoffs import Conflict, Event, State, WrongState

MEANINGS: Mapping[Event, Meaning] = {
    Event.APPROVED: Meaning.APPROVE,
    Event.FIRST_SIGNED: Meaning.APPROVE,
    Event.COUNTERSIGNED: Meaning.COUNTERSIGN,
    Event.RETURNED: Meaning.RETURN,
    Event.AGREED: Meaning.AGREE,
    Event.DISAGREED: Meaning.DISAGREE,
    Event.REVOKE_SIGNED: Meaning.REVOKE,
    Event.REVOKED: Meaning.REVOKE,
}
"""The events that are signed, and what their signatures say."""

APPROVING = frozenset({Event.APPROVED, Event.COUNTERSIGNED})
NEAR = frozenset({Event.APPROVED, Event.FIRST_SIGNED, Event.RETURNED})
"""What a mentor may sign as the learner's mentor."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer says: her rating of each criterion, her words, and the fingerprint of the work she saw."""

    snapshot: str
    ratings: Mapping[str, int]
    strength: str = ""
    next_step: str = ""
    statement: str = ""
    reason: str = ""

    @property
    def words(self) -> dict[str, str]:
        """What she wrote, by field; the empty ones left out."""
        said = {"strength": self.strength, "next_step": self.next_step, "reason": self.reason}
        return {field: text for field, text in said.items() if text}


def hold(attempt_id: int) -> Attempt:
    """The attempt as it is now, held until the end of the transaction, so that two acts on it follow each other."""
    return db.session.execute(
        sa.select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def hold_to_sign(attempt_id: int) -> Attempt:
    """The attempt, held like the end of the chain, before anybody decides who may sign.

    What others sign decides about it too: two who sign for each other in the same moment must not both be let through.
    """
    attempt = hold(attempt_id)
    db.session.execute(sa.select(ChainHead.id).with_for_update())
    return attempt


def case_of(attempt_id: int, actor: Actor, now: dt.datetime) -> Case:
    """The attempt as the actor finds it inside the transaction that decides about it."""
    db.session.flush()  # The case is read by a statement of its own.
    found = case(attempt_id, actor, now)
    if found is None:
        raise WrongState(None, None)
    return found


def check(decided: Decision) -> None:
    """Refuse with the rule's own words."""
    if not decided.allowed:
        raise Conflict(decided.reason)


def sign(
    actor: Actor,
    attempt: Attempt,
    about: Case,
    event: Event,
    seen: Work,
    said: Said,
    now: dt.datetime,
    **more: Any,
) -> None:
    """Write the signature, its event and its audit row. An approval may be drawn for a second look by its own hash."""
    ratings = {id_: said.ratings[id_] for id_ in seen.criteria if id_ in said.ratings}
    hashes = {field: evidence_hash(text) for field, text in said.words.items()}
    signed = write_signature(actor, about, seen, event, replace(said, ratings=ratings), hashes, now)
    details: dict[str, Any] = {**said.words, "ratings": ratings, "snapshot": said.snapshot, **more}
    if event in APPROVING:
        details["sample_percent"] = about.sample_percent
    append(attempt, event, actor.id, now, details, signed.seq)
    note(actor, f"signoff-{event}", "attempt", attempt.id, now, signature=signed.seq, learner=attempt.person_id)
    if event in APPROVING and sampled(signed.hash, about.sample_percent):
        append(attempt, Event.SAMPLED, None, now, {"signature": signed.seq})
    db.session.flush()  # What follows looks at the state that was just written.


def write_signature(
    actor: Actor, about: Case, seen: Work, event: Event, said: Said, words: Mapping[str, str], now: dt.datetime
) -> Signature:
    """Add the next link of the chain and give it. ``words`` are fingerprints of what the signer wrote."""
    head = db.session.execute(
        sa.select(ChainHead).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    seq = head.seq + 1
    bound = payload(
        seq=seq,
        attempt=about.attempt_id,
        module_version=about.module_version_id,
        content_hash=seen.content_hash,
        answers_hash=said.snapshot,
        evidence={**seen.evidence, **words},
        criteria=said.ratings,
        meaning=MEANINGS[event],
        statement=said.statement,
        signer_id=actor.id,
        signer_name=actor.name,
        signer_role=signing_role(actor, about, event),
        signed_at=now,
        zone=about.timezone,
    )
    previous, signed = head.hash, link(head.hash, bound)
    row = Signature(
        seq=seq,
        facility_id=about.facility_id,
        attempt_id=about.attempt_id,
        signer_id=actor.id,
        meaning=MEANINGS[event],
        payload=canonical(bound).decode(),
        previous_hash=previous,
        hash=signed,
        signed_at=now,
    )
    db.session.add(row)
    head.seq, head.hash = seq, signed
    db.session.flush()  # The event that follows points at this signature.
    return row


def signing_role(actor: Actor, about: Case, event: Event = Event.APPROVED) -> Role:
    """In which of her roles a person signs: the one nearest to the learner that gives her the right to."""
    revoking = {Event.REVOKE_SIGNED: Role.COORDINATOR, Event.REVOKED: Role.INSTRUCTOR}
    if event in revoking:
        return revoking[event]
    second = event is Event.RETURNED and about.state is State.AWAITING_SECOND
    near = event in NEAR and not second and about.learner_id in actor.matches and about.policy != "instructor"
    nearest = (
        (Role.PEER_MENTOR, True),
        (Role.MENTOR, near),
        (Role.INSTRUCTOR, about.course_id in actor.courses),
        (Role.COORDINATOR, True),
    )
    return next((role for role, stands in nearest if role in actor.roles and stands), Role.MENTOR)
