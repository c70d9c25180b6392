"""Sittings of a quiz and every answer ever saved in them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class QuizTry(Model):
    """One sitting of a quiz, under the settings of the module version it began with.

    ``questions`` pins what was drawn, in order: ``[{"key", "version", "slug", "lang"}]``.
    The result is written when it is closed and never again; ``percent`` is whole, rounded down.
    """

    __tablename__ = "quiz_try"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        Index(
            "uq_quiz_try_open",
            "attempt_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    questions: Mapped[list[Any]]
    started_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    percent: Mapped[int | None]
    passed: Mapped[bool | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class Answer(Model):
    """An answer as it stands now. ``revision`` counts the saves that were taken; ``locked`` once its feedback was shown."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("try_id", "question_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("quiz_try.id"))
    question_key: Mapped[str]
    value: Mapped[Any] = mapped_column(sa.JSON)
    revision: Mapped[int]
    locked: Mapped[bool] = mapped_column(default=False)
    points: Mapped[float]
    out_of: Mapped[int]
    saved_at: Mapped[dt.datetime]


class AnswerDraft(Model):
    """What stands in the box of a question she has not answered yet; it counts for nothing until she saves it.

    ``revision`` goes on where the answer's own will start, so that an older page is known by it.
    """

    __tablename__ = "answer_draft"
    __table_args__ = (UniqueConstraint("try_id", "question_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("quiz_try.id"))
    question_key: Mapped[str]
    value: Mapped[Any] = mapped_column(sa.JSON)
    revision: Mapped[int]
    saved_at: Mapped[dt.datetime]


class AnswerSave(Model):
    """Every save ever received, in order; never changed. ``outcome`` is current, draft, stale, locked or late."""

    __tablename__ = "answer_save"
    id: Mapped[int] = mapped_column(primary_key=True)
    try_id: Mapped[int] = mapped_column(ForeignKey("quiz_try.id"), index=True)
    question_key: Mapped[str]
    save_key: Mapped[str] = mapped_column(unique=True)
    based_on: Mapped[int]
    value: Mapped[Any] = mapped_column(sa.JSON)
    outcome: Mapped[str]
    saved_at: Mapped[dt.datetime]


class PaperSheet(Model):
    """A quiz printed for one learner: what was drawn, as in `QuizTry`, and the try it became once it was entered.

    ``answered_on`` is the day she wrote on it, as the person said who entered it.
    """

    __tablename__ = "paper_sheet"
    number: Mapped[str] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    questions: Mapped[list[Any]]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[dt.datetime]
    answered_on: Mapped[dt.date | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[dt.datetime | None]
    try_id: Mapped[int | None] = mapped_column(ForeignKey("quiz_try.id"), unique=True)


class FreshCard(Model):
    """When one question is asked again to keep it fresh, for her alone: never scored, never shown to others.

    ``card`` is the scheduler's own memory of it; ``asked_key`` is the key of the last answer, so that it counts once.
    """

    __tablename__ = "fresh_card"
    __table_args__ = (
        UniqueConstraint("person_id", "module_id", "slug"),
        Index("ix_fresh_card_person_id_due_at", "person_id", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"))
    slug: Mapped[str]
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    lang: Mapped[str]
    card: Mapped[dict[str, Any]]
    due_at: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime | None]
    asked_key: Mapped[str] = mapped_column(default="")
