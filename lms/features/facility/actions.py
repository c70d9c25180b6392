"""Changing what a facility says and decides, with what was there before on record."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.models.base import db
from lms.models.people import Facility
from lms.rules.permissions import Actor


def change(actor: Actor, values: Mapping[str, Any], now: dt.datetime) -> list[str]:
    """Set columns of the actor's facility; give the names of those that changed, with both values on the audit row."""
    facility = db.session.execute(
        sa.select(Facility).where(Facility.id == actor.facility_id).with_for_update()
    ).scalar_one()
    changed = {name: [getattr(facility, name), value] for name, value in values.items()}
    changed = {name: both for name, both in changed.items() if both[0] != both[1]}
    for name, (_, value) in changed.items():
        setattr(facility, name, value)
    if changed:
        note(actor, "facility-changed", "facility", facility.id, now, changed=changed)
    return sorted(changed)
