"""The shelf of courses."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("catalogue")


@routes.page("/courses", needs=May.BROWSE)
def index(actor: Actor) -> ResponseReturnValue:
    """The first page."""
    return render_template("home/home.html")
