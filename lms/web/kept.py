"""What was sent after a session had ended: kept for its own person for a day, and gone once it was sent again."""

import sqlalchemy as sa
from flask import request, session

from lms.models.base import db, reading_only
from lms.models.people import ParkedForm
from lms.web import signin

SECRET_FIELDS = frozenset({"csrf_token", "secret", "signer", "signer_secret", "new_secret", "new_secret_again", "kept"})
LONGEST = 200_000
"""Most characters of one form that are kept."""


def keep_for(person_id: int) -> None:
    """Keep the sent form for its own person, without its secrets."""
    fields = {k: v for k, v in request.form.to_dict(flat=False).items() if k not in SECRET_FIELDS}
    if not fields or sum(len(text) for texts in fields.values() for text in texts) > LONGEST:
        return
    db.session.rollback()
    reading_only.set(False)
    db.session.add(ParkedForm(person_id=person_id, page=request.path, fields=fields, parked_at=signin.now()))
    db.session.commit()  # The act itself was refused; what she typed is kept all the same.
    session["kept"] = True


def drop_sent() -> None:
    """Forget a kept form that has just been sent again and taken."""
    found = signin.current_session()
    kept_id = request.form.get("kept", type=int)
    if found is not None and kept_id is not None:
        db.session.execute(
            sa.delete(ParkedForm).where(ParkedForm.id == kept_id, ParkedForm.person_id == found.actor.id)
        )
