"""A peer mentor's part: saying as a witness that she watched a task, which counts as no signature."""

import secrets

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lms.features.signoffs.cases import Case
from lms.features.signoffs.forms import OpenForm, WitnessForm
from lms.features.signoffs.views.found import find_case, routes
from lms.features.signoffs.views.reviewing import closed_context
from lms.features.signoffs.witnesses import witness
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again, storable


@routes.act("/attempts/<int:attempt_id>/witness", needs=May.WITNESS, find=find_case)
def keep_witness(actor: Actor, case: Case) -> ResponseReturnValue:
    """Keep that she watched, in her words."""
    form = WitnessForm()
    if not form.validate_on_submit():
        return again("signoffs/closed.html", **closed_context(actor, case) | {"form": OpenForm(), "witness_form": form})
    key = (form.save_key.data or secrets.token_hex(16))[:64]
    witness(actor, case.attempt_id, storable(form.words.data).strip(), key, signin.now())
    return redirect(url_for("signoffs.review", attempt_id=case.attempt_id))
