"""Which questions she answered before, and which of them is asked next; she alone reads this."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from lms import questions
from lms.models.base import db
from lms.models.library import ModuleVersion, Question
from lms.models.people import Person
from lms.models.quizzes import FreshCard, QuizTry
from lms.rules.fresh import A_VISIT
from lms.rules.permissions import About, Actor

TRIES = 40
"""Finished tries that are looked back on, the latest first."""


def answered_before(person_id: int) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The scored questions of her finished tries, each once as she met it last, by module and slug."""
    tries = db.session.scalars(
        sa.select(QuizTry.questions)
        .where(QuizTry.person_id == person_id, QuizTry.closed_at.is_not(None))
        .order_by(QuizTry.closed_at.desc(), QuizTry.id.desc())
        .limit(TRIES)
    ).all()
    pins = [pin for asked in tries for pin in asked]
    rows = db.session.execute(
        sa.select(Question.module_version_id, Question.slug, Question.kind, ModuleVersion.module_id)
        .join(ModuleVersion, ModuleVersion.id == Question.module_version_id)
        .where(Question.module_version_id.in_({pin["version"] for pin in pins}))
    )
    known = {(row.module_version_id, row.slug): row for row in rows}
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for pin in pins:
        row = known[(pin["version"], pin["slug"])]
        if questions.KINDS[row.kind].SCORED:
            found.setdefault((row.module_id, pin["slug"]), pin)
    return found


def next_card(actor: Actor, since: dt.datetime, now: dt.datetime) -> FreshCard | None:
    """The question that has waited longest; None once this visit, which began ``since`` then, has had enough."""
    hers = FreshCard.person_id == actor.id
    had = db.session.scalar(sa.select(sa.func.count()).where(hers, FreshCard.asked_at >= since)) or 0
    if had >= A_VISIT:
        return None
    not_yet = sa.or_(FreshCard.asked_at.is_(None), FreshCard.asked_at < since)
    return db.session.scalar(
        sa.select(FreshCard)
        .where(hers, FreshCard.due_at <= now, not_yet)
        .order_by(FreshCard.due_at, FreshCard.id)
        .limit(1)
    )


def card(card_id: int) -> tuple[FreshCard, About] | None:
    """A card and whose it is."""
    row = db.session.execute(
        sa.select(FreshCard, Person.facility_id)
        .join(Person, Person.id == FreshCard.person_id)
        .where(FreshCard.id == card_id)
    ).first()
    return (row[0], About(facility_id=row[1], owner_id=row[0].person_id)) if row else None


def question_of(one: FreshCard) -> questions.Data:
    """The question as she met it last."""
    data: questions.Data = db.session.execute(
        sa.select(Question.data).where(
            Question.module_version_id == one.module_version_id, Question.slug == one.slug, Question.lang == one.lang
        )
    ).scalar_one()
    return data
