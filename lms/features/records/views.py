"""Her record and certificates."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("records")


@routes.page("/record", needs=May.LEARN)
def mine(actor: Actor) -> ResponseReturnValue:
    """The first page."""
    return render_template("home/home.html")
