"""Commands about people: set a facility up, and give a slip where nobody else can."""

import datetime as dt
import secrets
from zoneinfo import available_timezones

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_migrate import upgrade

from lms.features.admin import actions
from lms.features.people.actions import accounts
from lms.models.base import db
from lms.models.people import Facility, Person
from lms.rules import passwords
from lms.rules.people import NameTaken, check_sign_in_name
from lms.rules.permissions import Role
from lms.web.i18n import LANGUAGES


def new_slip(lang: str) -> accounts.Slip:
    """A slip of three words of this language that nobody could guess."""
    return accounts.slip_of(passwords.new_words(secrets.SystemRandom(), lang))


def _filled(context: click.Context, option: click.Parameter, text: str) -> str:
    if not text.strip():
        raise click.BadParameter("write a name")
    return text.strip()


def _zone(context: click.Context, option: click.Parameter, text: str) -> str:
    if text not in available_timezones():
        raise click.BadParameter(f"“{text}” is not a time zone; write one such as America/New_York")
    return text


def _user(context: click.Context, option: click.Parameter, text: str) -> str:
    if words := check_sign_in_name(text.strip()):
        raise click.BadParameter(words)
    return text.strip()


@click.command("setup")
@click.option("--facility", prompt="Name of the facility", callback=_filled, help="As pages and certificates show it.")
@click.option("--timezone", prompt="Time zone (such as America/New_York)", callback=_zone, help="An IANA name.")
@click.option("--language", prompt="Language", type=click.Choice(list(LANGUAGES)), default="en", help="Of its pages.")
@click.option("--coordinator", prompt="Name of the coordinator", callback=_filled, help="Looks after people.")
@click.option("--coordinator-user", prompt="Her user name", callback=_user, help="What she signs in with.")
@click.option("--admin", prompt="Name of the admin", callback=_filled, help="Looks after the server.")
@click.option("--admin-user", prompt="The admin's user name", callback=_user, help="What the admin signs in with.")
@with_appcontext
def setup(
    facility: str, timezone: str, language: str, coordinator: str, coordinator_user: str, admin: str, admin_user: str
) -> None:
    """Set up a facility with a coordinator and an admin, in an empty database."""
    if not sa.inspect(db.engine).has_table(Facility.__tablename__):
        upgrade()
    first = {
        Role.COORDINATOR: (accounts.Details(coordinator, None, coordinator_user), new_slip(language)),
        Role.ADMIN: (accounts.Details(admin, None, admin_user), new_slip(language)),
    }
    try:
        actions.set_up(actions.Place(facility, timezone, language), first, dt.datetime.now(dt.UTC))
    except actions.AlreadySetUp:
        raise click.ClickException("This server is set up already. Nothing was changed.") from None
    except NameTaken:
        raise click.ClickException("The coordinator and the admin need two different user names.") from None
    db.session.commit()
    click.echo(f"{facility} is set up. Each slip signs in once, within 24 hours. They are shown only now:")
    for details, slip in first.values():
        click.echo(f"  {details.username}: {slip.words}")
    click.echo("At sign-in, choose “Sign in as staff”; the three words are the passphrase.")


@click.command("slip")
@click.argument("name")
@click.option("--facility", type=int, help="Number of the facility, where the server holds several.")
@with_appcontext
def slip(name: str, facility: int | None) -> None:
    """Give a slip to NAME (a user name or number): for the one person who could give it to nobody else."""
    either = (sa.func.lower(Person.username) == name.lower(), sa.func.lower(Person.number) == name.lower())
    lang = sa.func.coalesce(sa.func.nullif(Person.lang, ""), Facility.language)
    query = sa.select(Person.id, lang).join(Facility, Facility.id == Person.facility_id)
    query = query.where(sa.or_(*either), Person.active)
    found = db.session.execute(query.where(Person.facility_id == facility) if facility else query).all()
    if len(found) != 1:
        raise click.ClickException("No account here has this name." if not found else "Say which --facility.")
    person_id, language = found[0]
    made = new_slip(language)
    accounts.give_slip(None, person_id, made, "", dt.datetime.now(dt.UTC))
    db.session.commit()
    click.echo("This slip signs in once, within 24 hours. It is shown only now:")
    click.echo(f"  {name}: {made.words}")
