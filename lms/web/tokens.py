"""The token in every form: signed by the server, and marked with the person on whose page the form stands."""

import secrets

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.rules import sessions


def give(person_id: int) -> None:
    """Give a new session its own token for forms, which names its person."""
    session["csrf_token"] = f"{person_id}.{secrets.token_hex(20)}"


def shown_to() -> int | None:
    """On whose page the form that was sent stands, be it of an earlier sign-in of the last day; None where nobody can say.

    The server signed the token, so nobody can make one that names another person.
    """
    reader = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token")
    try:
        raw = reader.loads(request.form.get("csrf_token", ""), max_age=int(sessions.KEPT_FOR.total_seconds()))
    except BadData:
        return None
    person_id, _, rest = str(raw).partition(".")
    return int(person_id) if rest and person_id.isdecimal() else None
