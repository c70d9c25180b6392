"""What the notebook shows, only ever to her whose it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.models.base import db
from lms.models.keeping import Bookmark, KeptWord, LessonNote, LessonNoteSave
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, Module, ModuleVersion
from lms.rules.permissions import Actor

MOST = 50
"""Notes, bookmarks or words on one page of the notebook."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A lesson with a note or a bookmark of hers; ``attempt_id`` is where she reads it, the latest of its module.

    ``there`` says whether that attempt's version still holds the lesson.
    """

    at: dt.datetime
    attempt_id: int
    module_id: str
    slug: str
    lesson: str
    module: str
    course: str
    words: str
    there: bool


def note_of(actor: Actor, module_id: str, slug: str) -> LessonNote | None:
    """Her note on a lesson, if she has written one."""
    return db.session.get(LessonNote, (actor.id, module_id, slug))


def kept_aside(actor: Actor, module_id: str, slug: str, words: str) -> Sequence[LessonNoteSave]:
    """What came from an older page and is not what stands there now, newest first."""
    rows = sa.select(LessonNoteSave).filter_by(
        person_id=actor.id, module_id=module_id, lesson_slug=slug, outcome="stale"
    )
    return db.session.scalars(
        rows.where(LessonNoteSave.words != words).order_by(LessonNoteSave.id.desc()).limit(3)
    ).all()


def bookmarked(actor: Actor, module_id: str, slug: str) -> bool:
    """Whether a lesson has a bookmark of hers."""
    return db.session.get(Bookmark, (actor.id, module_id, slug)) is not None


def kept_words(actor: Actor, lang: str) -> set[str]:
    """The words of a language that are on her list."""
    return set(db.session.scalars(sa.select(KeptWord.word).filter_by(person_id=actor.id, lang=lang)))


def my_words(actor: Actor, after: str) -> Sequence[KeptWord]:
    """Her words in order, from the first one after a word."""
    rows = sa.select(KeptWord).where(KeptWord.person_id == actor.id, KeptWord.word > after)
    return db.session.scalars(rows.order_by(KeptWord.word, KeptWord.lang).limit(MOST + 1)).all()


def notes(actor: Actor, lang: str) -> list[Kept]:
    """Her latest notes that hold something."""
    table = LessonNote
    rows = _with_lesson(table, actor).add_columns(table.words, table.saved_at.label("at"))
    return _kept(rows.where(table.words != "").order_by(table.saved_at.desc()).limit(MOST), lang)


def bookmarks(actor: Actor, lang: str) -> list[Kept]:
    """Her latest bookmarks, of lessons that are still there."""
    rows = _with_lesson(Bookmark, actor).add_columns(sa.literal("").label("words"), Bookmark.made_at.label("at"))
    return [one for one in _kept(rows.order_by(Bookmark.made_at.desc()).limit(MOST), lang) if one.there]


def _with_lesson(table: type[LessonNote] | type[Bookmark], actor: Actor) -> sa.Select[Any]:
    latest = sa.select(Attempt.module_id, sa.func.max(Attempt.id).label("id")).where(Attempt.person_id == actor.id)
    mine = latest.group_by(Attempt.module_id).subquery()
    return (
        sa.select(
            table.module_id,
            table.lesson_slug,
            mine.c.id.label("attempt_id"),
            ModuleVersion.title,
            ModuleVersion.texts,
            ModuleVersion.outline,
            CourseVersion.title.label("course_title"),
            CourseVersion.texts.label("course_texts"),
        )
        .join(mine, mine.c.module_id == table.module_id)
        .join(Attempt, Attempt.id == mine.c.id)
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .join(Module, Module.id == table.module_id)
        .join(Course, Course.id == Module.course_id)
        .join(CourseVersion, CourseVersion.id == Course.version_id)
        .where(table.person_id == actor.id)
    )


def _kept(rows: sa.Select[Any], lang: str) -> list[Kept]:
    return [
        Kept(
            row.at,
            row.attempt_id,
            row.module_id,
            row.lesson_slug,
            _lesson_title(row.outline, row.lesson_slug, lang),
            row.texts.get(lang, {}).get("title") or row.title,
            row.course_texts.get(lang, {}).get("title") or row.course_title,
            row.words,
            any(one["slug"] == row.lesson_slug for one in row.outline["lessons"]),
        )
        for row in db.session.execute(rows)
    ]


def _lesson_title(outline: dict[str, Any], slug: str, lang: str) -> str:
    titles: dict[str, str] = next((one["titles"] for one in outline["lessons"] if one["slug"] == slug), {})
    return str(titles.get(lang) or next(iter(titles.values()), slug))
