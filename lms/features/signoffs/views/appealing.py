"""Her appeal to another reviewer, and the second look at approvals that were drawn for it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.lessons.links import step_url
from lms.features.lessons.queries import attempt_progress
from lms.features.signoffs import appealing, matters, queries, reviewers
from lms.features.signoffs.cases import Case
from lms.features.signoffs.events import stands
from lms.features.signoffs.forms import refuse
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.views.decision_forms import AppealForm, LookAgainForm
from lms.features.signoffs.views.found import find_case, opened_too_long_ago, routes
from lms.features.signoffs.views.places import place_in, written
from lms.rules.permissions import Actor, May
from lms.rules.progress import NotReady
from lms.rules.signoffs import Event, ReasonTooShort, State
from lms.rules.standing import Matter
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language

APPEALS_FROM = (State.RETURNED, State.REVOKED)


def _appeal_context(case: Case) -> dict[str, Any]:
    happened = queries.history(case.attempt_id)
    left = []
    if case.state is State.RETURNED:
        attempt = attempt_progress(case.attempt_id, page_language())
        left = [(step, step_url(attempt, step)) for step in attempt.progress.left]
    return {
        "case": case,
        "title": case.name(page_language()),
        "left": left,
        "decided_by": sorted({one.by for one in happened if one.event in queries.ENDS_ROUND and one.by}),
        "revoked": case.state is State.REVOKED,
    }


@routes.page("/attempts/<int:attempt_id>/appeal", needs=May.LEARN, find=find_case)
def appeal_page(actor: Actor, case: Case) -> ResponseReturnValue:
    """Ask another reviewer, in her own words."""
    if case.state not in APPEALS_FROM:
        return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
    return render_template("signoffs/appeal.html", form=AppealForm(), **_appeal_context(case))


@routes.act("/attempts/<int:attempt_id>/appeal", needs=May.LEARN, find=find_case)
def appeal(actor: Actor, case: Case) -> ResponseReturnValue:
    """Ask. A second click finds it asked already."""
    form = AppealForm()
    if form.validate_on_submit():
        try:
            appealing.appeal(actor, case.attempt_id, form.words, signin.now())
            return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
        except ReasonTooShort as short:
            form.reason.errors = [_(str(short))]
        except NotReady:
            form.reason.errors = [_("Some steps are left. Finish them first.")]
    return again("signoffs/appeal.html", form=form, **_appeal_context(case))


def second_look_statements() -> dict[str, str]:
    """What she says by signing a second look, as it stands in the signature."""
    return {
        "agree": _("I looked at this work again. I agree that it is done."),
        "disagree": _("I looked at this work again. I do not agree that it is done."),
    }


@routes.page("/reviews/second-looks", needs=May.REVIEW)
def second_looks(actor: Actor) -> ResponseReturnValue:
    """Approvals drawn for a second look, and sign-offs that wait for a second person to take them back."""
    drawn = matters.drawn(actor, signin.now(), place_in())
    revoking = matters.half_revoked(actor, place_in("revoking"))
    return render_template(
        "signoffs/second_looks.html",
        drawn=drawn,
        revoking=revoking,
        next_url=url_for("signoffs.second_looks", after=written(drawn.following)) if drawn.following else "",
        more=url_for("signoffs.second_looks", revoking=written(revoking.following)) if revoking.following else "",
        language=page_language(),
        done=request.args.get("done", ""),
    )


def _look_context(actor: Actor, case: Case) -> dict[str, Any]:
    happened = queries.history(case.attempt_id)
    decided = reviewers.second_looks(actor, [case], signin.now())[case.attempt_id]
    seen = work(case.attempt_id)
    return {
        "case": case,
        "title": case.name(page_language()),
        "waits": Matter.SAMPLE in stands(case.attempt_id).open,
        "decided": decided,
        "approved": next(
            (one for one in reversed(happened) if one.event in (Event.APPROVED, Event.COUNTERSIGNED)), None
        ),
        "rated": next((one for one in reversed(happened) if one.details.get("ratings")), None),
        "criteria": queries.criteria(seen, page_language()),
        "statements": second_look_statements(),
    }


@routes.page("/attempts/<int:attempt_id>/second-look", needs=May.COUNTERSIGN, find=find_case)
def second_look(actor: Actor, case: Case) -> ResponseReturnValue:
    """The way to the work, and the form for what the second look finds."""
    form = LookAgainForm(signer=queries.sign_in_name(actor))
    return render_template("signoffs/second_look.html", form=form, **_look_context(actor, case))


@routes.act("/attempts/<int:attempt_id>/second-look", needs=May.COUNTERSIGN, find=find_case, signs=True)
def look_again(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign what the second look finds; nobody does so without having opened the work."""
    form = LookAgainForm()
    valid = form.validate_on_submit()
    if refused:
        refuse(form, refused)
    elif not case.opened:
        return opened_too_long_ago()
    elif valid:
        agrees = form.found.data == "agree"
        statement = second_look_statements()["agree" if agrees else "disagree"]
        try:
            appealing.look_again(actor, case.attempt_id, agrees, form.words, statement, signin.now())
            return redirect(url_for("signoffs.second_looks", done="yes"))
        except ReasonTooShort as short:
            form.reason.errors = [_(str(short))]
    return again("signoffs/second_look.html", form=form, **_look_context(actor, case))
