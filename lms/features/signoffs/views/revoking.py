"""Taking a sign-off back: the coordinator signs with a reason, then a second person signs or lets it stand."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.signoffs import queries, reviewers, revoking
from lms.features.signoffs.cases import Case
from lms.features.signoffs.events import stands
from lms.features.signoffs.forms import refuse
from lms.features.signoffs.views.decision_forms import ReasonForm, SignReasonForm, SignSecondForm
from lms.features.signoffs.views.found import find_case, routes
from lms.rules.permissions import Actor, May, Role
from lms.rules.signoffs import Event, ReasonTooShort, State
from lms.rules.standing import Matter
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language


def revoking_statements() -> dict[str, str]:
    """What each of the two says by signing, as it stands beside the button and in the signature."""
    return {
        "first": _("This sign-off should not stand, for the reason given here."),
        "second": _("I looked at the reason. This sign-off no longer stands."),
    }


def _context(actor: Actor, case: Case) -> dict[str, Any]:
    """Where the revocation stands, and what this person may do about it."""
    happened = queries.history(case.attempt_id)
    open_ = Matter.REVOCATION in stands(case.attempt_id).open
    first = reviewers.first_signer(case.attempt_id, Event.REVOKE_SIGNED) if open_ else None
    decided = reviewers.revocation(actor, case, signin.now(), first)
    return {
        "case": case,
        "title": case.name(page_language()),
        "began": next((one for one in reversed(happened) if one.event is Event.REVOKE_SIGNED), None) if open_ else None,
        "first": first,
        "decided": decided,
        "stands": case.state is State.APPROVED,
        "statements": revoking_statements(),
        "signs": decided.allowed and case.state is State.APPROVED,
        "drops": first is not None and (decided.allowed or first == actor.id),
        "coordinates": Role.COORDINATOR in actor.roles,
    }


def _shown(actor: Actor, case: Case, **forms: Any) -> dict[str, Any]:
    name = queries.sign_in_name(actor)
    fresh = {"form": SignReasonForm(None, signer=name), "second": SignSecondForm(None, signer=name)}
    return {**fresh, "drop": ReasonForm(None), **_context(actor, case), **forms}


def _done(case: Case, actor: Actor) -> ResponseReturnValue:
    if Role.COORDINATOR in actor.roles:
        return redirect(url_for("signoffs.decide", attempt_id=case.attempt_id))
    return redirect(url_for("signoffs.second_looks", done="yes"))


@routes.page("/attempts/<int:attempt_id>/revoke", needs=May.REVOKE, find=find_case)
def revoke_page(actor: Actor, case: Case) -> ResponseReturnValue:
    """The reason, who has signed, and the form for who signs next."""
    return render_template("signoffs/revoke.html", **_shown(actor, case))


@routes.act("/attempts/<int:attempt_id>/revoke", needs=May.REVOKE, find=find_case, signs=True)
def revoke(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign as the first of two."""
    form = SignReasonForm()
    valid = form.validate_on_submit()
    if refused:
        refuse(form, refused)
    elif valid:
        try:
            revoking.begin_revoking(actor, case.attempt_id, form.words, revoking_statements()["first"], signin.now())
            return _done(case, actor)
        except ReasonTooShort as short:
            form.reason.errors = [_(str(short))]
    return again("signoffs/revoke.html", **_shown(actor, case, form=form))


@routes.act("/attempts/<int:attempt_id>/revoke-second", needs=May.REVOKE, find=find_case, signs=True)
def revoke_second(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign as the second person, so that the sign-off no longer stands."""
    form = SignSecondForm()
    if form.validate_on_submit() and not refused:
        revoking.finish_revoking(actor, case.attempt_id, revoking_statements()["second"], signin.now())
        return _done(case, actor)
    if refused:
        refuse(form, refused)
    return again("signoffs/revoke.html", **_shown(actor, case, second=form))


@routes.act("/attempts/<int:attempt_id>/revoke-drop", needs=May.REVOKE, find=find_case)
def revoke_drop(actor: Actor, case: Case) -> ResponseReturnValue:
    """Let the sign-off stand after all, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            revoking.drop_revoking(actor, case.attempt_id, form.words, signin.now())
            return _done(case, actor)
        except ReasonTooShort as short:
            form.reason.errors = [_(str(short))]
    return again("signoffs/revoke.html", **_shown(actor, case, drop=form))
