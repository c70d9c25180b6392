"""Questions under the rules of style: what was read of each, and its words with their places in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lms.content.source import Check
from lms.content.style.passages import Passage, passage, passages, unmarked
from lms.questions import read_question, read_quiz
from lms.questions.base import Data
from lms.questions.lines import Row, rows_of
from lms.questions.markers import ANSWERS, OPTIONS, marked
from lms.questions.stems import starts_of

_KINDS = {"?": "stem", "()": "option", "[]": "option", ">": "feedback", "!": "hint", "=": "form", "1)": "step"}
_KINDS |= {"::": "pair", "-": "rubric"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its passages in order; ``data`` is empty where it could not be read.

    ``options`` are its options, each with the passages of its feedback; what explains the whole stands in ``reasons``.
    """

    data: Data
    stem: Passage
    prompt: tuple[Passage, ...]
    options: tuple[tuple[Passage, tuple[Passage, ...]], ...]
    reasons: tuple[Passage, ...]
    others: tuple[Passage, ...]

    def passages(self) -> Iterator[Passage]:
        """All its words in the order of reading, options and feedback included."""
        yield self.stem
        yield from self.prompt
        for option, feedback in self.options:
            yield option
            yield from feedback
        yield from self.reasons
        yield from self.others


def read_asked(text: str, part: Check, default_id: str = "") -> list[Asked]:
    """Read the questions of a part of a file, which starts at the line that ``part`` names."""
    if default_id:
        one, _ = read_question(part.text, part.line, default_id)
        data = [one] if one else []
    else:
        data, _ = read_quiz(part.text, part.line)
    by_id = {one["id"]: one for one in data}
    rows, _ = rows_of(part.text, part.line)
    starts = starts_of(rows)
    offsets = _offsets(text, rows)
    bare = unmarked(text)
    made: list[Asked] = []
    for number, (start, end) in enumerate(pairwise([*starts, len(rows)])):
        asked = _asked(bare, rows[start:end], offsets, number, by_id, default_id)
        if asked:
            made.append(asked)
    return made


def _offsets(text: str, rows: Sequence[Row]) -> dict[int, int]:
    """Give for each row's line the offset at which it starts."""
    found: dict[int, int] = {}
    at, line = 0, 1
    wanted = {row.number for row in rows}
    while at <= len(text):
        if line in wanted:
            found[line] = at
        end = text.find("\n", at)
        if end < 0:
            break
        at, line = end + 1, line + 1
    return found


class _Sorter:
    """Sorts the rows of one question by what they are."""

    def __init__(self, bare: str, number: int, name: str) -> None:
        self.bare, self.number, self.name = bare, number, name
        self.stem: Passage | None = None
        self.options: list[tuple[Passage, list[Passage]]] = []
        self.reasons: list[Passage] = []
        self.others: list[Passage] = []
        self.above, self.gap = "", False

    def add(self, row: Row, start: int, mark: str) -> None:
        """Take a row with a mark."""
        end = start + len(row.text)
        if mark == "?" and (brace := row.text.rfind("{#")) > 0:
            self.name, end = row.text[brace + 2 :].rstrip().removesuffix("}"), start + brace
        skip = {"?": 2, ">": 2, "!": 2, "()": 4, "[]": 4}.get(mark, 0)
        made = passage(_KINDS.get(mark, "other"), self.bare, [(min(start + skip, end), end)], self.number)
        if made:
            self._place(mark, made)
        self.above, self.gap = mark, False

    def _place(self, mark: str, made: Passage) -> None:
        if mark == "?":
            self.stem = made
        elif mark in OPTIONS:
            self.options.append((made, []))
        elif mark == ">" and self.options and not self.gap and self.above in (*OPTIONS, ">"):
            self.options[-1][1].append(made)
        else:
            (self.reasons if mark == ">" else self.others).append(made)


def _asked(
    bare: str, rows: Sequence[Row], offsets: dict[int, int], number: int, by_id: dict[str, Data], default_id: str
) -> Asked | None:
    """Read the passages of one question; None where it asks nothing."""
    first_answer = next((row.number for row in rows[1:] if _mark(row) in ANSWERS), 0)
    sorter = _Sorter(bare, number, default_id)
    for row in rows:
        mark = _mark(row)
        if not row.text.strip():
            sorter.gap = True
        elif mark and (row is rows[0] or 0 < first_answer <= row.number):
            sorter.add(row, offsets[row.number], mark)
    if sorter.stem is None:
        return None
    options = tuple((option, tuple(feedback)) for option, feedback in sorter.options)
    prompt = _prompt(bare, rows, offsets, number, first_answer)
    data = by_id.get(sorter.name, {})
    return Asked(data, sorter.stem, prompt, options, tuple(sorter.reasons), tuple(sorter.others))


def _mark(row: Row) -> str:
    return "" if row.fenced else marked(row.text, answers=True).mark


def _prompt(
    bare: str, rows: Sequence[Row], offsets: dict[int, int], number: int, first_answer: int
) -> tuple[Passage, ...]:
    """Give the words between the stem and the first answer."""
    between = [row for row in rows[1:] if not first_answer or row.number < first_answer]
    if not between:
        return ()
    start, end = offsets[between[0].number], offsets[between[-1].number] + len(between[-1].text)
    found = passages(bare[:end], start)
    return tuple(Passage(one.kind, one.text, one.offsets, number, one.sentences, one.quoted) for one in found)
