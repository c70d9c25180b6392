"""What the pages about the facility read."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.models.base import db
from lms.models.library import Course, CourseVersion
from lms.models.people import Facility
from lms.rules.permissions import Actor


def facility_of(actor: Actor) -> Facility:
    """The actor's own facility."""
    return db.session.get_one(Facility, actor.facility_id)


def mentor_courses() -> Sequence[sa.Row[str, str]]:
    """The courses written for mentors, as offered now: id and title."""
    return db.session.execute(
        sa.select(Course.id, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == Course.version_id)
        .where(CourseVersion.audience == "mentor")
        .order_by(CourseVersion.title)
    ).all()
