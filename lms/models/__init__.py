"""What we remember: every table, so that one import shows the whole database."""

from lms.models import (
    audit,
    drafts,
    keeping,
    learning,
    library,
    mentoring,
    people,
    publishing,
    quizzes,
    signoffs,
)
from lms.models.base import db

__all__ = [
    "audit",
    "db",
    "drafts",
    "keeping",
    "learning",
    "library",
    "mentoring",
    "people",
    "publishing",
    "quizzes",
    "signoffs",
]
