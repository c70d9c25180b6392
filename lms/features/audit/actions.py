"""Writing down what was done, in the same transaction as the change itself."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.prepared import Prepared
from lms.rules.permissions import Actor

_NOTE = Prepared(
    sa.insert(AuditEvent.__table__),  # type: ignore[arg-type]
    ("facility_id", "actor_id", "action", "about_kind", "about_id", "details", "at"),
)


def note(
    actor: Actor | None,
    action: str,
    about_kind: str,
    about_id: object,
    now: dt.datetime,
    facility_id: int | None = None,
    **details: Any,
) -> None:
    """Add one row. ``details`` are ids and settings, never what a learner wrote; a command line has no actor."""
    _NOTE.change(
        facility_id=actor.facility_id if actor else facility_id,
        actor_id=actor.id if actor else None,
        action=action,
        about_kind=about_kind,
        about_id=str(about_id),
        details=details,
        at=now,
    )
