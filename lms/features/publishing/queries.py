"""What publishing looks at: the newest draft of a course, its state, open wishes, and work that a version would meet."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lms.content.hashing import hash_of_hashes
from lms.features.authoring.comparing import State, texts_of
from lms.models.base import db
from lms.models.drafts import Draft, DraftFile
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, Module
from lms.models.people import Facility, Person
from lms.models.publishing import Publication
from lms.rules.permissions import Actor
from lms.rules.signoffs import WORKING_STATES


def newest_draft(course_id: str) -> Any | None:
    """The newest draft of a course, open or closed, with what is offered now."""
    return db.session.execute(
        sa.select(
            Draft.id,
            Draft.course_id,
            Draft.closed_at,
            Draft.closed_why,
            CourseVersion.id.label("version_id"),
            CourseVersion.number,
            CourseVersion.title,
        )
        .outerjoin(Course, Course.id == Draft.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
        .where(Draft.course_id == course_id)
        .order_by(Draft.id.desc())
        .limit(1)
    ).first()


def draft_hashes(draft_id: int) -> dict[str, str]:
    """The hash of each file that lies in a draft now, by path."""
    rows = sa.select(DraftFile.path, DraftFile.sha256).where(
        DraftFile.draft_id == draft_id, DraftFile.sha256.is_not(None)
    )
    return {path: str(hash_) for path, hash_ in db.session.execute(rows)}


def draft_hash(draft_id: int) -> str:
    """The one hash that names the state of a draft."""
    return hash_of_hashes(draft_hashes(draft_id))


def draft_state(draft_id: int) -> State:
    """A draft as comparisons take it."""
    hashes = draft_hashes(draft_id)
    return State(hashes, texts_of({hash_ for path, hash_ in hashes.items() if path.endswith(".md")}))


_ASKER = sa.orm.aliased(Person)
_OPEN = (
    sa.select(
        Publication.id,
        Publication.draft_id,
        Publication.facility_id,
        Publication.tree_hash,
        Publication.change,
        Publication.note,
        Publication.asked_by,
        Publication.asked_at,
        _ASKER.name.label("asker"),
        Draft.course_id,
        CourseVersion.title,
    )
    .join(_ASKER, _ASKER.id == Publication.asked_by)
    .join(Draft, Draft.id == Publication.draft_id)
    .outerjoin(Course, Course.id == Draft.course_id)
    .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
    .where(Publication.closed_at.is_(None), Draft.closed_at.is_(None))
)


def open_wish(draft_id: int) -> Any | None:
    """What somebody asked to be published and nobody has confirmed yet."""
    return db.session.execute(_OPEN.where(Publication.draft_id == draft_id)).first()


def open_wishes(actor: Actor) -> Sequence[Any]:
    """All that waits at her facility for a second person."""
    rows = _OPEN.where(Publication.facility_id == actor.facility_id).order_by(Publication.id).limit(50)
    return db.session.execute(rows).all()


def published_number(draft_id: int) -> int | None:
    """The number of the version that a draft became."""
    return db.session.scalar(
        sa.select(CourseVersion.number)
        .join(Publication, Publication.version_id == CourseVersion.id)
        .where(Publication.draft_id == draft_id)
        .order_by(Publication.id.desc())
        .limit(1)
    )


def facility_asks(actor: Actor) -> bool:
    """Whether her facility wants a second person for each version."""
    return db.session.get_one(Facility, actor.facility_id).publish_needs_second


def open_work(course_id: str) -> int:
    """How many attempts at modules of a course are the learners' own to change now."""
    rows = sa.select(sa.func.count()).select_from(Attempt).join(Module, Module.id == Attempt.module_id)
    return db.session.scalar(rows.where(Module.course_id == course_id, Attempt.state.in_(WORKING_STATES))) or 0
