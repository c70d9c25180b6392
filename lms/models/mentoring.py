"""What mentors leave beside their signatures: marks, witness lines, workshop sheets typed in later, agreements."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class WrittenMark(Model):
    """One line of a rubric as somebody marked it for one written answer, known by its hash; the latest one counts."""

    __tablename__ = "written_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    question_key: Mapped[str]
    answer_hash: Mapped[str]
    line: Mapped[int]
    met: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]


class Witness(Model):
    """Somebody watched a task, in her own words. It counts as no signature."""

    __tablename__ = "witness"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str]
    save_key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[dt.datetime]


class WorkshopEntry(Model):
    """A checklist from a workshop, typed in later: by whom, who watched, on which day. Another person signs for it."""

    __tablename__ = "workshop_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    typed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    watched_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    watched_on: Mapped[dt.date]
    ratings: Mapped[dict[str, Any]]
    words: Mapped[str]
    save_key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[dt.datetime]


class Agreement(Model):
    """A mentor agreed to the facility's text: its hash and the words as she read them."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("person_id", "text_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text_hash: Mapped[str]
    words: Mapped[str]
    at: Mapped[dt.datetime]
