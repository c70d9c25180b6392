"""What is needed to give questions out: the quiz of a module as its author wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.authoring.queries import all_facts, contents
from lms.models.base import db
from lms.models.library import Course, CourseVersion, CourseVersionModule, ModuleVersion


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions of a module, not compiled, and what the module and its course are called."""

    course_id: str
    module: str
    title: str
    course_title: str
    questions: Sequence[dict[str, Any]]


def offered_module(course_id: str, module: str) -> Any | None:
    """A module of the version that is offered, where it has a quiz."""
    return db.session.execute(
        sa.select(
            Course.id.label("course_id"),
            ModuleVersion.module_id,
            ModuleVersion.title,
            CourseVersion.id.label("version_id"),
            CourseVersion.title.label("course_title"),
        )
        .join(CourseVersion, CourseVersion.id == Course.version_id)
        .join(CourseVersionModule, CourseVersionModule.course_version_id == CourseVersion.id)
        .join(ModuleVersion, ModuleVersion.id == CourseVersionModule.module_version_id)
        .where(
            Course.id == course_id, ModuleVersion.module_id == f"{course_id}/{module}", ModuleVersion.quiz.is_not(None)
        )
    ).first()


def bank(course_id: str, module: str) -> Bank | None:
    """The questions of a module of an offered course, read from its very files; None where there are none."""
    found = offered_module(course_id, module)
    if found is None:
        return None
    tree, facts = contents(found.version_id), all_facts()
    db.session.rollback()  # Reading a whole course takes a while; no transaction is kept open for it.
    from lms.content.reader import read_draft  # Only this page needs the reader; a serving process does without.

    source, _ = read_draft(tree, facts, None, course_id)
    modules = source.modules if source else ()
    quiz = next((one.quiz for one in modules if one.id == module and one.quiz), None)
    return Bank(course_id, module, found.title, found.course_title, quiz.questions) if quiz else None
