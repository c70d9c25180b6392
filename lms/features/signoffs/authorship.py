"""Who wrote a module: whoever signs what she wrote herself does not sign alone."""

import re
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.drafts import Draft, DraftSave
from lms.models.library import CourseVersion, CourseVersionModule, Module, ModuleVersion
from lms.models.people import PersonRole
from lms.models.publishing import Publication
from lms.rules.permissions import Role

FOLDER = re.compile(r"(?:\d+-)?([^/]+)/")
"""The folder of a module in a course: a number for its place, and its name."""


def wrote(person_id: int, version_ids: Collection[int]) -> set[int]:
    """Which of these module versions this person wrote, in one query.

    She wrote a module when a save of hers in its folder came to be published, in this version of it or another; or
    when, as an instructor, she was the first to publish this version from files. A coordinator who brings in a
    finished course has not written it.
    """
    first: dict[int, int | None] = {}
    saved = set()
    for row in db.session.execute(sa.union_all(_published(person_id, version_ids), _saved(person_id, version_ids))):
        if row.path is None:
            first[row.version_id] = row.by_id
        elif (folder := FOLDER.match(row.path)) and row.module_id.endswith(f"/{folder[1]}"):
            saved.add(row.version_id)
    return saved | {version_id for version_id, by_id in first.items() if by_id == person_id}


def _published(person_id: int, version_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """Who first published each version, where this person is an instructor."""
    earlier = sa.orm.aliased(CourseVersion)
    held = sa.orm.aliased(CourseVersionModule)
    before = sa.exists().where(
        held.module_version_id == CourseVersionModule.module_version_id,
        held.course_version_id == earlier.id,
        earlier.number < CourseVersion.number,
    )
    return (
        sa.select(
            CourseVersionModule.module_version_id.label("version_id"),
            CourseVersion.published_by.label("by_id"),
            sa.cast(sa.null(), sa.Text).label("module_id"),
            sa.cast(sa.null(), sa.Text).label("path"),
        )
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .join(PersonRole, sa.and_(PersonRole.person_id == person_id, PersonRole.role == Role.INSTRUCTOR))
        .where(CourseVersionModule.module_version_id.in_(version_ids), ~before)
    )


def _saved(person_id: int, version_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """The files that this person saved in drafts of these modules' courses that were published."""
    return (
        sa.select(ModuleVersion.id, DraftSave.by_id, ModuleVersion.module_id, DraftSave.path)
        .distinct()
        .join(Draft, Draft.id == DraftSave.draft_id)
        .join(Publication, sa.and_(Publication.draft_id == Draft.id, Publication.version_id.is_not(None)))
        .join(Module, Module.course_id == Draft.course_id)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(DraftSave.by_id == person_id, DraftSave.outcome == "current", ModuleVersion.id.in_(version_ids))
    )
