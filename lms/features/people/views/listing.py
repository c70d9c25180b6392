"""The list of people, and making an account."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.people.actions import accounts
from lms.features.people.forms import ROLES, PersonForm, SearchForm
from lms.features.people.queries import lists
from lms.features.people.views.found import end_of, new_key, routes, show_slip, slip_from, to_person
from lms.rules.people import NameTaken
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.i18n import page_language


@routes.page("/people", needs=May.MANAGE_PEOPLE)
def index(actor: Actor) -> ResponseReturnValue:
    """Who is here, where each one is, and who waits."""
    text, role = request.args.get("q", "").strip()[:200], request.args.get("role", "")
    role = role if role in ROLES else ""
    form = SearchForm(formdata=None, data={"q": text, "role": role}, meta={"csrf": False})
    people = lists.people(actor, text, role, request.args.get("after", 0, type=int), page_language())
    return render_template(
        "people/index.html", form=form, text=text, role=role, people=people, unconfirmed=lists.unconfirmed(actor)
    )


@routes.page("/people/new", needs=May.MANAGE_PEOPLE)
def new(actor: Actor) -> ResponseReturnValue:
    """Ask who comes."""
    return render_template("people/new.html", form=PersonForm(key=new_key()))


@routes.act("/people/new", needs=May.MANAGE_PEOPLE)
def add(actor: Actor) -> ResponseReturnValue:
    """Make her account and go on to her slip."""
    form = PersonForm()
    if not form.validate_on_submit():
        return again("people/new.html", form=form)
    details = details_from(form)
    slip = slip_from(form.key.data, details.number or details.username, details.lang)
    try:
        person_id = accounts.add_person(
            actor, details, form.roles.data, end_of(form.cleared_until.data), slip, form.key.data, signin.now()
        )
    except NameTaken as taken:
        form[taken.field].errors = [_(str(taken))]
        return again("people/new.html", form=form)
    if accounts.slip_stands(accounts.held(person_id), form.key.data):
        return show_slip(person_id, slip)
    return to_person(person_id)


def details_from(form: PersonForm) -> accounts.Details:
    """What was typed about a person, as it is stored."""
    return accounts.Details(
        storable(form.name.data),
        form.number.data or None,
        form.username.data or None,
        form.lang.data or "",
        storable(form.group_name.data or ""),
    )
