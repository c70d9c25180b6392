"""What a new version does to work under way: a small change moves it along, everything else stays where it is."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from lms.features.lessons.actions import complete_if_done
from lms.features.lessons.moving import move, since_last_break
from lms.features.records.actions import issue_certificate
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import CourseVersion, Module, ModuleVersion
from lms.models.signoffs import Certificate
from lms.rules.permissions import Actor
from lms.rules.publishing import moves
from lms.rules.signoffs import DONE_STATES, State


def move_open_attempts(
    version: CourseVersion, made: Iterable[ModuleVersion], actor: Actor | None, now: dt.datetime
) -> int:
    """Move open attempts to the module versions of a small change; give how many moved.

    Work that is submitted stays, and so does a quiz try: it names its own questions. Who stayed behind at a breaking
    change stays until she chooses. What the new version asks for may be done already.
    """
    new = list(made)
    to = {one.module_id: one.id for one in new}
    unsigned = {one.id for one in new if one.signoff == "none"}
    states = [state for state in State if moves(state, version.change)]
    left_behind = (
        sa.select(Attempt)
        .where(
            Attempt.module_id.in_(to),
            Attempt.state.in_(states),
            Attempt.module_version_id.in_(since_last_break(version.course_id)),
            Attempt.module_version_id.not_in(to.values()),
        )
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    attempts = db.session.scalars(left_behind).all()
    for attempt in attempts:
        move(actor, attempt, to[attempt.module_id], version.number, now)
        if attempt.module_version_id in unsigned:
            complete_if_done(actor, attempt, now)
    return len(attempts)


def certify_finished(course_id: str, now: dt.datetime) -> None:
    """Issue the certificates of those who had done all that the course asks for now, before it asked for less."""
    certified = sa.select(Certificate.person_id).where(
        Certificate.course_id == course_id, Certificate.revoked_at.is_(None)
    )
    begun = (
        sa.select(Attempt.person_id)
        .distinct()
        .join(Module, Module.id == Attempt.module_id)
        .where(Module.course_id == course_id, Attempt.state.in_(DONE_STATES), Attempt.person_id.not_in(certified))
        .order_by(Attempt.person_id)
    )
    for person_id in db.session.scalars(begun).all():
        issue_certificate(person_id, course_id, now)
