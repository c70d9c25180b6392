"""Slips, roles, and switching accounts on and off; each is looked at once more before it is done."""

from flask import get_template_attribute, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.people.actions import accounts, switching
from lms.features.people.forms import RolesForm
from lms.features.people.queries import person as one
from lms.features.people.queries.lists import roles_of
from lms.features.people.views.found import (
    end_of,
    find_person,
    her_language,
    last_day,
    new_key,
    routes,
    show_slip,
    slip_from,
    to_person,
    words_to_show,
)
from lms.models.people import Person
from lms.rules.people import COORDINATOR_GIVES, LastOne, check_account
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again
from lms.web.i18n import speaking


@routes.page("/people/<int:person_id>/slip", needs=May.MANAGE_PEOPLE, find=find_person)
def slip(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show the three words once, to write down or print; what is for her to read is in her language."""
    words, lang = words_to_show(person), her_language(person.lang)
    with speaking(lang):
        card = get_template_attribute("people/parts.html", "slip_card")(person, words) if words else ""
    return render_template("people/slip.html", person=person, words=words, card=card, her_lang=lang)


@routes.page("/people/<int:person_id>/reset", needs=May.MANAGE_PEOPLE, find=find_person)
def check_reset(actor: Actor, person: Person) -> ResponseReturnValue:
    """Say what a new slip does, before it is made."""
    return render_template("people/reset.html", person=person, key=new_key(), own=person.id == actor.id)


@routes.act("/people/<int:person_id>/reset", needs=May.MANAGE_PEOPLE, find=find_person)
def reset(actor: Actor, person: Person) -> ResponseReturnValue:
    """Give her a new slip; her sessions end."""
    person_id, key = person.id, request.form.get("key", "")
    made = slip_from(key, person_id, person.lang)
    if accounts.give_slip(actor, person_id, made, key, signin.now()):
        return show_slip(person_id, made)
    return to_person(person_id)


@routes.page("/people/<int:person_id>/switch", needs=May.MANAGE_PEOPLE, find=find_person)
def check_switch(actor: Actor, person: Person) -> ResponseReturnValue:
    """Say what switching the account off or on does, before it is done."""
    return render_template("people/switch.html", person=person, own=person.id == actor.id)


@routes.act("/people/<int:person_id>/switch", needs=May.MANAGE_PEOPLE, find=find_person)
def switch(actor: Actor, person: Person) -> ResponseReturnValue:
    """Switch the account off, which ends its sessions, or on."""
    try:
        switching.switch(actor, person.id, request.form.get("on") == "yes", signin.now())
    except LastOne:
        problem = _("Nobody else here can do this work. Give somebody else the role first.")
        return again("people/switch.html", person=person, own=False, problem=problem)
    return to_person(person.id)


@routes.page("/people/<int:person_id>/activate", needs=May.MANAGE_PEOPLE, find=find_person)
def check_activate(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show which staff roles wait for a second person, and who asked for them."""
    waiting = one.waiting_roles(person.id)
    return render_template("people/activate.html", person=person, waiting=waiting, key=new_key())


@routes.act("/people/<int:person_id>/activate", needs=May.MANAGE_PEOPLE, find=find_person)
def activate(actor: Actor, person: Person) -> ResponseReturnValue:
    """Confirm staff roles as the second person."""
    person_id, key = person.id, request.form.get("key", "")
    made = slip_from(key, person_id, person.lang)
    if accounts.confirm(actor, person_id, made, key, signin.now()):
        return show_slip(person_id, made)
    return to_person(person_id)


@routes.page("/people/<int:person_id>/roles", needs=May.MANAGE_PEOPLE, find=find_person)
def roles(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show what she does here."""
    held = [row.role for row in roles_of(person.id) if row.role in COORDINATOR_GIVES]
    form = RolesForm(data={"roles": held, "cleared_until": last_day(person.cleared_until)})
    return render_template("people/roles.html", person=person, form=form, own=person.id == actor.id)


@routes.act("/people/<int:person_id>/roles", needs=May.MANAGE_PEOPLE, find=find_person)
def set_roles(actor: Actor, person: Person) -> ResponseReturnValue:
    """Give and take roles."""
    form = RolesForm()
    sound = form.validate_on_submit()
    staff = [row.role for row in roles_of(person.id) if row.role not in COORDINATOR_GIVES]
    wanted = form.roles.data or []
    missing = check_account(
        [*wanted, *staff], person.number or "", person.username or "", form.cleared_until.data is not None
    )
    for field, words in missing.items():
        place = form.cleared_until if field == "cleared_until" else form.roles
        place.errors = place.errors or [_(words)]
    if not sound or missing:
        return again("people/roles.html", person=person, form=form, own=person.id == actor.id)
    accounts.change_roles(actor, person.id, wanted, end_of(form.cleared_until.data), signin.now())
    return to_person(person.id)
