"""A written answer that the mentor marks in review, by the lines of a rubric."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import Data, Line, Mark, Slip, Unreadable, Value, as_text, explained, inline, sent, typed_answer
from lms.questions.lines import printed
from lms.questions.slips import slip

NAME = "written"
SCORED = False


def opens(mark: str, text: str) -> bool:
    """Say whether a line asks for a written answer."""
    return mark == "..." and text.startswith("... mentor")


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``rubric`` as a list of texts; a question without one is fine."""
    rubric: list[Data] = []
    slips = [slip(lines[0].number, "rubric")] if "\n" in lines[0].text else []
    for line in lines[1:]:
        text = line.text[2:].strip()
        if not line.text.startswith("-"):
            slips.append(slip(line.number, "rubric"))
        elif not text:
            slips.append(slip(line.number, "no-words"))
        rubric.append(inline(text))
    return {"rubric": rubric}, slips


def write(data: Data) -> list[str]:
    """Print the rubric under its line."""
    return ["... mentor", *(line for item in data["rubric"] for line in printed("-", item["md"]))]


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give nothing: the page shows a box, and the rubric is for the mentor."""
    return {}


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the text as it is; it may not be blank."""
    text = typed_answer(form)
    if not text.strip():
        raise Unreadable("Write your answer first.")
    return text


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the text that was sent."""
    return sent(form, "answer")


def grade(data: Data, value: Value) -> Mark:
    """Give no points and no verdict: the mentor does."""
    return Mark(0, 0, None, feedback=explained(data))


def plain(data: Data, value: Value) -> str:
    """Say what was typed."""
    return as_text(value)
