"""The reviewers' side: the queue, claiming, opening, giving back, and the page that shows the work."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.mentoring.queries import cleared_until, ending, training
from lms.features.quizzes.queries import late_answers, papers
from lms.features.signoffs import actions, queries
from lms.features.signoffs import queue as lists
from lms.features.signoffs.cases import Case
from lms.features.signoffs.forms import OpenForm, SignForm, WitnessForm
from lms.features.signoffs.reviewers import decision, second_decision
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.views.found import find_case, routes, task_context
from lms.features.signoffs.witnesses import witnesses
from lms.features.signoffs.workshops import entry
from lms.rules.mentoring import ends_soon
from lms.rules.permissions import Actor, Grant, May, Role, Verdict, allowed, grants, holds
from lms.rules.signoffs import OPEN_STATES, State
from lms.rules.standing import Matter, standing
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language


def _place() -> lists.Place | None:
    """Where this page of the queue starts, as the link to it says: microseconds and the attempt."""
    at, _, attempt_id = request.args.get("after", "").partition("-")
    if not (at.isdecimal() and attempt_id.isdecimal() and len(at) < 18 and len(attempt_id) < 10):
        return None
    return lists.Place(dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=int(at)), int(attempt_id))


def _after(place: lists.Place | None, show: str) -> str:
    if place is None:
        return ""
    microseconds = (place.at - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(microseconds=1)
    return url_for("signoffs.queue", show=show or None, after=f"{microseconds}-{place.attempt_id}")


SHOWN: dict[str, Callable[..., lists.Page]] = {
    "": lists.waiting,
    "mine": lists.held,
    "all": lists.seen,
    "back": lists.came_back,
    "second": lists.for_a_second,
}
"""The lists of a reviewer, by what the address says."""


@routes.page("/reviews", needs=May.REVIEW)
def queue(actor: Actor) -> ResponseReturnValue:
    """Who is waiting, oldest first, or one of her other lists."""
    now, place, show = signin.now(), _place(), request.args.get("show", "")
    show = show if show in SHOWN else ""
    rows, following = SHOWN[show](actor, now, place)
    until = cleared_until(actor.id)
    return render_template(
        "signoffs/queue.html",
        rows=rows,
        show=show,
        next_url=_after(following, show),
        held=lists.holding(actor, now)[0] if show == "" and place is None else [],
        now=now,
        language=page_language(),
        signed=request.args.get("signed", ""),
        training=training(actor),
        until=until if ends_soon(until, now) or not actor.cleared else None,
        ending=ending(actor, now) if Role.COORDINATOR in actor.roles else 0,
        seconds=lists.for_a_second(actor, now)[0] if show == "" and grants(actor, May.COUNTERSIGN) else [],
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
        return again("signoffs/closed.html", **closed_context(actor, case) | {"form": form})
    actions.open_work(actor, case.attempt_id, form.reason.data.strip() if form.reason else "", signin.now())
    return redirect(url_for("signoffs.review", attempt_id=case.attempt_id))


def closed_context(actor: Actor, case: Case) -> dict[str, Any]:
    """What is shown of work that this person has not opened; to a possible witness also the task, never her words."""
    may_witness = allowed(actor, May.WITNESS, case.about) is Verdict.YES and case.state in OPEN_STATES
    task = task_context(case, work(case.attempt_id)) if may_witness else {}
    watched = [replace(one, own=0) for one in task.get("criteria", ())]
    return task | {
        "form": OpenForm(),
        "criteria": watched,
        "witness_form": WitnessForm(save_key=secrets.token_hex(16)) if may_witness and task["task"] else None,
        "training": training(actor),
        "witnesses": witnesses(case.attempt_id),
        "types": allowed(actor, May.SIGN_CREDIT, case.about) is Verdict.YES and case.state in OPEN_STATES,
        "typed": request.args.get("typed", ""),
        "case": case,
        "title": case.name(page_language()),
        "opens": allowed(actor, May.OPEN_WORK, case.about) is Verdict.YES,
        "says_why": _says_why(actor, case),
        "decided": decision(actor, case, signin.now()),
        "signs_second": case.state is State.AWAITING_SECOND and second_decision(actor, case, signin.now()).allowed,
        "holder": case.holder(signin.now()),
    }


@routes.page("/attempts/<int:attempt_id>/review", needs=May.SEE_STATE, find=find_case)
def review(actor: Actor, case: Case) -> ResponseReturnValue:
    """The work itself for those who claimed or opened it; for others, where it stands and the way in."""
    if actor.id == case.learner_id:
        return redirect(url_for("signoffs.ask", attempt_id=case.attempt_id))
    if not case.noted:
        return render_template("signoffs/closed.html", **closed_context(actor, case))
    form = SignForm(signer=queries.sign_in_name(actor))
    context = review_context(actor, case)
    sheet = context["entry"]
    hers = sheet.ratings if sheet and sheet.watched_by == actor.id else {}
    ratings = {id_: str(rating) for id_, rating in hers.items()}
    return render_template("signoffs/review.html", form=form, ratings=ratings, **context)


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
        "papers": papers(case.attempt_id),
        "tries": queries.tries(case.attempt_id),
        "happened": happened,
        "said": queries.last_word(happened),
        "decided": decided,
        "signs": decided.allowed and (waits or case.holder(now) == actor.id),
        "holder": case.holder(now),
        "snapshot": seen.snapshot,
        "rating_errors": {},
        "marked": {f"mark-{key}-{line}": str(int(one.met)) for (key, line), one in seen.marks.items()},
        "markers": sorted({one.by for one in seen.marks.values()}),
        "witnesses": witnesses(case.attempt_id),
        "entry": entry(case.attempt_id),
        "looked_at_again": allowed(actor, May.COUNTERSIGN, case.about) is Verdict.YES
        and Matter.SAMPLE in standing(one.event for one in happened).open,
        "typed": request.args.get("typed", ""),
    }
