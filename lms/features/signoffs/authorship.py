"""Who wrote a module: whoever signs what she wrote herself does not sign alone."""

from collections.abc import Collection

import sqlalchemy as sa

from lms.models.base import db
from lms.models.library import CourseVersion, CourseVersionModule
from lms.models.people import PersonRole
from lms.rules.permissions import Role


def wrote(person_id: int, version_ids: Collection[int]) -> set[int]:
    """Which of these module versions this person wrote: as an instructor she was the first to publish them.

    A coordinator who brings in a finished course has not written it.
    """
    rows = db.session.execute(
        sa.select(CourseVersionModule.module_version_id, CourseVersion.published_by)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .join(PersonRole, sa.and_(PersonRole.person_id == person_id, PersonRole.role == Role.INSTRUCTOR))
        .where(CourseVersionModule.module_version_id.in_(version_ids))
        .order_by(CourseVersion.number.desc())
    )
    first = {row.module_version_id: row.published_by for row in rows}
    return {version_id for version_id, by in first.items() if by == person_id}
