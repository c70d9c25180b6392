"""A learner's way through a course: enrolment, attempts, lessons read and practical work."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model

OPEN = "state NOT IN ('approved', 'completed', 'revoked')"


class Enrolment(Model):
    """A learner in a course. ``by_id`` is who enrolled her; empty ``ended_at`` means she is in it."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None]


class Attempt(Model):
    """One learner's pass through one version of one module.

    ``state`` and the claim are caches of the sign-off events; at most one attempt of a module is open.
    ``touched_at`` is when she last did something in it, so that Continue leads back there. ``quiz_from`` is the number of
    the first try that counts: tries from before she moved over a breaking change of the quiz stay, and count no more.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "module_id", "number"),
        Index(
            "uq_attempt_open",
            "person_id",
            "module_id",
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        ),
        Index("ix_attempt_waiting", "facility_id", "state", "submitted_at"),
        Index("ix_attempt_claimed", "claimed_by", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    started_at: Mapped[dt.datetime]
    touched_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    quiz_from: Mapped[int] = mapped_column(default=1, server_default="1")


class LessonRead(Model):
    """A lesson she marked as read in an attempt."""

    __tablename__ = "lesson_read"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lesson_slug: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[dt.datetime]


class PracticalWork(Model):
    """Her words and self-ratings for a practical as they stand now. ``revision`` counts the saves that were taken."""

    __tablename__ = "practical_work"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    words: Mapped[str]
    ratings: Mapped[dict[str, Any]]
    ready: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int]
    saved_at: Mapped[dt.datetime]


class PracticalSave(Model):
    """Every save of practical work ever received, in order; never changed. ``outcome`` is current or stale."""

    __tablename__ = "practical_save"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    save_key: Mapped[str] = mapped_column(unique=True)
    based_on: Mapped[int]
    words: Mapped[str]
    ratings: Mapped[dict[str, Any]]
    outcome: Mapped[str]
    saved_at: Mapped[dt.datetime]
