"""Makers for the tests of people and of the server: another place, many learners, open attempts, openings, signatures."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt, Enrolment
from lms.models.library import ModuleVersion
from lms.models.people import Person, PersonRole
from lms.models.signoffs import ChainHead, Reading, Signature, SignoffEvent
from lms.rules import signatures
from tests import make
from tests.make import NOW
from tests.page import Browser, Page


def send(kiosk: Browser, url: str, data: Any = None, follow: bool = True) -> Page:
    """Send a form that no page shows this person, with the token that a page of hers does hold."""
    token = kiosk.get("/look").form("/finish")["csrf_token"]
    return kiosk.post(url, {**(data or {}), "csrf_token": token}, follow=follow)


def make_elsewhere() -> SimpleNamespace:
    """Another facility with a learner, a mentor, a coordinator and an admin of its own."""
    facility = make.make_facility("Birch House")
    found = SimpleNamespace(
        facility=facility,
        una=make.make_person(facility, "Una Other", "learner", number="1001"),
        moe=make.make_person(facility, "Moe Other", "mentor", username="mo"),
        coco=make.make_person(facility, "Coco Other", "coordinator", username="cora"),
        addi=make.make_person(facility, "Addi Other", "admin", username="ada"),
    )
    found.match = make.make_match(facility, found.una, found.moe)
    return found


def make_attempt(
    person_id: int, module_id: str = "garden/soil", state: str = "in_progress", **times: dt.datetime
) -> int:
    """An attempt in a module that is published already, with the enrolment it needs."""
    person = db.session.get_one(Person, person_id)
    version = db.session.scalars(sa.select(ModuleVersion.id).where(ModuleVersion.module_id == module_id)).one()
    course_id = module_id.split("/", maxsplit=1)[0]
    if not db.session.scalar(
        sa.select(Enrolment.id).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    ):
        db.session.add(
            Enrolment(
                facility_id=person.facility_id,
                person_id=person_id,
                course_id=course_id,
                by_id=person_id,
                started_at=NOW,
            )
        )
    row = Attempt(
        facility_id=person.facility_id,
        person_id=person_id,
        module_id=module_id,
        module_version_id=version,
        number=1,
        state=state,
        started_at=NOW,
        touched_at=times.get("touched_at", NOW),
        submitted_at=times.get("submitted_at"),
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        SignoffEvent(
            facility_id=person.facility_id,
            attempt_id=row.id,
            seq=1,
            event="started",
            by_id=person_id,
            at=NOW,
            details={},
        )
    )
    db.session.commit()
    return row.id


def make_reading(attempt_id: int, reader_id: int, reason: str) -> None:
    attempt = db.session.get_one(Attempt, attempt_id)
    db.session.add(
        Reading(
            facility_id=attempt.facility_id,
            attempt_id=attempt_id,
            reader_id=reader_id,
            role="coordinator",
            reason=reason,
            at=NOW,
            until=NOW + dt.timedelta(minutes=30),
        )
    )
    db.session.commit()


def make_learners(facility_id: int, count: int, attempts: bool = True) -> None:
    """Many learners, each at work in the same module, in a few statements."""
    first = (db.session.scalar(sa.select(sa.func.max(Person.id))) or 0) + 1
    people = [
        {
            "id": first + n,
            "facility_id": facility_id,
            "name": f"Learner {n:04}",
            "number": f"L{first + n}",
            "secret_hash": make.PIN_HASH,
            "secret_kind": "pin",
            "created_at": NOW,
        }
        for n in range(count)
    ]
    ids = [one["id"] for one in people]
    db.session.execute(sa.insert(Person), people)
    roles = [{"person_id": id_, "role": "learner", "facility_id": facility_id, "given_at": NOW} for id_ in ids]
    db.session.execute(sa.insert(PersonRole), roles)
    if attempts:
        version = db.session.scalars(sa.select(ModuleVersion.id).where(ModuleVersion.module_id == "garden/soil")).one()
        row = {"facility_id": facility_id, "module_id": "garden/soil", "module_version_id": version, "number": 1}
        row |= {"state": "submitted", "started_at": NOW, "touched_at": NOW, "submitted_at": NOW}
        db.session.execute(sa.insert(Attempt), [row | {"person_id": id_} for id_ in ids])
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("SELECT setval('person_id_seq', (SELECT max(id) FROM person))"))
    db.session.commit()


def sign_once(session: object, facility_id: int, attempt_id: int, signer_id: int) -> int:
    """Add one true link to the chain of signatures, without a commit; gives its number."""
    head = session.scalars(sa.select(ChainHead).with_for_update()).one()  # type: ignore[attr-defined]
    seq, previous = head.seq + 1, head.hash
    signed = signatures.payload(
        seq=seq,
        attempt=attempt_id,
        module_version=1,
        content_hash="c",
        answers_hash="a",
        evidence={},
        criteria={},
        meaning=signatures.Meaning.APPROVE,
        statement="I saw it.",
        signer_id=signer_id,
        signer_name="Mo Mentor",
        signer_role="mentor",
        signed_at=NOW,
        zone="UTC",
    )
    hashed = signatures.link(previous, signed)
    session.add(  # type: ignore[attr-defined]
        Signature(
            seq=seq,
            facility_id=facility_id,
            attempt_id=attempt_id,
            signer_id=signer_id,
            meaning="approve",
            payload=signatures.canonical(signed).decode(),
            previous_hash=previous,
            hash=hashed,
            signed_at=NOW,
        )
    )
    head.seq, head.hash = seq, hashed
    return seq
