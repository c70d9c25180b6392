"""The state of the server."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("admin")


@routes.page("/health", needs=May.RUN_SYSTEM)
def health(actor: Actor) -> ResponseReturnValue:
    """The first page."""
    return render_template("home/home.html")
