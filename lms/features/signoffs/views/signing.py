"""Signing: approving, returning and signing second, from the reviewer's own session or at the learner's kiosk."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.quizzes.queries import questions_of
from lms.features.signoffs import actions, marks, queries
from lms.features.signoffs.cases import Case
from lms.features.signoffs.forms import SignForm, refuse
from lms.features.signoffs.reviewers import decision
from lms.features.signoffs.signing import Said, hold
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.views.found import (
    find_case,
    find_own_case,
    opened_too_long_ago,
    routes,
    statements,
    task_context,
)
from lms.features.signoffs.views.reviewing import review_context
from lms.rules.marking import AnswersNotMet
from lms.rules.permissions import Actor, May
from lms.rules.signoffs import (
    FIRST_STATES,
    HIGHEST,
    CriteriaNotMet,
    NothingToWorkOn,
    State,
    WordsTooShort,
    check_free,
)
from lms.web import signin
from lms.web.forms import again, storable

ASKED = (State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND)
HERE = ("approve", "return", "countersign")
"""What can be signed at a learner's kiosk."""


def _said(case: Case, form: SignForm, act: str) -> Said:
    criteria = queries.criteria(work(case.attempt_id), "")
    given = {one.id: request.form.get(f"rating-{one.id}", 0, type=int) for one in criteria}
    return Said(
        snapshot=form.snapshot.data or "",
        ratings={id_: rating for id_, rating in given.items() if 1 <= rating <= HIGHEST},
        strength=storable(form.strength.data or "").strip(),
        next_step=storable(form.next_step.data or "").strip(),
        statement=statements()[act],
    )


def _try(actor: Actor, case: Case, form: SignForm, act: str, refused: str) -> dict[str, str] | None:
    """Sign, or give what is to be mended: the words for each rating; the form's own fields hold theirs."""
    if refused:
        form.validate()
        refuse(form, refused)
        return {}
    if not form.validate_on_submit():
        return {}
    said, now = _said(case, form, act), signin.now()
    _keep_marks(actor, case, now)
    sign: dict[str, Callable[[], object]] = {
        "approve": lambda: actions.approve(actor, case.attempt_id, said, now),
        "return": lambda: actions.return_work(actor, case.attempt_id, said, now),
        "countersign": lambda: actions.countersign(actor, case.attempt_id, said, now),
    }
    try:
        sign[act]()
    except CriteriaNotMet as short:
        return dict.fromkeys(short.ids, _("Rate this line 3 or 4, or return the work."))
    except AnswersNotMet as short:
        words = _("Mark this line again, or return the work.")
        return {f"mark-{key}-{line}": words for key, line in short.lines}
    except NothingToWorkOn:
        return {one.id: _("Rate at least one line 1 or 2, or approve.") for one in _first(case)}
    except WordsTooShort as short:
        for field in short.fields:
            form[field].errors = [_("Write at least 15 characters that help her.")]
        return {}
    return None


def _keep_marks(actor: Actor, case: Case, now: dt.datetime) -> None:
    """Keep the marks of written answers that the form brings, from somebody who may read and sign this work."""
    if not any(name.startswith("mark-") for name in request.form) or not case.can_read(actor):
        return
    attempt = hold(case.attempt_id)
    if attempt.state not in FIRST_STATES:  # What was signed stays as it was marked.
        return
    if attempt.state == State.IN_REVIEW:
        check_free(attempt.claimed_by, attempt.claimed_at, actor.id, now)
    seen = work(case.attempt_id)
    lines = marks.lines_of(questions_of(seen.best.questions).items()) if seen.best else []
    sent = {(key, line): request.form.get(f"mark-{key}-{line}") for key, line in lines}
    given = {line: value == "1" for line, value in sent.items() if value in ("0", "1")}
    if decision(actor, case, now).allowed:
        marks.save(actor, case.attempt_id, case.facility_id, seen.answers, given, now)


def _first(case: Case) -> list[queries.Criterion]:
    return queries.criteria(work(case.attempt_id), "")[:1]


def _ratings() -> dict[str, str]:
    """The ratings as they were sent, so that the page shows them again."""
    return {name.removeprefix("rating-"): value for name, value in request.form.items() if name.startswith("rating-")}


def _from_review(actor: Actor, case: Case, act: str, refused: str) -> ResponseReturnValue:
    form = SignForm()
    problems = _try(actor, case, form, act, refused)
    if problems is None:
        return redirect(url_for("signoffs.queue", signed=act))
    if not case.opened:
        return opened_too_long_ago()
    context = review_context(actor, case) | {"rating_errors": problems, "snapshot": form.snapshot.data}
    context["marked"] |= {name: value for name, value in request.form.items() if name.startswith("mark-")}
    return again("signoffs/review.html", form=form, ratings=_ratings(), **context)


@routes.act("/attempts/<int:attempt_id>/approve", needs=May.SIGN, find=find_case, signs=True)
def approve(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign that the module is done."""
    return _from_review(actor, case, "approve", refused)


@routes.act("/attempts/<int:attempt_id>/return", needs=May.SIGN, find=find_case, signs=True)
def return_work(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign that she goes on working."""
    return _from_review(actor, case, "return", refused)


@routes.act("/attempts/<int:attempt_id>/countersign", needs=May.COUNTERSIGN, find=find_case, signs=True)
def countersign(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign second."""
    return _from_review(actor, case, "countersign", refused)


def _here(case: Case, form: SignForm, **more: Any) -> dict[str, Any]:
    seen = work(case.attempt_id)
    shown = {"form": form, "ratings": {}, "rating_errors": {}, "snapshot": seen.snapshot}
    return task_context(case, seen) | shown | more


@routes.page("/attempts/<int:attempt_id>/sign-here", needs=May.LEARN, find=find_case)
def sign_here(actor: Actor, case: Case) -> ResponseReturnValue:
    """At her kiosk: the criteria for the mentor who is with her. The quiz is not shown here."""
    if case.state not in ASKED:
        return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
    return render_template("signoffs/sign_here.html", **_here(case, SignForm()))


@routes.act("/attempts/<int:attempt_id>/sign-here", needs=May.SIGNED_IN, find=find_own_case, signs=True)
def sign_at_kiosk(actor: Actor, case: Case, refused: str) -> ResponseReturnValue:
    """Sign as the mentor who has just proved who she is; the learner's session goes on."""
    form, act = SignForm(), request.form.get("act", "")
    act = act if act in HERE else "approve"
    problems = _try(actor, case, form, act, refused)
    if problems is None:
        return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
    context = _here(case, form, ratings=_ratings(), rating_errors=problems, snapshot=form.snapshot.data)
    return again("signoffs/sign_here.html", **context)
