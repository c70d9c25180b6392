"""Any number of answers out of several."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import Data, Line, Mark, Slip, Unreadable, Value, as_list, cleaned, explained
from lms.questions.options import feedback_of, named_options, parse_options, view_options, write_options

NAME = "multiple"
SCORED = True


def opens(mark: str, text: str) -> bool:
    """Say whether a line starts with square brackets."""
    return mark == "[]"


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``options`` as ``{id, text, right, feedback}``; at least one is right."""
    options, slips = parse_options(question_id, lines, "[x]")
    return {"options": options}, slips


def write(data: Data) -> list[str]:
    """Print the options."""
    return write_options(data, "[]")


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give the options to choose from."""
    return view_options(data, shuffled)


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the ids of the options chosen, in the author's order, each once."""
    chosen = {cleaned(value) for value in form.get("answer", ())} - {""}
    known = [option["id"] for option in data["options"] if option["id"] in chosen]
    if not chosen:
        raise Unreadable("Choose at least one answer.")
    if len(known) < len(chosen):
        raise Unreadable("Choose from the answers on this page.")
    return known


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the ids that were sent."""
    return [cleaned(value) for value in form.get("answer", ())]


def grade(data: Data, value: Value) -> Mark:
    """Count the right options chosen less the others, out of all right ones; never below nothing.

    Feedback is given for what was chosen and for each right option that was not.
    """
    chosen = set(as_list(value))
    key = {option["id"] for option in data["options"] if option["right"]}
    points = max(0, len(chosen & key) - len(chosen - key)) / len(key)
    feedback = [*feedback_of(data, chosen | key), *explained(data)]
    return Mark(points, 1, chosen == key, {id_: id_ in key for id_ in as_list(value)}, feedback=feedback)


def plain(data: Data, value: Value) -> str:
    """Say the words of the options chosen, one on each line."""
    return "\n".join(named_options(data, as_list(value)))
