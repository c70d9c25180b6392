"""Workshops: checklists to print, and typing them in later so that another person who watched can sign."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.lessons.body import whole
from lms.features.lessons.queries import in_language
from lms.features.signoffs import queries, workshops
from lms.features.signoffs.cases import Case
from lms.features.signoffs.forms import WorkshopForm
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.views.found import find_case, routes, task_context
from lms.rules.permissions import About, Actor, May
from lms.rules.signoffs import HIGHEST, OPEN_STATES
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.i18n import page_language, today
from lms.web.routes import Found


@routes.page("/workshops", needs=May.REVIEW)
def checklists(actor: Actor) -> ResponseReturnValue:
    """Every module on offer that has a task to watch."""
    lang = page_language()
    rows = [(row, in_language(row.texts, lang).get("title") or row.title) for row in workshops.watched_modules()]
    return render_template("signoffs/checklists.html", rows=rows)


def find_module(actor: Actor | None, course_id: str, slug: str) -> Found | None:
    """A module on offer with a task to watch."""
    row = workshops.watched_module(f"{course_id}/{slug}")
    return Found(row, About()) if row else None


@routes.page("/workshops/<course_id>/<slug>", needs=May.REVIEW, find=find_module)
def checklist(actor: Actor, row: Any) -> ResponseReturnValue:
    """The task, its criteria, and a line for each learner at work on it: to print and fill in by hand."""
    lang = page_language()
    task = in_language(row.practical, lang)
    return render_template(
        "signoffs/checklist.html",
        title=in_language(row.texts, lang).get("title") or row.title,
        task_body=whole(task["task"], lang, today()),
        criteria=task["criteria"],
        learners=workshops.sheet(actor, row.id),
    )


def _context(actor: Actor, case: Case, form: WorkshopForm) -> dict[str, Any]:
    form.watched_by.choices = [("", _("Choose"))] + [
        (str(row.id), row.name) for row in workshops.watchers(actor, case.learner_id)
    ]
    return task_context(case, work(case.attempt_id)) | {"form": form, "entry": workshops.entry(case.attempt_id)}


@routes.page("/attempts/<int:attempt_id>/workshop", needs=May.SIGN_CREDIT, find=find_case)
def type_in(actor: Actor, case: Case) -> ResponseReturnValue:
    """The form for a checklist that was filled in on paper."""
    form = WorkshopForm(save_key=secrets.token_hex(16))
    open_ = case.state in OPEN_STATES
    return render_template("signoffs/type_in.html", ratings={}, problems={}, open=open_, **_context(actor, case, form))


@routes.act("/attempts/<int:attempt_id>/workshop", needs=May.SIGN_CREDIT, find=find_case)
def keep_typed(actor: Actor, case: Case) -> ResponseReturnValue:
    """Keep what stands on the paper; the person who watched signs it in a review of her own."""
    form = WorkshopForm()
    context = _context(actor, case, form)
    ratings, day = _ratings(context["criteria"]), form.watched_on.data
    problems = {one.id: _("Rate this line as on the paper.") for one in context["criteria"] if one.id not in ratings}
    sound = form.validate_on_submit()
    if form.watched_by.data not in {value for value, _name in form.watched_by.choices if value}:
        form.watched_by.errors = [_("Choose who watched. It is not you.")]
    if day is None or day > today():
        form.watched_on.errors = form.watched_on.errors or [_("Write the day of the workshop, today or before.")]
    if day is None or not sound or form.errors or problems:
        given = {id_: str(rating) for id_, rating in ratings.items()}
        return again("signoffs/type_in.html", ratings=given, problems=problems, open=True, **context)
    words, key = storable(form.words.data or "").strip(), (form.save_key.data or secrets.token_hex(16))[:64]
    workshops.keep(actor, case.attempt_id, int(form.watched_by.data), day, ratings, words, key, signin.now())
    return redirect(url_for("signoffs.review", attempt_id=case.attempt_id, typed=1))


def _ratings(criteria: list[queries.Criterion]) -> dict[str, int]:
    given = {one.id: request.form.get(f"rating-{one.id}", 0, type=int) for one in criteria}
    return {id_: rating for id_, rating in given.items() if 1 <= rating <= HIGHEST}
