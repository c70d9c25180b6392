"""Starting and ending what a person is in: courses, matches, and the courses an instructor teaches."""

import datetime as dt
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.catalogue.actions import enrol
from lms.features.people.actions.accounts import held
from lms.models.base import db, insert_once
from lms.models.learning import Enrolment
from lms.models.library import CourseStaff
from lms.models.people import Match
from lms.rules.permissions import Actor


def enrol_in(actor: Actor, person_id: int, course_ids: Iterable[str], now: dt.datetime) -> None:
    """Enrol her in several courses; the coordinator's decision stands above what they require."""
    for course_id in course_ids:
        enrol(actor, person_id, course_id, now)


def end_enrolment(actor: Actor, person_id: int, course_id: str, reason: str, now: dt.datetime) -> None:
    """End her part in a course. All she did stays; enrolling again undoes it."""
    ended = db.session.execute(
        sa.update(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id, Enrolment.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
    )
    if ended.rowcount:  # type: ignore[attr-defined]
        note(actor, "enrolment-ended", "person", person_id, now, course=course_id, reason=reason)


def match(actor: Actor, learner_id: int, mentor_id: int, now: dt.datetime, apart: bool = False) -> None:
    """Put a learner and a mentor together, or with ``apart`` see to it that the two are never put together."""
    held(learner_id)
    if apart:
        _end_matches(now, Match.learner_id == learner_id, Match.mentor_id == mentor_id, ~Match.do_not_assign)
    made = insert_once(
        Match,
        {
            "facility_id": actor.facility_id,
            "learner_id": learner_id,
            "mentor_id": mentor_id,
            "do_not_assign": apart,
            "started_at": now,
            "started_by": actor.id,
        },
    )
    if made:
        note(actor, "kept-apart" if apart else "matched", "person", learner_id, now, mentor=mentor_id)


def end_match(actor: Actor, row: Match, now: dt.datetime) -> None:
    """End a match, or let two people be matched again who were kept apart."""
    action = "apart-ended" if row.do_not_assign else "match-ended"
    if _end_matches(now, Match.id == row.id):
        note(actor, action, "person", row.learner_id, now, mentor=row.mentor_id)


def _end_matches(now: dt.datetime, *which: sa.ColumnElement[bool]) -> int:
    ended = db.session.execute(sa.update(Match).where(Match.ended_at.is_(None), *which).values(ended_at=now))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def set_teaching(actor: Actor, person_id: int, course_ids: Collection[str], now: dt.datetime) -> None:
    """Say which courses are this instructor's."""
    held(person_id)
    before = set(db.session.scalars(sa.select(CourseStaff.course_id).where(CourseStaff.person_id == person_id)))
    given, taken = sorted(set(course_ids) - before), sorted(before - set(course_ids))
    if taken:
        db.session.execute(
            sa.delete(CourseStaff).where(CourseStaff.person_id == person_id, CourseStaff.course_id.in_(taken))
        )
    for course_id in given:
        insert_once(CourseStaff, {"course_id": course_id, "person_id": person_id})
    if given or taken:
        note(actor, "teaching-changed", "person", person_id, now, given=given, taken=taken)
