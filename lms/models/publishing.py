"""How drafts became versions: who asked for it, who confirmed, and for exactly which state."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class Publication(Model):
    """Somebody wants a draft to be offered as it stands; at most one such wish is open for a draft.

    ``tree_hash`` is over all its files, so that nothing else can be confirmed. ``outcome`` is published, withdrawn or
    outdated. Where one person was enough, she asked and closed it in one.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index(
            "uq_publication_open",
            "draft_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    tree_hash: Mapped[str]
    change: Mapped[str]
    note: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[dt.datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[dt.datetime | None]
    outcome: Mapped[str] = mapped_column(server_default="")
    version_id: Mapped[int | None] = mapped_column(ForeignKey("course_version.id"))
