"""The page about one person, and putting her details right."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.people.actions import accounts
from lms.features.people.forms import DetailsForm
from lms.features.people.queries import person as one
from lms.features.people.queries.lists import roles_of
from lms.features.people.views.found import find_person, routes, to_person
from lms.features.people.views.listing import details_from
from lms.models.people import Person
from lms.rules.people import NameTaken, check_account
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import page_language


@routes.page("/people/<int:person_id>", needs=May.MANAGE_PEOPLE, find=find_person)
def person(actor: Actor, person: Person) -> ResponseReturnValue:
    """All about one person that a coordinator works with."""
    found = one.whole(actor, person, page_language(), signin.now())
    return render_template("people/person.html", person=person, found=found, own=person.id == actor.id)


@routes.page("/people/<int:person_id>/details", needs=May.MANAGE_PEOPLE, find=find_person)
def details(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show what the account says."""
    return render_template("people/details.html", person=person, form=DetailsForm(obj=person))


@routes.act("/people/<int:person_id>/details", needs=May.MANAGE_PEOPLE, find=find_person)
def correct(actor: Actor, person: Person) -> ResponseReturnValue:
    """Put it right."""
    form = DetailsForm()
    if form.validate_on_submit():
        roles = [role.role for role in roles_of(person.id)]
        missing = check_account(roles, form.number.data, form.username.data, cleared=True)
        for field in {"number", "username"} & set(missing):
            form[field].errors = [_(missing[field])]
        try:
            if not form.errors:
                accounts.correct(actor, person.id, details_from(form), signin.now())
                return to_person(person.id)
        except NameTaken as taken:
            form[taken.field].errors = [_(str(taken))]
    return again("people/details.html", person=person, form=form)


@routes.act("/people/<int:person_id>/clear-delay", needs=May.MANAGE_PEOPLE, find=find_person)
def clear_delay(actor: Actor, person: Person) -> ResponseReturnValue:
    """Let her try to sign in at once."""
    accounts.clear_delay(actor, person.id, signin.now())
    return to_person(person.id)
