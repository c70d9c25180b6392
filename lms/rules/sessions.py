"""When a session still runs, and what is kept of its token."""

import datetime as dt
import hashlib

KEPT_FOR = dt.timedelta(hours=24)
"""How long a form that was sent after the session had ended is kept for its person."""


def token_hash(token: str) -> str:
    """Give what the database keeps of the random token in the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def running(
    started_at: dt.datetime,
    seen_at: dt.datetime,
    ended_at: dt.datetime | None,
    idle: dt.timedelta,
    longest: dt.timedelta,
    now: dt.datetime,
) -> bool:
    """Say whether a session has neither been ended nor run out. A clock that jumped back ends nobody's."""
    return ended_at is None and now - seen_at < idle and now - started_at < longest
