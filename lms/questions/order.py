"""Steps to put in order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import (
    Data,
    Line,
    Mark,
    Slip,
    Unreadable,
    Value,
    as_list,
    as_pairs,
    explained,
    inline,
    named,
    part_ids,
    words_of,
)
from lms.questions.lines import printed
from lms.questions.slips import slip

NAME = "order"
SCORED = True


def opens(mark: str, text: str) -> bool:
    """Say whether a line is a step."""
    return mark == "1)"


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``items`` as ``{id, text}``; the order of the lines is the right one."""
    slips: list[Slip] = []
    texts: list[str] = []
    seen: dict[str, int] = {}
    for at, line in enumerate(lines, 1):
        number, _, rest = line.text.partition(")")
        text = rest.strip()
        if int(number) != at:
            slips.append(slip(line.number, "step-number", meant=f"{at})"))
        if not text:
            slips.append(slip(line.number, "no-words"))
        elif text in seen:
            slips.append(slip(line.number, "twice", first=seen[text]))
        seen.setdefault(text, line.number)
        texts.append(text)
    if len(lines) == 1:
        slips.append(slip(lines[0].number, "one-option"))
    ids = part_ids(question_id, texts)
    return {"items": [{"id": id_, "text": inline(text)} for id_, text in zip(ids, texts, strict=True)]}, slips


def write(data: Data) -> list[str]:
    """Print the steps in the right order."""
    return [line for at, item in enumerate(data["items"], 1) for line in printed(f"{at})", item["text"]["md"])]


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give the steps in an order that comes from their ids, so that even an unshuffled quiz does not show the key."""
    return {"items": shuffled(sorted(data["items"], key=lambda item: str(item["id"])))}


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the ids of the steps in the order of their places; each place is given once."""
    places = named(form, "place-")
    ids = [item["id"] for item in data["items"]]
    wanted = [str(at) for at in range(1, len(ids) + 1)]
    given = {places.get(id_, ""): id_ for id_ in ids}
    if "" in given:
        raise Unreadable("Give every step a place.")
    if set(given) - set(wanted):
        raise Unreadable("Use the numbers 1 to {last}.", last=wanted[-1])
    if len(given) < len(ids):
        raise Unreadable("Give each place to one step only.")
    return [given[place] for place in wanted]


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the place sent for each step."""
    return named(form, "place-")


def grade(data: Data, value: Value) -> Mark:
    """Count the steps that stand in their right place, out of all."""
    given = as_list(value)
    key = [item["id"] for item in data["items"]]
    places = {id_: key[at : at + 1] == [id_] for at, id_ in enumerate(given)}
    correct = sum(places.values())
    return Mark(correct / len(key), 1, given == key, places, feedback=explained(data))


def plain(data: Data, value: Value) -> str:
    """Say the steps in the learner's order, numbered; of half an answer, the steps that have a place."""
    names = {item["id"]: words_of(item["text"]) for item in data["items"]}
    placed = [(place, id_) for id_, place in as_pairs(value).items() if place]
    placed += [(str(at), id_) for at, id_ in enumerate(as_list(value), 1)]
    in_order = sorted(placed, key=lambda one: (len(one[0]), one[0]))
    return "\n".join(f"{place}. {names.get(id_, id_)}" for place, id_ in in_order)
