"""People, enrolment and matches."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("people")


@routes.page("/people", needs=May.MANAGE_PEOPLE)
def index(actor: Actor) -> ResponseReturnValue:
    """The first page."""
    return render_template("home/home.html")
