"""The coordinator's side: what waits for her, one piece of work with all she may decide about it, and her exceptions."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from lms.features.signoffs import appealing, matters, queries, reviewers, revoking
from lms.features.signoffs.cases import Case
from lms.features.signoffs.events import stands
from lms.features.signoffs.views.decision_forms import ExceptForm, ReasonForm
from lms.features.signoffs.views.found import find_case, routes
from lms.features.signoffs.views.places import place_in, written
from lms.rules.permissions import Actor, May
from lms.rules.reviewers import RECIPROCAL
from lms.rules.signoffs import FIRST_STATES, Event, ReasonTooShort
from lms.rules.standing import Matter
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language


def _next_url(name: str, place: matters.Place | None) -> str:
    return url_for("signoffs.coordinator", list=name, after=written(place)) if place else ""


@routes.page("/reviews/decisions", needs=May.MANAGE_PEOPLE)
def coordinator(actor: Actor) -> ResponseReturnValue:
    """What waits for the coordinator, each list with what waits longest first."""
    chosen = request.args.get("list", "")
    names = [chosen] if chosen in matters.LISTS else matters.LISTS
    after = place_in() if chosen in matters.LISTS else None
    found = {name: matters.coordinators(actor, name, signin.now(), after) for name in names}
    return render_template(
        "signoffs/coordinator.html",
        lists=found,
        following={name: _next_url(name, page.following) for name, page in found.items()},
        chosen=chosen if chosen in matters.LISTS else "",
        language=page_language(),
    )


def _context(actor: Actor, case: Case) -> dict[str, Any]:
    happened = queries.history(case.attempt_id)
    at, now = stands(case.attempt_id), signin.now()
    others = queries.other_attempts(case)
    disagreed = Matter.DISAGREEMENT in at.open
    return {
        "case": case,
        "title": case.name(page_language()),
        "happened": happened,
        "holder": case.holder(now),
        "appeal": next((one for one in reversed(happened) if one.event is Event.APPEALED), None),
        "appeal_open": Matter.APPEAL in at.open,
        "revoking": Matter.REVOCATION in at.open,
        "disagreed": next((one for one in reversed(happened) if one.event is Event.DISAGREED), None)
        if disagreed
        else None,
        "upholds": reviewers.upholding(actor, case, now) if disagreed else None,
        "others": others,
        "latest": not any(one.number > case.number for one in others),
        "excepts": case.state in FIRST_STATES and bool(_excepted(actor, case)),
    }


def _excepted(actor: Actor, case: Case) -> dict[int, str]:
    """Who could sign by exception: those for whom the learner signed lately, but for the coordinator herself."""
    found = reviewers.signed_by_lately(case.learner_id, signin.now() - RECIPROCAL)
    return {id_: name for id_, name in found.items() if id_ != actor.id}


@routes.page("/attempts/<int:attempt_id>/decide", needs=May.MANAGE_PEOPLE, find=find_case)
def decide(actor: Actor, case: Case) -> ResponseReturnValue:
    """Where one piece of work stands, and what a coordinator may decide about it."""
    return render_template("signoffs/decide.html", form=ReasonForm(), **_context(actor, case))


@routes.act("/attempts/<int:attempt_id>/uphold", needs=May.MANAGE_PEOPLE, find=find_case)
def uphold(actor: Actor, case: Case) -> ResponseReturnValue:
    """Let an approval stand with which a second look did not agree."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            revoking.uphold(actor, case.attempt_id, form.words, signin.now())
            return redirect(url_for("signoffs.decide", attempt_id=case.attempt_id))
        except ReasonTooShort as short:
            form.reason.errors = [_(str(short))]
    return again("signoffs/decide.html", form=form, **_context(actor, case))


@routes.act("/attempts/<int:attempt_id>/begin-again", needs=May.MANAGE_PEOPLE, find=find_case)
def begin_again(actor: Actor, case: Case) -> ResponseReturnValue:
    """Open a new attempt after a revoked one."""
    made = revoking.begin_again(actor, case.attempt_id, signin.now())
    return redirect(url_for("signoffs.decide", attempt_id=made))


def _except_form(actor: Actor, case: Case) -> ExceptForm:
    form = ExceptForm()
    form.reviewer.choices = [SelectChoice(*one) for one in _excepted(actor, case).items()]
    return form


@routes.page("/attempts/<int:attempt_id>/exception", needs=May.MANAGE_PEOPLE, find=find_case)
def exception(actor: Actor, case: Case) -> ResponseReturnValue:
    """Choose who may sign although the learner signed for her lately."""
    form = _except_form(actor, case)
    return render_template("signoffs/exception.html", form=form, case=case, title=case.name(page_language()))


@routes.act("/attempts/<int:attempt_id>/exception", needs=May.MANAGE_PEOPLE, find=find_case)
def make_exception(actor: Actor, case: Case) -> ResponseReturnValue:
    """Let her sign; a second person signs too."""
    form = _except_form(actor, case)
    if form.validate_on_submit():
        try:
            appealing.except_from_rule(actor, case.attempt_id, form.reviewer.data, form.words, signin.now())
            return redirect(url_for("signoffs.decide", attempt_id=case.attempt_id))
        except ReasonTooShort as short:
            form.reason.errors = [_(str(short))]
    return again("signoffs/exception.html", form=form, case=case, title=case.name(page_language()))
