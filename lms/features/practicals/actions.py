"""Saving practical work so that no words are lost, even from two kiosks."""

import datetime as dt
import secrets
from collections.abc import Mapping

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.lessons.actions import locked_attempt
from lms.models.base import db, insert_once
from lms.models.learning import PracticalSave, PracticalWork
from lms.rules.permissions import Actor
from lms.rules.signoffs import WORKING_STATES


def save_work(
    actor: Actor,
    attempt_id: int,
    words: str,
    ratings: Mapping[str, int],
    criteria: frozenset[str],
    save_key: str,
    based_on: int,
    now: dt.datetime,
) -> str:
    """Save her words and self-ratings; returns what became of them: current, stale or late. All are kept.

    The work is ready once there are words and each criterion has her own rating.
    """
    attempt = locked_attempt(attempt_id)
    work = db.session.get(PracticalWork, attempt_id)
    now_said = (words, dict(ratings))
    before = db.session.scalar(sa.select(PracticalSave).where(PracticalSave.save_key == save_key))
    if before is not None and (before.attempt_id, before.words, before.ratings) == (attempt_id, *now_said):
        return before.outcome
    outcome = "current"
    if attempt.state not in WORKING_STATES:
        outcome = "late"
    elif work is not None and based_on < work.revision and (work.words, work.ratings) != now_said:
        outcome = "stale"
    values = {
        "attempt_id": attempt_id,
        "save_key": save_key if before is None and save_key else secrets.token_hex(16),
        "based_on": based_on,
        "words": words,
        "ratings": dict(ratings),
        "outcome": outcome,
        "saved_at": now,
    }
    insert_once(PracticalSave, values)
    if outcome == "current":
        _put(attempt_id, work, words, ratings, criteria, now)
        attempt.touched_at = now
    note(actor, "practical-saved", "attempt", attempt_id, now, outcome=outcome)
    return outcome


def _put(
    attempt_id: int,
    work: PracticalWork | None,
    words: str,
    ratings: Mapping[str, int],
    criteria: frozenset[str],
    now: dt.datetime,
) -> None:
    """Make these words and ratings the current ones."""
    if work is None:
        work = PracticalWork(attempt_id=attempt_id, revision=0)
        db.session.add(work)
    work.words, work.ratings = words, dict(ratings)
    work.ready = bool(words.strip()) and criteria <= ratings.keys()
    work.revision += 1
    work.saved_at = now
