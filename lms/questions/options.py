"""What the two kinds with options share: their lines, their view, and the feedback that belongs to an option."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from lms.questions.base import Data, Line, Slip, block, inline, part_ids, words_of
from lms.questions.lines import printed, quoted
from lms.questions.slips import slip


def parse_options(question_id: str, lines: Sequence[Line], right_mark: str) -> tuple[list[Data], list[Slip]]:
    """Read options with their feedback, and find the slips that both kinds know."""
    options: list[Data] = []
    numbers: list[int] = []
    for line in lines:
        if line.text.startswith(">"):
            text = line.text[2:].strip("\n").rstrip()
            options[-1]["feedback"] = block(text) if text else None
        else:
            text = line.text[3:].strip()
            options.append(
                {"id": "", "text": inline(text), "right": line.text.startswith(right_mark), "feedback": None}
            )
            numbers.append(line.number)
    for option, made in zip(options, part_ids(question_id, [option["text"]["md"] for option in options]), strict=True):
        option["id"] = made
    return options, _slips(options, numbers, right_mark)


def _slips(options: Sequence[Data], numbers: Sequence[int], right_mark: str) -> list[Slip]:
    slips = []
    seen: dict[str, int] = {}
    for option, number in zip(options, numbers, strict=True):
        text = option["text"]["md"]
        if not text:
            slips.append(slip(number, "no-words"))
        elif text in seen:
            slips.append(slip(number, "twice", first=seen[text]))
        seen.setdefault(text, number)
        if not option["feedback"]:
            slips.append(slip(number, "no-feedback"))
    if len(options) == 1:
        slips.append(slip(numbers[0], "one-option"))
    if not any(option["right"] for option in options):
        slips.append(slip(numbers[0], "no-right", mark=right_mark))
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
    chosen = set(ids)
    return [name for id_, name in names.items() if id_ in chosen] + [id_ for id_ in ids if id_ not in names]
