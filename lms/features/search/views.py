"""The page that finds lessons."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.features.search import queries
from lms.rules.permissions import Actor, May
from lms.web.forms import storable
from lms.web.i18n import page_language
from lms.web.routes import Routes

routes = Routes("search")
LONGEST = 200
"""Characters of a search that are read."""


@routes.page("/search", needs=May.BROWSE)
def lessons(actor: Actor) -> ResponseReturnValue:
    """What was typed, and the lessons that hold it."""
    typed = storable(request.args.get("q", ""))[:LONGEST]
    hits = queries.find_lessons(actor, typed, page_language())
    return render_template("search/lessons.html", typed=typed, hits=hits)
