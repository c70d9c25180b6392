"""Each person's own account page."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.people.queries import decisions
from lms.features.people.queries import person as one
from lms.features.people.views.found import routes
from lms.rules.permissions import Actor, May, Role, Viewer, viewers


@routes.page("/account", needs=May.SIGNED_IN)
def account(actor: Actor) -> ResponseReturnValue:
    """Her name and sign-in, what staff decided about her, and who opened her work."""
    return render_template(
        "people/account.html",
        person=one.person_with_id(actor, actor.id),
        decisions=decisions.decisions(actor),
        readings=one.readings(actor.id)[0],
        viewers=(HERSELF, *viewers(May.MANAGE_PEOPLE)),
    )


@routes.page("/account/openings", needs=May.SIGNED_IN)
def openings(actor: Actor) -> ResponseReturnValue:
    """Every opening of her work, as far back as there are any."""
    readings, following = one.readings(actor.id, request.args.get("before", 0, type=int))
    next_url = url_for("people.openings", before=following) if following else ""
    return render_template("people/openings.html", readings=readings, next_url=next_url)


HERSELF = Viewer(Role.LEARNER)
"""What a coordinator sees of an account its holder sees too."""

THINGS = (May.SEE_STATE, May.READ_WORK, May.READ_PRIVATE, May.KEEP, May.READ_EVENTS)
"""What is stored about her, by the permission that guards it."""


@routes.page("/account/who-can-see", needs=May.SIGNED_IN)
def who_can_see(actor: Actor) -> ResponseReturnValue:
    """Who can see what, all from the one table."""
    things = [(str(may), viewers(may)) for may in THINGS]
    things.append((str(May.MANAGE_PEOPLE), (HERSELF, *viewers(May.MANAGE_PEOPLE))))
    return render_template("people/who_can_see.html", things=things)
