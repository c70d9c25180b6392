"""The state of the server, and staff accounts."""

import datetime as dt
import secrets
from pathlib import Path

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.admin import actions, queries
from lms.features.admin.forms import StaffForm, StaffRolesForm
from lms.models.people import Person
from lms.rules.people import LastOne, NameTaken
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.i18n import page_zone
from lms.web.routes import Found, Routes

routes = Routes("admin")


@routes.page("/health", needs=May.RUN_SYSTEM)
def health(actor: Actor) -> ResponseReturnValue:
    """How the server is. No learner is named here."""
    from lms import __version__

    settings = current_app.config
    found = queries.health(
        Path(current_app.root_path).parent / "migrations",
        Path(settings["INSTANCE"]),
        dt.timedelta(minutes=settings["IDLE_MINUTES"]),
        dt.timedelta(hours=settings["SESSION_HOURS"]),
        signin.now(),
    )
    return render_template("admin/health.html", health=found, version=__version__, zone=page_zone().key)


def find_staff(actor: Actor | None, person_id: int) -> Found | None:
    """A member of staff or a mentor; a woman who signs in at a kiosk is not found here."""
    person = queries.staff_with_id(person_id)
    return Found(person, About(facility_id=person.facility_id, owner_id=person.id)) if person else None


@routes.page("/staff", needs=May.MAKE_STAFF)
def staff(actor: Actor) -> ResponseReturnValue:
    """Staff accounts, and those that wait for a coordinator."""
    return render_template("admin/staff.html", people=queries.staff(actor, request.args.get("after", 0, type=int)))


@routes.page("/staff/new", needs=May.MAKE_STAFF)
def new_staff(actor: Actor) -> ResponseReturnValue:
    """Ask who joins the staff."""
    return render_template("admin/new_staff.html", form=StaffForm(key=secrets.token_urlsafe(12)))


@routes.act("/staff/new", needs=May.MAKE_STAFF)
def add_staff(actor: Actor) -> ResponseReturnValue:
    """Make the account; it is off until a coordinator has confirmed it."""
    form = StaffForm()
    if not form.validate_on_submit():
        return again("admin/new_staff.html", form=form)
    details = actions.Details(storable(form.name.data), None, form.username.data, form.lang.data)
    try:
        actions.make_staff(actor, details, form.roles.data, form.key.data, signin.now())
    except NameTaken as taken:
        form.username.errors = [_(str(taken))]
        return again("admin/new_staff.html", form=form)
    return redirect(url_for("admin.staff"))


@routes.page("/staff/<int:person_id>", needs=May.MAKE_STAFF, find=find_staff)
def staff_roles(actor: Actor, person: Person) -> ResponseReturnValue:
    """Show her staff roles."""
    form = StaffRolesForm(data={"roles": queries.staff_roles(person.id)})
    return render_template("admin/staff_roles.html", person=person, form=form, own=person.id == actor.id)


@routes.act("/staff/<int:person_id>", needs=May.MAKE_STAFF, find=find_staff)
def set_staff_roles(actor: Actor, person: Person) -> ResponseReturnValue:
    """Ask for further roles and take others away."""
    form = StaffRolesForm()
    if form.validate_on_submit():
        try:
            actions.change_staff_roles(actor, person.id, form.roles.data or [], signin.now())
            return redirect(url_for("admin.staff"))
        except LastOne:
            form.roles.errors = [_("Nobody else here can do this work. Give somebody else the role first.")]
    return again("admin/staff_roles.html", person=person, form=form, own=person.id == actor.id)
