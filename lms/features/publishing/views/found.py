"""The routes of publishing, and how an address finds the newest draft of a course."""

from lms.features.authoring.queries import version
from lms.features.publishing import queries
from lms.rules.permissions import About, Actor
from lms.web.routes import Found, Routes

routes = Routes("publishing")

LARGEST_NUMBER = 2**31 - 1
"""Largest version number that a database column holds."""


def find_draft(actor: Actor | None, course_id: str) -> Found | None:
    """The newest draft of a course: an open one, or one that was published, so that a repeated click leads to its version."""
    row = queries.newest_draft(course_id)
    return Found(row, About(course_id=course_id)) if row and row.closed_why != "discarded" else None


def find_version(actor: Actor | None, course_id: str, number: int) -> Found | None:
    """One version of a course, the offered one or an earlier one."""
    row = version(course_id, number) if number <= LARGEST_NUMBER else None
    return Found(row, About(course_id=course_id)) if row else None
