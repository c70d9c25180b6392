"""What the two kinds with options share: their lines, their view, and the feedback that belongs to an option."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from lms.questions.base import Data, Line, Slip, block, inline, part_ids, words_of
from lms.questions.lines import printed, quoted


def parse_options(question_id: str, lines: Sequence[Line]) -> tuple[list[Data], list[Slip]]:
    """Read options with their feedback, and find the slips that both kinds know."""
    options: list[Data] = []
    numbers: list[int] = []
    for line in lines:
        if line.text.startswith(">"):
            text = line.text[2:].strip("\n").rstrip()
            options[-1]["feedback"] = block(text) if text else None
        else:
            text = line.text[3:].strip()
            options.append({"id": "", "text": inline(text), "right": line.text[1] == "x", "feedback": None})
            numbers.append(line.number)
    for option, made in zip(options, part_ids(question_id, [option["text"]["md"] for option in options]), strict=True):
        option["id"] = made
    return options, _slips(options, numbers)


def _slips(options: Sequence[Data], numbers: Sequence[int]) -> list[Slip]:
    slips = []
    seen: dict[str, int] = {}
    for option, number in zip(options, numbers, strict=True):
        text = option["text"]["md"]
        if not text:
            slips.append(Slip(number, "no-text", "This answer has no words. Write them after the mark, or take the line out."))
        elif text in seen:
            slips.append(Slip(number, "twice", f"This answer is already on line {seen[text]}. Make the two differ."))
        seen.setdefault(text, number)
        if not option["feedback"]:
            words = 'This answer has no feedback. Write it on the next line, after ">" and one space.'
            slips.append(Slip(number, "no-feedback", words))
    if len(options) == 1:
        slips.append(Slip(numbers[0], "one-option", "This question has one answer only. Give at least two to choose from."))
    if not any(option["right"] for option in options):
        words = 'No answer is marked as right. Put an x between the marks of the right one: "(x)" or "[x]".'
        slips.append(Slip(numbers[0], "no-right", words))
    return slips


def write_options(data: Data, marks: str) -> list[str]:
    """Print options with their feedback; ``marks`` are the two brackets."""
    lines = []
    for option in data["options"]:
        lines += printed(f"{marks[0]}{'x' if option['right'] else ' '}{marks[1]}", option["text"]["md"])
        lines += quoted(option["feedback"]["md"])
    return lines


def view_options(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give the options with their ids and words only."""
    return {"options": shuffled([{"id": option["id"], "text": option["text"]} for option in data["options"]])}


def feedback_of(data: Data, ids: Collection[str]) -> list[Data]:
    """Give the feedback of some options in the author's order, each with the id it is about."""
    return [{**option["feedback"], "about": option["id"]} for option in data["options"] if option["id"] in ids]


def named_options(data: Data, ids: Sequence[str]) -> list[str]:
    """Give the words of the options picked, in the author's order, then ids that the question does not know."""
    names = {option["id"]: words_of(option["text"]) for option in data["options"]}
    return [name for id_, name in names.items() if id_ in ids] + [id_ for id_ in ids if id_ not in names]
