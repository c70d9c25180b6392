"""What a new version does to work under way: a small change moves it along, everything else stays where it is."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from lms.features.signoffs.events import append
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import CourseVersion, CourseVersionModule, ModuleVersion
from lms.rules.permissions import Actor
from lms.rules.signoffs import WORKING_STATES, Event


def move_open_attempts(
    version: CourseVersion, made: Iterable[ModuleVersion], actor: Actor | None, now: dt.datetime
) -> int:
    """Move open attempts to the module versions of a small change; give how many moved.

    Work that is submitted stays, and so does a quiz try: it names its own questions. Who stayed behind at a breaking
    change stays until she chooses.
    """
    if version.change == "breaking":
        return 0
    to = {one.module_id: one.id for one in made}
    left_behind = (
        sa.select(Attempt)
        .where(
            Attempt.module_id.in_(to),
            Attempt.state.in_(WORKING_STATES),
            Attempt.module_version_id.in_(_since_last_break(version)),
            Attempt.module_version_id.not_in(to.values()),
        )
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    attempts = db.session.scalars(left_behind).all()
    for attempt in attempts:
        details = {"from": attempt.module_version_id, "to": to[attempt.module_id], "course_version": version.number}
        attempt.module_version_id = to[attempt.module_id]
        append(attempt, Event.MOVED, actor.id if actor else None, now, details)
    return len(attempts)


def _since_last_break(version: CourseVersion) -> sa.Select[int]:
    """The module versions that the course has offered since its last breaking change."""
    breaks = sa.select(sa.func.max(CourseVersion.number)).where(
        CourseVersion.course_id == version.course_id, CourseVersion.change == "breaking"
    )
    return (
        sa.select(CourseVersionModule.module_version_id)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .where(
            CourseVersion.course_id == version.course_id,
            CourseVersion.number >= sa.func.coalesce(breaks.scalar_subquery(), 0),
        )
    )
