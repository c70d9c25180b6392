"""The pages of quizzes on paper: her sheets, the sheet to print, its key, and entering what she wrote."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import questions
from lms.features.lessons.links import find_attempt
from lms.features.paper import actions, queries
from lms.features.paper.forms import EnterForm
from lms.features.records.queries import learner as learner_with_id
from lms.models.people import Person
from lms.rules.permissions import About, Actor, May
from lms.rules.record_numbers import BYTES, new_number, read_number
from lms.rules.signoffs import Refused
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language, page_zone
from lms.web.routes import Found, Routes

routes = Routes("paper")


def find_learner(actor: Actor | None, person_id: int) -> Found | None:
    """A learner, about herself."""
    person = learner_with_id(person_id)
    return Found(person, About(facility_id=person.facility_id, owner_id=person.id)) if person else None


def find_sheet(actor: Actor | None, number: str) -> Found | None:
    """A sheet, about its learner."""
    printed = read_number(number)
    found = queries.sheet(printed) if printed else None
    return Found(found, found.about) if found else None


@routes.page("/paper", needs=May.REVIEW)
def index(actor: Actor) -> ResponseReturnValue:
    """Which sheets wait for their answers, and whose quizzes she may print."""
    typed = request.args.get("number", "").strip()
    number = read_number(typed)
    if number and queries.sheet(number):
        return redirect(url_for("paper.enter", number=number))
    return render_template(
        "paper/index.html",
        typed=typed,
        waiting=queries.waiting(actor),
        learners=queries.learners(actor),
        language=page_language(),
    )


@routes.page("/people/<int:person_id>/paper", needs=May.PAPER, find=find_learner)
def of_learner(actor: Actor, person: Person) -> ResponseReturnValue:
    """One learner's quizzes that can be printed, and her sheets."""
    return render_template(
        "paper/learner.html",
        person=person,
        attempts=queries.attempts_with_quiz(person.id),
        sheets=queries.of_learner(person.id),
        number=new_number(secrets.token_bytes(BYTES)),
        language=page_language(),
        entered=request.args.get("entered", ""),
    )


@routes.act("/attempts/<int:attempt_id>/sheets", needs=May.PAPER, find=find_attempt)
def make(actor: Actor, attempt_id: int) -> ResponseReturnValue:
    """Make a sheet and go on to print it."""
    number = read_number(request.form.get("number", "")) or new_number(secrets.token_bytes(BYTES))
    if not actions.make_sheet(actor, attempt_id, number, signin.now()):
        number = new_number(secrets.token_bytes(BYTES))
        actions.make_sheet(actor, attempt_id, number, signin.now())
    return redirect(url_for("paper.sheet", number=number))


@routes.page("/sheets/<number>", needs=May.PAPER, find=find_sheet)
def sheet(actor: Actor, found: queries.Sheet) -> ResponseReturnValue:
    """The questions without their key, to print."""
    large = "large" in request.args
    return render_template("paper/sheet.html", sheet=found, large=large, language=page_language())


@routes.page("/sheets/<number>/key", needs=May.PAPER, find=find_sheet)
def key(actor: Actor, found: queries.Sheet) -> ResponseReturnValue:
    """The key on a page of its own, for staff."""
    lines = [(data["stem"], queries.key_lines(data), data["kind"]) for data in found.data.values()]
    return render_template("paper/key.html", sheet=found, lines=lines, language=page_language())


@routes.page("/sheets/<number>/enter", needs=May.PAPER, find=find_sheet)
def enter(actor: Actor, found: queries.Sheet) -> ResponseReturnValue:
    """The same questions, to be filled as she filled them."""
    return render_template("paper/enter.html", form=_form(found), values={}, errors_by={}, **_shown(found))


@routes.act("/sheets/<number>/enter", needs=May.PAPER, find=find_sheet)
def take(actor: Actor, found: queries.Sheet) -> ResponseReturnValue:
    """Take what was typed: first to look it over, then to keep it."""
    form, (values, typed, mend) = _form(found), _read(found)
    if "change" in request.form:
        return render_template("paper/enter.html", form=form, values=typed, errors_by={}, **_shown(found))
    if not form.validate_on_submit() or mend or form.answered_on.data is None:
        return again("paper/enter.html", form=form, values=typed, errors_by=mend, **_shown(found))
    if "sure" not in request.form:
        said = [
            (at, data["stem"], questions.plain(data, values[key]) if key in values else "")
            for at, (key, data) in enumerate(found.data.items(), 1)
            if data["kind"] != queries.PRIVATE
        ]
        sent = [(name, value) for name, all_ in request.form.lists() if name != "csrf_token" for value in all_]
        return render_template("paper/check.html", form=form, said=said, sent=sent, **_shown(found))
    try:
        actions.enter(actor, found.row.number, values, form.answered_on.data, signin.now())
    except Refused as refused:
        mend = {"": _(refused.words)}
        return render_template("paper/enter.html", form=form, values=typed, errors_by=mend, **_shown(found)), 409
    return redirect(url_for("paper.of_learner", person_id=found.row.person_id, entered=found.row.number))


def _form(found: queries.Sheet) -> EnterForm:
    return EnterForm(found.row.made_at.astimezone(page_zone()).date())


def _shown(found: queries.Sheet) -> dict[str, Any]:
    return {"sheet": found, "language": page_language()}


def _read(found: queries.Sheet) -> tuple[dict[str, questions.Value], dict[str, questions.Value], Mapping[str, str]]:
    """What was typed for each question: as answers, as it stood in the boxes, and what cannot be read."""
    values, typed, mend = {}, {}, {}
    for at, (key, data) in enumerate(found.data.items(), 1):
        mark = f"q{at}-"
        form = {name[len(mark) :]: texts for name, texts in request.form.lists() if name.startswith(mark)}
        if data["kind"] == queries.PRIVATE or not any(text.strip() for texts in form.values() for text in texts):
            continue
        typed[key] = questions.typed(data, form)
        try:
            values[key] = questions.read(data, form)
        except questions.Unreadable as slip:
            mend[key] = _(slip.words).format(**slip.names)
    return values, typed, mend
