"""Home: one big Continue."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.rules.permissions import Actor, May
from lms.web.routes import Routes

routes = Routes("home")


@routes.page("/", needs=May.SIGNED_IN)
def home(actor: Actor) -> ResponseReturnValue:
    """Where she goes on."""
    return render_template("home/home.html")
