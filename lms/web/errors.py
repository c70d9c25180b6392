"""What went wrong, as a calm page: what happened, whether work is safe, what to do next."""

import secrets
from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from lms.models.base import db
from lms.rules import signoffs
from lms.web import kept, signin
from lms.web.routes import SignInFirst

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def page(status: int, title: str, words: str, reference: str = "", retry: bool = False) -> ResponseReturnValue:
    """One error page for all."""
    html = render_template("errors/error.html", title=title, words=[words], reference=reference)
    return html, status, ({"Retry-After": "5"} if retry else {})


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

    @app.errorhandler(SignInFirst)
    def sign_in_first(error: SignInFirst) -> ResponseReturnValue:
        person_id = signin.ended_person(signin.now())
        if request.method == "POST":
            if person_id is not None:
                kept.keep_for(person_id)
            return redirect(url_for("accounts.sign_in", kept=1 if person_id is not None else None))
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?"), idle=1 if person_id else None))

    @app.errorhandler(CSRFError)
    def stale_token(error: CSRFError) -> ResponseReturnValue:
        if signin.current_session() is None:
            return sign_in_first(SignInFirst())
        return page(400, *_words(400))

    @app.errorhandler(signoffs.WrongState)
    @app.errorhandler(signoffs.AlreadySigned)
    @app.errorhandler(signoffs.SomeoneElseHasIt)
    @app.errorhandler(signoffs.SnapshotChanged)
    def clash(error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        if type(error) is signoffs.WrongState:
            return page(409, *_words(409))
        return page(409, _("Something changed"), _(str(error)))

    @app.errorhandler(signoffs.Conflict)
    def conflict(error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        return page(403, _("Someone else must do this"), _(str(error)))

    @app.errorhandler(HTTPException)
    def plain(error: HTTPException) -> ResponseReturnValue:
        db.session.rollback()
        status = error.code or 500
        if status in (301, 302, 303, 307, 308):
            return error.get_response()
        return page(status, *_words(status))

    @app.errorhandler(OperationalError)
    def database_away(error: OperationalError) -> ResponseReturnValue:
        db.session.rollback()
        app.logger.warning("database not available: %s", type(error.orig).__name__)
        return page(503, *_words(503), retry=True)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        if app.testing and not app.config.get("CALM_ERRORS"):
            raise error
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return page(503, *_words(503), retry=True)
        reference = "".join(secrets.choice(_LETTERS) for _ in range(4))
        app.logger.exception("reference %s", reference)
        words = _("Something went wrong on our side. What you saved before is safe. Go back and try again.")
        return page(500, _("Something went wrong"), words, reference=reference)


def known() -> dict[str, Any]:
    """The words by status, for the house test that reads them all."""
    return {str(status): _words(status) for status in (400, 403, 404, 405, 409, 413, 429, 503)}
