"""Her own side: asking for sign-off, taking it back, reading what was said, and handing the kiosk to her mentor."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.features.lessons.links import step_url
from lms.features.lessons.queries import attempt_progress
from lms.features.signoffs import actions, queries
from lms.features.signoffs.cases import Case
from lms.features.signoffs.forms import AskForm
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.views.found import find_case, routes
from lms.features.signoffs.witnesses import witnesses
from lms.rules.permissions import Actor, May, viewers
from lms.rules.progress import WORK, NotReady
from lms.rules.signoffs import State
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language


def _context(case: Case) -> dict[str, Any]:
    attempt = attempt_progress(case.attempt_id, page_language())
    happened = queries.history(case.attempt_id)
    seen = work(case.attempt_id) if case.state is State.RETURNED else None
    others = queries.other_attempts(case) if case.number > 1 or case.state is State.REVOKED else []
    return {
        "case": case,
        "title": case.name(page_language()),
        "attempt": attempt,
        "left": [(step, step_url(attempt, step)) for step in attempt.progress.left],
        "work": [(step, step_url(attempt, step)) for step in attempt.progress.steps if step.kind in WORK],
        "criteria": queries.criteria(seen, page_language()) if seen else [],
        "happened": happened,
        "said": queries.last_word(happened),
        "witnesses": witnesses(case.attempt_id),
        "readings": queries.readings(case.attempt_id),
        "others": others,
        "later": next((one for one in others if one.number > case.number), None),
        "viewers": viewers(May.READ_WORK),
        "holder": case.claimer if case.holder(signin.now()) else None,
    }


@routes.page("/attempts/<int:attempt_id>/sign-off", needs=May.LEARN, find=find_case)
def ask(actor: Actor, case: Case) -> ResponseReturnValue:
    """Where her sign-off stands: what is left, the box to tick, how long it has waited, or what was said."""
    return render_template("signoffs/ask.html", form=AskForm(), **_context(case))


@routes.act("/attempts/<int:attempt_id>/submit", needs=May.LEARN, find=find_case)
def submit(actor: Actor, case: Case) -> ResponseReturnValue:
    """Ask for sign-off. A second click finds it asked already."""
    form = AskForm()
    if not form.validate_on_submit():
        return again("signoffs/ask.html", form=form, **_context(case))
    try:
        actions.submit(actor, case.attempt_id, signin.now())
    except NotReady:
        return again("signoffs/ask.html", form=form, **_context(case))
    return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))


@routes.act("/attempts/<int:attempt_id>/take-back", needs=May.LEARN, find=find_case)
def take_back(actor: Actor, case: Case) -> ResponseReturnValue:
    """Give her the work back."""
    actions.take_back(actor, case.attempt_id, signin.now())
    return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
