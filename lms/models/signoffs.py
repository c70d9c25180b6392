"""Sign-off as events and signatures that are only ever added, who opened whose work, and certificates."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class SignoffEvent(Model):
    """One step of an attempt's sign-off. The attempt's state is the fold over these, in order of ``seq`` (from 1).

    A signature belongs to exactly one of them.
    """

    __tablename__ = "signoff_event"
    __table_args__ = (
        UniqueConstraint("attempt_id", "seq"),
        Index("uq_signoff_event_signature_seq", "signature_seq", unique=True),
        Index("ix_signoff_event_facility_id_event", "facility_id", "event"),
        Index("ix_signoff_event_facility_id_at", "facility_id", "at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    seq: Mapped[int]
    event: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    details: Mapped[dict[str, Any]]
    signature_seq: Mapped[int | None] = mapped_column(ForeignKey("signature.seq"))


class Signature(Model):
    """A link of the one chain of signatures. ``payload`` is the canonical JSON that was hashed, as text."""

    __tablename__ = "signature"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    signer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    meaning: Mapped[str]
    payload: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
    signed_at: Mapped[dt.datetime]


class ChainHead(Model):
    """The last link of the chain, in one row that a signing transaction locks."""

    __tablename__ = "chain_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


class Reading(Model):
    """Somebody opened a learner's work, with the reason she gave; good until ``until``, shown to the learner for ever."""

    __tablename__ = "reading"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    reason: Mapped[str]
    at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]


class Certificate(Model):
    """A course or a module finished, under a random record number; an empty ``module_id`` means the whole course.

    ``content`` is what was certified, ``hash`` is over it. At most one stands; revoked ones are kept.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_standing",
            "person_id",
            "course_id",
            "module_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )
    number: Mapped[str] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    module_id: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    hash: Mapped[str]
    issued_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
