"""Courses as published: frozen versions, their files, modules, lessons and questions, and the dated facts."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class Blob(Model):
    """Bytes by their SHA-256, so one backup of the database is a whole backup."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    mime: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Course(Model):
    """A course by its id (the folder's name). What it says stands in its versions; ``version_id`` is the one offered now."""

    __tablename__ = "course"
    id: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("course_version.id", use_alter=True, name="fk_course_version_id")
    )
    created_at: Mapped[dt.datetime]


class CourseVersion(Model):
    """A published, frozen state of a course. ``texts`` holds title, summary, about and content note by language."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    hash: Mapped[str]
    title: Mapped[str]
    track: Mapped[str]
    language: Mapped[str]
    level: Mapped[str]
    hours: Mapped[float]
    audience: Mapped[str]
    enrol: Mapped[str]
    requires: Mapped[list[Any]]
    texts: Mapped[dict[str, Any]]
    authors: Mapped[list[Any]]
    licence: Mapped[str]
    change: Mapped[str]
    note: Mapped[str]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[dt.datetime]


class VersionFile(Model):
    """One file of a published version."""

    __tablename__ = "version_file"
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))


class Module(Model):
    """A module by its id, ``course/module``: the thing that stays the same while its versions change."""

    __tablename__ = "module"
    id: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)


class ModuleVersion(Model):
    """A module compiled for use. ``hash`` is over its files; a later course version with the same files uses this row again.

    ``texts`` holds title and about by language, ``quiz`` how questions are asked, ``practical`` the task by language.
    ``outline`` lists the lessons, so that a page about one needs no query for the others:
    ``{"lessons": [{"slug", "minutes", "swap", "titles": {language: title}}], "facts": [id]}``.
    """

    __tablename__ = "module_version"
    __table_args__ = (UniqueConstraint("module_id", "hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"))
    hash: Mapped[str]
    title: Mapped[str]
    texts: Mapped[dict[str, Any]]
    outline: Mapped[dict[str, Any]]
    minutes: Mapped[int]
    signoff: Mapped[str]
    credit: Mapped[bool]
    pass_mark: Mapped[int]
    recall: Mapped[int]
    requires: Mapped[list[Any]]
    quiz: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    practical: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    made_at: Mapped[dt.datetime]


class CourseVersionModule(Model):
    """Which module versions a course version holds, in order (``position`` from 1)."""

    __tablename__ = "course_version_module"
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), primary_key=True, index=True)
    position: Mapped[int]


class Lesson(Model):
    """One lesson in one language: safe HTML, ready to send. ``checks`` are compiled questions asked inside it.

    ``audio`` is the address of its recording, empty where there is none.
    """

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("module_version_id", "slug", "lang"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    slug: Mapped[str]
    lang: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    minutes: Mapped[int]
    html: Mapped[str]
    content_note: Mapped[str]
    swap: Mapped[str]
    words: Mapped[dict[str, Any]]
    checks: Mapped[list[Any]]
    audio: Mapped[str] = mapped_column(server_default="")


class Question(Model):
    """One compiled question of a module's bank in one language; ``data`` is as `lms.questions` makes it."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("module_version_id", "slug", "lang"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    slug: Mapped[str]
    lang: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]


class FactRow(Model):
    """A dated fact. Past ``review_by`` its value is hidden in every lesson, without a new version."""

    __tablename__ = "fact"
    id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    place: Mapped[str]
    source: Mapped[str]
    checked_on: Mapped[dt.date]
    review_by: Mapped[dt.date]
    owner: Mapped[str]


class FactEvent(Model):
    """A dated fact was added or changed on its page: its parts before (empty for a new one) and after. Rows stay."""

    __tablename__ = "fact_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[str] = mapped_column(ForeignKey("fact.id"), index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    why: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]


class CourseStaff(Model):
    """The instructors whose course it is."""

    __tablename__ = "course_staff"
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
