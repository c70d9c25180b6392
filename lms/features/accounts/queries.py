"""What the account pages read."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.models.base import db
from lms.models.people import Facility, Person
from lms.rules.permissions import Actor


def facilities() -> Sequence[sa.Row[int, str, str]]:
    """All facilities, for the sign-in page: id, name, language."""
    return db.session.execute(sa.select(Facility.id, Facility.name, Facility.language).order_by(Facility.id)).all()


def help_text(facility_id: int | None) -> str:
    """What the facility wrote for *Get help*; the first facility's where nobody is signed in."""
    rows = sa.select(Facility.help_text).order_by(Facility.id).limit(1)
    if facility_id is not None:
        rows = rows.where(Facility.id == facility_id)
    return db.session.execute(rows).scalar() or ""


def person_of(actor: Actor) -> Person:
    """Her own row."""
    return db.session.get_one(Person, actor.id)
