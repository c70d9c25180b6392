"""The pages about the facility: an admin says how it presents itself, a coordinator how work is signed there."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from lms.features.facility import actions, queries
from lms.features.facility.forms import PlaceForm, SigningForm
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.routes import Routes

routes = Routes("facility")


@routes.page("/facility", needs=May.RUN_SYSTEM)
def place(actor: Actor) -> ResponseReturnValue:
    """Show how the facility presents itself."""
    return render_template("facility/place.html", form=PlaceForm(obj=queries.facility_of(actor)), saved=False)


@routes.act("/facility", needs=May.RUN_SYSTEM)
def set_place(actor: Actor) -> ResponseReturnValue:
    """Change it."""
    form = PlaceForm()
    if not form.validate_on_submit():
        return again("facility/place.html", form=form)
    texts = {name: storable(form[name].data) for name in ("name", "help_text")}
    choices = {name: form[name].data for name in ("timezone", "language", "accent")}
    actions.change(actor, texts | choices, signin.now())
    return render_template("facility/place.html", form=form, saved=True)


def signing_form(actor: Actor, sent: bool) -> SigningForm:
    """The form with the mentors' courses that there are; one that was chosen and is gone stays a choice, by its id."""
    found = queries.facility_of(actor)
    form = SigningForm() if sent else SigningForm(obj=found)
    offered = {row.id: row.title for row in queries.mentor_courses()}
    gone = {id_: _("%(course)s (no longer offered)", course=id_) for id_ in found.mentor_courses if id_ not in offered}
    form.mentor_courses.choices = [SelectChoice(*one) for one in (offered | gone).items()]
    return form


@routes.page("/facility/signing", needs=May.DECIDE)
def signing(actor: Actor) -> ResponseReturnValue:
    """Show how work is signed and published here."""
    return render_template("facility/signing.html", form=signing_form(actor, False), saved=False)


@routes.act("/facility/signing", needs=May.DECIDE)
def set_signing(actor: Actor) -> ResponseReturnValue:
    """Change it."""
    form = signing_form(actor, True)
    if not form.validate_on_submit():
        return again("facility/signing.html", form=form)
    names = ("peers_may_sign", "publish_needs_second", "certificates", "sample_percent", "mentor_courses")
    values = {name: form[name].data for name in names}
    actions.change(actor, values | {"mentor_agreement": storable(form.mentor_agreement.data)}, signin.now())
    return render_template("facility/signing.html", form=form, saved=True)
