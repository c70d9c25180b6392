"""What stands in drafts: which are open, their files, the whole tree as the reader takes it, and earlier saves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.drafts import Draft, DraftFile, DraftSave
from lms.models.library import Blob, CourseVersion
from lms.models.people import Person

PAGE = 50
"""Rows on one page of a list."""

_DRAFTS = (
    sa.select(
        Draft.id,
        Draft.course_id,
        Draft.based_on,
        Draft.touched_at,
        Draft.created_at,
        Draft.closed_why,
        Person.name.label("by"),
        CourseVersion.number.label("based_on_number"),
        CourseVersion.title,
    )
    .join(Person, Person.id == Draft.created_by)
    .outerjoin(CourseVersion, CourseVersion.id == Draft.based_on)
)
_OPEN = _DRAFTS.where(Draft.closed_at.is_(None))


def draft(course_id: str) -> Any | None:
    """The open draft of a course, if there is one."""
    return db.session.execute(_OPEN.where(Draft.course_id == course_id)).first()


def last_draft(course_id: str) -> Any | None:
    """The newest draft of a course, open or closed: text that is sent late still finds its place."""
    return db.session.execute(_DRAFTS.where(Draft.course_id == course_id).order_by(Draft.id.desc()).limit(1)).first()


def draft_numbered(course_id: str, draft_id: int) -> Any | None:
    """One draft of a course by its id, open or closed."""
    if not 0 < draft_id < 2**31:
        return None
    return db.session.execute(_DRAFTS.where(Draft.course_id == course_id, Draft.id == draft_id)).first()


def open_drafts(after: str = "") -> tuple[Sequence[Any], str]:
    """One page of all open drafts by course, and the course id to go on after."""
    rows = _OPEN.where(Draft.course_id > after).order_by(Draft.course_id).limit(PAGE + 1)
    found = db.session.execute(rows).all()
    return found[:PAGE], found[PAGE - 1].course_id if len(found) > PAGE else ""


def draft_files(draft_id: int) -> Sequence[Any]:
    """The files of a draft by path: size, revision, who saved each last, and when."""
    return db.session.execute(
        sa.select(
            DraftFile.path,
            DraftFile.sha256,
            DraftFile.revision,
            DraftFile.saved_at,
            Blob.size,
            Blob.mime,
            Person.name.label("by"),
        )
        .join(Blob, Blob.sha256 == DraftFile.sha256)
        .join(Person, Person.id == DraftFile.saved_by)
        .where(DraftFile.draft_id == draft_id)
        .order_by(DraftFile.path)
    ).all()


def draft_tree(draft_id: int) -> dict[str, bytes]:
    """The very bytes of every file of a draft by path, as `lms.content.reader.read` takes them."""
    rows = (
        sa.select(DraftFile.path, Blob.content)
        .join(Blob, Blob.sha256 == DraftFile.sha256)
        .where(DraftFile.draft_id == draft_id)
        .order_by(DraftFile.path)
    )
    return {row.path: row.content for row in db.session.execute(rows)}


def file(draft_id: int, path: str) -> Any | None:
    """One file of a draft as it stands, with its bytes; ``content`` is None once it was moved or removed."""
    return db.session.execute(
        sa.select(
            DraftFile.path,
            DraftFile.sha256,
            DraftFile.revision,
            DraftFile.saved_at,
            DraftFile.saved_by,
            Blob.content,
            Blob.mime,
            Blob.size,
            Person.name.label("by"),
        )
        .outerjoin(Blob, Blob.sha256 == DraftFile.sha256)
        .join(Person, Person.id == DraftFile.saved_by)
        .where(DraftFile.draft_id == draft_id, DraftFile.path == path)
    ).first()


_SAVES = sa.select(
    DraftSave.id,
    DraftSave.path,
    DraftSave.sha256,
    DraftSave.moved_from,
    DraftSave.outcome,
    DraftSave.by_id,
    DraftSave.at,
    Person.name.label("by"),
    Blob.size,
).join(Person, Person.id == DraftSave.by_id)


def saves(draft_id: int, path: str, before: int | None = None) -> tuple[Sequence[Any], int | None]:
    """One page of the saves of a file, newest first, and the id to go on below."""
    rows = (
        _SAVES.outerjoin(Blob, Blob.sha256 == DraftSave.sha256)
        .where(DraftSave.draft_id == draft_id, DraftSave.path == path)
        .order_by(DraftSave.id.desc())
    )
    if before is not None:
        rows = rows.where(DraftSave.id < before)
    found = db.session.execute(rows.limit(PAGE + 1)).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def save(draft_id: int, save_id: int) -> Any | None:
    """One save with its bytes."""
    return db.session.execute(
        _SAVES.add_columns(Blob.content)
        .outerjoin(Blob, Blob.sha256 == DraftSave.sha256)
        .where(DraftSave.draft_id == draft_id, DraftSave.id == save_id)
    ).first()


def moved_to(draft_id: int, path: str) -> str | None:
    """Where a file that lies no longer at a path was moved to last."""
    wanted = sa.select(DraftSave.path).where(DraftSave.draft_id == draft_id, DraftSave.moved_from == path)
    return db.session.scalars(wanted.order_by(DraftSave.id.desc()).limit(1)).first()


def lies(draft_id: int, path: str) -> bool:
    """Whether a file, or a folder with files, lies at a path now."""
    below = DraftFile.path.startswith(f"{path}/", autoescape=True)
    here = sa.exists().where(
        DraftFile.draft_id == draft_id, DraftFile.sha256.is_not(None), sa.or_(DraftFile.path == path, below)
    )
    return bool(db.session.scalar(sa.select(here)))
