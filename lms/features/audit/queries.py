"""The list of events, newest first: steps of sign-off and what staff did, read along two indexes, a page at a time."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from lms.features.audit.naming import ACTS, STEPS, Line, acts, steps
from lms.models.audit import SELDOM, AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Person
from lms.models.quizzes import QuizTry
from lms.models.signoffs import Certificate, SignoffEvent
from lms.rules.audit import LISTED, Kind
from lms.rules.permissions import Actor
from lms.rules.record_numbers import read_number

PAGE = 50
"""Lines of a page, on the screen and on paper."""

LONGEST = 10_000
"""Lines of a file: whoever wants more asks for fewer days."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose events are asked for: of one person and by her, or only those of a course or module that a record is about."""

    person_id: int
    course_id: str = ""
    module_id: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is the person herself, and not one record of hers."""
        return not self.course_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page starts: after the event of this moment, sort and number."""

    at: dt.datetime
    sort: int
    id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: a kind, whose, from when, and before when; an empty one asks for all."""

    kind: Kind | None = None
    subject: Subject | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def subject(actor: Actor, typed: str) -> Subject | None:
    """Who or what was typed: a record number, a learner's number or a sign-in name of the actor's facility."""
    number = read_number(typed)
    row: Any = None
    if number is not None:
        row = db.session.execute(
            sa.select(Certificate.person_id, Certificate.course_id, Certificate.module_id).where(
                Certificate.number == number, Certificate.facility_id == actor.facility_id
            )
        ).first()
    if row is not None:
        return Subject(*row)
    name = typed.strip().lower()
    found = db.session.scalar(
        sa.select(Person.id).where(
            Person.facility_id == actor.facility_id,
            sa.or_(sa.func.lower(Person.number) == name, sa.func.lower(Person.username) == name),
        )
    )
    return Subject(found) if found else None


def events(
    actor: Actor, asked: Asked, lang: str, after: Place | None = None, longest: int = PAGE
) -> tuple[list[Line], Place | None]:
    """One page of the list and where the next one starts, in a fixed number of queries."""
    named = [
        *_some(SignoffEvent, STEPS, _of_steps(actor, asked), after, longest),
        *(one for where in _of_acts(actor, asked) for one in _some(AuditEvent, ACTS, where, after, longest)),
    ]
    named.sort(key=attrgetter("at", "sort", "id"), reverse=True)
    shown = named[:longest]
    lines = {**steps(_ids(shown, STEPS), lang), **acts(_ids(shown, ACTS), lang)}
    last = shown[-1] if len(named) > longest else None
    return [lines[one.sort, one.id] for one in shown], Place(last.at, last.sort, last.id) if last else None


def _ids(shown: Iterable[Place], sort: int) -> list[int]:
    return [one.id for one in shown if one.sort == sort]


def _some(
    table: type[SignoffEvent] | type[AuditEvent],
    sort: int,
    where: Sequence[sa.ColumnElement[bool]] | None,
    after: Place | None,
    longest: int,
) -> list[Place]:
    """The newest of one sort after a place, along its index; None asks for none of them."""
    if where is None:
        return []
    rows = sa.select(table.at, table.id).where(*where)
    if after is not None:
        rows = rows.where(table.at <= after.at)
        if sort == after.sort:
            rows = rows.where(sa.tuple_(table.at, table.id) < sa.tuple_(after.at, after.id))
        elif sort > after.sort:
            rows = rows.where(table.at < after.at)
    found = db.session.execute(rows.order_by(table.at.desc(), table.id.desc()).limit(longest + 1))
    return [Place(row.at, sort, row.id) for row in found]


def _between(at: Any, asked: Asked) -> list[sa.ColumnElement[bool]]:
    since = [at >= asked.since] if asked.since else []
    return since + ([at < asked.until] if asked.until else [])


def _attempts(about: Subject) -> sa.Select[int]:
    """Her attempts, all of them or those that a record stands for."""
    hers = sa.select(Attempt.id).where(Attempt.person_id == about.person_id)
    if about.module_id:
        return hers.where(Attempt.module_id == about.module_id)
    return hers.where(Attempt.module_id.startswith(f"{about.course_id}/", autoescape=True)) if about.course_id else hers


def _of_steps(actor: Actor, asked: Asked) -> list[sa.ColumnElement[bool]] | None:
    if asked.kind not in (None, Kind.SIGNOFFS, Kind.SIGNATURES):
        return None
    where = [SignoffEvent.facility_id == actor.facility_id, *_between(SignoffEvent.at, asked)]
    if asked.kind is Kind.SIGNATURES:
        where.append(SignoffEvent.signature_seq.is_not(None))
    if asked.subject:
        hers = SignoffEvent.attempt_id.in_(_attempts(asked.subject))
        where.append(sa.or_(hers, SignoffEvent.by_id == asked.subject.person_id) if asked.subject.whole else hers)
    return where


def _of_acts(actor: Actor, asked: Asked) -> list[list[sa.ColumnElement[bool]]]:
    """Two sorts: of the actor's facility, and of the server itself, such as a backup."""
    if asked.kind in (Kind.SIGNOFFS, Kind.SIGNATURES):
        return []
    listed = LISTED[asked.kind] if asked.kind else [action for some in LISTED.values() for action in some]
    where: list[sa.ColumnElement[bool]] = [
        sa.literal_column(SELDOM),
        AuditEvent.action.in_(listed),
        *_between(AuditEvent.at, asked),
    ]
    if asked.subject:
        where.append(_about(asked.subject))
    here, server = AuditEvent.facility_id == actor.facility_id, AuditEvent.facility_id.is_(None)
    return [[here, *where], [server, *where]]


def _about(about: Subject) -> sa.ColumnElement[bool]:
    """Acts about somebody, her attempts and her certificates; of a person also those she did herself."""
    attempts = _attempts(about).subquery()
    records = sa.select(Certificate.number).where(
        Certificate.person_id == about.person_id,
        *([] if about.whole else [Certificate.course_id == about.course_id, Certificate.module_id == about.module_id]),
    )
    tries = sa.select(sa.cast(QuizTry.id, sa.Text)).where(QuizTry.attempt_id.in_(sa.select(attempts.c.id)))
    ids = {"attempt": sa.select(sa.cast(attempts.c.id, sa.Text)), "certificate": records, "try": tries}
    grounds = [sa.and_(AuditEvent.about_kind == kind, AuditEvent.about_id.in_(some)) for kind, some in ids.items()]
    if about.whole:
        herself = sa.and_(AuditEvent.about_kind == "person", AuditEvent.about_id == str(about.person_id))
        grounds += [herself, AuditEvent.actor_id == about.person_id]
    return sa.or_(*grounds)
