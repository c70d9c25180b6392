"""The exit ticket after a module, "You said, we did", and what tickets say."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.feedback import actions, queries
from lms.features.feedback.forms import SaidForm, TicketForm
from lms.features.lessons.links import find_attempt
from lms.features.lessons.queries import in_language
from lms.models.keeping import SaidDone
from lms.rules.permissions import About, Actor, May
from lms.rules.signoffs import WORKING_STATES
from lms.rules.totals import SMALLEST
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.i18n import page_language, today
from lms.web.routes import Found, Routes

routes = Routes("feedback")


def find_said(actor: Actor | None, said_id: int) -> Found | None:
    """Something that was said and done."""
    row = queries.said(said_id)
    return Found(row, About(facility_id=row.facility_id)) if row else None


@routes.page("/you-said", needs=May.BROWSE)
def said(actor: Actor) -> ResponseReturnValue:
    """What women here said, and what was done about it."""
    rows = queries.said_done(actor, request.args.get("before", 0, type=int))
    more = rows[queries.MOST - 1].id if len(rows) > queries.MOST else 0
    return render_template("feedback/said.html", rows=rows[: queries.MOST], more=more)


@routes.page("/you-said/edit", needs=May.MANAGE_PEOPLE)
def edit(actor: Actor) -> ResponseReturnValue:
    """The same list, with a form for a new entry and a way to take one down."""
    form = SaidForm(form_key=secrets.token_hex(16))
    return render_template("feedback/edit.html", form=form, rows=queries.said_done(actor, 0)[: queries.MOST])


@routes.act("/you-said/edit", needs=May.MANAGE_PEOPLE)
def add(actor: Actor) -> ResponseReturnValue:
    """Put an entry up."""
    form = SaidForm()
    if not form.validate_on_submit():
        return again("feedback/edit.html", form=form, rows=queries.said_done(actor, 0)[: queries.MOST])
    texts = (storable(form.said.data), storable(form.done.data))
    actions.add_said(actor, *texts, (form.form_key.data or "")[:64], signin.now())
    return redirect(url_for("feedback.edit"))


@routes.act("/you-said/<int:said_id>/down", needs=May.MANAGE_PEOPLE, find=find_said)
def take_down(actor: Actor, row: SaidDone) -> ResponseReturnValue:
    """Take an entry down."""
    actions.take_down(actor, row.id, signin.now())
    return redirect(url_for("feedback.edit"))


def _ticket(actor: Actor, attempt_id: int, form: TicketForm) -> ResponseReturnValue | str:
    row = queries.asked_about(attempt_id, actor.id)
    if row.state in WORKING_STATES:
        return redirect(url_for("lessons.go_on", attempt_id=attempt_id))
    title = in_language(row.texts, page_language()).get("title") or row.title
    return render_template(
        "feedback/ticket.html",
        form=form,
        title=title,
        given=row.given,
        attempt_id=attempt_id,
        course_id=row.module_id.split("/", 1)[0],
        smallest=SMALLEST,
        errors=bool(form.errors),
    )


@routes.page("/attempts/<int:attempt_id>/ticket", needs=May.LEARN, find=find_attempt)
def ticket(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Three questions about a module she has finished or handed in."""
    return _ticket(actor, attempt_id, TicketForm())


@routes.act("/attempts/<int:attempt_id>/ticket", needs=May.LEARN, find=find_attempt, nameless=True)
def give(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Take her answers, without her name."""
    form = TicketForm()
    row = queries.asked_about(attempt_id, actor.id)
    answers = {name: form[name].data for name in actions.ASKED}
    for name, value in answers.items():
        if value not in ("1", "2", "3"):
            form[name].errors = [_("Choose one answer.")]
    if not form.errors and row.state not in WORKING_STATES:
        given = {name: int(value) for name, value in answers.items()}
        actions.give_ticket(actor, row.module_id, given, today().strftime("%Y-%m"))
        return redirect(url_for("feedback.ticket", attempt_id=attempt_id))
    page = _ticket(actor, attempt_id, form)
    return (page, 422) if isinstance(page, str) else page


@routes.page("/tickets", needs=May.SEE_TOTALS)
def results(actor: Actor) -> ResponseReturnValue:
    """What tickets say of each module, once enough of them are there."""
    found = queries.results(actor, today().strftime("%Y-%m"), page_language())
    return render_template("feedback/results.html", modules=found, smallest=SMALLEST)
