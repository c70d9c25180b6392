"""Quiz text as lines: which lie in fences, which belong together, and how they are printed again."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lms.questions.base import Slip
from lms.questions.markers import OPTIONS, Marked, escape_start, has_pair, marked, marked_after, unescape_start
from lms.questions.slips import slip

_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*(?:\{[^`]*\}|\.?[\w#.+-]*)[ ]*")
_CLOSER = re.compile(r"(`{3,}|~{3,})[ ]*")


class Row(NamedTuple):
    """One line of the file: its number, its text, and whether a fence holds it."""

    number: int
    text: str
    fenced: bool


@dataclass(slots=True)
class Piece:
    """A line below the first answer line with all that continues it; ``feedback`` says that an option is above it."""

    mark: str
    number: int
    feedback: bool
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).rstrip()


def rows_of(text: str, first_line: int) -> tuple[list[Row], list[Slip]]:
    """Cut a text into lines and find the fences; one that never closes hides nothing and is a slip."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fenced, open_ends = fences(lines)
    slips = [slip(first_line + at, "open-fence", fence=_fence_of(lines[at])) for at in open_ends]
    return [Row(first_line + at, line, fenced[at]) for at, line in enumerate(lines)], slips


def fences(lines: Sequence[str]) -> tuple[list[bool], list[int]]:
    """Say of each line whether a fence holds it, and where a fence starts that never ends."""
    closers: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if closer := _CLOSER.fullmatch(line):
            closers[closer[1]].append(at)
    fenced, open_ends, inside = [False] * len(lines), [], -1
    for at, line in enumerate(lines):
        opener = _FENCE.fullmatch(line) if at > inside else None
        if opener:
            ends = closers[opener[1]]
            after = bisect_right(ends, at)
            if after < len(ends):
                inside = ends[after]
            else:
                open_ends.append(at)
        fenced[at] = at <= inside
    return fenced, open_ends


def _fence_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip(line[0]))]


def indented(line: str) -> bool:
    """Say whether a line continues the one above."""
    return line.startswith("  ")


def opened_by_indented(line: str) -> Marked | None:
    """Give the mark behind the indent of a line, if there is one."""
    found = marked(line.strip(), answers=True)
    return None if found.mark in ("", "::") else found


def pieces_of(rows: Sequence[Row], family: str) -> tuple[list[Piece], list[Slip]]:
    """Join the lines below (and with) the first answer line to pieces; ``family`` is the mark of that line."""
    gatherer = _Gatherer(family)
    for row in rows:
        gatherer.add(row)
    return gatherer.pieces, sorted(gatherer.slips + gatherer.strays(), key=lambda slip: slip.line)


class _Gatherer:
    """Joins lines to pieces, one line at a time."""

    def __init__(self, family: str) -> None:
        self.family = family
        self.pieces: list[Piece] = []
        self.slips: list[Slip] = []
        self.gap = False

    def add(self, row: Row) -> None:
        """Take the next line."""
        if row.fenced:
            self._start(row.number, Marked("", row.text))
        elif not row.text.strip():
            self.gap = True
            return
        elif row.text[0].isspace():
            self._add_indented(row)
        else:
            self._start(row.number, marked_after(self.family, row.text))
        self.gap = False

    def strays(self) -> list[Slip]:
        """Give a slip for each run of lines that nothing opened."""
        return [slip(piece.number, "no-mark") for piece in self.pieces if not piece.mark]

    def _start(self, number: int, found: Marked) -> None:
        if found.rule:
            self.slips.append(slip(number, found.rule, wrote=found.wrote, meant=found.meant))
        last = self.pieces[-1] if self.pieces else None
        if last and last.mark == found.mark and found.mark in (">", "") and not self.gap:
            last.lines.append(content(found))
        else:
            under_option = last is not None and last.mark in OPTIONS and not self.gap
            self.pieces.append(Piece(found.mark, number, found.mark == ">" and under_option, [content(found)]))

    def _add_indented(self, row: Row) -> None:
        opened = opened_by_indented(row.text)
        last = self.pieces[-1] if self.pieces else None
        if last and opened and last.mark == ">" and opened.mark in ("=", "1)", "..."):
            opened = None
        if opened:
            self.slips.append(slip(row.number, "indented-marker", mark=sign_of(opened)))
            if opened.mark in (self.family, ">", "!", *OPTIONS):
                self._start(row.number, opened._replace(rule=""))
        elif has_pair(row.text) and self.family == (last.mark if last else "::") == "::":
            self.slips.append(slip(row.number, "indent"))
            self._start(row.number, Marked("::", row.text.strip()))
        elif not indented(row.text) or self.gap or not last:
            self.slips.append(slip(row.number, "indent"))
        else:
            last.lines.append(unescape_start(row.text[2:], answers=True))


def sign_of(found: Marked) -> str:
    """Give the mark of a line as its author writes it."""
    return found.text[:3] if found.mark in (*OPTIONS, "...") else found.text.split(" ")[0]


def content(found: Marked) -> str:
    """Give what a line keeps: hints and feedback lose their mark, an answer line keeps it for its kind to read."""
    if found.mark == ">":
        return found.text[2:] if found.text[1:].strip() else ""
    return found.text[2:] if found.mark == "!" else found.text


def printed(mark: str, text: str) -> list[str]:
    """Print a text behind its mark; the lines after the first are indented."""
    first, *rest = text.split("\n")
    return [f"{mark} {first}", *(f"  {escape_start(line, answers=True)}" for line in rest)]


def quoted(text: str) -> list[str]:
    """Print feedback or an explanation."""
    return [f"> {line}" if line else ">" for line in text.split("\n")]
