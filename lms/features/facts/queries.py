"""Dated facts for pages: those that need a look first, which lessons say them, and what was changed."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lms.content.facts import KEYS
from lms.content.model import Fact
from lms.features.authoring.queries import fact
from lms.models.base import db
from lms.models.library import (
    Course,
    CourseVersion,
    CourseVersionModule,
    FactEvent,
    FactRow,
    Lesson,
    ModuleVersion,
)
from lms.models.people import Person

PAGE = 50
"""Rows on one page of a list."""


def fact_with_id(fact_id: str) -> Fact | None:
    """One dated fact as it is now."""
    row = db.session.get(FactRow, fact_id)
    return fact(row) if row else None


def fact_page(after: str = "") -> tuple[list[Fact], str]:
    """Facts in the order of their review, those past it first, and the id to go on after."""
    key = (FactRow.review_by, FactRow.id)
    rows = sa.select(FactRow).order_by(*key).limit(PAGE + 1)
    last = db.session.get(FactRow, after) if after else None
    if last:
        rows = rows.where(sa.tuple_(*key) > (last.review_by, last.id))
    found = [fact(row) for row in db.session.scalars(rows)]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else ""


_OFFERED = (
    sa.select(ModuleVersion)
    .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
    .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
    .join(Course, Course.version_id == CourseVersion.id)
    .order_by(CourseVersion.title, CourseVersionModule.position)
)


def modules_that_say() -> dict[str, list[str]]:
    """For each fact the titles of the courses on offer that say it, each once."""
    found: dict[str, list[str]] = {}
    rows = db.session.execute(_OFFERED.with_only_columns(CourseVersion.title, ModuleVersion.outline["facts"]))
    for title, names in rows:
        for name in names:
            titles = found.setdefault(name, [])
            if title not in titles:
                titles.append(title)
    return found


def lessons_that_say(fact_id: str) -> Sequence[Any]:
    """The lessons on offer that say one fact: course, module, slug and title."""
    said = _OFFERED.join(Lesson, Lesson.module_version_id == ModuleVersion.id).where(
        Lesson.html.contains(f"⟦fact:{fact_id}⟧", autoescape=True)
    )
    return db.session.execute(
        said.with_only_columns(
            CourseVersion.course_id,
            CourseVersion.title.label("course"),
            ModuleVersion.module_id,
            Lesson.slug,
            Lesson.title,
            Lesson.lang,
        )
        .order_by(None)
        .order_by(CourseVersion.title, CourseVersionModule.position, Lesson.position, Lesson.lang)
    ).all()


def practicals_that_say(fact_id: str) -> list[str]:
    """The modules on offer whose practical says one fact, by title."""
    rows = db.session.execute(_OFFERED.with_only_columns(ModuleVersion.title, ModuleVersion.practical))
    return [title for title, practical in rows if f"⟦fact:{fact_id}⟧" in str(practical)]


def fact_events(fact_id: str) -> Sequence[Any]:
    """What was changed on the pages, the newest first."""
    return db.session.execute(
        sa.select(FactEvent.at, FactEvent.before, FactEvent.after, FactEvent.why, Person.name)
        .join(Person, Person.id == FactEvent.by_id)
        .where(FactEvent.fact_id == fact_id)
        .order_by(FactEvent.id.desc())
        .limit(PAGE)
    ).all()


def as_texts(one: Fact) -> dict[str, str]:
    """A fact as texts by key, without its id, for an event and to compare."""
    return {key: str(getattr(one, key)) for key in KEYS if key != "id"}


def fingerprint(one: Fact) -> str:
    """What a page was made from: it differs as soon as anything of the fact does."""
    return hashlib.sha256(repr(sorted(as_texts(one).items())).encode()).hexdigest()[:16]


def overdue(one: Fact, today: dt.date) -> bool:
    """Whether lessons hide its value today."""
    return today > one.review_by
