"""Calling a pause and ending it. It only tells: nothing is closed, and every answer is taken as always."""

import datetime as dt

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db, insert_once
from lms.models.people import Pause
from lms.rules.permissions import Actor


def call(actor: Actor, group: str, now: dt.datetime) -> None:
    """Let a group rest, or the whole facility where ``group`` is empty; a pause that runs already goes on as it is."""
    values = {"facility_id": actor.facility_id, "group_name": group, "started_at": now, "started_by": actor.id}
    if insert_once(Pause, values):
        note(actor, "pause-called", "facility", actor.facility_id, now, group=group)


def end(actor: Actor, pause_id: int, now: dt.datetime) -> None:
    """End a pause, once."""
    held = sa.select(Pause).where(Pause.id == pause_id).with_for_update()
    pause = db.session.execute(held, execution_options={"populate_existing": True}).scalar_one()
    if pause.ended_at is None:
        pause.ended_at, pause.ended_by = now, actor.id
        note(actor, "pause-ended", "facility", pause.facility_id, now, group=pause.group_name)
