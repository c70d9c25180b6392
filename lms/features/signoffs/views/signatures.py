"""The chain's head for the auditor's paper log, and a line of that log held against the chain."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from lms.features.signoffs import chain
from lms.features.signoffs.views.found import routes
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import Clean, Filled, Form, again


class LineForm(Form):
    """One line of the paper log."""

    line = StringField(
        _l("Number and fingerprint"), [Filled(_l("Write the number, a colon and the fingerprint.")), Clean(120)]
    )


def _context(form: LineForm, **more: Any) -> dict[str, Any]:
    found = chain.head()
    groups = [found.hash[place : place + 8] for place in range(0, 64, 8)]
    return {"form": form, "head": found, "groups": groups, "now": signin.now(), "answer": "", **more}


@routes.page("/signatures", needs=May.VERIFY)
def signatures(actor: Actor) -> ResponseReturnValue:
    """The head of the chain today, to print or to copy into a paper log."""
    return render_template("signoffs/signatures.html", **_context(LineForm()))


@routes.act("/signatures", needs=May.VERIFY)
def compare(actor: Actor) -> ResponseReturnValue:
    """Say whether a line that was written down before still stands in the chain."""
    form = LineForm()
    if not form.validate_on_submit():
        return again("signoffs/signatures.html", **_context(form))
    anchor = chain.read_line(form.line.data)
    if anchor is None:
        form.line.errors = [_("Write it as on the page: the number, a colon, 64 letters and digits.")]
        return again("signoffs/signatures.html", **_context(form))
    return render_template("signoffs/signatures.html", **_context(form, answer=chain.compare(anchor), asked=anchor[0]))
