"""The routes about people, how an address finds a person, and slips on their way to the page that shows them once."""

import datetime as dt
import hmac
import random
import secrets

from flask import current_app, redirect, session, url_for
from flask.typing import ResponseReturnValue

from lms.features.people.actions.accounts import Slip, slip_of
from lms.features.people.queries import person as one
from lms.models.people import Person
from lms.rules import passwords
from lms.rules.permissions import About, Actor
from lms.web import signin
from lms.web.i18n import page_language, page_zone
from lms.web.routes import Found, Routes

routes = Routes("people")


def find_person(actor: Actor | None, person_id: int) -> Found | None:
    """The person; everything about her belongs to where she is now."""
    person = one.person_with_id(actor, person_id)
    return Found(person, About(facility_id=person.facility_id, owner_id=person.id)) if person else None


def to_person(person_id: int) -> ResponseReturnValue:
    """Back to her page."""
    return redirect(url_for("people.person", person_id=person_id))


def new_key() -> str:
    """What tells one opened form from another."""
    return secrets.token_urlsafe(12)


def her_language(lang: str | None) -> str:
    """The language of somebody who has or has not chosen one: else the facility's, as on her own pages."""
    found = signin.current_session()
    return lang or (found.place.language if found else page_language())


def slip_from(key: str, about: object, lang: str | None) -> Slip:
    """The slip of one form, with words of her language.

    A form that is sent twice gives the same words, so whichever answer comes back is right.
    """
    server = str(current_app.config["SECRET_KEY"]).encode()
    seed = hmac.digest(server, f"slip {about} {key or new_key()}".encode(), "sha256")
    chance = random.Random(seed)  # noqa: S311 - the seed is a keyed hash, as hard to guess as the server's key.
    return slip_of(passwords.new_words(chance, her_language(lang)))


def show_slip(person_id: int, slip: Slip) -> ResponseReturnValue:
    """Go on to the page that shows the words once; they travel in this browser's own cookie and nowhere else."""
    session["slip"] = {"person": person_id, "words": slip.words}
    return redirect(url_for("people.slip", person_id=person_id))


def words_to_show(person: Person) -> str:
    """The words of her slip, the first time this is asked."""
    waiting = session.pop("slip", None) or {}
    return str(waiting["words"]) if waiting.get("person") == person.id else ""


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The end of a day on the facility's clock."""
    if day is None:
        return None
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), page_zone()).astimezone(dt.UTC)


def last_day(until: dt.datetime | None) -> dt.date | None:
    """The day that ends at this time on the facility's clock."""
    return (until - dt.timedelta(seconds=1)).astimezone(page_zone()).date() if until else None
