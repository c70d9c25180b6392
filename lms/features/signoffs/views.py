"""Asking for sign-off, reviewing, signing."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("signoffs")


@routes.page("/reviews", needs=May.REVIEW)
def queue(actor: Actor) -> ResponseReturnValue:
    """The first page."""
    return render_template("home/home.html")
