"""Issuing certificates: what is certified is frozen, hashed and numbered once."""

import datetime as dt
import hashlib
import secrets
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.records import queries
from lms.models.base import db, insert_once
from lms.models.learning import Attempt
from lms.models.library import CourseVersion, ModuleVersion
from lms.models.people import Facility, Person
from lms.models.signoffs import Certificate
from lms.rules import record_numbers
from lms.rules.signatures import canonical

FORMAT = 1
"""Version of the content's fields; a later one must still be able to show this one."""


_LOCK = sa.select(Person.id).where(Person.id == sa.bindparam("person_id")).with_for_update(key_share=True)
"""Two last modules finished at the same moment take turns, so that the second one sees the first."""


def issue_certificate(person_id: int, course_id: str, now: dt.datetime) -> str | None:
    """Issue the certificate of a course once all modules of its offered version are done.

    Gives the record number, the same one however often it is asked; None while something is left or after a
    certificate was revoked.
    """
    db.session.execute(_LOCK, {"person_id": person_id})
    version, module_ids = queries.offered_modules(course_id)
    done = queries.done_modules(person_id, module_ids)
    if version is None or len(done) < len(module_ids):
        return None
    content = _content(person_id, version, [done[id_] for id_ in module_ids], now)
    values = {
        "number": record_numbers.new_number(secrets.token_bytes(record_numbers.BYTES)),
        "facility_id": content["facility_id"],
        "person_id": person_id,
        "course_id": course_id,
        "content": content,
        "hash": content_hash(content),
        "issued_at": now,
        "revoked_at": None,
    }
    if insert_once(Certificate, values):
        note(None, "certificate-issued", "certificate", values["number"], now, facility_id=values["facility_id"])
    return db.session.scalar(
        sa.select(Certificate.number).where(
            Certificate.person_id == person_id, Certificate.course_id == course_id, Certificate.revoked_at.is_(None)
        )
    )


def content_hash(content: dict[str, Any]) -> str:
    """The fingerprint of what a certificate says, as its QR code and the command line show it."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _content(
    person_id: int, version: CourseVersion, parts: list[tuple[Attempt, ModuleVersion]], now: dt.datetime
) -> dict[str, Any]:
    """Gather what is certified, as plain JSON: names and dates as of today, so that it reads the same for ever."""
    person, facility = db.session.execute(
        sa.select(Person, Facility).join(Facility, Facility.id == Person.facility_id).where(Person.id == person_id)
    ).one()
    signers = queries.signers([attempt.id for attempt, _ in parts])
    return {
        "format": FORMAT,
        "name": person.name,
        "facility_id": facility.id,
        "facility": facility.name,
        "zone": facility.timezone,
        "course": version.course_id,
        "course_version": version.number,
        "titles": titles(version),
        "modules": [
            {
                "module": attempt.module_id,
                "module_version": module.id,
                "titles": titles(module),
                "done_at": (attempt.ended_at or now).isoformat(),
                "signers": [asdict(one) for one in signers.get(attempt.id, ())],
            }
            for attempt, module in parts
        ],
        "issued_at": now.isoformat(),
    }


def titles(version: CourseVersion | ModuleVersion) -> dict[str, str]:
    """Its title by language; ``""`` holds the one of its own language."""
    return {"": version.title} | {lang: texts["title"] for lang, texts in version.texts.items() if texts.get("title")}
