"""The reviewers' side: the queue, claiming, opening, giving back, and the page that shows the work."""

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.quizzes.queries import late_answers
from lms.features.signoffs import actions, queries
from lms.features.signoffs import queue as lists
from lms.features.signoffs.cases import Case
from lms.features.signoffs.forms import OpenForm, SignForm
from lms.features.signoffs.reviewers import decision, second_decision
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.views.found import find_case, routes, task_context
from lms.rules.permissions import Actor, Grant, May, Verdict, allowed, grants, holds
from lms.rules.signoffs import State
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language


def _place() -> lists.Place | None:
    """Where this page of the queue starts, as the link to it says: microseconds and the attempt."""
    at, _, attempt_id = request.args.get("after", "").partition("-")
    if not (at.isdecimal() and attempt_id.isdecimal() and len(at) < 18 and len(attempt_id) < 10):
        return None
    return lists.Place(dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=int(at)), int(attempt_id))


def _after(place: lists.Place | None) -> str:
    if place is None:
        return ""
    microseconds = (place.at - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(microseconds=1)
    return url_for("signoffs.queue", after=f"{microseconds}-{place.attempt_id}")


@routes.page("/reviews", needs=May.REVIEW)
def queue(actor: Actor) -> ResponseReturnValue:
    """Who is waiting, oldest first."""
    now = signin.now()
    rows, following = lists.waiting(actor, now, _place())
    return render_template(
        "signoffs/queue.html",
        waiting=rows,
        next_url=_after(following),
        first=_place() is None,
        held=lists.held(actor, now),
        elsewhere=lists.elsewhere(actor, now),
        second=lists.for_a_second(actor),
        language=page_language(),
        signed=request.args.get("signed", ""),
    )


@routes.act("/attempts/<int:attempt_id>/claim", needs=May.SIGN, find=find_case)
def claim(actor: Actor, case: Case) -> ResponseReturnValue:
    """Take the work for review."""
    actions.claim(actor, case.attempt_id, signin.now())
    return redirect(url_for("signoffs.review", attempt_id=case.attempt_id))


@routes.act("/attempts/<int:attempt_id>/release", needs=May.SIGN, find=find_case)
def release(actor: Actor, case: Case) -> ResponseReturnValue:
    """Give the work back to the queue."""
    actions.release(actor, case.attempt_id, signin.now())
    return redirect(url_for("signoffs.queue"))


def _says_why(actor: Actor, case: Case) -> bool:
    """Whether the table lets her open this work only with a reason: she is neither mentor nor instructor here."""
    near = grants(actor, May.OPEN_WORK) - {Grant.YES}
    return not any(holds(grant, actor, case.about) for grant in near)


@routes.act("/attempts/<int:attempt_id>/open", needs=May.OPEN_WORK, find=find_case)
def open_work(actor: Actor, case: Case) -> ResponseReturnValue:
    """Open the work to read it, on record."""
    form = OpenForm()
    if not _says_why(actor, case):
        del form.reason
    if not form.validate_on_submit():
        return again("signoffs/closed.html", form=form, **_closed(actor, case))
    actions.open_work(actor, case.attempt_id, form.reason.data.strip() if form.reason else "", signin.now())
    return redirect(url_for("signoffs.review", attempt_id=case.attempt_id))


def _closed(actor: Actor, case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "title": case.name(page_language()),
        "opens": allowed(actor, May.OPEN_WORK, case.about) is Verdict.YES,
        "says_why": _says_why(actor, case),
        "decided": decision(actor, case, signin.now()),
        "holder": case.holder(signin.now()),
    }


@routes.page("/attempts/<int:attempt_id>/review", needs=May.SEE_STATE, find=find_case)
def review(actor: Actor, case: Case) -> ResponseReturnValue:
    """The work itself for those who claimed or opened it; for others, where it stands and the way in."""
    if actor.id == case.learner_id:
        return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
    if not case.opened:
        return render_template("signoffs/closed.html", form=OpenForm(), **_closed(actor, case))
    form = SignForm(signer=queries.sign_in_name(actor))
    return render_template("signoffs/review.html", form=form, ratings={}, **review_context(actor, case))


def review_context(actor: Actor, case: Case) -> dict[str, Any]:
    """All that the review page shows. Without leave to read, the answers and her words are not even asked for."""
    now, seen = signin.now(), work(case.attempt_id)
    waits = case.state is State.AWAITING_SECOND
    decided = second_decision(actor, case, now) if waits else decision(actor, case, now)
    reads = case.can_read(actor)
    happened = queries.history(case.attempt_id)
    context = task_context(case, seen)
    watched = [one if reads else replace(one, own=0) for one in context["criteria"]]
    return context | {
        "criteria": watched,
        "reads": reads,
        "answers": queries.answers(seen) if reads else [],
        "late": late_answers(case.attempt_id) if reads else [],
        "tries": queries.tries(case.attempt_id),
        "happened": happened,
        "said": queries.last_word(happened),
        "decided": decided,
        "signs": decided.allowed and (waits or case.holder(now) == actor.id),
        "holder": case.holder(now),
        "snapshot": seen.snapshot,
        "rating_errors": {},
    }
