"""Drafts of courses: the files as they stand, and every save ever made of them."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class Draft(Model):
    """Work on the next version of a course, which may not exist yet; a course has one open draft at most.

    ``based_on`` is the version it began with. ``closed_why`` is discarded or published; a closed draft is kept.
    """

    __tablename__ = "draft"
    __table_args__ = (
        Index(
            "uq_draft_open",
            "course_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str]
    based_on: Mapped[int | None] = mapped_column(ForeignKey("course_version.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    touched_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    closed_why: Mapped[str] = mapped_column(server_default="")


class DraftFile(Model):
    """One file of a draft as it stands; without bytes once it was moved or removed, so that ``revision`` counts on."""

    __tablename__ = "draft_file"
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))
    revision: Mapped[int]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[dt.datetime]


class DraftSave(Model):
    """Every save of a file ever received, in order; never changed. ``outcome`` is current or stale.

    Without bytes the file was removed, or moved away; ``moved_from`` says where the bytes of a moved file lay before.
    """

    __tablename__ = "draft_save"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    path: Mapped[str]
    save_key: Mapped[str] = mapped_column(unique=True)
    based_on: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))
    moved_from: Mapped[str | None]
    outcome: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]
