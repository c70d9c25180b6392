"""Changing dated facts: a new value is an event that stays, with what was there before and who changed it."""

import datetime as dt
from dataclasses import asdict

import sqlalchemy as sa

from lms.content.model import Fact
from lms.features.audit.actions import note
from lms.features.authoring.queries import fact
from lms.features.facts.queries import as_texts, fingerprint
from lms.models.base import db, insert_once
from lms.models.library import FactEvent, FactRow
from lms.rules.permissions import Actor


class ChangedMeanwhile(Exception):
    """Somebody else has changed the fact since the page was opened; ``now`` is how it stands."""

    def __init__(self, now: Fact) -> None:
        super().__init__(now.id)
        self.now = now


class AlreadyThere(Exception):
    """There is a fact with this id."""


def change_fact(actor: Actor, new: Fact, seen: str, why: str, now: dt.datetime) -> bool:
    """Give a fact new words, dates or an owner; say whether anything changed.

    ``seen`` is the fingerprint of what the page showed. Lessons say the new value at once, without a new version.
    """
    row = db.session.get_one(FactRow, new.id, with_for_update=True, populate_existing=True)
    old = fact(row)
    if old == new:
        return False
    if fingerprint(old) != seen:
        raise ChangedMeanwhile(old)
    db.session.execute(sa.update(FactRow).where(FactRow.id == new.id).values(**asdict(new)))
    _write_down(actor, "fact-changed", new, as_texts(old), why, now)
    return True


def add_fact(actor: Actor, new: Fact, why: str, now: dt.datetime) -> None:
    """Store a new fact, ready to be put into lessons by its id; sending the same one twice adds it once."""
    if not insert_once(FactRow, asdict(new)):
        if fact(db.session.get_one(FactRow, new.id)) != new:
            raise AlreadyThere(new.id)
        return
    _write_down(actor, "fact-added", new, {}, why, now)


def _write_down(actor: Actor, action: str, new: Fact, before: dict[str, str], why: str, now: dt.datetime) -> None:
    after = as_texts(new)
    db.session.add(FactEvent(fact_id=new.id, before=before, after=after, why=why, by_id=actor.id, at=now))
    changed = sorted(key for key in after if before.get(key) != after[key])
    note(actor, action, "fact", new.id, now, changed=changed)
