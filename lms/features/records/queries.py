"""What records and certificates are made of: finished modules, who signed them, and issued numbers."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, CourseVersionModule, ModuleVersion
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.signoffs import DONE_STATES, Event

APPROVING = (Event.FIRST_SIGNED, Event.APPROVED, Event.COUNTERSIGNED)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as printed at that time; ``seq`` is the signature's place in the chain."""

    name: str
    role: str
    seq: int


def signers(attempt_ids: Collection[int]) -> dict[int, tuple[Signer, ...]]:
    """Who approved each attempt: first signer, then the second; what was returned afterwards does not count."""
    rows = db.session.execute(
        sa.select(SignoffEvent.attempt_id, SignoffEvent.event, SignoffEvent.signature_seq, Signature.payload)
        .join(Signature, Signature.seq == SignoffEvent.signature_seq)
        .where(SignoffEvent.attempt_id.in_(attempt_ids))
        .order_by(SignoffEvent.attempt_id, SignoffEvent.seq)
    )
    found: dict[int, tuple[Signer, ...]] = {}
    for row in rows:
        if row.event == Event.RETURNED:
            found[row.attempt_id] = ()
        elif row.event in APPROVING:
            payload = json.loads(row.payload)
            signer = Signer(payload["signer_name"], payload["signer_role"], row.signature_seq)
            found[row.attempt_id] = (*found.get(row.attempt_id, ()), signer)
    return found


def offered_modules(course_id: str) -> tuple[CourseVersion | None, list[str]]:
    """The version of the course that is offered now and the ids of its modules, in order; None before publishing."""
    rows = db.session.execute(
        sa.select(CourseVersion, ModuleVersion.module_id)
        .join(Course, Course.version_id == CourseVersion.id)
        .join(CourseVersionModule, CourseVersionModule.course_version_id == CourseVersion.id)
        .join(ModuleVersion, ModuleVersion.id == CourseVersionModule.module_version_id)
        .where(Course.id == course_id)
        .order_by(CourseVersionModule.position)
    ).all()
    return (rows[0][0] if rows else None), [row.module_id for row in rows]


def done_modules(person_id: int, module_ids: Collection[str]) -> dict[str, tuple[Attempt, ModuleVersion]]:
    """Her finished attempt of each of these modules, the latest where there are several, with the version she did."""
    rows = db.session.execute(
        sa.select(Attempt, ModuleVersion)
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .where(Attempt.person_id == person_id, Attempt.module_id.in_(module_ids), Attempt.state.in_(DONE_STATES))
        .order_by(Attempt.number)
    )
    return {attempt.module_id: (attempt, version) for attempt, version in rows}
