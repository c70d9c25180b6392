"""What we remember: every table, so that one import shows the whole database."""

from lms.models import audit, learning, library, people, quizzes, signoffs
from lms.models.base import db

__all__ = ["audit", "db", "learning", "library", "people", "quizzes", "signoffs"]
