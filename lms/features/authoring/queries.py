"""What the library holds: courses, their versions, files, facts and pictures."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from lms.content.model import Course as Source
from lms.content.model import Fact, Problem
from lms.content.sounds import TYPES
from lms.models.base import db
from lms.models.library import (
    Blob,
    Course,
    CourseVersion,
    CourseVersionModule,
    FactRow,
    Lesson,
    ModuleVersion,
    VersionFile,
)
from lms.models.people import Person
from lms.rules.permissions import Actor

PAGE = 50
"""Rows on one page of a list."""

PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WebP": "image/webp"}
"""The kinds of picture that pages may show, by what their first bytes say."""

SENT = (*PICTURES.values(), *TYPES.values())
"""The types under which files of a course are sent: its pictures and its recordings."""

_MODULES = sa.select(sa.func.count()).where(CourseVersionModule.course_version_id == CourseVersion.id).scalar_subquery()
_NEW_MODULES = (
    sa.select(sa.func.count())
    .select_from(CourseVersionModule)
    .join(ModuleVersion, ModuleVersion.id == CourseVersionModule.module_version_id)
    .where(
        CourseVersionModule.course_version_id == CourseVersion.id,
        ModuleVersion.made_at == CourseVersion.published_at,
    )
    .scalar_subquery()
)
_COURSES = sa.select(
    Course.id,
    CourseVersion.id.label("version_id"),
    CourseVersion.title,
    CourseVersion.track,
    CourseVersion.language,
    CourseVersion.number,
    CourseVersion.published_at,
    _MODULES.label("modules"),
).join(CourseVersion, CourseVersion.id == Course.version_id)


def facts_by_id(ids: Collection[str]) -> dict[str, Fact]:
    """The dated facts with these ids; one that is not stored is left out."""
    return _facts(sa.select(FactRow).where(FactRow.id.in_(ids))) if ids else {}


def all_facts() -> dict[str, Fact]:
    """Every dated fact."""
    return _facts(sa.select(FactRow))


def _facts(rows: sa.Select[FactRow]) -> dict[str, Fact]:
    return {row.id: fact(row) for row in db.session.scalars(rows.order_by(FactRow.id))}


def fact(row: FactRow) -> Fact:
    """A dated fact as `lms.content` takes it."""
    return Fact(row.id, row.value, row.place, row.source, row.checked_on, row.review_by, row.owner)


def course_ids() -> set[str]:
    """The ids of all courses that are offered."""
    return set(db.session.scalars(sa.select(Course.id).where(Course.version_id.is_not(None))))


def all_courses() -> Sequence[Any]:
    """Every course that is offered, by id."""
    return db.session.execute(_COURSES.order_by(Course.id)).all()


def library_page(actor: Actor, after: str = "") -> tuple[Sequence[Any], str]:
    """One page of the library, the courses that the actor teaches first, and the id to go on after."""
    key = (sa.case((Course.id.in_(actor.courses), 0), else_=1), CourseVersion.title, Course.id)
    rows = _COURSES.add_columns(key[0].label("others")).order_by(*key).limit(PAGE + 1)
    last = db.session.execute(_COURSES.add_columns(key[0]).where(Course.id == after)).first() if after else None
    if last:
        rows = rows.where(sa.tuple_(*key) > (last[-1], last.title, last.id))
    found = db.session.execute(rows).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else ""


def course(course_id: str) -> Any | None:
    """One course that is offered."""
    return db.session.execute(_COURSES.where(Course.id == course_id)).first()


def offered_number(course_id: str) -> int | None:
    """The number of the version that is offered now."""
    found = course(course_id)
    return found.number if found else None


def new_modules(version_id: int) -> int:
    """How many modules were stored anew for a version; the others it shares with earlier ones."""
    return db.session.scalar(sa.select(_NEW_MODULES).where(CourseVersion.id == version_id)) or 0


_VERSIONS = sa.select(
    CourseVersion.id,
    CourseVersion.course_id,
    CourseVersion.number,
    CourseVersion.title,
    CourseVersion.language,
    CourseVersion.note,
    CourseVersion.change,
    CourseVersion.published_at,
    Person.name.label("by"),
    _MODULES.label("modules"),
    _NEW_MODULES.label("new_modules"),
).outerjoin(Person, Person.id == CourseVersion.published_by)


def versions(course_id: str, before: int | None = None) -> tuple[Sequence[Any], int | None]:
    """One page of a course's versions, newest first, and the number to go on below."""
    rows = _VERSIONS.where(CourseVersion.course_id == course_id).order_by(CourseVersion.number.desc())
    if before is not None:
        rows = rows.where(CourseVersion.number < before)
    found = db.session.execute(rows.limit(PAGE + 1)).all()
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def version(course_id: str, number: int) -> Any | None:
    """One version of a course."""
    return db.session.execute(
        _VERSIONS.where(CourseVersion.course_id == course_id, CourseVersion.number == number)
    ).first()


def files(version_id: int, after: str = "") -> tuple[Sequence[Any], str]:
    """One page of the files of a version by path, with their sizes, and the path to go on after."""
    rows = (
        sa.select(VersionFile.path, Blob.size)
        .join(Blob, Blob.sha256 == VersionFile.sha256)
        .where(VersionFile.course_version_id == version_id, VersionFile.path > after)
        .order_by(VersionFile.path)
        .limit(PAGE + 1)
    )
    found = db.session.execute(rows).all()
    return found[:PAGE], found[PAGE - 1].path if len(found) > PAGE else ""


def contents(version_id: int) -> dict[str, bytes]:
    """The very bytes of every file of a version, by path."""
    rows = (
        sa.select(VersionFile.path, Blob.content)
        .join(Blob, Blob.sha256 == VersionFile.sha256)
        .where(VersionFile.course_version_id == version_id)
        .order_by(VersionFile.path)
    )
    return {row.path: row.content for row in db.session.execute(rows)}


def exported(course_id: str, number: int | None = None) -> tuple[Source, dict[str, Fact]] | None:
    """A version, or the one offered, as `lms.content.export` takes it: its files, and the facts that it uses."""
    wanted = sa.select(CourseVersion.id, CourseVersion.title).where(CourseVersion.course_id == course_id)
    if number is None:
        wanted = wanted.join(Course, Course.version_id == CourseVersion.id)
    else:
        wanted = wanted.where(CourseVersion.number == number)
    found = db.session.execute(wanted).first()
    if found is None:
        return None
    outlines = db.session.scalars(
        sa.select(ModuleVersion.outline)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .where(CourseVersionModule.course_version_id == found.id)
    )
    used = tuple(sorted({fact for outline in outlines for fact in outline["facts"]}))
    source = Source(course_id, found.title, "", "", (), facts=used, files=contents(found.id))
    return source, facts_by_id(used)


def problems(course_id: str, version_id: int) -> list[Problem]:
    """What is amiss today in the files of a version: facts and other courses may have changed since."""
    tree, facts, known = contents(version_id), all_facts(), course_ids()
    db.session.rollback()  # Reading a whole course takes a while; no transaction is kept open for it.
    from lms.content.reader import read  # Only this page needs the reader; a serving process does without.

    return read(tree, facts, known, course_id)[1]


def modules(version_id: int) -> Sequence[Any]:
    """The modules of a version in order."""
    return db.session.execute(
        sa.select(
            ModuleVersion.id,
            ModuleVersion.module_id,
            ModuleVersion.title,
            ModuleVersion.minutes,
            ModuleVersion.outline,
            ModuleVersion.quiz.is_not(None).label("has_quiz"),
        )
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .where(CourseVersionModule.course_version_id == version_id)
        .order_by(CourseVersionModule.position)
    ).all()


def lesson(course_id: str, module: str, slug: str) -> Sequence[Any]:
    """One lesson of the version that is offered: a row for each language, the author's first."""
    return db.session.execute(
        sa.select(
            Lesson.id,
            Lesson.slug,
            Lesson.lang,
            Lesson.title,
            Lesson.minutes,
            Lesson.html,
            Lesson.content_note,
            Lesson.words,
            Lesson.checks,
            Lesson.audio,
            CourseVersion.title.label("course_title"),
            CourseVersion.course_id,
            ModuleVersion.module_id,
            ModuleVersion.title.label("module_title"),
        )
        .join(ModuleVersion, ModuleVersion.id == Lesson.module_version_id)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .join(Course, Course.version_id == CourseVersion.id)
        .where(Course.id == course_id, ModuleVersion.module_id == f"{course_id}/{module}", Lesson.slug == slug)
        .order_by(sa.case((Lesson.lang == CourseVersion.language, 0), else_=1), Lesson.lang)
    ).all()


def picture(sha256: str) -> Any | None:
    """Type and bytes of a picture or recording in the media of a published version; any other stored bytes are none."""
    shown = sa.exists().where(VersionFile.sha256 == Blob.sha256, VersionFile.path.startswith("media/"))
    return db.session.execute(
        sa.select(Blob.mime, Blob.content).where(Blob.sha256 == sha256, Blob.mime.in_(SENT), shown)
    ).first()
