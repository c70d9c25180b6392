"""How far mentors are with what the facility asks before they sign, in a fixed number of queries for any number of them."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.library import Course, CourseVersion, CourseVersionModule, ModuleVersion
from lms.models.mentoring import Agreement
from lms.models.people import Facility, Person, PersonRole
from lms.rules.mentoring import NOTHING_ASKED, TRAINED, WARNED_BEFORE, Taken, Training, agreed, ends_soon, taken
from lms.rules.permissions import Actor
from lms.rules.signoffs import DONE_STATES

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a facility asks of its mentors."""

    courses: Sequence[str]
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One course of a mentor's training: its title and how far she is."""

    course_id: str
    title: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class Mentor:
    """One line of the coordinator's list."""

    id: int
    name: str
    sign_in: str
    peer: bool
    cleared_until: dt.datetime | None
    cleared: bool
    soon: bool
    training: Training


def asked(facility_id: int) -> Asked:
    """What this facility asks before anybody signs as a mentor."""
    row = db.session.execute(
        sa.select(Facility.mentor_courses, Facility.mentor_agreement).where(Facility.id == facility_id)
    ).one()
    return Asked(tuple(row.mentor_courses or ()), row.mentor_agreement)


def training(actor: Actor) -> Training:
    """How far the actor is; one query where nothing is asked of her."""
    if not any(str(role) in TRAINED for role in actor.roles):
        return NOTHING_ASKED
    return trainings([actor.id], asked(actor.facility_id))[actor.id]


def trainings(person_ids: Collection[int], asks: Asked) -> dict[int, Training]:
    """How far each of these people is, in three queries at most."""
    courses = offers(asks.courses) if asks.courses else {}
    wanted = [module for one in courses.values() for module in one.offered]
    done = _done(person_ids, wanted) if wanted else {}
    accepted = _accepted(person_ids) if asks.words.strip() else {}
    return {
        id_: Training(
            {course_id: _taken(courses.get(course_id), done.get(id_, {})) for course_id in asks.courses},
            agreed(asks.words, accepted.get(id_, ())),
        )
        for id_ in person_ids
    }


@dataclass(slots=True)
class Offer:
    """One course: its title, the modules of its version on offer, and every module version since its last breaking one."""

    title: str
    offered: list[str]
    fresh: set[int]


def offers(course_ids: Sequence[str]) -> dict[str, Offer]:
    """These courses, as far as they are on offer."""
    other = sa.orm.aliased(CourseVersion)
    breaking = (
        sa.select(sa.func.coalesce(sa.func.max(other.number), 0))
        .where(other.course_id == Course.id, other.change == "breaking")
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Course.id.label("course_id"),
            CourseVersion.title,
            (CourseVersion.id == Course.version_id).label("on_offer"),
            ModuleVersion.id.label("version_id"),
            ModuleVersion.module_id,
        )
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(CourseVersionModule, CourseVersionModule.course_version_id == CourseVersion.id)
        .join(ModuleVersion, ModuleVersion.id == CourseVersionModule.module_version_id)
        .where(Course.id.in_(course_ids), Course.version_id.is_not(None), CourseVersion.number >= breaking)
        .order_by(CourseVersion.number, CourseVersionModule.position)
    )
    found: dict[str, Offer] = {}
    for row in rows:
        offer = found.setdefault(row.course_id, Offer(row.title, [], set()))
        offer.fresh.add(row.version_id)
        if row.on_offer:
            offer.title = row.title
            offer.offered.append(row.module_id)
    return found


def _done(person_ids: Collection[int], module_ids: Collection[str]) -> dict[int, dict[str, set[int]]]:
    """Which versions of these modules each person has finished."""
    rows = db.session.execute(
        sa.select(Attempt.person_id, Attempt.module_id, Attempt.module_version_id).where(
            Attempt.person_id.in_(person_ids), Attempt.module_id.in_(module_ids), Attempt.state.in_(DONE_STATES)
        )
    )
    found: dict[int, dict[str, set[int]]] = {}
    for row in rows:
        found.setdefault(row.person_id, {}).setdefault(row.module_id, set()).add(row.module_version_id)
    return found


def _taken(offer: Offer | None, done: Mapping[str, set[int]]) -> Taken:
    if offer is None:
        return Taken.NOT_HERE
    return taken(offer.offered, done, _outdated(offer, done))


def _outdated(offer: Offer, done: Mapping[str, set[int]]) -> list[str]:
    """The modules she finished only in versions from before a breaking change."""
    return [module for module in offer.offered if module in done and not done[module] & offer.fresh]


def _accepted(person_ids: Collection[int]) -> dict[int, set[str]]:
    rows = db.session.execute(
        sa.select(Agreement.person_id, Agreement.text_hash).where(Agreement.person_id.in_(person_ids))
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.person_id, set()).add(row.text_hash)
    return found


def steps(actor: Actor) -> tuple[list[Step], Training, str]:
    """The courses of her training by title, how far she is, and the agreement's text."""
    asks = asked(actor.facility_id)
    found = trainings([actor.id], asks)[actor.id]
    here = offers(asks.courses) if asks.courses else {}
    titles = {course_id: here[course_id].title if course_id in here else course_id for course_id in asks.courses}
    return (
        [Step(course_id, titles[course_id], found.courses[course_id]) for course_id in asks.courses],
        found,
        asks.words,
    )


def outdated_modules(person_id: int, course_id: str) -> list[str]:
    """The modules of a course that she finished only before its last breaking version."""
    offer = offers([course_id]).get(course_id)
    return _outdated(offer, _done([person_id], offer.offered).get(person_id, {})) if offer else []


def cleared_until(person_id: int) -> dt.datetime | None:
    """Until when a person is cleared; None where no end is set."""
    return db.session.scalar(sa.select(Person.cleared_until).where(Person.id == person_id))


def mentors(actor: Actor, now: dt.datetime, after: int = 0) -> tuple[list[Mentor], int]:
    """One page of the facility's mentors and peer mentors by name, and the id after which the next starts; 0 at the end."""
    peer = sa.func.max(sa.case((PersonRole.role == "peer_mentor", 1), else_=0)).label("peer")
    place = sa.tuple_(Person.name, Person.id)
    last = sa.select(Person.name, Person.id).where(Person.id == after).scalar_subquery()
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.number, Person.username, Person.cleared_until, peer)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            Person.facility_id == actor.facility_id,
            Person.active,
            place > last if after else sa.true(),
            PersonRole.active,
            PersonRole.role.in_(TRAINED),
        )
        .group_by(Person.id, Person.name, Person.number, Person.username, Person.cleared_until)
        .order_by(Person.name, Person.id)
        .limit(PAGE + 1)
    ).all()
    more = rows[PAGE - 1].id if len(rows) > PAGE else 0
    found = trainings([row.id for row in rows[:PAGE]], asked(actor.facility_id))
    return [
        Mentor(
            row.id,
            row.name,
            row.number or row.username or "",
            bool(row.peer),
            row.cleared_until,
            row.cleared_until is None or row.cleared_until > now,
            ends_soon(row.cleared_until, now),
            found[row.id],
        )
        for row in rows[:PAGE]
    ], more


def ending(actor: Actor, now: dt.datetime) -> int:
    """How many clearances of this facility's mentors end soon or have ended, for the coordinator's notice."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(sa.distinct(Person.id)))
            .join(PersonRole, PersonRole.person_id == Person.id)
            .where(
                Person.facility_id == actor.facility_id,
                Person.active,
                PersonRole.active,
                PersonRole.role.in_(TRAINED),
                Person.cleared_until <= now + WARNED_BEFORE,
            )
        )
        or 0
    )
