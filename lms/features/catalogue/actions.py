"""Putting a learner in a course."""

import datetime as dt

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, insert_once
from lms.models.learning import Enrolment
from lms.models.people import Person
from lms.rules.permissions import Actor


def enrol(actor: Actor, person_id: int, course_id: str, now: dt.datetime) -> None:
    """Enrol a learner: she herself where the course is open to her, or a coordinator. Twice is once; an ended one runs on."""
    facility_id = db.session.execute(sa.select(Person.facility_id).where(Person.id == person_id)).scalar_one()
    made = insert_once(
        Enrolment,
        {
            "facility_id": facility_id,
            "person_id": person_id,
            "course_id": course_id,
            "by_id": actor.id,
            "started_at": now,
        },
    )
    again = db.session.execute(
        sa.update(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id, Enrolment.ended_at.is_not(None))
        .values(ended_at=None, end_reason=None, by_id=actor.id, started_at=now)
    )
    if made or again.rowcount:  # type: ignore[attr-defined]
        note(actor, "enrolled", "person", person_id, now, course=course_id)
