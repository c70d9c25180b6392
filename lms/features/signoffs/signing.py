"""Writing one signature: the chain's head is held, the payload is bound to it, and the head moves on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from lms.features.signoffs.cases import Case
from lms.features.signoffs.snapshots import Work
from lms.models.base import db
from lms.models.signoffs import ChainHead, Signature
from lms.rules.permissions import Actor, Role
from lms.rules.signatures import Meaning, canonical, link, payload


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer says: her rating of each criterion, her words, and the fingerprint of the work she saw."""

    snapshot: str
    ratings: Mapping[str, int]
    strength: str = ""
    next_step: str = ""
    statement: str = ""


def write_signature(
    actor: Actor, about: Case, seen: Work, meaning: Meaning, said: Said, words: Mapping[str, str], now: dt.datetime
) -> int:
    """Add the next link of the chain and give its number. ``words`` are fingerprints of what the signer wrote."""
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
        meaning=meaning,
        statement=said.statement,
        signer_id=actor.id,
        signer_name=actor.name,
        signer_role=signing_role(actor, about, meaning),
        signed_at=now,
        zone=about.timezone,
    )
    previous, signed = head.hash, link(head.hash, bound)
    db.session.add(
        Signature(
            seq=seq,
            facility_id=actor.facility_id,
            attempt_id=about.attempt_id,
            signer_id=actor.id,
            meaning=meaning,
            payload=canonical(bound).decode(),
            previous_hash=previous,
            hash=signed,
            signed_at=now,
        )
    )
    head.seq, head.hash = seq, signed
    db.session.flush()  # The event that follows points at this signature.
    return seq


def signing_role(actor: Actor, about: Case, meaning: Meaning = Meaning.APPROVE) -> Role:
    """In which of her roles a person signs: the one nearest to the learner that gives her the right to."""
    mentors = about.learner_id in actor.matches and about.policy != "instructor" and meaning is not Meaning.COUNTERSIGN
    nearest = (
        (Role.PEER_MENTOR, True),
        (Role.MENTOR, mentors),
        (Role.INSTRUCTOR, about.course_id in actor.courses),
        (Role.COORDINATOR, True),
    )
    return next((role for role, stands in nearest if role in actor.roles and stands), Role.MENTOR)
