"""Publishing a course: its files are frozen, each module is stored once for each state, and open work follows."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from lms.content.hashing import sha256
from lms.content.model import Course as Source
from lms.content.model import Fact, Problem
from lms.content.tokens import split_body
from lms.features.audit.actions import note as write_down
from lms.features.authoring import blobs
from lms.features.authoring.events import certify_finished, move_open_attempts
from lms.features.search.actions import index_lessons
from lms.models.base import db, insert_once
from lms.models.library import (
    Course,
    CourseVersion,
    CourseVersionModule,
    FactRow,
    Lesson,
    Module,
    ModuleVersion,
    Question,
    VersionFile,
)
from lms.rules.permissions import Actor
from lms.rules.publishing import Change

if TYPE_CHECKING:
    from lms.content.compiled import CompiledCourse, CompiledModule

CHANGES = tuple(Change)
"""What a new version does to work under way: a small one moves it along, a breaking one leaves it where it is."""


class NotPublished(Exception):
    """The course has texts that cannot be shown; ``problems`` names each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("Mend these texts first.")
        self.problems = tuple(problems)


def publish(
    course: Source,
    compiled: "CompiledCourse",
    facts: Mapping[str, Fact],
    actor: Actor | None,
    now: dt.datetime,
    note: str = "",
    change: str = "small",
) -> CourseVersion:
    """Freeze a course as its next version and offer it; the same files as are offered now give that version back.

    ``compiled`` is made before the transaction that writes begins. Raises `NotPublished` for texts that cannot be
    shown and ValueError for a change that is not one of `CHANGES`.
    """
    if compiled.problems:
        raise NotPublished(compiled.problems)
    if change not in CHANGES:
        raise ValueError(f"{change} is not one of {CHANGES}")
    insert_once(Course, {"id": course.id, "created_at": now})
    row = db.session.get_one(Course, course.id, with_for_update=True, populate_existing=True)
    if renewed := keep_facts(facts):
        write_down(actor, "facts-renewed", "course", course.id, now, facts=renewed)
    offered = db.session.get(CourseVersion, row.version_id) if row.version_id else None
    if offered and offered.hash == compiled.hash:
        return offered
    version = _new_version(compiled, actor, now, note, change)
    _keep_files(version.id, course.files or {})
    made = [_keep_module(compiled, module, now) for module in compiled.modules]
    for position, one in enumerate(made, start=1):
        db.session.add(CourseVersionModule(course_version_id=version.id, module_version_id=one.id, position=position))
    row.version_id = version.id
    db.session.flush()  # What follows reads the version as it is offered now.
    index_lessons()
    moved = move_open_attempts(version, made, actor, now)
    certify_finished(course.id, now)
    write_down(actor, "course-published", "course", course.id, now, number=version.number, change=change, moved=moved)
    return version


def keep_facts(facts: Mapping[str, Fact]) -> list[str]:
    """Store dated facts, and give the ids that are new or renewed: only a later check replaces what is stored."""
    rows = {id_: asdict(fact) for id_, fact in sorted(facts.items())}
    stored = db.session.execute(sa.select(FactRow.id, FactRow.checked_on).where(FactRow.id.in_(rows)))
    known = {row.id: row.checked_on for row in stored}
    renewed = []
    for id_, row in rows.items():
        if id_ in known and known[id_] >= row["checked_on"]:
            continue
        insert_once(FactRow, row)
        older = sa.update(FactRow).where(FactRow.id == id_, FactRow.checked_on < row["checked_on"])
        db.session.execute(older.values(**row))
        renewed.append(id_)
    return renewed


def _new_version(
    compiled: "CompiledCourse", actor: Actor | None, now: dt.datetime, note: str, change: str
) -> CourseVersion:
    """Write the row of the next version. The course's row is locked, so the number is free."""
    last = sa.select(sa.func.max(CourseVersion.number)).where(CourseVersion.course_id == compiled.id)
    version = CourseVersion(
        course_id=compiled.id,
        number=(db.session.scalar(last) or 0) + 1,
        hash=compiled.hash,
        title=compiled.title,
        track=compiled.track,
        language=compiled.language,
        level=compiled.level,
        hours=compiled.hours,
        audience=compiled.audience,
        enrol=compiled.enrol,
        requires=list(compiled.requires),
        texts=_texts(compiled.texts),
        authors=list(compiled.authors),
        licence=compiled.licence,
        change=change,
        note=note,
        published_by=actor.id if actor else None,
        published_at=now,
    )
    db.session.add(version)
    db.session.flush()  # The rows of its files and modules need its id.
    return version


def _texts(texts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What a course or module says of itself by language, the author's language first; ``about`` is safe HTML."""
    return {lang: {name.removesuffix("_html"): words for name, words in one.items()} for lang, one in texts.items()}


def _keep_files(version_id: int, files: Mapping[str, bytes]) -> None:
    """Store which file of this version has which bytes."""
    rows = [
        {"course_version_id": version_id, "path": path, "sha256": hash_} for path, hash_ in blobs.keep(files).items()
    ]
    insert_once(VersionFile, rows)


def _keep_module(compiled: "CompiledCourse", module: "CompiledModule", now: dt.datetime) -> ModuleVersion:
    """Give the stored version with these files in a course of this language; write it where there is none yet.

    The course's row is locked, so nobody else writes one of its modules meanwhile.
    """
    module_id = f"{compiled.id}/{module.id}"
    hash_ = sha256(f"{compiled.language}\n{module.hash}".encode())
    insert_once(Module, {"id": module_id, "course_id": compiled.id})
    same = sa.select(ModuleVersion).where(ModuleVersion.module_id == module_id, ModuleVersion.hash == hash_)
    if stored := db.session.scalars(same).one_or_none():
        return stored
    version = ModuleVersion(
        module_id=module_id,
        hash=hash_,
        title=module.title,
        texts=_texts(module.texts),
        outline=_outline(compiled.language, module),
        minutes=module.minutes,
        signoff=module.signoff,
        credit=module.credit,
        pass_mark=module.pass_mark,
        recall=module.recall,
        requires=list(module.requires),
        quiz=_quiz(compiled.language, module),
        practical=_practical(module),
        made_at=now,
    )
    db.session.add(version)
    db.session.flush()  # The rows of its lessons and questions need its id.
    _write_lessons(version.id, compiled.language, module)
    _write_questions(version.id, compiled.language, module)
    return version


def _outline(language: str, module: "CompiledModule") -> dict[str, Any]:
    """List the lessons with their titles by language, and the ids of the dated facts that the module shows."""
    titles: dict[str, dict[str, str]] = {}
    for lesson in module.lessons:
        titles.setdefault(lesson.id, {})[lesson.lang] = lesson.title
    lessons = [
        {"slug": lesson.id, "minutes": lesson.minutes, "swap": lesson.swap, "titles": titles[lesson.id]}
        for lesson in module.lessons
        if lesson.lang == language
    ]
    bodies = [lesson.html for lesson in module.lessons] + [one.task_html for one in module.practical.values()]
    used = {value for html in bodies for kind, value in split_body(html) if kind == "fact"}
    return {"lessons": lessons, "facts": sorted(used)}


def _quiz(language: str, module: "CompiledModule") -> dict[str, Any] | None:
    """How the quiz is asked, with the ids of its whole bank in the author's order; ``draw`` 0 asks all."""
    if module.quiz is None:
        return None
    bank = [question.id for question in module.questions if question.lang == language]
    return {**asdict(module.quiz), "star": list(module.quiz.star), "questions": bank}


def _practical(module: "CompiledModule") -> dict[str, Any] | None:
    """The practical by language: ``task`` as safe HTML, ``tier``, ``minutes``, ``materials`` and ``criteria``."""
    return {
        lang: {
            "task": one.task_html,
            "tier": one.tier,
            "minutes": one.minutes,
            "materials": one.materials,
            "criteria": list(one.criteria),
        }
        for lang, one in module.practical.items()
    } or None


def _write_lessons(version_id: int, language: str, module: "CompiledModule") -> None:
    order = [lesson.id for lesson in module.lessons if lesson.lang == language]
    for lesson in module.lessons:
        db.session.add(
            Lesson(
                module_version_id=version_id,
                slug=lesson.id,
                lang=lesson.lang,
                position=order.index(lesson.id) + 1,
                title=lesson.title,
                minutes=lesson.minutes,
                html=lesson.html,
                content_note=lesson.content_note,
                swap=lesson.swap,
                words=dict(lesson.words),
                checks=list(lesson.checks),
                audio=lesson.audio,
            )
        )


def _write_questions(version_id: int, language: str, module: "CompiledModule") -> None:
    order = [question.id for question in module.questions if question.lang == language]
    for question in module.questions:
        db.session.add(
            Question(
                module_version_id=version_id,
                slug=question.id,
                lang=question.lang,
                position=order.index(question.id) + 1,
                kind=question.data["kind"],
                data=question.data,
            )
        )
