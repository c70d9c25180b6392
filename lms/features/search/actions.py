"""Putting lessons into the index, in the transaction that publishes them."""

import sqlalchemy as sa

from lms.content.search import plain, stems
from lms.content.tokens import split_body
from lms.features.search.index import dialect
from lms.models.base import db
from lms.models.library import Lesson


def index_lessons() -> int:
    """Put every lesson into the index that is not there yet; give how many. Lessons never change once published."""
    present = sa.text(dialect().present).columns(sa.column("lesson_id", sa.Integer)).subquery()
    missing = sa.select(Lesson.id, Lesson.lang, Lesson.title, Lesson.html, Lesson.words).where(
        Lesson.id.not_in(sa.select(present.c.lesson_id))
    )
    rows = [
        {
            "lesson_id": row.id,
            "title": stems(row.title, row.lang),
            "body": stems(f"{body_text(row.html)} {' '.join(row.words)}", row.lang),
        }
        for row in db.session.execute(missing)
    ]
    if rows:
        db.session.execute(sa.text(dialect().add), rows)
    return len(rows)


def body_text(html: str) -> str:
    """The words of a lesson; questions in it and dated facts are left out."""
    return plain(" ".join(value for kind, value in split_body(html) if kind == "html"))
