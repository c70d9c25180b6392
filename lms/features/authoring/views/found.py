"""The routes of the library, how an address finds a course or one of its versions, and where a list goes on."""

from typing import Any

from flask import request, url_for
from markupsafe import Markup

from lms.features.authoring import queries
from lms.rules.permissions import About, Actor
from lms.web.forms import storable
from lms.web.routes import Found, Routes

routes = Routes("authoring")

LARGEST_NUMBER = 2**31 - 1
"""Largest version number that a database column holds; an address may name any."""


def find_course(actor: Actor | None, course_id: str) -> Found | None:
    """A course that is offered."""
    row = queries.course(course_id)
    return Found(row, About(course_id=course_id)) if row else None


def find_version(actor: Actor | None, course_id: str, number: int) -> Found | None:
    """One version of a course, the offered one or an earlier one."""
    row = queries.version(course_id, number) if number <= LARGEST_NUMBER else None
    return Found(row, About(course_id=course_id)) if row else None


def list_after() -> str:
    """Where a list goes on, as the address says."""
    return storable(request.args.get("after", ""))


def list_before() -> int | None:
    """Below which version the list goes on, as the address says."""
    number = request.args.get("before", type=int)
    return min(number, LARGEST_NUMBER) if number and number > 0 else None


def link(words: str, endpoint: str, **values: Any) -> Markup:
    """A link to a page, as a cell of a table."""
    return Markup('<a href="{}">{}</a>').format(url_for(endpoint, **values), words)
