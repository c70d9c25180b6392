"""Plain functions that make what a test needs, straight as rows; no surprises."""

import datetime as dt
import secrets
from types import SimpleNamespace

from lms.models.base import db
from lms.models.people import Facility, Match, Person, PersonRole, SignIn
from lms.rules.sessions import token_hash

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
PIN = "417293"
PIN_HASH = (
    "scrypt:1024:8:1$5ExbUWluGlHFRiCK$ccc9a886f468def7fc7a5562e3fda3f1c0f37"
    "0e449e8add028cba8c58156e2bd8829793872f837d8ebe66e73cd719c7bfcda4a11e6d01cf040374a62adfe1dd2"
)
"""The hash of PIN, made cheap on purpose."""


def make_facility(name: str = "Alder House") -> int:
    row = Facility(name=name, timezone="America/New_York", help_text="Speak to Dr Ode in room 4.", created_at=NOW)
    db.session.add(row)
    db.session.commit()
    return row.id


def make_person(
    facility_id: int, name: str, *roles: str, number: str | None = None, username: str | None = None
) -> int:
    """A person with a PIN (417293) or, with a user name, the passphrase "417293"."""
    row = Person(
        facility_id=facility_id,
        name=name,
        number=number,
        username=username,
        secret_hash=PIN_HASH,
        secret_kind="passphrase" if username else "pin",
        created_at=NOW,
    )
    db.session.add(row)
    db.session.flush()
    for role in roles:
        db.session.add(PersonRole(person_id=row.id, role=role, facility_id=facility_id, given_at=NOW))
    db.session.commit()
    return row.id


def give_role(person_id: int, role: str) -> None:
    """One more role, confirmed, for somebody who is there."""
    person = db.session.get_one(Person, person_id)
    db.session.add(PersonRole(person_id=person_id, role=role, facility_id=person.facility_id, given_at=NOW))
    db.session.commit()


def make_match(facility_id: int, learner_id: int, mentor_id: int) -> int:
    row = Match(facility_id=facility_id, learner_id=learner_id, mentor_id=mentor_id, started_at=NOW)
    db.session.add(row)
    db.session.commit()
    return row.id


def make_people(facility_id: int) -> SimpleNamespace:
    """The usual people, by first name; each holds one id."""
    found = SimpleNamespace(
        ann=make_person(facility_id, "Ann Learns", "learner", number="1001"),
        bea=make_person(facility_id, "Bea Also-Learns", "learner", number="1002"),
        mo=make_person(facility_id, "Mo Mentor", "mentor", username="mo"),
        max=make_person(facility_id, "Max Elsewhere", "mentor", username="max"),
        pia=make_person(facility_id, "Pia Peer", "peer_mentor", number="1003"),
        ivy=make_person(facility_id, "Ivy Instructor", "instructor", username="ivy"),
        cora=make_person(facility_id, "Cora Coordinator", "coordinator", username="cora"),
        ada=make_person(facility_id, "Ada Admin", "admin", username="ada"),
        otto=make_person(facility_id, "Otto Auditor", "auditor", username="otto"),
    )
    make_match(facility_id, found.ann, found.mo)
    return found


def make_session(person_id: int, at: dt.datetime) -> str:
    """A running session; returns the token for the cookie."""
    token = secrets.token_urlsafe(16)
    person = db.session.get_one(Person, person_id)
    db.session.add(
        SignIn(
            facility_id=person.facility_id,
            person_id=person_id,
            token_hash=token_hash(token),
            device="test",
            started_at=at,
            seen_at=at,
        )
    )
    db.session.commit()
    return token
