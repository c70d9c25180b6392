"""What a woman keeps for herself beside the lessons, and what is said here without a name."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Model


class LessonNote(Model):
    """Her own note on a lesson as it stands now; ``revision`` counts the saves that were taken."""

    __tablename__ = "lesson_note"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"), primary_key=True)
    lesson_slug: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    revision: Mapped[int]
    saved_at: Mapped[dt.datetime]


class LessonNoteSave(Model):
    """Every save of a note ever received, in order; never changed. ``outcome`` is current or stale."""

    __tablename__ = "lesson_note_save"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"))
    lesson_slug: Mapped[str]
    save_key: Mapped[str] = mapped_column(unique=True)
    based_on: Mapped[int]
    words: Mapped[str]
    outcome: Mapped[str]
    saved_at: Mapped[dt.datetime]


class Bookmark(Model):
    """A lesson she wants to find again."""

    __tablename__ = "bookmark"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"), primary_key=True)
    lesson_slug: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[dt.datetime]


class KeptWord(Model):
    """A word of a lesson that she put on her own list, with what it meant there."""

    __tablename__ = "kept_word"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    meaning: Mapped[str]
    kept_at: Mapped[dt.datetime]


class ExitTicket(Model):
    """What somebody thought of a module, in three numbers from 1 to 3.

    Nobody can say who: no person, no attempt, no time but the month, and a random key, so that rows have no order.
    """

    __tablename__ = "exit_ticket"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads this name from the class.
    key: Mapped[str] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"), index=True)
    month: Mapped[str]
    clear: Mapped[int]
    useful: Mapped[int]
    pace: Mapped[int]


class ExitTicketGiven(Model):
    """That a learner has answered for a module once; not what, and not when."""

    __tablename__ = "exit_ticket_given"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads this name from the class.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module_id: Mapped[str] = mapped_column(ForeignKey("module.id"), primary_key=True)


class SaidDone(Model):
    """Something that women here said, and what was done about it; a row that was taken down is kept."""

    __tablename__ = "said_done"
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    said: Mapped[str]
    done: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    form_key: Mapped[str] = mapped_column(unique=True)
    taken_down_at: Mapped[dt.datetime | None]
