"""Tables as CSV that a spreadsheet opens as text: no cell is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, with the full-width forms of the signs."""


def neutral(cell: str) -> str:
    """Put an apostrophe before a cell that would be run; blanks before the sign do not help it."""
    return f"'{cell}" if cell.startswith("\t") or cell.lstrip(" \n").startswith(STARTS) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as CSV in UTF-8, with the mark by which spreadsheets know it."""
    made = io.StringIO()
    csv.writer(made).writerows([neutral(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")
