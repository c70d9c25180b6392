"""The shelf of courses, and one course with what is done and what is next."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.features.catalogue import actions
from lms.features.lessons import queries
from lms.features.lessons.links import step_url
from lms.rules.enrolment import sees, takes
from lms.rules.permissions import About, Actor, May
from lms.web import signin
from lms.web.i18n import page_language
from lms.web.routes import Found, Routes

routes = Routes("catalogue")


def find_course(actor: Actor | None, course_id: str) -> Found | None:
    """A course on offer, as it stands for whoever asks."""
    if actor is None:
        return None
    shelves = queries.shelves(actor.id, page_language(), sees(actor.roles))
    found = next((one for one in shelves if one.course_id == course_id), None)
    if found is None:
        return None
    return Found((found, {one.course_id: one.title for one in shelves}), About(course_id=course_id))


@routes.page("/courses", needs=May.BROWSE)
def index(actor: Actor) -> ResponseReturnValue:
    """All courses by track."""
    shelves = queries.shelves(actor.id, page_language(), sees(actor.roles))
    titles = {one.course_id: one.title for one in shelves}
    missing = {
        one.course_id: [titles.get(id_, id_) for id_ in one.refusal.missing] if one.refusal else [] for one in shelves
    }
    tracks: dict[str, list[queries.Shelf]] = {}
    for one in shelves:
        tracks.setdefault(one.track, []).append(one)
    return render_template("catalogue/index.html", tracks=tracks.items(), missing=missing)


@routes.page("/courses/<course_id>", needs=May.BROWSE, find=find_course)
def course(actor: Actor, found: tuple[queries.Shelf, dict[str, str]]) -> ResponseReturnValue:
    """One course: its modules, what is done, what is next, what is not open yet and why."""
    shelf, titles = found
    return render_template(
        "catalogue/course.html",
        shelf=shelf,
        titles=titles,
        modules=[_module(shelf, one) for one in shelf.progress.modules],
        retired=[(one, step_url(one, one.progress.next)) for one in shelf.retired],
        learner=shelf.audience in takes(actor.roles),
        first=request.args.get("first"),
        moved=request.args.get("moved"),
    )


def _module(shelf: queries.Shelf, one: Any) -> dict[str, Any]:
    attempt = shelf.attempts.get(one.id)
    return {
        "id": one.id,
        "slug": one.id.split("/", 1)[1],
        "title": one.title,
        "minutes": shelf.minutes[one.id],
        "progress": one.progress,
        "locked_by": one.locked_by,
        "attempt": attempt,
        "newer": attempt in shelf.newer,
        "here": shelf.progress.next_module == one.id,
        "steps": [(step, step_url(attempt, step)) for step in one.progress.steps] if attempt else [],
        "url": step_url(attempt, one.progress.next) if attempt else "",
    }


@routes.act("/courses/<course_id>/start", needs=May.LEARN, find=find_course)
def start(actor: Actor, found: tuple[queries.Shelf, dict[str, str]]) -> ResponseReturnValue:
    """Take up a course whose requirements are met."""
    shelf, _titles = found
    if shelf.refusal is None and shelf.audience in takes(actor.roles):
        actions.enrol(actor, actor.id, shelf.course_id, signin.now())
    return redirect(url_for("catalogue.course", course_id=shelf.course_id))
