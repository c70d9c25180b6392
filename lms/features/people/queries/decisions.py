"""What staff decided about a person, as she reads it herself."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.features.people.queries.person import courses
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Match, Person
from lms.rules.permissions import Actor

LATEST = 50
"""Decisions on one page."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something staff decided about a person; ``by`` is empty where it was done at the server itself.

    ``what`` is the course or the other person it names, if any.
    """

    at: dt.datetime
    action: str
    by: str
    what: str


SHOWN = {
    "account-made": "",
    "slip-given": "",
    "delay-cleared": "",
    "account-off": "",
    "account-on": "",
    "details-corrected": "",
    "roles-changed": "",
    "roles-asked": "",
    "roles-confirmed": "",
    "teaching-changed": "",
    "enrolled": "course",
    "enrolment-ended": "course",
    "matched": "mentor",
    "match-ended": "mentor",
}
"""Acts that a person reads on her own page, and which of their details names what they are about."""


def decisions(actor: Actor) -> list[Decision]:
    """What others decided about her, newest first. That two people are kept apart is told to neither."""
    rows = db.session.execute(
        sa.select(AuditEvent.at, AuditEvent.action, AuditEvent.details, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(
            AuditEvent.about_kind == "person",
            AuditEvent.about_id == str(actor.id),
            AuditEvent.action.in_(SHOWN),
            AuditEvent.actor_id.is_distinct_from(actor.id),
        )
        .order_by(AuditEvent.id.desc())
        .limit(LATEST)
    ).all()
    named = [(row.details.get(SHOWN[row.action]), SHOWN[row.action]) for row in rows]
    titles = {row.id: row.title for row in courses(actor)} if any(kind == "course" for _, kind in named) else {}
    names = _names({key for key, kind in named if kind == "mentor"})
    found = [
        Decision(row.at, row.action, row.name or "", (names if kind == "mentor" else titles).get(key, ""))
        for row, (key, kind) in zip(rows, named, strict=True)
    ]
    return sorted([*found, *_matched_with_her(actor)], key=attrgetter("at"), reverse=True)


def _names(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))}


def _matched_with_her(actor: Actor) -> list[Decision]:
    """For a mentor: whom she was matched with, and by whom. The audit row of a match stands under the learner."""
    learner, by = aliased(Person), aliased(Person)
    rows = db.session.execute(
        sa.select(Match.started_at, learner.name.label("learner"), by.name.label("by"))
        .join(learner, learner.id == Match.learner_id)
        .join(by, by.id == Match.started_by)
        .where(Match.mentor_id == actor.id, ~Match.do_not_assign, Match.started_by != actor.id)
        .order_by(Match.id.desc())
        .limit(LATEST)
    )
    return [Decision(row.started_at, "matched", row.by, row.learner) for row in rows]
