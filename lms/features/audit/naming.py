"""What a line of the event list says: who by and about whom, a learner by her number alone, and never a word of hers."""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.drafts import Draft
from lms.models.learning import Attempt
from lms.models.library import CourseVersion, CourseVersionModule, ModuleVersion
from lms.models.people import Person
from lms.models.quizzes import QuizTry
from lms.models.signoffs import Certificate, Signature, SignoffEvent

STEPS, ACTS = 1, 0
"""Which of two events of the same moment stands first: a step of a sign-off is newer than the act beside it."""

_BY = sa.orm.aliased(Person)
_SHOWN_BY = sa.func.coalesce(_BY.number, _BY.name)
_SHOWN = sa.func.coalesce(Person.number, Person.name)
"""How somebody is named: a woman in prison by her number, staff by name."""


@dataclass(frozen=True, slots=True)
class Work:
    """One attempt: whose, by number, in which module."""

    learner: str
    module_id: str
    module: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event. ``version`` is the course version that was signed or published, ``seq`` the signature's number.

    ``by`` is empty for the program itself or the server's command line; ``person`` is whom it is about.
    """

    at: dt.datetime
    act: str
    by: str
    person: str = ""
    work: Work | None = None
    record: str = ""
    course_id: str = ""
    version: int = 0
    thing: str = ""
    given: Sequence[str] = ()
    taken: Sequence[str] = ()
    seq: int = 0
    meaning: str = ""
    role: str = ""


Lines = Mapping[tuple[int, int], Line]
"""Lines by sort and number of the event."""


def steps(ids: Collection[int], lang: str) -> Lines:
    """Steps of sign-off, each with its signature: three queries."""
    rows = db.session.execute(
        sa.select(
            SignoffEvent.id,
            SignoffEvent.at,
            SignoffEvent.event,
            SignoffEvent.attempt_id,
            _SHOWN_BY.label("by"),
            Signature.seq,
            Signature.payload,
        )
        .outerjoin(_BY, _BY.id == SignoffEvent.by_id)
        .outerjoin(Signature, Signature.seq == SignoffEvent.signature_seq)
        .where(SignoffEvent.id.in_(ids))
    ).all()
    works = _works({row.attempt_id for row in rows}, lang)
    signed = {row.id: json.loads(row.payload) for row in rows if row.payload}
    numbers = _versions({one["module_version"] for one in signed.values()})
    return {(STEPS, row.id): _step(row, works[row.attempt_id], signed.get(row.id), numbers) for row in rows}


def _step(row: Any, work: Work, signed: Mapping[str, Any] | None, numbers: Mapping[int, int]) -> Line:
    if signed is None:
        return Line(row.at, row.event, row.by or "", work=work)
    return Line(
        row.at,
        row.event,
        row.by or "",
        work=work,
        version=numbers.get(signed["module_version"], 0),
        seq=row.seq,
        meaning=signed["meaning"],
        role=signed["signer_role"],
    )


@dataclass(slots=True)
class _Names:
    """What the ids of some acts stand for."""

    people: Mapping[int, str] = field(default_factory=dict)
    works: Mapping[int, Work] = field(default_factory=dict)
    tries: Mapping[int, int] = field(default_factory=dict)
    records: Mapping[str, Any] = field(default_factory=dict)
    drafts: Mapping[int, str] = field(default_factory=dict)


def acts(ids: Collection[int], lang: str) -> Lines:
    """What staff did, each named by what it is about: six queries, however many there are."""
    rows = db.session.execute(
        sa.select(
            AuditEvent.id,
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.about_kind,
            AuditEvent.about_id,
            AuditEvent.details,
            _SHOWN_BY.label("by"),
        )
        .outerjoin(_BY, _BY.id == AuditEvent.actor_id)
        .where(AuditEvent.id.in_(ids))
    ).all()
    about: dict[str, set[str]] = {}
    for row in rows:
        about.setdefault(row.about_kind, set()).add(row.about_id)
    names = _names(about, {row.details["mentor"] for row in rows if "mentor" in row.details}, lang)
    return {(ACTS, row.id): _act(row, names) for row in rows}


def _names(about: Mapping[str, Collection[str]], mentors: Collection[int], lang: str) -> _Names:
    tries, people = _numbers(about, "try"), {*_numbers(about, "person"), *mentors}
    held = {row.id: row.attempt_id for row in _read(sa.select(QuizTry.id, QuizTry.attempt_id), QuizTry.id, tries)}
    records = sa.select(Certificate.number, Certificate.course_id, Certificate.module_id, _SHOWN.label("learner")).join(
        Person, Person.id == Certificate.person_id
    )
    return _Names(
        {row.id: row.shown for row in _read(sa.select(Person.id, _SHOWN.label("shown")), Person.id, people)},
        _works({*_numbers(about, "attempt"), *held.values()}, lang),
        held,
        {row.number: row for row in _read(records, Certificate.number, about.get("certificate", ()))},
        {
            row.id: row.course_id
            for row in _read(sa.select(Draft.id, Draft.course_id), Draft.id, _numbers(about, "draft"))
        },
    )


def _numbers(about: Mapping[str, Collection[str]], kind: str) -> set[int]:
    return {int(one) for one in about.get(kind, ()) if one.isdecimal()}


def _read(rows: sa.Select[*tuple[Any, ...]], key: Any, wanted: Collection[Any]) -> Sequence[Any]:
    return db.session.execute(rows.where(key.in_(wanted))).all()


def _act(row: Any, names: _Names) -> Line:
    """One act, with what may be shown of its details: ids and settings that are named here, and no others."""
    details, kind, id_ = row.details, row.about_kind, row.about_id
    number = int(id_) if id_.isdecimal() else 0
    record = names.records.get(id_) if kind == "certificate" else None
    works = {"attempt": number, "try": names.tries.get(number, 0)}
    learner = record.learner if record else names.people.get(number, "") if kind == "person" else ""
    courses = {"course": id_, "draft": names.drafts.get(number, "")}
    return Line(
        row.at,
        row.action,
        row.by or "",
        person=learner,
        work=names.works.get(works.get(kind, 0)),
        record=record.number if record else "",
        course_id=(record.module_id or record.course_id) if record else courses.get(kind) or details.get("course", ""),
        version=details.get("number", 0) if kind == "course" else 0,
        thing=names.people.get(details.get("mentor", 0), "") or (id_ if kind in ("fact", "database") else ""),
        given=[str(one) for one in details.get("given", details.get("roles", ()))],
        taken=[str(one) for one in details.get("taken", ())],
    )


def _works(ids: Collection[int], lang: str) -> dict[int, Work]:
    rows = _read(
        sa.select(Attempt.id, Attempt.module_id, ModuleVersion.title, ModuleVersion.texts, _SHOWN.label("learner"))
        .join(Person, Person.id == Attempt.person_id)
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id),
        Attempt.id,
        ids,
    )
    return {row.id: Work(row.learner, row.module_id, row.texts.get(lang, {}).get("title") or row.title) for row in rows}


def _versions(ids: Collection[int]) -> dict[int, int]:
    """The course version in which each module version came out."""
    rows = _read(
        sa.select(CourseVersionModule.module_version_id.label("id"), sa.func.min(CourseVersion.number).label("number"))
        .join(CourseVersion, CourseVersion.id == CourseVersionModule.course_version_id)
        .group_by(CourseVersionModule.module_version_id),
        CourseVersionModule.module_version_id,
        ids,
    )
    return {row.id: row.number for row in rows}
