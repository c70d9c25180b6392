"""One answer out of several."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import Data, Line, Mark, Slip, Unreadable, Value, as_text, cleaned, explained, sent
from lms.questions.options import feedback_of, named_options, parse_options, view_options, write_options
from lms.questions.slips import slip

NAME = "choice"
SCORED = True


def opens(mark: str, text: str) -> bool:
    """Say whether a line starts with round brackets."""
    return mark == "()"


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``options`` as ``{id, text, right, feedback}``; exactly one is right."""
    options, slips = parse_options(question_id, lines, "(x)")
    first, *more = [line.number for line in lines if line.text.startswith("(x)")] or [0]
    return {"options": options}, slips + [slip(number, "two-right", first=first) for number in more]


def write(data: Data) -> list[str]:
    """Print the options."""
    return write_options(data, "()")


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give the options to choose from."""
    return view_options(data, shuffled)


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the id of the option chosen."""
    values = {cleaned(value) for value in form.get("answer", ())} - {""}
    if len(values) != 1:
        raise Unreadable("Choose one answer.")
    chosen = values.pop()
    if all(option["id"] != chosen for option in data["options"]):
        raise Unreadable("Choose one of the answers on this page.")
    return chosen


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the id that was sent."""
    return sent(form, "answer")


def grade(data: Data, value: Value) -> Mark:
    """Mark the option chosen; its feedback comes before the explanation."""
    chosen = as_text(value)
    right = any(option["id"] == chosen and option["right"] for option in data["options"])
    feedback = [*feedback_of(data, [chosen]), *explained(data)]
    return Mark(float(right), 1, right, {chosen: right} if chosen else {}, feedback=feedback)


def plain(data: Data, value: Value) -> str:
    """Say the words of the option chosen."""
    return "\n".join(named_options(data, [as_text(value)]))
