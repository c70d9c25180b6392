"""Witness lines: somebody says that she watched a task. They count as no signature."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, keep_once
from lms.models.learning import Attempt
from lms.models.mentoring import Witness
from lms.models.people import Person
from lms.rules.marking import check_witness
from lms.rules.permissions import Actor
from lms.rules.signoffs import State


@dataclass(frozen=True, slots=True)
class Seen:
    """One witness line: who watched, what she says, and when she wrote it."""

    name: str
    words: str
    at: dt.datetime


def witnesses(attempt_id: int) -> Sequence[Seen]:
    """Who watched, first to last."""
    rows = db.session.execute(
        sa.select(Person.name, Witness.words, Witness.at)
        .join(Person, Person.id == Witness.person_id)
        .where(Witness.attempt_id == attempt_id)
        .order_by(Witness.id)
    )
    return [Seen(*row) for row in rows]


def witness(actor: Actor, attempt_id: int, words: str, save_key: str, now: dt.datetime) -> None:
    """Keep that she watched, in her words; the same form sent twice is kept once. State and signatures stay as they are.

    Raises `Conflict` for her own work and `WrongState` once the module is decided.
    """
    attempt = db.session.get_one(Attempt, attempt_id)
    check_witness(actor.id, attempt.person_id, State(attempt.state))
    values = {
        "facility_id": attempt.facility_id,
        "attempt_id": attempt_id,
        "person_id": actor.id,
        "words": words,
        "save_key": save_key,
        "at": now,
    }
    if keep_once(Witness, values):
        note(actor, "task-witnessed", "attempt", attempt_id, now)
