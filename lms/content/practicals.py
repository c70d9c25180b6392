"""Practicals: the task a mentor watches, and the criteria she watches for."""

import re
from collections.abc import Sequence

from lms.content.desk import Desk
from lms.content.front import Front, Key, inherit
from lms.content.model import TIERS, Criterion, Practical
from lms.content.source import fences

KEYS = {
    "tier": Key("text", "T0", choices=TIERS),
    "minutes": Key("whole", 0, high=600),
    "materials": Key("text", "", setting=False),
}

_HEADING = re.compile(r"## +(Criteria|Criterios)[ #]*")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,2}\.) +(.*)")
_NOT_A_VERB = re.compile(r"(the|an?|she|her|his|he|they|it|is|are|was|no|not|all|every|each)\b", re.IGNORECASE)


def read_practical(desk: Desk, path: str, original: Practical | None) -> Practical:
    """Read practical.md; in a translation the criteria are those of ``original``, line by line."""
    front = desk.open(path, {"id": Key("id"), **KEYS})
    values = {key: front.values[key] for key in KEYS}
    if original:
        values, problems = inherit(path, front, KEYS, original)
        desk.problems += problems
    if not front.whole:
        return Practical(path, "", (), **values)
    desk.look_over(path, front, with_facts=True)
    lines = front.body.split("\n")
    inside = {number for fence in fences(lines) for number in range(fence.first, fence.last + 1)}
    heading = next((n for n, line in enumerate(lines) if n not in inside and _HEADING.fullmatch(line)), None)
    if heading is None:
        desk.add(path, front.body_line, "criteria-missing", "There is no line “## Criteria” with a list under it.")
    task = "\n".join(lines[:heading])
    if not task.strip():
        desk.add(path, front.body_line, "empty", "Say in plain words what she is asked to do, before the criteria.")
    found = [] if heading is None else _read_items(desk, path, front, lines, heading + 1)
    if heading is not None and not found:
        desk.add(
            path, front.body_line + heading, "criteria-missing", "There is no list of criteria under this heading."
        )
    criteria = _named(found)
    if original and original.criteria and heading is not None:
        criteria = _matched(desk, path, front.body_line + heading, criteria, original.criteria)
    return Practical(path, task.strip("\n"), criteria, task_line=front.body_line, **values)


def _read_items(desk: Desk, path: str, front: Front, lines: Sequence[str], start: int) -> list[tuple[str, bool]]:
    """Read the list under the heading: each criterion's words, and whether a star stands before them."""
    items: list[tuple[str, bool]] = []
    for number, line in enumerate(lines[start:], start=front.body_line + start):
        item = _ITEM.fullmatch(line)
        if item:
            text = item[1].strip()
            star = text.startswith("★")
            text = text.removeprefix("★").strip()
            items.append((text, star))
            if not text:
                desk.add(path, number, "criterion-form", "This criterion has no words.")
            elif _NOT_A_VERB.match(text):
                words = "A criterion starts with a verb that says what she does, such as “Counts the tools”."
                desk.add(path, number, "criterion-verb", words, "warning")
            if "★" in text:
                desk.add(path, number, "criterion-form", "★ stands first in its line: “- ★ Counts the tools”.")
        elif line.startswith("  ") and line.strip() and items:
            items[-1] = (f"{items[-1][0]} {line.strip()}", items[-1][1])
        elif line.strip():
            words = "Under “## Criteria” stands only the list. Put other words above it."
            desk.add(path, number, "criterion-form", words)
    return items


def _named(items: Sequence[tuple[str, bool]]) -> tuple[Criterion, ...]:
    """Give each criterion an id made of its words; twins are numbered."""
    seen: dict[str, int] = {}
    named: list[Criterion] = []
    for text, star in items:
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower())[:40].strip("-") or "criterion"
        seen[slug] = seen.get(slug, 0) + 1
        named.append(Criterion(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}", text, star))
    return tuple(named)


def _matched(
    desk: Desk, path: str, line: int, criteria: Sequence[Criterion], originals: Sequence[Criterion]
) -> tuple[Criterion, ...]:
    """Give translated criteria the ids of the original ones, which stand in the same order with the same stars."""
    if [one.star for one in criteria] != [one.star for one in originals]:
        words = f"The course has {len(originals)} criteria; a translation has the same ones, in order, with the same ★."
        desk.add(path, line, "translation-criteria", words)
    return tuple(Criterion(old.id, new.text, old.star) for old, new in zip(originals, criteria, strict=False))
