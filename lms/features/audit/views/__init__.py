"""The list of events for the auditor and the coordinator: a page at a time, on paper, and as a file with the same cells."""

import datetime as dt
import re
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.audit import queries
from lms.features.audit.forms import EventsForm
from lms.features.audit.naming import Line
from lms.features.audit.queries import Asked, Place, Subject
from lms.features.audit.views.words import KINDS, cells, head
from lms.rules.audit import Kind
from lms.rules.permissions import Actor, May
from lms.web import signin
from lms.web.forms import again, storable
from lms.web.i18n import page_language, page_zone
from lms.web.routes import Routes
from lms.web.spreadsheet import as_csv

routes = Routes("audit")

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_PLACE = re.compile(r"([0-9]{1,17})-([01])-([0-9]{1,9})")
FIELDS = ("kind", "q", "since", "until")


def _form() -> EventsForm:
    """What the address asks for; a kind that there is not asks for all."""
    given = request.args.copy()
    if given.get("kind") not in KINDS:
        given["kind"] = ""
    return EventsForm(formdata=given, meta={"csrf": False})


def _asked(form: EventsForm, about: Subject | None) -> Asked:
    """The same as the list wants it: the days are those of the facility's calendar, both of them included."""
    until = form.until.data
    return Asked(
        Kind(form.kind.data) if form.kind.data else None,
        about,
        _midnight(form.since.data),
        _midnight(until + dt.timedelta(days=1) if until else None),
    )


def _midnight(day: dt.date | None) -> dt.datetime | None:
    """When a day begins on the facility's clock."""
    return dt.datetime.combine(day, dt.time(), page_zone()).astimezone(dt.UTC) if day else None


def _place() -> Place | None:
    """Where this page starts, as the link to it says: microseconds, sort and number."""
    found = _PLACE.fullmatch(request.args.get("before", ""))
    return Place(EPOCH + dt.timedelta(microseconds=int(found[1])), int(found[2]), int(found[3])) if found else None


def _before(place: Place | None, given: dict[str, Any]) -> str:
    if place is None:
        return ""
    at = (place.at - EPOCH) // dt.timedelta(microseconds=1)
    return url_for("audit.events", **given, before=f"{at}-{place.sort}-{place.id}")


def _read(actor: Actor, form: EventsForm, longest: int) -> tuple[list[Line], Place | None]:
    """The lines that were asked for; nobody's where nobody has this number."""
    typed = storable(form.q.data)
    about = queries.subject(actor, typed) if typed else None
    if typed and about is None:
        return [], None
    return queries.events(actor, _asked(form, about), page_language(), _place(), longest)


@routes.page("/events", needs=May.READ_EVENTS)
def events(actor: Actor) -> ResponseReturnValue:
    """What was done, by whom and when, newest first."""
    form = _form()
    given = {name: form[name].raw_data[0] for name in FIELDS if form[name].raw_data and form[name].raw_data[0]}
    context: dict[str, Any] = {"form": form, "given": given, "now": signin.now(), "longest": f"{queries.LONGEST:,}"}
    if not form.validate():
        return again("audit/events.html", **context, rows=[], head=head(), next_url="")
    lines, following = _read(actor, form, queries.PAGE)
    return render_template(
        "audit/events.html",
        **context,
        head=head(),
        rows=[cells(one) for one in lines],
        next_url=_before(following, given),
        later=bool(request.args.get("before")),
        kinds=KINDS,
    )


@routes.page("/events.csv", needs=May.READ_EVENTS)
def table(actor: Actor) -> ResponseReturnValue:
    """The same lines with the same cells as a file, as many as one may hold."""
    form = _form()
    lines = _read(actor, form, queries.LONGEST)[0] if form.validate() else []
    response = Response(as_csv([head(), *(cells(one) for one in lines)]), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
    return response
