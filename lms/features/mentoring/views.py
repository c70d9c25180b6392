"""A mentor's training and agreement, and the coordinator's list of who may sign."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.features.mentoring import actions, queries
from lms.features.mentoring.forms import AgreeForm
from lms.rules.mentoring import TRAINED, ends_soon, text_hash
from lms.rules.permissions import Actor, May
from lms.rules.signoffs import SnapshotChanged
from lms.web import signin
from lms.web.forms import again
from lms.web.routes import Routes

routes = Routes("mentoring")


def _context(actor: Actor) -> dict[str, Any]:
    steps, training, words = queries.steps(actor)
    until = queries.cleared_until(actor.id)
    return {
        "steps": steps,
        "training": training,
        "words": words,
        "text": text_hash(words),
        "until": until,
        "soon": ends_soon(until, signin.now()),
        "asked": any(str(role) in TRAINED for role in actor.roles),
    }


@routes.page("/training", needs=May.REVIEW)
def index(actor: Actor) -> ResponseReturnValue:
    """What is left before she signs as a mentor."""
    return render_template("mentoring/training.html", **_context(actor))


@routes.page("/training/agreement", needs=May.REVIEW)
def agreement(actor: Actor) -> ResponseReturnValue:
    """The facility's text, to read and accept."""
    return render_template("mentoring/agreement.html", form=AgreeForm(), **_context(actor))


@routes.act("/training/agreement", needs=May.REVIEW)
def accept(actor: Actor) -> ResponseReturnValue:
    """Accept the text as it stood on her page; a text that changed meanwhile is shown instead."""
    form = AgreeForm()
    if form.validate_on_submit():
        try:
            actions.accept(actor, form.text.data or "", signin.now())
            return redirect(url_for("mentoring.index"))
        except SnapshotChanged:
            form.agree.data = False
            form.agree.errors = [_("The text has changed. Please read it again.")]
    return again("mentoring/agreement.html", form=form, **_context(actor))


@routes.act("/training/again", needs=May.REVIEW)
def begin_again(actor: Actor) -> ResponseReturnValue:
    """Begin a course again that has changed much since she took it."""
    course_id = request.form.get("course", "")
    if course_id not in queries.asked(actor.facility_id).courses:
        return redirect(url_for("mentoring.index"))
    actions.begin_again(actor, course_id, signin.now())
    return redirect(url_for("catalogue.course", course_id=course_id))


@routes.page("/mentors", needs=May.MANAGE_PEOPLE)
def mentors(actor: Actor) -> ResponseReturnValue:
    """Who mentors here, until when each is cleared, and what is left before she signs."""
    rows, following = queries.mentors(actor, signin.now(), request.args.get("after", 0, type=int))
    next_url = url_for("mentoring.mentors", after=following) if following else ""
    return render_template("mentoring/mentors.html", rows=rows, next_url=next_url)
