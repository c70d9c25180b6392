"""Setting a facility up, and staff accounts, which count once a coordinator has confirmed them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from lms.features.audit.actions import note
from lms.features.people.actions import accounts
from lms.features.people.actions.accounts import Details, Slip
from lms.models.base import db
from lms.models.people import Facility
from lms.rules.people import ADMIN_GIVES, KEPT_ONE, may_change
from lms.rules.permissions import Actor, Role

__all__ = ["AlreadySetUp", "Details", "Place", "Slip", "change_staff_roles", "make_staff", "set_up"]


class AlreadySetUp(Exception):
    """A facility exists; set-up is for an empty database only."""


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as set-up asks for it; ``timezone`` is an IANA name that exists."""

    name: str
    timezone: str
    language: str


def set_up(place: Place, first: dict[Role, tuple[Details, Slip]], now: dt.datetime) -> int:
    """Make the facility and its first people, each with a slip; nobody else confirms these. Gives the facility's id."""
    if db.session.scalar(sa.select(sa.func.count()).select_from(Facility)):
        raise AlreadySetUp
    facility = Facility(name=place.name, timezone=place.timezone, language=place.language, created_at=now)
    db.session.add(facility)
    db.session.flush()  # People and audit rows need its id.
    note(None, "set-up", "facility", facility.id, now, facility_id=facility.id, timezone=place.timezone)
    for role, (details, slip) in first.items():
        person = accounts.new_account(facility.id, None, details, now)
        accounts.put_slip(person, slip, now)
        accounts.set_roles(person, ADMIN_GIVES, [role], None, True, now)
        note(None, "account-made", "person", person.id, now, facility_id=facility.id, roles=[role])
    return facility.id


def make_staff(actor: Actor, details: Details, roles: Collection[str], key: str, now: dt.datetime) -> int:
    """Make a staff account that is off until a coordinator confirms it; the same form sent twice makes one."""
    made = accounts.made_with(key)
    if made is not None:
        return made
    person = accounts.new_account(actor.facility_id, actor.id, details, now)
    person.active = False
    accounts.set_roles(person, ADMIN_GIVES, roles, actor.id, False, now)
    note(actor, "account-made", "person", person.id, now, roles=sorted(roles), form=accounts.form_mark(key))
    return person.id


def change_staff_roles(actor: Actor, person_id: int, roles: Collection[str], now: dt.datetime) -> None:
    """Ask for further staff roles, which a coordinator confirms, and take others away at once. Raises `LastOne`."""
    accounts.refuse(may_change(actor.id, person_id))
    accounts.hold_facility(actor.facility_id)
    person = accounts.held(person_id)
    accounts.check_others_hold(person, [role for role in KEPT_ONE if role not in roles])
    given, taken = accounts.set_roles(person, ADMIN_GIVES, roles, actor.id, False, now)
    if given:
        note(actor, "roles-asked", "person", person_id, now, given=given)
    if taken:
        note(actor, "roles-changed", "person", person_id, now, given=[], taken=taken)
