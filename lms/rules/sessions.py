"""When a session still runs, and what is kept of its token."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

KEPT_FOR = dt.timedelta(hours=24)
"""How long a form that was sent after the session had ended is kept for its person."""


LEFT = frozenset({"finished", "not me", "someone else signed in"})
"""Why a session ended where she left this kiosk herself; nothing is kept after that."""


def token_hash(token: str) -> str:
    """Give what the database keeps of the random token in the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """The clock was put forward: it stood at ``at``, and then showed a time later by ``by``."""

    at: dt.datetime
    by: dt.timedelta


def passed(since: dt.datetime, now: dt.datetime, steps: Collection[Step] = ()) -> dt.timedelta:
    """Say how much time has really passed, whatever the clock was put forward by in between.

    No clock ever showed the times that a step left out, so what seems to lie there was before the step.
    """
    return now - since - sum((step.by for step in steps if since < step.at + step.by), dt.timedelta())


def running(
    started_at: dt.datetime,
    seen_at: dt.datetime,
    ended_at: dt.datetime | None,
    idle: dt.timedelta,
    longest: dt.timedelta,
    now: dt.datetime,
    steps: Collection[Step] = (),
) -> bool:
    """Say whether a session has neither been ended nor run out. A clock that jumped, back or forward, ends nobody's."""
    return ended_at is None and passed(seen_at, now, steps) < idle and passed(started_at, now, steps) < longest
