"""The quiz of a module as its author wrote it, question files that were brought, and modules that could take a quiz."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.authoring.queries import all_facts, contents
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.drafts import Draft, DraftFile
from lms.models.library import Blob, Course, CourseVersion, CourseVersionModule, ModuleVersion, VersionFile
from lms.rules.permissions import Actor, Role

BROUGHT = "question-file-brought"
"""What the audit calls it; only she who brought a file can open it again."""


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


def brought(actor: Actor, sha256: str) -> bytes | None:
    """The bytes of a question file; one writer does not see what another one brought."""
    was = sa.exists().where(
        AuditEvent.about_kind == "question-file", AuditEvent.about_id == sha256, AuditEvent.action == BROUGHT
    )
    if Role.INSTRUCTOR in actor.roles:
        was = was.where(AuditEvent.actor_id == actor.id)
    data: bytes | None = db.session.scalar(sa.select(Blob.content).where(Blob.sha256 == sha256, was))
    return data


def places(actor: Actor) -> list[tuple[str, str]]:
    """The modules that could take a quiz, as (course, folder): of every open draft, and of the courses that she teaches.

    A module that has a quiz is left out, for it is never written over.
    """
    wanted = ("%/module.md", "%/quiz.md")
    in_drafts = sa.select(Draft.course_id, DraftFile.path).join(Draft, Draft.id == DraftFile.draft_id)
    rows: list[Any] = list(
        db.session.execute(
            in_drafts.where(
                Draft.closed_at.is_(None), DraftFile.sha256.is_not(None), sa.or_(*map(DraftFile.path.like, wanted))
            )
        )
    )
    under_way = sa.select(Draft.course_id).where(Draft.closed_at.is_(None))
    rows += db.session.execute(
        sa.select(Course.id.label("course_id"), VersionFile.path)
        .join(VersionFile, VersionFile.course_version_id == Course.version_id)
        .where(Course.id.in_(actor.courses), Course.id.not_in(under_way), sa.or_(*map(VersionFile.path.like, wanted)))
    ).all()
    paths = {(row.course_id, row.path) for row in rows if row.path.count("/") == 1}
    folders = sorted((course, path.removesuffix("/module.md")) for course, path in paths if path.endswith("/module.md"))
    return [(course, folder) for course, folder in folders if (course, f"{folder}/quiz.md") not in paths]
