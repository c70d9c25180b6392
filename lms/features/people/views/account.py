"""Each person's own account page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.features.people.queries import decisions
from lms.features.people.queries import person as one
from lms.features.people.views.found import routes
from lms.rules.permissions import Actor, May


@routes.page("/account", needs=May.SIGNED_IN)
def account(actor: Actor) -> ResponseReturnValue:
    """Her name and sign-in, what staff decided about her, and who opened her work."""
    return render_template(
        "people/account.html",
        person=one.person_with_id(actor, actor.id),
        decisions=decisions.decisions(actor),
        readings=one.readings(actor.id),
    )
