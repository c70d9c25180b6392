"""Issuing certificates: what is certified is frozen, hashed and numbered once."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.records import queries
from lms.models.base import db, insert_once, lock_or_insert
from lms.models.learning import Attempt
from lms.models.library import CourseVersion, ModuleVersion
from lms.models.people import Facility, Person, SignInDelay
from lms.models.signoffs import Certificate
from lms.rules import passwords, record_numbers

FORMAT = 1
"""Version of the content's fields; a later one must still be able to show this one."""

CHECKING = "verify"
"""Under which name the checking of numbers is slowed down; no account is called so, as theirs are hashes."""

QUIET = dt.timedelta(minutes=10)

Part = tuple[Attempt, ModuleVersion]
"""A finished attempt and the module version it was in."""


_LOCK = sa.select(Person.id).where(Person.id == sa.bindparam("person_id")).with_for_update(key_share=True)
"""Two last modules finished at the same moment take turns, so that the second one sees the first."""

_WHO = (
    sa.select(Person, Facility)
    .join(Facility, Facility.id == Person.facility_id)
    .where(Person.id == sa.bindparam("person_id"))
)


def issue_certificate(person_id: int, course_id: str, now: dt.datetime) -> str | None:
    """Issue what is earned in a course: one certificate once all its modules are done, or one for each module done.

    Which of the two, the facility says. Gives the record number (for modules, that of the last one), the same however
    often it is asked; None while something is left, or where it was revoked and no work was done anew since.
    """
    db.session.execute(_LOCK, {"person_id": person_id})
    version, module_ids = queries.offered_modules(course_id)
    done = queries.done_modules(person_id, module_ids)
    if version is None or not done:
        return None
    person, facility = db.session.execute(_WHO, {"person_id": person_id}).one()
    finished = [done[id_] for id_ in module_ids if id_ in done]
    if facility.certificates == "module":
        return [_issue(person, facility, version, [one], one[0].module_id, now) for one in finished][-1]
    return _issue(person, facility, version, finished, "", now) if len(done) == len(module_ids) else None


def _issue(
    person: Person, facility: Facility, version: CourseVersion, parts: list[Part], module_id: str, now: dt.datetime
) -> str | None:
    """Issue one certificate, once."""
    same = (
        Certificate.person_id == person.id,
        Certificate.course_id == version.course_id,
        Certificate.module_id == module_id,
    )
    rows = sa.select(Certificate.number, Certificate.revoked_at, Certificate.content).where(*same)
    before = db.session.execute(rows).all()
    standing = next((row.number for row in before if row.revoked_at is None), None)
    content = _content(person.name, facility.timezone, version, parts, module_id, now)
    if standing or any(_work(content) <= _work(row.content) for row in before):
        return standing
    values = {
        "number": record_numbers.new_number(secrets.token_bytes(record_numbers.BYTES)),
        "facility_id": facility.id,
        "person_id": person.id,
        "course_id": version.course_id,
        "module_id": module_id,
        "content": content,
        "hash": queries.content_hash(content),
        "issued_at": now,
        "revoked_at": None,
    }
    insert_once(Certificate, values)
    number = db.session.scalar(sa.select(Certificate.number).where(*same, Certificate.revoked_at.is_(None)))
    if number == values["number"]:
        note(None, "certificate-issued", "certificate", number, now, facility_id=facility.id)
    return number


def _work(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The modules that a certificate certifies, each with when it was done: anew is another time, whatever the clock said."""
    return {(one["module"], one["done_at"]) for one in content["modules"]}


def check_number(typed: str, device: str, now: dt.datetime) -> queries.Checked:
    """Say whether a record number stands for a valid certificate, and nothing about whose it is.

    Numbers that nobody was given slow this device down, so that trying them out leads nowhere.
    """
    number = record_numbers.read_number(typed)
    if number is None:
        return queries.Checked(queries.Standing.NO_NUMBER)
    slowed = db.session.get(SignInDelay, (CHECKING, device), with_for_update=True, populate_existing=True)
    longest = dt.timedelta(seconds=passwords.delay(99))
    if slowed is not None and now < slowed.wait_until <= now + longest:
        return queries.Checked(queries.Standing.WAIT, wait=int((slowed.wait_until - now).total_seconds()) + 1)
    found = queries.checked(number)
    if found.standing is queries.Standing.UNKNOWN:
        _slow_down(device, now)
    return found


def _slow_down(device: str, now: dt.datetime) -> None:
    """Make this device wait longer after each number that nobody was given; a quiet while starts afresh."""
    row = lock_or_insert(SignInDelay, {"account": CHECKING, "device": device, "failures": 0, "wait_until": now})
    row.failures = row.failures + 1 if now - row.wait_until < QUIET else 1
    row.wait_until = now + dt.timedelta(seconds=passwords.delay(row.failures))


def _content(
    name: str, zone: str, version: CourseVersion, parts: list[Part], module_id: str, now: dt.datetime
) -> dict[str, Any]:
    """Gather what is certified, as plain JSON: names and dates as of today, so that it reads the same for ever.

    It never says where she learned: the paper is hers to show to anybody. One for a module names its course beside it.
    """
    signers = queries.signers([attempt.id for attempt, _ in parts])
    of_module = {"module": module_id, "course_titles": titles(version)} if module_id else {}
    return {
        "format": FORMAT,
        "name": name,
        "zone": zone,
        "course": version.course_id,
        "course_version": version.number,
        "titles": titles(parts[0][1] if module_id else version),
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
        **of_module,
    }


def titles(version: CourseVersion | ModuleVersion) -> dict[str, str]:
    """Its title by language; ``""`` holds the one of its own language."""
    return {"": version.title} | {lang: texts["title"] for lang, texts in version.texts.items() if texts.get("title")}
