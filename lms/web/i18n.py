"""Which language, time zone and look a page has, and how times are said."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.support import Translations
from flask import Flask, current_app, g, request, session
from flask_babel import Babel, gettext, ngettext
from sqlalchemy.exc import SQLAlchemyError

from lms.models.base import db
from lms.models.people import Facility
from lms.web import signin

LANGUAGES = {"en": "English", "es": "Español"}
DAYS = {"en": "d MMMM y", "es": "d 'de' MMMM 'de' y"}
"""How a date is written in each language: 5 May 2026, 5 de mayo de 2026."""

THEMES = ("light", "dark", "contrast")
SIZES = (100, 125, 150, 200)


def page_language() -> str:
    """Her own language, or the one chosen on the sign-in page, or the facility's; with nobody here, the first facility's."""
    known: str | None = g.get("page_language")
    if known is None:
        g.page_language = "en"  # Should the database be away, even the page that says so asks for its language.
        found = signin.current_session()
        offered = [found.lang if found else "", session.get("lang")]
        if not any(one in LANGUAGES for one in offered):
            offered.append(found.place.language if found else _first_language())
        known = g.page_language = next((one for one in offered if one in LANGUAGES), "en")
    return known


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Say words and dates in another language than the page's: a part of it is for somebody else to read."""
    own = page_language()
    g.page_language = lang
    try:
        yield
    finally:
        g.page_language = own


def _first_language() -> str:
    """The language of the first facility, for pages before anybody has signed in; empty where there is none to ask."""
    try:
        return db.session.execute(sa.select(Facility.language).order_by(Facility.id).limit(1)).scalar() or ""
    except SQLAlchemyError:
        return ""


def look() -> signin.Look:
    """Her own theme and text size, or what was chosen before signing in."""
    found = signin.current_session()
    if found:
        return found.look
    theme, size = session.get("theme"), session.get("size")
    return signin.Look(theme if theme in THEMES else "light", size if size in SIZES else 100)


def page_zone() -> ZoneInfo:
    """The facility's time zone."""
    found = signin.current_session()
    return ZoneInfo(found.place.timezone if found else "UTC")


def today() -> dt.date:
    """The date on the facility's calendar."""
    return signin.now().astimezone(page_zone()).date()


def local_time(at: dt.datetime, zone: str = "") -> str:
    """A time as the facility's clock shows it, with the date: 5 May 2026, 10:42. ``zone`` tells where nobody is signed in."""
    pattern = f"{DAYS[page_language()]}, HH:mm"
    return str(babel_datetime(at.astimezone(ZoneInfo(zone) if zone else page_zone()), pattern, locale=page_language()))


def local_clock(at: dt.datetime) -> str:
    """Only the hour and minute on the facility's clock."""
    return str(babel_datetime(at.astimezone(page_zone()), "HH:mm", locale=page_language()))


def local_moment(at: dt.datetime) -> str:
    """When something was, after a verb: at 10:42 today, on 5 May 2026, 10:42 where that is another day."""
    if at.astimezone(page_zone()).date() == today():
        return str(gettext("at %(time)s", time=local_clock(at)))
    return str(gettext("on %(time)s", time=local_time(at)))


def saved_words(at: dt.datetime) -> str:
    """When something was saved: the hour alone today, with the day before that."""
    if at.astimezone(page_zone()).date() == today():
        return str(gettext("Saved %(time)s", time=local_clock(at)))
    return str(gettext("Saved on %(time)s", time=local_time(at)))


def local_date(at: dt.datetime | dt.date) -> str:
    """A date in words: 5 May 2026."""
    day = at.astimezone(page_zone()).date() if isinstance(at, dt.datetime) else at
    return str(babel_date(day, DAYS[page_language()], locale=page_language()))


def waited(since: dt.datetime) -> str:
    """How long something has waited, in whole days or hours."""
    passed = max(signin.now() - since, dt.timedelta())
    if passed >= dt.timedelta(days=1):
        return str(ngettext("%(num)s day", "%(num)s days", passed.days))
    if passed < dt.timedelta(hours=1):
        return str(gettext("less than an hour"))
    return str(ngettext("%(num)s hour", "%(num)s hours", int(passed.total_seconds() // 3600)))


@cache
def _catalogue(folder: str, lang: str) -> NullTranslations:
    """One language's texts; where they are not compiled, the words stay as they were written."""
    return Translations.load(folder, [lang])


def translations() -> NullTranslations:
    """The catalogue of this request's language, looked up without a proxy: a page asks for it many times."""
    return _catalogue(current_app.config["BABEL_TRANSLATION_DIRECTORIES"], page_language())


def set_up(app: Flask) -> None:
    """Join Flask-Babel and give every template what the layout shows."""
    Babel(app, locale_selector=page_language, timezone_selector=lambda: page_zone().key)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda words: translations().gettext(words),
        ngettext=lambda one, many, n: translations().ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        local_time=local_time, local_moment=local_moment, local_date=local_date, saved_words=saved_words, waited=waited
    )

    @app.context_processor
    def shown() -> dict[str, Any]:
        found = signin.current_session()
        return {
            "actor": found.actor if found else None,
            "facility": found.place if found else None,
            "look": look(),
            "lang": page_language(),
            "languages": LANGUAGES,
            "demo": current_app.config["DEMO"],
            "idle_minutes": current_app.config["IDLE_MINUTES"] if found else 0,
            "here": request.path,
        }
