"""The report on questions in words: what each number means, and which questions are worth a second look."""

from typing import Any

from flask_babel import gettext as _

from lms.features.lessons.queries import in_language
from lms.features.reports.questions import Asked, asked, module_version
from lms.features.reports.views.report import Report
from lms.rules.item_statistics import REASONS
from lms.rules.permissions import About, Actor
from lms.rules.totals import SMALLEST
from lms.web.i18n import page_language
from lms.web.routes import Found


def find(actor: Actor, version_id: int) -> Found | None:
    """A module version of a course whose totals she sees."""
    row = module_version(actor, version_id)
    return Found(row, About(course_id=row.course_id)) if row else None


def page(actor: Actor, row: Any) -> dict[str, Any]:
    """The table, and the questions worth a second look."""
    found = asked(actor, row.id, page_language())
    return {
        "version": row,
        "title": in_language(row.texts, page_language()).get("title") or row.title,
        "smallest": SMALLEST,
        "again": [(one.words, [_(REASONS[name]) for name in one.item.reasons]) for one in found if one.item.reasons],
        "head": [
            _("Question"),
            _("Women who answered"),
            _("Right the first time"),
            _("Wrong answer that draws most"),
            _("Goes with the rest"),
            _("Second look"),
        ],
        "rows": [_row(one) for one in found],
    }


def _row(one: Asked) -> list[str]:
    item = one.item
    if not item.answered:
        return [one.words, _("too few"), "–", "–", "–", "–"]
    drawn = f"{one.drawn} ({_tenths(item.drawn[1])})" if item.drawn else "–"
    apart = "–" if item.tells_apart is None else f"{item.tells_apart:.2f}".replace("-", "−")
    reasons = " ".join(_(REASONS[name]) for name in item.reasons)
    return [one.words, str(item.answered), _tenths(item.right or 0), drawn, apart, reasons or "–"]


def _tenths(share: float) -> str:
    return str(_("%(n)s in 10", n=round(share * 10)))


REPORT = Report("questions", find, page)
