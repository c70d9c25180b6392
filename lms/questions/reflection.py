"""A thought for the learner alone: private, never scored, and it may stay blank."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import Data, Line, Mark, Slip, Value, as_text, explained, sent, typed_answer
from lms.questions.slips import slip

NAME = "reflection"
SCORED = False


def opens(mark: str, text: str) -> bool:
    """Say whether a line asks for a reflection."""
    return mark == "..." and text.startswith("... reflection")


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read the one line there is; this kind has no parts."""
    return {}, [slip(line.number, "own-words") for at, line in enumerate(lines) if at or "\n" in line.text]


def write(data: Data) -> list[str]:
    """Print the one line there is."""
    return ["... reflection"]


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give nothing: the page shows a box."""
    return {}


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the text as it is; it may be blank."""
    return typed_answer(form)


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the text that was sent."""
    return sent(form, "answer")


def grade(data: Data, value: Value) -> Mark:
    """Give no points and no verdict."""
    return Mark(0, 0, None, feedback=explained(data))


def plain(data: Data, value: Value) -> str:
    """Say what was typed."""
    return as_text(value)
