"""A whole course for paper: every module with its lessons, questions and practical, from a draft or as published."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.content.compiled import compile_course
from lms.content.model import Problem
from lms.content.reader import read_draft
from lms.content.render import Renderer
from lms.features.authoring.queries import all_facts, course_ids
from lms.features.drafts.queries import draft_tree
from lms.models.base import db
from lms.models.library import Course, CourseVersion, CourseVersionModule, Lesson, ModuleVersion, Question
from lms.questions.base import Data


@dataclass(frozen=True, slots=True)
class Page:
    """One lesson: its texts are stored HTML, with tokens for facts and questions."""

    title: str
    html: str
    content_note: str
    words: Mapping[str, str]
    checks: Sequence[Data]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One module; ``practical`` holds ``task`` as stored HTML, ``materials`` and ``criteria``."""

    title: str
    about: str
    pages: tuple[Page, ...]
    questions: tuple[Data, ...]
    practical: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Booklet:
    """A course in the language it is written in."""

    title: str
    summary: str
    about: str
    lang: str
    chapters: tuple[Chapter, ...]
    problems: tuple[Problem, ...] = ()


def of_draft(course_id: str, draft_id: int) -> Booklet | None:
    """Make the booklet of a draft, in spite of what is amiss in it; None where it has no course.md."""
    tree, facts, known = draft_tree(draft_id), all_facts(), course_ids()
    db.session.rollback()  # Rendering a whole course takes a while; no transaction is kept open for it.
    course, _problems = read_draft(tree, facts, known, course_id)
    if course is None:
        return None
    addresses = {path: f"/drafts/{course_id}/{path}" for path in tree if path.startswith("media/")}
    with Renderer() as renderer:
        made = compile_course(course, renderer, addresses)
    lang, texts = made.language, made.texts[made.language]
    chapters = []
    for module in made.modules:
        task = module.practical.get(lang)
        pages = [
            Page(one.title, one.html, one.content_note, one.words, one.checks)
            for one in module.lessons
            if one.lang == lang
        ]
        practical = {"task": task.task_html, "materials": task.materials, "criteria": task.criteria} if task else None
        asked = tuple(one.data for one in module.questions if one.lang == lang)
        chapters.append(Chapter(module.title, module.texts[lang]["about_html"], tuple(pages), asked, practical))
    return Booklet(made.title or course_id, texts["summary"], texts["about_html"], lang, tuple(chapters), made.problems)


def of_course(course_id: str) -> Booklet:
    """Make the booklet of the version that is offered, from what is stored ready."""
    version = db.session.scalars(
        sa.select(CourseVersion).join(Course, Course.version_id == CourseVersion.id).where(Course.id == course_id)
    ).one()
    modules = db.session.scalars(
        sa.select(ModuleVersion)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .where(CourseVersionModule.course_version_id == version.id)
        .order_by(CourseVersionModule.position)
    ).all()
    ids = [module.id for module in modules]
    lang = version.language
    lessons = _by_module(sa.select(Lesson).where(Lesson.lang == lang, Lesson.module_version_id.in_(ids)), Lesson)
    asked = _by_module(sa.select(Question).where(Question.lang == lang, Question.module_version_id.in_(ids)), Question)
    chapters = tuple(
        Chapter(
            module.title,
            module.texts[lang]["about"],
            tuple(Page(one.title, one.html, one.content_note, one.words, one.checks) for one in lessons[module.id]),
            tuple(one.data for one in asked[module.id]),
            (module.practical or {}).get(lang),
        )
        for module in modules
    )
    texts = version.texts[lang]
    return Booklet(version.title, texts["summary"], texts["about"], lang, chapters)


def _by_module(rows: sa.Select[Any], table: type[Lesson] | type[Question]) -> Mapping[int, list[Any]]:
    """Rows by their module, in their order; a module without any has an empty list."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(rows.order_by(table.module_version_id, table.position)):
        found[row.module_version_id].append(row)
    return found
