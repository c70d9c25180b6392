"""Taking an exit ticket so that nobody can say whose it is, and writing down what was said and done."""

import datetime as dt
import secrets

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, insert_once
from lms.models.keeping import ExitTicket, ExitTicketGiven, SaidDone
from lms.rules.permissions import Actor

ASKED = ("clear", "useful", "pace")
"""What a ticket asks, each answered with 1, 2 or 3."""


def give_ticket(actor: Actor, module_id: str, answers: dict[str, int], month: str) -> None:
    """Keep what she thinks of a module, once. No audit row, no person and no time: exempt by name from being written down."""
    if insert_once(ExitTicketGiven, {"person_id": actor.id, "module_id": module_id}):
        values = {"key": secrets.token_hex(16), "facility_id": actor.facility_id, "module_id": module_id}
        insert_once(ExitTicket, {**values, "month": month, **{name: answers[name] for name in ASKED}})


def add_said(actor: Actor, said: str, done: str, form_key: str, now: dt.datetime) -> None:
    """Put up what was said and what was done; the same form sent twice makes one."""
    values = {"facility_id": actor.facility_id, "said": said, "done": done, "by_id": actor.id, "at": now}
    if insert_once(SaidDone, {**values, "form_key": form_key or secrets.token_hex(16)}):
        note(actor, "said-put-up", "facility", actor.facility_id, now)


def take_down(actor: Actor, said_id: int, now: dt.datetime) -> None:
    """Take one down; it stays on record."""
    up = sa.update(SaidDone).where(SaidDone.id == said_id, SaidDone.taken_down_at.is_(None))
    if db.session.execute(up.values(taken_down_at=now)).rowcount:  # type: ignore[attr-defined]
        note(actor, "said-taken-down", "said", said_id, now)
