"""Switching accounts off and on."""

import datetime as dt

import sqlalchemy as sa

from lms.features.accounts.actions import end_all_sessions
from lms.features.audit.actions import note
from lms.features.people.actions import accounts
from lms.features.signoffs.events import append
from lms.models.base import db
from lms.models.learning import Attempt
from lms.rules.people import KEPT_ONE, may_change
from lms.rules.permissions import Actor
from lms.rules.signoffs import Event, State


def switch(actor: Actor, person_id: int, on: bool, now: dt.datetime) -> None:
    """Switch an account off, which ends its sessions and its claims, or on again.

    One that was never confirmed stays off.
    """
    accounts.refuse(may_change(actor.id, person_id))
    accounts.hold_facility(actor.facility_id)
    person = accounts.held(person_id)
    if person.active == on or (on and not person.secret_hash):
        return
    if not on:
        accounts.check_others_hold(person, KEPT_ONE)
        end_all_sessions(person_id, "account off", now)
        _give_back_claims(actor, person_id, now)
    person.active = on
    note(actor, "account-on" if on else "account-off", "person", person_id, now)


def _give_back_claims(actor: Actor, person_id: int, now: dt.datetime) -> None:
    """Put what she has claimed back into the queue, so that no learner waits for somebody who is not there."""
    claimed = (
        sa.select(Attempt)
        .where(Attempt.claimed_by == person_id, Attempt.state == State.IN_REVIEW)
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for attempt in db.session.scalars(claimed).all():
        append(attempt, Event.RELEASED, actor.id, now)
        note(actor, "signoff-released", "attempt", attempt.id, now, claimed_by=person_id)
