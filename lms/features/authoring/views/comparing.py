"""Any two versions of a course beside each other."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from lms.content.changes import by_module
from lms.features.authoring import comparing, queries
from lms.features.authoring.views.found import LARGEST_NUMBER, find_course, routes
from lms.rules.permissions import Actor, May
from lms.web.forms import storable


def _asked(name: str, otherwise: int) -> int:
    """A version's number as the address says it."""
    number = request.args.get(name, otherwise, type=int)
    return number if 0 < number <= LARGEST_NUMBER else otherwise


@routes.page("/library/<course_id>/compare", needs=May.SEE_LIBRARY, find=find_course)
def compare(actor: Actor, row: Any) -> ResponseReturnValue:
    """What changed from one version to another: without numbers, from the version before to the one that is offered."""
    new = _asked("new", row.number)
    old = _asked("old", max(new - 1, 1))
    before, after = queries.version(row.id, old), queries.version(row.id, new)
    if before is None or after is None:
        abort(404)
    path = storable(request.args.get("path", ""))
    states = comparing.version_states({before.id, after.id})
    found = comparing.compared(row.id, states[before.id], states[after.id], path)
    if path and not found.files:
        abort(404)
    return render_template(
        "authoring/compare.html",
        course=row,
        old=before,
        new=after,
        found=found,
        points=by_module(found.points),
        path=path,
    )
