"""Facilities, people, what they may be, who mentors whom, and their sessions at a kiosk."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class Facility(Model):
    """One prison. ``timezone`` is an IANA name, for display, months and certificates.

    ``accent`` is teal, blue, plum, green or rust; empty means teal. ``certificates`` is course or module: for what one
    is issued. ``sample_percent`` of approvals are looked at once more; 0 means none. ``mentor_courses`` are the ids of
    courses that a mentor finishes before she may sign, ``mentor_agreement`` the text she accepts; empty asks for none.
    """

    __tablename__ = "facility"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="UTC")
    language: Mapped[str] = mapped_column(default="en")
    accent: Mapped[str] = mapped_column(default="")
    help_text: Mapped[str] = mapped_column(default="")
    peers_may_sign: Mapped[bool] = mapped_column(default=False)
    publish_needs_second: Mapped[bool] = mapped_column(default=False)
    certificates: Mapped[str] = mapped_column(default="course")
    sample_percent: Mapped[int] = mapped_column(default=0)
    mentor_courses: Mapped[list[Any]] = mapped_column(default=list)
    mentor_agreement: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]


class Person(Model):
    """One woman, volunteer or member of staff; one account, whatever the roles. ``facility_id`` is where she is now.

    ``number`` signs a learner in, ``username`` a member of staff. ``secret_kind`` is pin, words, passphrase or slip;
    a slip works once, until ``secret_until``, and then a new secret must be chosen. ``group_name`` is a label such as
    Morning, for a pause that concerns a part of the facility; it never says where she lives.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("facility_id", "number"), UniqueConstraint("facility_id", "username"))
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    name: Mapped[str]
    number: Mapped[str | None]
    username: Mapped[str | None]
    secret_hash: Mapped[str]
    secret_kind: Mapped[str]
    secret_until: Mapped[dt.datetime | None]
    must_change: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    cleared_until: Mapped[dt.datetime | None]
    lang: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="light")
    text_size: Mapped[int] = mapped_column(default=100)
    group_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PersonRole(Model):
    """A role a person holds. A staff role counts only once ``active``: a second person has confirmed it."""

    __tablename__ = "person_role"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    active: Mapped[bool] = mapped_column(default=True)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[dt.datetime]


class Match(Model):
    """A learner and her mentor, while ``ended_at`` is empty. ``do_not_assign`` keeps the two apart, without a reason text."""

    __tablename__ = "match"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    do_not_assign: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[dt.datetime]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    __table_args__ = (
        Index(
            "uq_match_running",
            "learner_id",
            "mentor_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class SignIn(Model):
    """One session at one device. The cookie holds a random token, here stands its SHA-256; ended rows are kept with when and why."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    ended_why: Mapped[str | None]


class SignInDelay(Model):
    """How often sign-in went wrong for one account at one device, and until when that pair waits. Never a lock."""

    __tablename__ = "sign_in_delay"
    account: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    wait_until: Mapped[dt.datetime]


class ParkedForm(Model):
    """What a person sent after her session had ended, kept for 24 hours and offered to her alone."""

    __tablename__ = "parked_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    page: Mapped[str]
    fields: Mapped[dict[str, Any]]
    parked_at: Mapped[dt.datetime]


class Pause(Model):
    """A coordinator said that work rests for now, in one group or, where ``group_name`` is empty, in the facility.

    It only tells; nothing is closed by it.
    """

    __tablename__ = "pause"
    __table_args__ = (
        Index(
            "uq_pause_running",
            "facility_id",
            "group_name",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    group_name: Mapped[str] = mapped_column(default="")
    started_at: Mapped[dt.datetime]
    started_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
