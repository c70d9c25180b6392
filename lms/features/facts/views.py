"""The pages of dated facts: those past review first, one fact with what says it, and a check before it changes."""

import datetime as dt
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from lms.content.facts import KEYS, show_fact
from lms.content.model import Fact
from lms.features.facts import actions, queries
from lms.features.facts.forms import FactForm, NewFactForm
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.i18n import local_date, page_language, today
from lms.web.routes import Found, Routes

routes = Routes("facts")

SOON = dt.timedelta(days=30)
"""How long before its review a fact is named as due."""


def find_fact(actor: Actor | None, fact_id: str) -> Found | None:
    """A dated fact; facts are shared by all courses."""
    found = queries.fact_with_id(fact_id)
    return Found(found, About()) if found else None


def labels() -> dict[str, str]:
    """What each part of a fact is called."""
    return {name: str(field.label.text) for name, field in FactForm()._fields.items()}


@routes.page("/facts", needs=May.KEEP_FACTS)
def index(actor: Actor) -> ResponseReturnValue:
    """All facts by the day of their review: those past it, those due soon, and the rest."""
    found, after = queries.fact_page(storable(request.args.get("after", "")))
    said, day = queries.modules_that_say(), today()
    groups: dict[str, list[Any]] = {"past": [], "soon": [], "later": []}
    for one in found:
        group = "past" if queries.overdue(one, day) else "soon" if one.review_by <= day + SOON else "later"
        groups[group].append(_row(one, said.get(one.id, [])))
    return render_template("facts/index.html", groups=groups, after=after)


def _row(one: Fact, courses: list[str]) -> tuple[Any, ...]:
    """A fact as a line of the table."""
    link = Markup('<a class="light" href="{}">{}</a>').format(url_for("facts.fact", fact_id=one.id), one.value)
    held = Markup('{}<br><span class="hint">{}</span>').format(one.place, one.source)
    kept = _("kept by %(name)s", name=one.owner)
    said = Markup('{}<br><span class="hint">{}</span>').format(", ".join(courses) or _("nowhere"), kept)
    due = _("review by %(day)s", day=local_date(one.review_by))
    days = Markup('<span class="days">{}</span><br>{}').format(local_date(one.checked_on), due)
    return (link, held, days, said)


@routes.page("/facts/new", needs=May.KEEP_FACTS)
def new(actor: Actor) -> ResponseReturnValue:
    """Ask for a new fact."""
    day = today()
    form = NewFactForm(checked_on=day, review_by=day + dt.timedelta(days=182), owner=actor.name)
    return render_template("facts/new.html", form=form)


@routes.act("/facts/new", needs=May.KEEP_FACTS)
def add(actor: Actor) -> ResponseReturnValue:
    """Keep a new fact."""
    form = NewFactForm()
    if not form.validate_on_submit():
        return again("facts/new.html", form=form)
    try:
        actions.add_fact(actor, _typed(form, form.id.data), storable(form.why.data), signin.now())
    except actions.AlreadyThere:
        form.id.errors = [_("There is a fact with this id already.")]
        return again("facts/new.html", form=form)
    return redirect(url_for("facts.fact", fact_id=form.id.data))


def _typed(form: FactForm, fact_id: str) -> Fact:
    texts = {name: storable(form[name].data) for name in ("value", "place", "source", "owner")}
    assert form.checked_on.data
    assert form.review_by.data
    return Fact(id=fact_id, checked_on=form.checked_on.data, review_by=form.review_by.data, **texts)


@routes.page("/facts/<fact_id>", needs=May.KEEP_FACTS, find=find_fact)
def fact(actor: Actor, one: Fact) -> ResponseReturnValue:
    """One fact: how lessons show it today, which they are, its parts to change, and what was changed before."""
    form = FactForm(obj=one, seen=queries.fingerprint(one))
    return render_template("facts/fact.html", form=form, **_about(one))


def _about(one: Fact) -> dict[str, Any]:
    shown = show_fact(one, today(), page_language())
    return {
        "fact": one,
        "shown": shown,
        "lessons": queries.lessons_that_say(one.id),
        "practicals": queries.practicals_that_say(one.id),
        "events": [(row, _changes(row.before, row.after)) for row in queries.fact_events(one.id)],
    }


def _changes(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """The parts that differ: what each is called, what it was, and what it is now."""
    names = labels()
    return [
        (names[key], before.get(key, ""), after[key]) for key in KEYS if key in after and before.get(key) != after[key]
    ]


@routes.act("/facts/<fact_id>/check", needs=May.KEEP_FACTS, find=find_fact)
def check(actor: Actor, one: Fact) -> ResponseReturnValue:
    """Show what would change, and where, before anything does."""
    form = FactForm()
    if not form.validate_on_submit():
        return again("facts/fact.html", form=form, **_about(one))
    new = _typed(form, one.id)
    changes = _changes(queries.as_texts(one), queries.as_texts(new))
    if not changes:
        return redirect(url_for("facts.fact", fact_id=one.id))
    if queries.fingerprint(one) != form.seen.data:
        return _stale(form, one)
    about = _about(one) | {"shown": show_fact(new, today(), page_language())}
    return render_template("facts/check.html", form=form, changes=changes, **about)


def _stale(form: FactForm, one: Fact) -> ResponseReturnValue:
    """Say that somebody else was quicker; her words stay, beside what is there now."""
    form.seen.data = queries.fingerprint(one)
    theirs = _changes(queries.as_texts(_typed(form, one.id)), queries.as_texts(one))
    return render_template("facts/fact.html", form=form, errors=True, theirs=theirs, **_about(one)), 409


@routes.act("/facts/<fact_id>", needs=May.KEEP_FACTS, find=find_fact)
def change(actor: Actor, one: Fact) -> ResponseReturnValue:
    """Change the fact; lessons say it from now on."""
    form = FactForm()
    if not form.validate_on_submit():
        return again("facts/fact.html", form=form, **_about(one))
    try:
        actions.change_fact(actor, _typed(form, one.id), form.seen.data, storable(form.why.data), signin.now())
    except actions.ChangedMeanwhile as meanwhile:
        return _stale(form, meanwhile.now)
    return redirect(url_for("facts.fact", fact_id=one.id))
