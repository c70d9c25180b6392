"""The coordinator's page on how sign-off is going."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.features.watching import queries
from lms.rules.permissions import Actor, May
from lms.rules.watching import SMALLEST
from lms.web import signin
from lms.web.routes import Routes

routes = Routes("watching")


@routes.page("/reviews/how-it-goes", needs=May.WATCH)
def index(actor: Actor) -> ResponseReturnValue:
    """Waits, returns, quick approvals and second looks, without a name."""
    now = signin.now()
    return render_template(
        "watching/index.html", found=queries.going(actor, now), open=queries.open_now(actor), smallest=SMALLEST
    )
