"""How far a learner is: her attempts with what she did in each, held against what the modules ask for."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.models.base import db
from lms.models.learning import Attempt, Enrolment, LessonRead, PracticalWork
from lms.models.library import Course, CourseVersion, CourseVersionModule, Module, ModuleVersion
from lms.models.quizzes import Answer, QuizTry
from lms.rules import enrolment
from lms.rules.progress import (
    CourseProgress,
    ModuleFacts,
    ModuleOutline,
    ModuleProgress,
    course_progress,
    module_progress,
)
from lms.rules.publishing import may_choose
from lms.rules.signoffs import DONE_STATES, State

_MODULE = (
    ModuleVersion.id.label("version_id"),
    ModuleVersion.module_id,
    ModuleVersion.title,
    ModuleVersion.texts,
    ModuleVersion.outline,
    ModuleVersion.minutes,
    ModuleVersion.signoff,
    ModuleVersion.requires,
    ModuleVersion.quiz.is_not(None).label("has_quiz"),
    ModuleVersion.practical.is_not(None).label("has_practical"),
)
_READ = (
    sa.select(sa.func.aggregate_strings(LessonRead.lesson_slug, ","))
    .where(LessonRead.attempt_id == Attempt.id)
    .scalar_subquery()
)
_CLOSED = aliased(QuizTry)
_PASSED = sa.exists().where(
    _CLOSED.attempt_id == Attempt.id, _CLOSED.passed.is_(True), _CLOSED.number >= Attempt.quiz_from
)
_ANSWERED = sa.select(sa.func.count()).where(Answer.try_id == QuizTry.id).scalar_subquery()
_ENDED = sa.exists().where(
    Enrolment.person_id == Attempt.person_id,
    Enrolment.course_id == Module.course_id,
    Module.id == Attempt.module_id,
    Enrolment.ended_at.is_not(None),
)
_ATTEMPT = (
    sa.select(
        Attempt.id,
        Attempt.person_id,
        Attempt.facility_id,
        Attempt.number,
        Attempt.state,
        Attempt.touched_at,
        Attempt.submitted_at,
        _READ.label("read"),
        _PASSED.label("passed"),
        QuizTry.id.label("try_id"),
        QuizTry.questions,
        _ANSWERED.label("answered"),
        PracticalWork.ready,
        _ENDED.label("ended"),
        *_MODULE,
    )
    .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
    .outerjoin(QuizTry, sa.and_(QuizTry.attempt_id == Attempt.id, QuizTry.closed_at.is_(None)))
    .outerjoin(PracticalWork, PracticalWork.attempt_id == Attempt.id)
)


@dataclass(frozen=True, slots=True)
class AttemptProgress:
    """One attempt: what the module asks for, what she did, and what follows from it.

    ``try_id`` is the try under way, ``ended`` says that she is no longer in the course.
    """

    attempt_id: int
    module_id: str
    outline: ModuleOutline
    facts: ModuleFacts
    progress: ModuleProgress
    touched_at: dt.datetime
    try_id: int | None
    ended: bool
    version_id: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One course as it stands for one learner. ``attempts`` holds her latest attempt by module id.

    ``newer`` are those whose module is offered in another version, to which she may move.
    ``retired`` are attempts under way in modules that the course holds no more: she may finish them all the same.
    """

    course_id: str
    version_id: int
    title: str
    summary: str
    about: str
    content_note: str
    track: str
    hours: float
    languages: tuple[str, ...]
    audience: str
    enrolled: bool
    refusal: enrolment.Refusal | None
    progress: CourseProgress
    minutes: Mapping[str, int]
    attempts: Mapping[str, AttemptProgress]
    newer: tuple[AttemptProgress, ...]
    retired: Sequence[AttemptProgress]

    @property
    def touched_at(self) -> dt.datetime | None:
        """When she last did something in this course."""
        return max((one.touched_at for one in self.attempts.values()), default=None)

    @property
    def next_attempt(self) -> AttemptProgress | None:
        """The attempt that Continue leads into; None where its module is not begun."""
        return self.attempts.get(self.progress.next_module)


def in_language(texts: Mapping[str, Any], lang: str) -> Any:
    """What stands in her language, or else in the language it was written in (the first)."""
    return texts.get(lang) or next(iter(texts.values()), {})


def outline_of(row: Any, lang: str) -> ModuleOutline:
    """What a module version asks for."""
    course_id = row.module_id.split("/", 1)[0]
    return ModuleOutline(
        id=row.module_id,
        title=in_language(row.texts, lang).get("title") or row.title,
        requires=tuple(f"{course_id}/{slug}" for slug in row.requires),
        lessons=tuple((one["slug"], in_language(one["titles"], lang)) for one in row.outline["lessons"]),
        has_quiz=row.has_quiz,
        has_practical=row.has_practical,
        signoff=row.signoff,
    )


def _progress(row: Any, lang: str) -> AttemptProgress:
    outline = outline_of(row, lang)
    facts = ModuleFacts(
        read=_read(row),
        quiz_passed=bool(row.passed),
        open_try=(row.answered, len(row.questions)) if row.try_id else None,
        practical_done=bool(row.ready),
        state=State(row.state),
    )
    progress = module_progress(outline, facts)
    return AttemptProgress(
        row.id, row.module_id, outline, facts, progress, row.touched_at, row.try_id, bool(row.ended), row.version_id
    )


def _read(row: Any) -> frozenset[str]:
    """The lessons she has read, and those for which she took another one: a swap costs her nothing."""
    marked = frozenset((row.read or "").split(",")) - {""}
    return marked | {one["slug"] for one in row.outline["lessons"] if one["swap"] in marked}


def attempt_progress(attempt_id: int, lang: str = "") -> AttemptProgress:
    """How far one attempt is; home, course page, quiz and sign-off all ask here."""
    return _progress(db.session.execute(_ATTEMPT.where(Attempt.id == attempt_id)).one(), lang)


def _latest(person_id: int, lang: str) -> dict[str, AttemptProgress]:
    rows = db.session.execute(_ATTEMPT.where(Attempt.person_id == person_id).order_by(Attempt.number))
    return {row.module_id: _progress(row, lang) for row in rows}


def shelves(person_id: int, lang: str, audiences: Collection[str] = (enrolment.LEARNERS,)) -> list[Shelf]:
    """Every course on offer as it stands for one learner, in four queries however many there are."""
    courses = db.session.execute(
        sa.select(CourseVersion)
        .join(Course, Course.version_id == CourseVersion.id)
        .where(CourseVersion.audience.in_(audiences))
        .order_by(CourseVersion.track, CourseVersion.title)
    ).scalars()
    versions = sorted(courses, key=lambda one: bool(one.requires))
    modules: dict[int, list[Any]] = {version.id: [] for version in versions}
    for row in db.session.execute(
        sa.select(CourseVersionModule.course_version_id, *_MODULE)
        .join(ModuleVersion, ModuleVersion.id == CourseVersionModule.module_version_id)
        .join(Course, Course.version_id == CourseVersionModule.course_version_id)
        .order_by(CourseVersionModule.course_version_id, CourseVersionModule.position)
    ):
        modules.get(row.course_version_id, []).append(row)
    enrolled = set(
        db.session.scalars(
            sa.select(Enrolment.course_id).where(Enrolment.person_id == person_id, Enrolment.ended_at.is_(None))
        )
    )
    attempts = _latest(person_id, lang)
    progress = {version.id: _course(modules[version.id], attempts, lang) for version in versions}
    completed = {version.course_id for version in versions if progress[version.id].complete}
    return [
        _shelf(version, modules[version.id], attempts, progress[version.id], enrolled, completed, lang)
        for version in versions
    ]


def _course(rows: Sequence[Any], attempts: Mapping[str, AttemptProgress], lang: str) -> CourseProgress:
    hers = {row.module_id: attempts[row.module_id] for row in rows if row.module_id in attempts}
    outlines = [hers[row.module_id].outline if row.module_id in hers else outline_of(row, lang) for row in rows]
    last = max(hers.values(), key=lambda one: one.touched_at, default=None)
    return course_progress(outlines, {id_: one.facts for id_, one in hers.items()}, last=last.module_id if last else "")


def _shelf(
    version: CourseVersion,
    rows: Sequence[Any],
    attempts: Mapping[str, AttemptProgress],
    progress: CourseProgress,
    enrolled: set[str],
    completed: set[str],
    lang: str,
) -> Shelf:
    texts = in_language(version.texts, lang)
    mine = version.course_id in enrolled
    return Shelf(
        course_id=version.course_id,
        version_id=version.id,
        title=texts.get("title") or version.title,
        summary=texts.get("summary", ""),
        about=texts.get("about", ""),
        content_note=texts.get("content_note", ""),
        track=version.track,
        hours=version.hours,
        languages=tuple(version.texts),
        audience=version.audience,
        enrolled=mine,
        refusal=enrolment.may_start(version.requires, completed, version.enrol, mine),
        progress=progress,
        minutes={row.module_id: row.minutes for row in rows},
        attempts={row.module_id: attempts[row.module_id] for row in rows if row.module_id in attempts},
        newer=tuple(_newer(rows, attempts)) if mine else (),
        retired=_retired(version.course_id, {row.module_id for row in rows}, attempts) if mine else (),
    )


def _newer(rows: Sequence[Any], attempts: Mapping[str, AttemptProgress]) -> Iterator[AttemptProgress]:
    for row in rows:
        hers = attempts.get(row.module_id)
        if hers and hers.facts.state and may_choose(hers.facts.state, hers.version_id == row.version_id, True):
            yield hers


def version_row(version_id: int) -> Any:
    """What a module version asks for, as a row for `outline_of`."""
    columns = (*_MODULE, ModuleVersion.practical, ModuleVersion.quiz, ModuleVersion.pass_mark, ModuleVersion.recall)
    return db.session.execute(sa.select(*columns).where(ModuleVersion.id == version_id)).one()


def _retired(course_id: str, held: set[str], attempts: Mapping[str, AttemptProgress]) -> tuple[AttemptProgress, ...]:
    begun = (one for id_, one in attempts.items() if id_.startswith(f"{course_id}/") and id_ not in held)
    return tuple(one for one in begun if one.facts.state not in {*DONE_STATES, State.REVOKED})


def done_modules(person_id: int) -> set[str]:
    """The modules that count as done for her."""
    return set(
        db.session.scalars(
            sa.select(Attempt.module_id).where(Attempt.person_id == person_id, Attempt.state.in_(DONE_STATES))
        )
    )


def attempt_owner(attempt_id: int) -> Any | None:
    """Whose attempt it is, for the permission table."""
    return db.session.execute(
        sa.select(Attempt.person_id, Attempt.facility_id, Module.course_id)
        .join(Module, Module.id == Attempt.module_id)
        .where(Attempt.id == attempt_id)
    ).first()


def offered_version(module_id: str) -> int | None:
    """The version of a module in its course's version on offer; None where the course holds it no more."""
    return db.session.scalar(
        sa.select(ModuleVersion.id)
        .join(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .join(Course, Course.version_id == CourseVersionModule.course_version_id)
        .where(ModuleVersion.module_id == module_id)
    )
