"""One person: what she is, whom she is matched with, where she is in each course, and who opened her work."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.features.accounts.actions import account_key
from lms.features.lessons.queries import Shelf, shelves
from lms.features.people.queries.lists import holds, roles_of
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt, Enrolment
from lms.models.library import Course, CourseStaff, CourseVersion, ModuleVersion
from lms.models.people import Match, Person, PersonRole, SignInDelay
from lms.models.signoffs import Reading
from lms.rules.people import MENTORING, searchable
from lms.rules.permissions import Actor, Role


def person_with_id(actor: Actor | None, person_id: int) -> Person | None:
    """The person of an address; the permission table hides those of another facility."""
    return db.session.get(Person, person_id) if actor else None


def match_with_id(actor: Actor | None, match_id: int) -> Match | None:
    """The match of an address; the permission table hides those of another facility."""
    return db.session.get(Match, match_id) if actor else None


@dataclass(frozen=True, slots=True)
class Link:
    """A running match, or two people kept apart, seen from one of them."""

    id: int
    other_id: int
    other: str
    since: dt.datetime
    apart: bool
    mentors_her: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """All that the page about one person shows."""

    roles: Sequence[PersonRole]
    links: Sequence[Link]
    shelves: Sequence[Shelf]
    ended: Sequence[Any]
    teaches: Sequence[Any]
    slips: Sequence[Any]
    readings: Sequence[Any]
    waits: bool


def whole(actor: Actor, person: Person, lang: str, now: dt.datetime) -> Whole:
    """One person: what she is, whom she is matched with, where she is in each course, who opened her work."""
    roles = roles_of(person.id)
    learns = any(row.role == Role.LEARNER for row in roles)
    return Whole(
        roles=roles,
        links=links(person.id),
        shelves=[one for one in shelves(person.id, lang) if one.enrolled] if learns else [],
        ended=_ended_courses(person.id) if learns else [],
        teaches=teaches(person.id),
        slips=_slips(person.id),
        readings=readings(person.id)[0],
        waits=_waits(person, now),
    )


def holds_role(person_id: int, role: Role) -> bool:
    """Whether a person has a role, confirmed or not."""
    return db.session.get(PersonRole, (person_id, role)) is not None


def waiting_roles(person_id: int) -> Sequence[Any]:
    """Her staff roles that wait for a second person, with who asked for them."""
    return db.session.execute(
        sa.select(PersonRole.role, Person.name, PersonRole.given_at)
        .outerjoin(Person, Person.id == PersonRole.given_by)
        .where(PersonRole.person_id == person_id, ~PersonRole.active)
        .order_by(PersonRole.role)
    ).all()


def offered(person_id: int, lang: str) -> list[Shelf]:
    """The courses she is not in, with what would stand in her way if she asked herself."""
    return [one for one in shelves(person_id, lang) if not one.enrolled]


def links(person_id: int) -> list[Link]:
    """Her running matches and the people she is kept apart from."""
    learner, mentor = aliased(Person), aliased(Person)
    rows = db.session.execute(
        sa.select(Match, learner.name.label("learner"), mentor.name.label("mentor"))
        .join(learner, learner.id == Match.learner_id)
        .join(mentor, mentor.id == Match.mentor_id)
        .where(sa.or_(Match.learner_id == person_id, Match.mentor_id == person_id), Match.ended_at.is_(None))
        .order_by(Match.id)
    )
    found = []
    for row, learner_name, mentor_name in rows:
        hers = row.learner_id == person_id
        other_id, other = (row.mentor_id, mentor_name) if hers else (row.learner_id, learner_name)
        found.append(Link(row.id, other_id, other, row.started_at, row.do_not_assign, hers))
    return found


class Titled(Protocol):
    """A course by its id and title."""

    course_id: str
    title: str


def running_courses(person_id: int) -> Sequence[Any]:
    """The courses she is in now."""
    return db.session.execute(
        sa.select(Enrolment.course_id, CourseVersion.title)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
        .where(Enrolment.person_id == person_id, Enrolment.ended_at.is_(None))
    ).all()


def _ended_courses(person_id: int) -> Sequence[Any]:
    return db.session.execute(
        sa.select(Enrolment.course_id, CourseVersion.title, Enrolment.ended_at, Enrolment.end_reason)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
        .where(Enrolment.person_id == person_id, Enrolment.ended_at.is_not(None))
        .order_by(Enrolment.ended_at.desc())
    ).all()


def teaches(person_id: int) -> Sequence[Any]:
    """The courses that are hers to teach."""
    return db.session.execute(
        sa.select(CourseStaff.course_id, CourseVersion.title)
        .join(Course, Course.id == CourseStaff.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Course.version_id)
        .where(CourseStaff.person_id == person_id)
        .order_by(CourseStaff.course_id)
    ).all()


def _slips(person_id: int) -> Sequence[Any]:
    return db.session.execute(
        sa.select(AuditEvent.at, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(
            AuditEvent.about_kind == "person", AuditEvent.about_id == str(person_id), AuditEvent.action == "slip-given"
        )
        .order_by(AuditEvent.id.desc())
        .limit(20)
    ).all()


OPENINGS = 20
"""Openings on one page."""


def readings(person_id: int, before: int = 0) -> tuple[Sequence[Any], int]:
    """Who opened her work, when, as what and why; newest first, and where the next page starts (0 at the end)."""
    rows = db.session.execute(
        sa.select(
            *(Reading.id, Reading.at, Reading.role, Reading.reason),
            *(Person.name, ModuleVersion.title, ModuleVersion.texts),
        )
        .join(Attempt, Attempt.id == Reading.attempt_id)
        .join(ModuleVersion, ModuleVersion.id == Attempt.module_version_id)
        .join(Person, Person.id == Reading.reader_id)
        .where(Attempt.person_id == person_id, Reading.id < before if before else sa.true())
        .order_by(Reading.id.desc())
        .limit(OPENINGS + 1)
    ).all()
    return rows[:OPENINGS], rows[OPENINGS - 1].id if len(rows) > OPENINGS else 0


def _waits(person: Person, now: dt.datetime) -> bool:
    keys = [account_key(person.facility_id, name) for name in (person.number, person.username) if name]
    query = sa.select(SignInDelay.account).where(SignInDelay.account.in_(keys), SignInDelay.wait_until > now)
    return db.session.execute(query).first() is not None


def courses(actor: Actor) -> Sequence[Any]:
    """Every course on offer: id and title."""
    return db.session.execute(
        sa.select(Course.id, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == Course.version_id)
        .order_by(CourseVersion.track, CourseVersion.title)
    ).all()


def mentors_for(actor: Actor, learner_id: int) -> Sequence[Any]:
    """Who can be matched with her or kept apart from her, by name; those kept apart already are not offered."""
    apart = sa.select(Match.mentor_id).where(
        Match.learner_id == learner_id, Match.ended_at.is_(None), Match.do_not_assign
    )
    rows = db.session.execute(
        sa.select(Person.id, Person.name).where(
            Person.facility_id == actor.facility_id,
            Person.active,
            Person.id != learner_id,
            Person.id.not_in(apart),
            holds(MENTORING, PersonRole.active),
        )
    ).all()
    return sorted(rows, key=lambda row: (searchable(row.name), row.id))
