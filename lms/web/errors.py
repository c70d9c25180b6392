"""What went wrong, as a calm page: what happened, whether work is safe, what to do next."""

import secrets
import traceback
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, StatementError
from werkzeug.exceptions import HTTPException

from lms.models.base import db
from lms.rules import drafts, signoffs
from lms.web import kept, signin
from lms.web.routes import SignInFirst

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def page(
    status: int, title: str, words: str, reference: str = "", retry: bool = False, keeps: bool = False
) -> ResponseReturnValue:
    """One error page for all. After a fault of ours it gives back what was sent, ready to be sent again.

    Where a rule says no it ``keeps`` her words in sight, as the same would be refused again.
    """
    ours = status >= 500
    sent = kept.sent() if ours or keeps else {}
    more = {"sent": sent, "again": ours, "next_url": _way_back(status)}
    html = render_template("errors/error.html", title=title, words=[words], reference=reference, **more)
    return html, status, ({"Retry-After": "5"} if retry else {})


def _way_back(status: int) -> str:
    """The page she came from, as a link, as a kiosk may show no Back. After 413 only the browser's own Back has her text."""
    came_from = urlsplit(request.referrer or "")
    ours = came_from.netloc == request.host and not came_from.path.startswith("//")
    if status == 413 or not ours or came_from.path == request.path:
        return ""
    return f"{came_from.path}?{came_from.query}".rstrip("?")


def _words(status: int) -> tuple[str, str]:
    return {
        400: (_("That did not work"), _("The page sent something we could not read. Go back and try again.")),
        403: (_("You cannot do this"), _("Your account is not set up for this page. Ask staff if you need it.")),
        404: (_("Page not found"), _("There is no such page, or it is not yours to see.")),
        405: (_("That did not work"), _("This page cannot be used in that way. Go back and try again.")),
        409: (_("Something changed"), _("Somebody did something here first. Go back and look again.")),
        413: (_("Too much at once"), _("That was too long to take in. Go back: your text is still on the page.")),
        429: (_("Please wait a little"), _("Wait a few seconds, then try again.")),
        503: (_("Not saved"), _("The server is busy. Your text is still on your page. Try again.")),
    }.get(status, (_("That did not work"), _("Go back and try again.")))


def set_up(app: Flask) -> None:
    """Turn each kind of trouble into its page."""
    app.register_error_handler(SignInFirst, sign_in_first)
    app.register_error_handler(CSRFError, stale_token)
    app.register_error_handler(signoffs.Refused, refused)
    app.register_error_handler(drafts.Clash, clash)
    app.register_error_handler(HTTPException, plain)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(DataError, unreadable)
    app.register_error_handler(OverflowError, unreadable)
    app.register_error_handler(Exception, unexpected)


def sign_in_first(error: Exception) -> ResponseReturnValue:
    """Nobody is signed in: keep what was sent, if it was hers, and ask who she is."""
    ended = kept.ended()
    saved = request.method == "POST" and ended is not None and kept.keep_for(ended.person_id)
    return redirect(
        url_for(
            "accounts.sign_in",
            next=request.full_path.rstrip("?") if request.method == "GET" else None,
            kept=1 if saved else None,
            idle=1 if ended is not None and ended.ran_out and not saved else None,
        )
    )


def stale_token(error: Exception) -> ResponseReturnValue:
    """A form without the right token: one from her own page of an earlier sign-in is kept, any other is refused."""
    found = signin.current_session()
    if found is None:
        return sign_in_first(error)
    if kept.keep_for(found.actor.id):
        return redirect(url_for("accounts.kept"))
    return page(400, *_words(400))


def refused(error: signoffs.Refused) -> ResponseReturnValue:
    """A sign-off rule says no where no form could say it: a conflict is 403, a clash of states 409."""
    db.session.rollback()
    if isinstance(error, signoffs.Conflict):
        return page(403, _("Someone else must do this"), _(str(error)), keeps=True)
    if type(error) is signoffs.WrongState:
        return page(409, *_words(409), keeps=True)
    return page(409, _("Something changed"), _(str(error)), keeps=True)


def clash(error: drafts.Clash) -> ResponseReturnValue:
    """Somebody else changed a draft first."""
    db.session.rollback()
    return page(409, _("Something changed"), _(str(error)))


def plain(error: HTTPException) -> ResponseReturnValue:
    """Any other refusal of the web, as a page in plain words."""
    db.session.rollback()
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()
    return page(status, *_words(status))


def database_away(error: OperationalError) -> ResponseReturnValue:
    """The database is busy, full or away: nothing was saved, and trying again may help."""
    db.session.rollback()
    if "session" not in g:
        g.session = None  # Who she is cannot be read now; the page must not ask again.
    current_app.logger.warning("database not available: %s", type(error.orig).__name__)
    return _busy()


def _busy() -> ResponseReturnValue:
    """Not now: said of her words where some were sent, and of the page where she only opened one."""
    if request.method == "POST":
        return page(503, *_words(503), retry=True)
    words = _("This page could not be opened now. What you saved is safe. Try again.")
    return page(503, _("The server is busy"), words, retry=True)


def unreadable(error: Exception) -> ResponseReturnValue:
    """A number or a sign that no column can hold, which none of our pages sends: nothing was done."""
    db.session.rollback()
    current_app.logger.warning("not to be stored: %s", type(error).__name__)
    return page(400, *_words(400))


def unexpected(error: Exception) -> ResponseReturnValue:
    """A fault of ours: say so calmly, with a reference that stands in the log."""
    db.session.rollback()
    if current_app.testing and not current_app.config.get("CALM_ERRORS"):
        raise error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _busy()
    reference = "".join(secrets.choice(_LETTERS) for _ in range(4))
    if isinstance(error, StatementError):  # Its message holds what was to be stored, which may be her own words.
        places = "".join(traceback.format_tb(error.__traceback__))
        current_app.logger.error("reference %s: %s\n%s", reference, type(error).__name__, places)
    else:
        current_app.logger.exception("reference %s", reference)
    words = _("Something went wrong on our side. What you saved before is safe. Go back and try again.")
    return page(500, _("Something went wrong"), words, reference=reference)
