"""Looking for lessons of the courses on offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.content.search import excerpt, search_words
from lms.features.search.actions import body_text
from lms.features.search.index import found
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, CourseVersionModule, Lesson, ModuleVersion
from lms.rules.enrolment import sees
from lms.rules.permissions import Actor

MOST = 20
"""Lessons that a search shows; more words find fewer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson that was found; ``attempt_id`` is hers where she has begun its module, ``excerpt`` a sentence of it."""

    course_id: str
    course: str
    module: str
    slug: str
    lang: str
    title: str
    excerpt: str
    attempt_id: int | None


def find_lessons(actor: Actor, typed: str, lang: str) -> list[Hit]:
    """The best lessons for what was typed: those with all the words, or where there are none, with any of them.

    Each lesson comes once, in her language where it was found there.
    """
    words = search_words(typed)
    if not words:
        return []
    rows = _rows(actor, words, lang, every=True) or _rows(actor, words, lang, every=False)
    return [
        Hit(
            row.course_id,
            _title(row.course_texts, lang, row.course_title),
            _title(row.texts, lang, row.module_title),
            row.slug,
            row.lang,
            row.title,
            excerpt(body_text(row.html), row.lang, words),
            row.attempt_id,
        )
        for row in rows
    ]


def _title(texts: Mapping[str, Mapping[str, str]], lang: str, else_: str) -> str:
    return texts.get(lang, {}).get("title") or else_


def _rows(actor: Actor, words: Sequence[Sequence[str]], lang: str, every: bool) -> list[sa.Row[tuple[object, ...]]]:
    hits = found(words, every).subquery()
    hers = sa.select(Attempt.module_id, sa.func.max(Attempt.id).label("id")).where(Attempt.person_id == actor.id)
    mine = hers.group_by(Attempt.module_id).subquery()
    once = sa.func.row_number().over(
        partition_by=(Lesson.module_version_id, Lesson.slug),
        order_by=(sa.case((Lesson.lang == lang, 0), else_=1), hits.c.rank.desc()),
    )
    best = (
        sa.select(
            Lesson.slug,
            Lesson.lang,
            Lesson.title,
            Lesson.html,
            Course.id.label("course_id"),
            CourseVersion.title.label("course_title"),
            CourseVersion.texts.label("course_texts"),
            ModuleVersion.title.label("module_title"),
            ModuleVersion.texts,
            mine.c.id.label("attempt_id"),
            hits.c.rank,
            Lesson.id,
            once.label("once"),
        )
        .join(Lesson, Lesson.id == hits.c.lesson_id)
        .join(ModuleVersion, ModuleVersion.id == Lesson.module_version_id)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .join(Course, Course.version_id == CourseVersionModule.course_version_id)
        .join(CourseVersion, CourseVersion.id == Course.version_id)
        .outerjoin(mine, mine.c.module_id == ModuleVersion.module_id)
        .where(CourseVersion.audience.in_(sees(actor.roles)))
        .subquery()
    )
    chosen = sa.select(best).where(best.c.once == 1).order_by(best.c.rank.desc(), best.c.id).limit(MOST)
    return list(db.session.execute(chosen).all())
