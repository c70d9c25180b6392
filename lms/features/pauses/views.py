"""The page on which a coordinator calls and ends pauses."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from lms.features.pauses import actions, queries
from lms.models.people import Pause
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.forms import Form, again
from lms.web.routes import Found, Routes

routes = Routes("pauses")


class PauseForm(Form):
    """Whom a pause concerns."""

    group = SelectField(_l("Who has a pause?"))


def find_pause(actor: Actor | None, pause_id: int) -> Found | None:
    """A pause of a facility."""
    found = queries.pause_of(pause_id)
    return Found(found, About(facility_id=found.facility_id)) if found else None


def _form(actor: Actor) -> PauseForm:
    form = PauseForm()
    names = [SelectChoice(name, name) for name in queries.groups(actor)]
    form.group.choices = [SelectChoice("", _("Everybody here")), *names]
    return form


@routes.page("/pauses", needs=May.PAUSE)
def index(actor: Actor) -> ResponseReturnValue:
    """Which pauses run, and the way to call one."""
    return render_template("pauses/index.html", form=_form(actor), found=queries.pauses(actor))


@routes.act("/pauses", needs=May.PAUSE)
def call(actor: Actor) -> ResponseReturnValue:
    """Call a pause."""
    form = _form(actor)
    if not form.validate_on_submit():
        return again("pauses/index.html", form=form, found=queries.pauses(actor))
    actions.call(actor, form.group.data, signin.now())
    return redirect(url_for("pauses.index"))


@routes.act("/pauses/<int:pause_id>/end", needs=May.PAUSE, find=find_pause)
def end(actor: Actor, pause: Pause) -> ResponseReturnValue:
    """End a pause."""
    actions.end(actor, pause.id, signin.now())
    return redirect(url_for("pauses.index"))
