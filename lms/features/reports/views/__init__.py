"""The pages of reports: each as a table on the screen, and the very same cells as CSV."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.features.lessons.queries import in_language
from lms.features.reports import questions as question_totals
from lms.features.reports.views import questions
from lms.features.reports.views.report import Report
from lms.rules.permissions import Actor, May
from lms.web.i18n import page_language
from lms.web.routes import Found, Routes
from lms.web.spreadsheet import as_csv

routes = Routes("reports")

REPORTS: Mapping[str, Report] = MappingProxyType({"questions": questions.REPORT})
"""Every report by its name in the address."""

LARGEST_ID = 2**31 - 1
"""Largest id that a database column holds; an address may name any."""


def find_report(actor: Actor | None, name: str, about_id: int) -> Found | None:
    """A report, and the thing it is about."""
    report = REPORTS.get(name)
    found = report.find(actor, about_id) if report and actor and about_id <= LARGEST_ID else None
    return Found((report, found.thing), found.about) if found else None


@routes.page("/reports/questions", needs=May.SEE_TOTALS)
def index(actor: Actor) -> ResponseReturnValue:
    """The modules whose questions she can look at."""
    lang = page_language()
    rows = [
        (
            Markup('<a href="{}">{}</a>').format(
                url_for("reports.report", name="questions", about_id=one.id),
                in_language(one.texts, lang).get("title") or one.title,
            ),
            in_language(one.course_texts, lang).get("title") or one.course,
        )
        for one in question_totals.modules(actor)
    ]
    return render_template("reports/index.html", rows=rows)


@routes.page("/reports/<name>/<int:about_id>", needs=May.SEE_TOTALS, find=find_report)
def report(actor: Actor, found: tuple[Report, object]) -> ResponseReturnValue:
    """One report as a page."""
    made, thing = found
    return render_template(f"reports/{made.name}.html", **made.page(actor, thing))


@routes.page("/reports/<name>/<int:about_id>.csv", needs=May.SEE_TOTALS, find=find_report)
def table(actor: Actor, found: tuple[Report, object]) -> ResponseReturnValue:
    """The table of the page, to open in a spreadsheet."""
    made, thing = found
    page = made.page(actor, thing)
    response = Response(as_csv([page["head"], *page["rows"]]), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}.csv"'
    return response
