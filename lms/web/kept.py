"""What was sent after a session had ended: kept for its own person for a day, and gone once it was sent again."""

import sqlalchemy as sa
from flask import current_app, request

from lms.models.base import db, reading_only
from lms.models.people import ParkedForm
from lms.models.prepared import Prepared
from lms.rules import sessions
from lms.rules.permissions import May
from lms.web import signin, tokens

NOT_WORDS = frozenset({"csrf_token", "signer", "kept"})
"""Fields that are never kept; nor is any with *secret* in its name."""

NOT_KEPT = frozenset({May.ANYONE, May.LEAVE, May.CHANGE_SECRET})
"""Forms that hold no work of hers: signing in and out, secrets, and pages for anybody."""

LONGEST = 200_000
"""Most characters of one form that are kept."""

AT_MOST = 20
"""Most forms that are kept for one person."""


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
    earlier = _waiting(person_id)
    again = any((one.page, one.fields) == (request.path, fields) for one in earlier)
    if not again and len(earlier) < AT_MOST:
        db.session.add(ParkedForm(person_id=person_id, page=request.path, fields=fields, parked_at=signin.now()))
    db.session.commit()  # The act itself was refused; what she typed is kept all the same.
    return again or len(earlier) < AT_MOST


def _waiting(person_id: int) -> list[ParkedForm]:
    """Her kept forms; whatever was kept too long ago, of anybody, goes first."""
    db.session.execute(sa.delete(ParkedForm).where(ParkedForm.parked_at <= signin.now() - sessions.KEPT_FOR))
    return list(db.session.scalars(sa.select(ParkedForm).where(ParkedForm.person_id == person_id)))


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
