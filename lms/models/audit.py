"""What was done, by whom and when; rows are only ever added."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model

SELDOM = "action NOT IN ('answer-saved', 'answer-drafted', 'lesson-read', 'practical-saved')"
"""Acts that are not written at every turn of a page; only these stand in the index that lists are read along."""


class AuditEvent(Model):
    """One act, written in the same transaction as its change. ``details`` never holds a learner's words."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_about", "about_kind", "about_id"),
        Index(
            "ix_audit_event_seldom",
            "facility_id",
            "at",
            "id",
            sqlite_where=sa.text(SELDOM),
            postgresql_where=sa.text(SELDOM),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str]
    about_kind: Mapped[str]
    about_id: Mapped[str]
    details: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]
