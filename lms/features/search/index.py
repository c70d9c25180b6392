"""The index of lessons on each kind of database: SQLite's FTS5, PostgreSQL's tsvector."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.models.base import db

TITLE_COUNTS = 5.0
"""How much more a word in a title counts than one in the body."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of database lists what is in the index, adds to it and ranks what is found; ids are a lesson's."""

    present: str
    add: str
    found: str


SQLITE = Dialect(
    present="SELECT rowid AS lesson_id FROM search_lesson",
    add="INSERT INTO search_lesson (rowid, title, body) VALUES (:lesson_id, :title, :body)",
    found=f"SELECT rowid AS lesson_id, -bm25(search_lesson, {TITLE_COUNTS}, 1.0) AS rank"  # noqa: S608 - a number
    " FROM search_lesson WHERE search_lesson MATCH :wanted",
)
POSTGRESQL = Dialect(
    present="SELECT lesson_id FROM search_lesson",
    add="INSERT INTO search_lesson (lesson_id, words) VALUES (:lesson_id,"
    " setweight(to_tsvector('simple', :title), 'A') || setweight(to_tsvector('simple', :body), 'D'))"
    " ON CONFLICT DO NOTHING",
    found="SELECT lesson_id, ts_rank(words, to_tsquery('simple', :wanted)) AS rank"
    " FROM search_lesson WHERE words @@ to_tsquery('simple', :wanted)",
)


def dialect() -> Dialect:
    """The one of the database in use."""
    return POSTGRESQL if db.session.get_bind().dialect.name == "postgresql" else SQLITE


def wanted(words: Sequence[Sequence[str]], every: bool) -> str:
    """A search as the database asks for it: all the words, or any of them; of the last one the beginning is enough.

    Stems hold letters and digits only, and stand in quotation marks, so that no word is taken for an operator.
    """
    postgresql = dialect() is POSTGRESQL
    quote, or_, and_ = ("'", " | ", " & ") if postgresql else ('"', " OR ", " AND ")
    begins = ":*" if postgresql else "*"
    groups = []
    for number, stems in enumerate(words, 1):
        last = begins if number == len(words) else ""
        groups.append("(" + or_.join(f"{quote}{stem}{quote}{last}" for stem in stems) + ")")
    return (and_ if every else or_).join(groups)


def found(words: Sequence[Sequence[str]], every: bool) -> sa.TextualSelect:
    """The lessons that hold these words, with their rank, as a part of a larger query."""
    text = sa.text(dialect().found).bindparams(wanted=wanted(words, every))
    return text.columns(sa.column("lesson_id", sa.Integer), sa.column("rank", sa.Float))
