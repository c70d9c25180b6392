"""Pairs to match; a right side without a left one is there to think about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lms.questions.base import (
    Data,
    Line,
    Mark,
    Slip,
    Unreadable,
    Value,
    as_pairs,
    explained,
    inline,
    named,
    part_ids,
    words_of,
)
from lms.questions.lines import printed
from lms.questions.markers import escape_pairs, escape_start, split_pair, unescape_pairs, unescape_start
from lms.questions.slips import slip

NAME = "match"
SCORED = True


def opens(mark: str, text: str) -> bool:
    """Say whether a line has two sides."""
    return mark == "::"


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``pairs`` as ``{id, text, right}`` and ``rights`` as ``{id, text}``; two left sides may share a right one."""
    slips: list[Slip] = []
    pairs: dict[str, str] = {}
    spare: dict[str, int] = {}
    seen: dict[tuple[str, str], int] = {}
    first: dict[str, int] = {}
    for line in lines:
        left, right, *more = (side.strip() for side in split_pair(line.text))
        left, right = unescape_pairs(unescape_start(left, answers=True)), unescape_pairs(right)
        twin = seen.setdefault((left, "" if left else right), line.number)
        if more:
            slips.append(slip(line.number, "two-pairs"))
        if not right:
            slips.append(slip(line.number, "no-match"))
        elif twin != line.number:
            slips.append(slip(line.number, "twice", first=twin))
        if left:
            pairs[left] = right
            first.setdefault(right, line.number)
        else:
            spare[right] = line.number
    slips += [slip(at, "paired-already", first=first[right]) for right, at in spare.items() if right and right in first]
    if not pairs:
        slips.append(slip(lines[0].number, "no-pair"))
    elif len({*first, *spare}) == 1:
        slips.append(slip(lines[0].number, "one-option"))
    return _parts(question_id, pairs, spare), slips


def _parts(question_id: str, pairs: Mapping[str, str], spare: Iterable[str]) -> Data:
    rights = list(dict.fromkeys([*pairs.values(), *spare]))
    ids = dict(zip(rights, part_ids(question_id, rights), strict=True))
    lefts = part_ids(question_id, list(pairs))
    return {
        "pairs": [
            {"id": id_, "text": inline(left), "right": ids[right]}
            for id_, (left, right) in zip(lefts, pairs.items(), strict=True)
        ],
        "rights": [{"id": id_, "text": inline(text)} for text, id_ in ids.items()],
    }


def write(data: Data) -> list[str]:
    """Print the pairs, then the right sides without a left one."""
    rights = {right["id"]: right["text"]["md"] for right in data["rights"]}
    used = {pair["right"] for pair in data["pairs"]}
    lines = []
    for pair in data["pairs"]:
        left = escape_start(escape_pairs(pair["text"]["md"]), answers=True)
        lines += printed(f"{left} ::", escape_pairs(rights[pair["right"]]))
    for id_, text in rights.items():
        lines += [] if id_ in used else printed("::", escape_pairs(text))
    return lines


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give both sides; the right ones in an order that comes from their ids, so that it does not show the key."""
    lefts = [{"id": pair["id"], "text": pair["text"]} for pair in data["pairs"]]
    return {"lefts": lefts, "rights": shuffled(sorted(data["rights"], key=lambda right: str(right["id"])))}


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the id of a right side for each left one."""
    sent = named(form, "match-")
    given = {pair["id"]: sent.get(pair["id"], "") for pair in data["pairs"]}
    if not all(given.values()):
        raise Unreadable("Choose a match for each line.")
    if not {right["id"] for right in data["rights"]}.issuperset(given.values()):
        raise Unreadable("Choose a match from the list for each line.")
    return given


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the right side sent for each left one."""
    return named(form, "match-")


def grade(data: Data, value: Value) -> Mark:
    """Count the left sides with their right match, out of all."""
    given = as_pairs(value)
    key = {pair["id"]: pair["right"] for pair in data["pairs"]}
    places = {left: key.get(left) == right for left, right in given.items()}
    correct = sum(places.values())
    return Mark(correct / len(key), 1, given == key, places, feedback=explained(data))


def plain(data: Data, value: Value) -> str:
    """Say each pair on a line, in the author's order of left sides."""
    given = as_pairs(value)
    lefts = {pair["id"]: words_of(pair["text"]) for pair in data["pairs"]}
    rights = {right["id"]: words_of(right["text"]) for right in data["rights"]}
    ordered = [id_ for id_ in lefts if id_ in given] + [id_ for id_ in given if id_ not in lefts]
    return "\n".join(f"{lefts.get(id_, id_)} → {rights.get(given[id_], given[id_])}" for id_ in ordered)
