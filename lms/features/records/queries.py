"""What records and certificates are made of: finished modules, who signed them, and issued numbers."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, CourseVersionModule, Module, ModuleVersion
from lms.models.people import Person, PersonRole
from lms.models.signoffs import Certificate, Signature, SignoffEvent
from lms.rules.permissions import Role
from lms.rules.signatures import canonical
from lms.rules.signoffs import DONE_STATES, Event

APPROVING = (Event.FIRST_SIGNED, Event.APPROVED, Event.COUNTERSIGNED)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as printed at that time; ``seq`` is the signature's place in the chain."""

    name: str
    role: str
    seq: int


@dataclass(frozen=True, slots=True)
class Line:
    """One module in a record. ``version`` is the number of the course version in which this text came out."""

    course_id: str
    course: str
    module: str
    version: int
    done_at: dt.datetime
    signers: Sequence[Signer]
    attempt_id: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate with what its page and its PDF show; ``holder_facility`` is where she is now."""

    number: str
    person_id: int
    holder_facility: int
    course_id: str
    content: Mapping[str, Any]
    hash: str
    issued_at: dt.datetime
    revoked_at: dt.datetime | None


class Standing(StrEnum):
    """What checking a record number can say."""

    VALID = "valid"
    REVOKED = "revoked"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    NO_NUMBER = "no number"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a number found: with ``wait`` in seconds, or the day it was revoked, or the content's hash."""

    standing: Standing
    wait: int = 0
    revoked_at: dt.datetime | None = None
    hash: str = ""


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


_VERSION = (
    sa.select(sa.func.min(CourseVersion.number))
    .join(CourseVersionModule, CourseVersionModule.course_version_id == CourseVersion.id)
    .where(CourseVersionModule.module_version_id == Attempt.module_version_id)
    .scalar_subquery()
)


def record(person_id: int, lang: str) -> list[Line]:
    """Every module she has finished, by course and in the order of the days, in two queries."""
    rows = db.session.execute(
        sa.select(
            Attempt.id,
            Attempt.ended_at,
            Attempt.touched_at,
            Module.course_id,
            ModuleVersion.title,
            ModuleVersion.texts,
            CourseVersion.title.label("course"),
            CourseVersion.texts.label("course_texts"),
            _VERSION.label("version"),
        )
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .join(Module, Module.id == Attempt.module_id)
        .join(Course, Course.id == Module.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
        .where(Attempt.person_id == person_id, Attempt.state.in_(DONE_STATES))
        .order_by(Module.course_id, Attempt.ended_at, Attempt.id)
    ).all()
    signed = signers([row.id for row in rows])
    return [
        Line(
            row.course_id,
            (row.course_texts or {}).get(lang, {}).get("title") or row.course or row.course_id,
            row.texts.get(lang, {}).get("title") or row.title,
            row.version or 0,
            row.ended_at or row.touched_at,
            signed.get(row.id, ()),
            row.id,
        )
        for row in rows
    ]


_PAPER = sa.select(
    Certificate.number,
    Certificate.person_id,
    Person.facility_id.label("holder_facility"),
    Certificate.course_id,
    Certificate.content,
    Certificate.hash,
    Certificate.issued_at,
    Certificate.revoked_at,
).join(Person, Person.id == Certificate.person_id)


def certificates(person_id: int) -> list[Paper]:
    """Her certificates, the latest first."""
    rows = db.session.execute(_PAPER.where(Certificate.person_id == person_id).order_by(Certificate.issued_at.desc()))
    return [Paper(*row) for row in rows]


def certificate(number: str) -> Paper | None:
    """One certificate by its number in printed form."""
    row = db.session.execute(_PAPER.where(Certificate.number == number)).first()
    return Paper(*row) if row else None


def checked(number: str) -> Checked:
    """Whether a certificate stands: issued, not revoked, and still what was certified."""
    found = certificate(number)
    if found is None:
        return Checked(Standing.UNKNOWN)
    if found.hash != content_hash(found.content):
        return Checked(Standing.CHANGED)
    if found.revoked_at is not None:
        return Checked(Standing.REVOKED, revoked_at=found.revoked_at, hash=found.hash)
    return Checked(Standing.VALID, hash=found.hash)


def content_hash(content: Mapping[str, Any]) -> str:
    """The fingerprint of what a certificate says, as its QR code and the command line show it."""
    return hashlib.sha256(canonical(content)).hexdigest()


def learner(person_id: int) -> Person | None:
    """A person whose record can be looked at: one who learns here."""
    return db.session.execute(
        sa.select(Person)
        .join(PersonRole, sa.and_(PersonRole.person_id == Person.id, PersonRole.role == Role.LEARNER))
        .where(Person.id == person_id)
    ).scalar_one_or_none()
