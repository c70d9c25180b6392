"""Dealing cards for what she answered before, and moving one on; nobody else is told, so no list of acts holds it."""

import datetime as dt

import sqlalchemy as sa

from lms.features.fresh.queries import answered_before
from lms.models.base import db, insert_once
from lms.models.quizzes import FreshCard
from lms.questions.base import Mark
from lms.rules.fresh import after_answer, new_card
from lms.rules.permissions import Actor


def deal(actor: Actor, now: dt.datetime) -> None:
    """Make a card for each question she has answered and has none for; a newer form of a question takes the older's place."""
    there = {
        (one.module_id, one.slug): one
        for one in db.session.scalars(sa.select(FreshCard).where(FreshCard.person_id == actor.id))
    }
    for number, ((module_id, slug), pin) in enumerate(answered_before(actor.id).items(), 1):
        met = {"module_version_id": pin["version"], "lang": pin["lang"]}
        if (module_id, slug) in there:
            there[(module_id, slug)].module_version_id, there[(module_id, slug)].lang = met.values()
            continue
        values = {"person_id": actor.id, "module_id": module_id, "slug": slug, **met}
        insert_once(FreshCard, {**values, "card": new_card(number, now), "due_at": now, "asked_key": ""})


def move_on(card_id: int, mark: Mark, key: str, now: dt.datetime) -> None:
    """Note how it went, for the scheduler alone; the same ``key`` twice is one answer."""
    held = sa.select(FreshCard).where(FreshCard.id == card_id).with_for_update()
    one = db.session.execute(held, execution_options={"populate_existing": True}).scalar_one()
    if key and one.asked_key == key:
        return
    one.card, one.due_at = after_answer(one.card, mark, now)
    one.asked_at, one.asked_key = now, key
