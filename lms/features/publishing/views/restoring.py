"""An old version, brought back as a draft."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.features.drafts.queries import draft as open_draft
from lms.features.publishing import actions
from lms.features.publishing.views.found import find_version, routes
from lms.rules.permissions import Actor, May
from lms.web import signin


@routes.page("/library/<course_id>/versions/<int:number>/restore", needs=May.WRITE, find=find_version)
def check_restore(actor: Actor, row: Any) -> ResponseReturnValue:
    """Before it: what happens to a draft that is there already."""
    return render_template("publishing/restore.html", version=row, draft=open_draft(row.course_id))


@routes.act("/library/<course_id>/versions/<int:number>/restore", needs=May.WRITE, find=find_version)
def restore(actor: Actor, row: Any) -> ResponseReturnValue:
    """Make the draft what this version was, and go on to publishing it."""
    actions.restore(actor, row.course_id, row.id, signin.now())
    return redirect(url_for("publishing.publish", course_id=row.course_id))
