"""Home: one big Continue, then her courses; for everybody else, the way to their work."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.features.lessons import queries
from lms.features.lessons.links import step_url
from lms.features.publishing.queries import open_wishes
from lms.rules.permissions import Actor, May, Role, grants
from lms.web import kept
from lms.web.i18n import page_language
from lms.web.routes import Routes

routes = Routes("home")


@routes.page("/", needs=May.SIGNED_IN)
def home(actor: Actor) -> ResponseReturnValue:
    """Where she goes on."""
    waiting = len(kept.waiting(actor.id))
    if Role.LEARNER not in actor.roles:
        wishes = [one for one in open_wishes(actor) if one.asked_by != actor.id] if grants(actor, May.PUBLISH) else []
        return render_template("home/staff.html", kept=waiting, wishes=wishes)
    shelves = queries.shelves(actor.id, page_language())
    hers = [one for one in shelves if one.enrolled]
    here = main_course(hers)
    attempt = here.next_attempt if here else None
    return render_template(
        "home/home.html",
        kept=waiting,
        here=here,
        attempt=attempt,
        url=step_url(attempt, attempt.progress.next) if attempt else "",
        retired=[(one, step_url(one, one.progress.next)) for shelf in hers for one in shelf.retired],
        courses=[one for one in hers if one is not here],
        newer=[attempt for one in hers for attempt in one.newer],
        offered=[one for one in shelves if not one.enrolled and one.refusal is None],
    )


def main_course(hers: list[queries.Shelf]) -> queries.Shelf | None:
    """The course that Continue leads into: the one she touched last in which there is something for her to do."""
    waiting = [one for one in hers if one.progress.next_module]
    able = [one for one in waiting if one.progress.next.kind != "wait"]
    begun = [one for one in able if one.touched_at is not None]
    return max(begun, key=lambda one: str(one.touched_at)) if begun else next(iter([*able, *waiting]), None)
