"""Making accounts, giving slips and roles."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lms.features.accounts.actions import USED_UP, account_key, end_all_sessions
from lms.features.audit.actions import note
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Facility, Person, PersonRole, SignInDelay
from lms.rules import passwords
from lms.rules.people import (
    COORDINATOR_GIVES,
    SLIP,
    SLIP_GOOD_FOR,
    LastOne,
    NameTaken,
    may_change,
    may_confirm,
)
from lms.rules.permissions import Actor, Role
from lms.rules.signoffs import Conflict

GIVING = ("account-made", "slip-given", "roles-confirmed")
"""Acts that may come with a slip; the mark of the form stands in those that did."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Three words for one sign-in, and what the database keeps of them."""

    words: str
    hashed: str


@dataclass(frozen=True, slots=True)
class Details:
    """What an account says; ``number`` or ``username`` signs her in, an empty ``lang`` means the facility's.

    ``group_name`` is a label for pauses; empty where she is in none.
    """

    name: str
    number: str | None
    username: str | None
    lang: str = ""
    group_name: str = ""


def slip_of(words: str) -> Slip:
    """Hash a slip with no transaction open, so that nobody waits for it."""
    db.session.rollback()  # Hashing takes a tenth of a second; the write lock is not held for it.
    return Slip(words, passwords.hash_secret(passwords.normalise(words)))


def add_person(
    actor: Actor,
    details: Details,
    roles: Collection[str],
    cleared_until: dt.datetime | None,
    slip: Slip,
    key: str,
    now: dt.datetime,
) -> int:
    """Make an account with a slip; the same form sent twice (``key``) makes one. Raises `NameTaken`."""
    try:
        person = new_account(actor.facility_id, actor.id, details, now)
    except NameTaken:
        made = made_with(key)
        if made is None:
            raise
        return made
    person.cleared_until = cleared_until
    put_slip(person, slip, now)
    set_roles(person, COORDINATOR_GIVES, roles, actor.id, True, now)
    note(actor, "account-made", "person", person.id, now, roles=sorted(roles), form=form_mark(key))
    return person.id


def new_account(facility_id: int, by_id: int | None, details: Details, now: dt.datetime) -> Person:
    """Make an account that nobody can sign in to yet. Raises `NameTaken`."""
    hold_facility(facility_id)
    check_free(facility_id, details)
    person = Person(
        facility_id=facility_id,
        name=details.name,
        number=details.number,
        username=details.username,
        lang=details.lang,
        group_name=details.group_name,
        secret_hash="",
        secret_kind=SLIP,
        must_change=True,
        created_at=now,
        created_by=by_id,
    )
    db.session.add(person)
    db.session.flush()  # Roles and the audit row need her id.
    return person


def check_free(facility_id: int, details: Details, but: int | None = None) -> None:
    """Refuse a number or user name that signs somebody else in, in whichever of the two columns it stands."""
    for field, typed in (("number", details.number), ("username", details.username)):
        same = sa.or_(
            sa.func.lower(Person.number) == (typed or "").lower(),
            sa.func.lower(Person.username) == (typed or "").lower(),
        )
        query = sa.select(Person.id).where(Person.facility_id == facility_id, same, Person.id != (but or 0))
        if typed and db.session.execute(query).first():
            raise NameTaken(field)


def form_mark(key: str) -> str:
    """What the list of acts keeps of a form's key: enough to know it again, too little to work a slip out from."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def made_with(key: str) -> int | None:
    """The account that this very form has made already, if it has."""
    return _done_with(key, "account-made")


def _done_with(key: str, action: str, person_id: int | None = None) -> int | None:
    """Whose account this very form has done this to already, if it has."""
    rows = sa.select(AuditEvent.about_id, AuditEvent.details).where(AuditEvent.action == action)
    if person_id is not None:
        rows = rows.where(AuditEvent.about_kind == "person", AuditEvent.about_id == str(person_id))
    latest = db.session.execute(rows.order_by(AuditEvent.id.desc()).limit(50))
    return next((int(row.about_id) for row in latest if key and row.details.get("form") == form_mark(key)), None)


def slip_stands(person: Person, key: str) -> bool:
    """Whether the slip of this very form can still be used: it was not, and nobody has given her another one since."""
    if person.secret_kind != SLIP or person.secret_until == USED_UP:
        return False
    hers = AuditEvent.about_kind == "person", AuditEvent.about_id == str(person.id), AuditEvent.action.in_(GIVING)
    rows = sa.select(AuditEvent.details).where(*hers).order_by(AuditEvent.id.desc()).limit(1)
    return bool(key) and (db.session.scalar(rows) or {}).get("form") == form_mark(key)


def hold_facility(facility_id: int) -> None:
    """Let acts that look at all accounts of a facility follow each other."""
    db.session.execute(sa.select(Facility.id).where(Facility.id == facility_id).with_for_update())


def held(person_id: int) -> Person:
    """The account, held until the end of the transaction, as it stands now."""
    query = sa.select(Person).where(Person.id == person_id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def set_roles(
    person: Person, among: Iterable[str], wanted: Collection[str], by_id: int | None, active: bool, now: dt.datetime
) -> tuple[list[str], list[str]]:
    """Give and take roles of one kind; return what was given and what was taken."""
    rows = db.session.scalars(
        sa.select(PersonRole).where(PersonRole.person_id == person.id, PersonRole.role.in_(tuple(among)))
    ).all()
    held_roles = {row.role for row in rows}
    for row in rows:
        if row.role not in wanted:
            db.session.delete(row)
    given = [str(role) for role in among if role in wanted and role not in held_roles]
    for role in given:
        db.session.add(
            PersonRole(
                person_id=person.id,
                role=role,
                facility_id=person.facility_id,
                active=active,
                given_by=by_id,
                given_at=now,
            )
        )
    return given, sorted(held_roles - set(wanted))


def put_slip(person: Person, slip: Slip, now: dt.datetime) -> None:
    """Let the slip be her secret, until it is used or a day has passed."""
    person.secret_hash, person.secret_kind = slip.hashed, SLIP
    person.secret_until, person.must_change = now + SLIP_GOOD_FOR, True


def refuse(words: str | None) -> None:
    """Raise the words of a rule that says no."""
    if words:
        raise Conflict(words)


def give_slip(actor: Actor | None, person_id: int, slip: Slip, key: str, now: dt.datetime) -> bool:
    """Replace her secret by a slip and end her sessions; say whether these words stand now.

    The same form sent twice (``key``) gives one slip; an account that is off gets none. Without an actor
    it is the keeper of the server who gives it.
    """
    refuse(may_change(actor.id, person_id) if actor else None)
    person = held(person_id)
    if _done_with(key, "slip-given", person_id):
        return slip_stands(person, key)
    if not person.active:
        return False
    put_slip(person, slip, now)
    end_all_sessions(person_id, "slip given", now)
    note(actor, "slip-given", "person", person_id, now, facility_id=person.facility_id, form=form_mark(key))
    return True


def clear_delay(actor: Actor, person_id: int, now: dt.datetime) -> None:
    """Let her try to sign in at once again, at every kiosk."""
    person = held(person_id)
    keys = [account_key(person.facility_id, name) for name in (person.number, person.username) if name]
    cleared = db.session.execute(sa.delete(SignInDelay).where(SignInDelay.account.in_(keys)))
    if cleared.rowcount:  # type: ignore[attr-defined]
        note(actor, "delay-cleared", "person", person_id, now)


def check_others_hold(person: Person, roles: Collection[Role]) -> None:
    """Refuse to take the last coordinator or admin away. Raises `LastOne`."""
    rows = db.session.execute(
        sa.select(PersonRole.role, PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(
            PersonRole.facility_id == person.facility_id,
            PersonRole.active,
            Person.active,
            PersonRole.role.in_(tuple(roles)),
        )
    ).all()
    for role in sorted(roles):
        holders = {row.person_id for row in rows if row.role == role}
        if holders == {person.id}:
            raise LastOne(role)


def correct(actor: Actor, person_id: int, details: Details, now: dt.datetime) -> None:
    """Put a name, number, user name, language or group right. Raises `NameTaken`."""
    hold_facility(actor.facility_id)
    person = held(person_id)
    check_free(person.facility_id, details, but=person_id)
    fields = ("name", "number", "username", "lang", "group_name")
    changed = [field for field in fields if getattr(person, field) != getattr(details, field)]
    for field in changed:
        setattr(person, field, getattr(details, field))
    if changed:
        note(actor, "details-corrected", "person", person_id, now, fields=changed)


def change_roles(
    actor: Actor, person_id: int, roles: Collection[str], cleared_until: dt.datetime | None, now: dt.datetime
) -> None:
    """Give and take the roles a coordinator gives, and set until when she is cleared."""
    refuse(may_change(actor.id, person_id))
    person = held(person_id)
    given, taken = set_roles(person, COORDINATOR_GIVES, roles, actor.id, True, now)
    if given or taken or person.cleared_until != cleared_until:
        person.cleared_until = cleared_until
        until = cleared_until.isoformat() if cleared_until else None
        note(actor, "roles-changed", "person", person_id, now, given=given, taken=taken, cleared_until=until)


def confirm(actor: Actor, person_id: int, slip: Slip, key: str, now: dt.datetime) -> bool:
    """Stand as the second person behind staff roles; say whether the slip stands now.

    A new account is switched on with the slip; one that was in use keeps its own secret.
    """
    person = held(person_id)
    rows = db.session.scalars(sa.select(PersonRole).where(PersonRole.person_id == person_id, ~PersonRole.active)).all()
    if not rows:
        return slip_stands(person, key)
    refuse(may_confirm(actor.id, person_id, {row.given_by for row in rows}))
    for row in rows:
        row.active = True
    new = not person.secret_hash
    if new:
        put_slip(person, slip, now)
        person.active = True
    form: dict[str, Any] = {"form": form_mark(key)} if new else {}
    note(actor, "roles-confirmed", "person", person_id, now, given=sorted(row.role for row in rows), **form)
    return new
