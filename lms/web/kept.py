"""What was sent after a session had ended: kept for its own person for a day, and gone once it was sent again."""

import datetime as dt
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app, request, session

from lms.models.base import db, reading_only
from lms.models.people import ParkedForm, SignIn
from lms.models.prepared import Prepared
from lms.rules import sessions
from lms.rules.permissions import May
from lms.web import clock, signin, tokens

NOT_WORDS = frozenset({"csrf_token", "signer", "kept"})
"""Fields that are never kept; nor is any with *secret* in its name."""

NOT_KEPT = frozenset({May.ANYONE, May.LEAVE, May.CHANGE_SECRET})
"""Forms that hold no work of hers: signing in and out, secrets, and pages for anybody."""

LONGEST = 200_000
"""Most characters of one form that are kept."""

AT_MOST = 20
"""Most forms that are kept for one person."""


class Ended(NamedTuple):
    """A session that ended though nobody left: whose it was, and whether it ran out or was ended by a new secret or staff."""

    person_id: int
    ran_out: bool


def ended() -> Ended | None:
    """The session that this browser's cookie belonged to, if it ended less than a day ago; none where she left herself."""
    token, at = session.get("_user_id"), signin.now()
    if not token:
        return None
    row = db.session.execute(
        sa.select(SignIn.person_id, SignIn.ended_why, SignIn.seen_at).where(
            SignIn.token_hash == sessions.token_hash(token)
        )
    ).first()
    if row is None or row.ended_why in sessions.LEFT:
        return None
    if sessions.passed(row.seen_at, at, clock.steps(at)) > sessions.KEPT_FOR:
        return None
    return Ended(int(row.person_id), row.ended_why is None)


def sent() -> dict[str, list[str]]:
    """The fields of an act's form without its secrets; none where the form holds no work of hers."""
    rule = current_app.extensions["rules"].get(request.endpoint)
    if request.method != "POST" or rule is None or rule.nameless or rule.needs in NOT_KEPT:
        return {}
    fields = request.form.to_dict(flat=False)
    return {name: texts for name, texts in fields.items() if name not in NOT_WORDS and "secret" not in name}


def keep_for(person_id: int) -> bool:
    """Keep the sent form for the person on whose own page it stood, without its secrets; say whether it is kept now."""
    fields = sent() if tokens.shown_to() == person_id else {}
    if not fields or sum(len(text) for texts in fields.values() for text in texts) > LONGEST:
        return False
    db.session.rollback()
    reading_only.set(False)
    _forget_old()
    earlier = waiting(person_id)
    again = any((one.page, one.fields) == (request.path, fields) for one in earlier)
    if not again and len(earlier) < AT_MOST:
        db.session.add(ParkedForm(person_id=person_id, page=request.path, fields=fields, parked_at=signin.now()))
    db.session.commit()  # The act itself was refused; what she typed is kept all the same.
    return again or len(earlier) < AT_MOST


def waiting(person_id: int) -> list[ParkedForm]:
    """What was kept for her when a session ran out, newest first."""
    rows = sa.select(ParkedForm).where(ParkedForm.person_id == person_id).order_by(ParkedForm.id.desc())
    return [one for one in db.session.scalars(rows) if not _too_old(one.parked_at)]


def _too_old(parked_at: dt.datetime) -> bool:
    """Whether a day has really passed since, whatever the clock was put forward by."""
    at = signin.now()
    return sessions.passed(parked_at, at, clock.steps(at)) >= sessions.KEPT_FOR


def _forget_old() -> None:
    """Let go of whatever was kept too long ago, of anybody."""
    rows = sa.select(ParkedForm.id, ParkedForm.parked_at).where(
        ParkedForm.parked_at <= signin.now() - sessions.KEPT_FOR
    )
    old = [row.id for row in db.session.execute(rows) if _too_old(row.parked_at)]
    db.session.execute(sa.delete(ParkedForm).where(ParkedForm.id.in_(old)))


_DROP = Prepared(
    sa.delete(ParkedForm.__table__).where(  # type: ignore[arg-type]
        ParkedForm.id == sa.bindparam("kept_id"), ParkedForm.person_id == sa.bindparam("person_id")
    )
)


def drop_sent() -> None:
    """Forget a kept form that has just been sent again and taken."""
    found = signin.current_session()
    kept_id = request.form.get("kept", type=int)
    if found is not None and kept_id is not None:
        _DROP.change(kept_id=kept_id, person_id=found.actor.id)
