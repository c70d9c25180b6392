"""The page of all parts: shown empty, and with its errors once it is sent; nothing is kept."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.features.style.forms import PartsForm
from lms.rules.permissions import Actor, May
from lms.web.forms import again
from lms.web.routes import Routes

routes = Routes("style")


@routes.page("/style", needs=May.ANYONE)
def parts(actor: Actor | None) -> ResponseReturnValue:
    """Each part once, for whoever builds pages or looks them over."""
    return render_template("style/parts.html", form=PartsForm(data={"one": "hours"}))


@routes.act("/style", needs=May.ANYONE)
def mend(actor: Actor | None) -> ResponseReturnValue:
    """The same with what is to be mended in it."""
    form = PartsForm()
    if form.validate_on_submit():
        return render_template("style/parts.html", form=form)
    return again("style/parts.html", form=form)
