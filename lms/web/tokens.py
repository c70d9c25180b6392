"""The token in every form: signed by the server, and marked with the person on whose page the form stands."""

import hmac
import secrets
from functools import lru_cache

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer


def give(person_id: int) -> None:
    """Give a new session its own token for forms, which names its person."""
    session["csrf_token"] = f"{person_id}.{secrets.token_hex(20)}"


def fits() -> bool:
    """Whether the form that was sent carries this session's own token.

    Flask-WTF asks the same, but works out the signature of the token anew for every form of a session.
    """
    own, sent = session.get("csrf_token"), request.form.get("csrf_token")
    if not own or not sent:
        return False
    try:
        return hmac.compare_digest(own, _signed(sent, current_app.config["SECRET_KEY"]))
    except (BadData, TypeError):
        return False


@lru_cache(maxsize=1024)
def _signed(token: str, secret_key: str) -> str:
    """What a token says; an error where the server has not signed it."""
    return str(URLSafeTimedSerializer(secret_key, salt="wtf-csrf-token").loads(token))


def shown_to() -> int | None:
    """On whose page the form that was sent stands, be it of an earlier sign-in; None where nobody can say.

    The server signed the token, so nobody can make one that names another person.
    """
    try:
        raw = _signed(request.form.get("csrf_token", ""), current_app.config["SECRET_KEY"])
    except BadData:
        return None
    person_id, _, rest = raw.partition(".")
    return int(person_id) if rest and person_id.isdecimal() else None
