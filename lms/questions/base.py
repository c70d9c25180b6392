"""What every kind of question shares: its parts as plain data, the slips an author can make, and what a kind must offer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

LONGEST_ANSWER = 20_000
"""Longest answer a learner may type, in characters."""

Data = dict[str, Any]
"""A question as JSON: ``id, kind, stem, prompt, hints, explanation`` plus the parts of its kind.

Every text an author wrote is ``{"md": source, "block": bool}`` when parsed and
``{"html": safe HTML, "plain": text}`` once compiled, so one walk can compile any kind.
Parts that a learner picks (options, items, pairs) carry an ``id`` made by `part_id`, which says nothing about the key.
"""

Value = str | list[str] | dict[str, str]
"""An answer as JSON: the text typed, the id picked, the ids picked or ordered, or left id → right id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One logical answer line: the number of its first line in the file (1-based) and its text, continuations joined by a newline."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in a question, in the author's words, with the line (1-based) and the short name of the rule."""

    line: int
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What grading says of one answer.

    ``points`` lies in 0…``out_of``; ``out_of`` is 1 for a scored question and 0 for one that is not.
    ``right`` is None where nobody but a person can say. ``places`` gives right or not for each part the learner placed or picked.
    ``near`` marks a text answer that is right but for its spelling. ``feedback`` holds the compiled texts to show, most specific first.
    """

    points: float
    out_of: int
    right: bool | None
    places: Mapping[str, bool] = field(default_factory=dict)
    near: bool = False
    feedback: Sequence[Data] = ()


class Unreadable(ValueError):
    """A form that holds no answer of this kind; its message tells the learner what to do (plain words, at most 15)."""


class Kind(Protocol):
    """One kind of question, as a module of plain functions; `KINDS` in the package lists them all by name."""

    NAME: str
    SCORED: bool

    def parse(self, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
        """Read the answer lines of one question into the kind's own parts, with every slip found."""

    def write(self, data: Data) -> list[str]:
        """Print the kind's own parts as the lines that `parse` reads."""

    def view(self, data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
        """Give what a page may show before the answer: never the key, never feedback; ``shuffled`` orders the parts."""

    def read(self, data: Data, form: Mapping[str, Sequence[str]]) -> Value:
        """Take the answer out of a sent form; raise `Unreadable` where there is none or it is not of this kind."""

    def grade(self, data: Data, value: Value) -> Mark:
        """Mark one answer; it depends on the answer's ids, never on the order in which parts were shown."""

    def plain(self, data: Data, value: Value) -> str:
        """Say the answer as plain text, for a mentor to read and for the hash in a signature."""
