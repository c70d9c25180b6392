"""Courses, their versions and problems."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("authoring")


@routes.page("/library", needs=May.SEE_LIBRARY)
def index(actor: Actor) -> ResponseReturnValue:
    """The first page."""
    return render_template("home/home.html")
