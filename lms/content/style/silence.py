"""Rules set aside for one place: `<!-- allow: rule-name because … -->`, never shown and never sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lms.content.model import Problem
from lms.content.source import fences
from lms.content.style.rules import RULES
from lms.content.words import near

SHORTEST_REASON = 10
"""Fewest characters a reason has."""

_LINE = re.compile(r"[ \t]*<!--\s*allow:(.*?)-->[ \t]*")
_YAML = re.compile(r"[ \t]*#\s*allow:(.*)")
_PARTS = re.compile(r"\s*([A-Za-z-]+)(?:\s+because\s+(.*?))?\s*")


@dataclass(frozen=True, slots=True)
class Allow:
    """One rule set aside from line ``first`` to ``last``; a rule that looks at the whole file is set aside in all of it."""

    line: int
    rule: str
    reason: str
    first: int
    last: int

    def covers(self, problem: Problem) -> bool:
        """Say whether a problem of this file is the one that is meant."""
        whole = RULES[problem.rule].scope != "place"
        return problem.rule == self.rule and (whole or self.first <= problem.line <= self.last)


def without_allows(text: str) -> str:
    """Blank the lines that set a rule aside, so that the format never sees them; their number of lines stays."""
    if "allow:" not in text:
        return text
    lines = text.split("\n")
    fenced = _fenced(lines)
    return "\n".join("" if at not in fenced and _LINE.fullmatch(line) else line for at, line in enumerate(lines))


def read_allows(lines: Sequence[str], body_line: int, is_quiz: bool) -> list[Allow]:
    """Find what is set aside: in the body for the block below (in a quiz the question), in the front matter for a key."""
    fenced = _fenced(lines)
    found: list[Allow] = []
    for at, line in enumerate(lines):
        in_front = at + 1 < body_line
        match = (_YAML if in_front else _LINE).fullmatch(line)
        if not match or at in fenced:
            continue
        parts = _PARTS.fullmatch(match[1])
        rule, reason = (parts[1], parts[2] or "") if parts else (match[1].strip(), "")
        first = next((n for n in range(at + 1, len(lines)) if lines[n].strip() and not _LINE.fullmatch(lines[n])), at)
        last = first if in_front else _end(lines, first, fenced, is_quiz)
        found.append(Allow(at + 1, rule, reason.strip(), first + 1, last + 1))
    return found


def _fenced(lines: Sequence[str]) -> dict[int, int]:
    """Give for each line in a fence the last line of that fence."""
    return {at: fence.last for fence in fences(list(lines)) for at in range(fence.first, fence.last + 1)}


def _end(lines: Sequence[str], first: int, fenced: dict[int, int], is_quiz: bool) -> int:
    """Give the last line of the block, or of the question, that starts at a line."""
    if first in fenced:
        return fenced[first]
    at = first
    while at + 1 < len(lines):
        if lines[at + 1].startswith("? ") if is_quiz else not lines[at + 1].strip():
            break
        at += 1
    return at


def settle(
    path: str, problems: Iterable[Problem], allows: Sequence[Allow], courses_too: bool = False
) -> Iterator[Problem]:
    """Leave out what is set aside, and name what is set aside badly or for nothing.

    ``courses_too`` says that the rules for a whole course were asked as well.
    """
    used: set[Allow] = set()
    sound = [one for one in allows if one.rule in RULES and len(one.reason) >= SHORTEST_REASON]
    for problem in problems:
        met = [one for one in sound if one.covers(problem)]
        used.update(met)
        if not met:
            yield problem
    for one in allows:
        if one.rule not in RULES:
            words = f"“{one.rule}” is no rule that can be set aside.{near(one.rule, RULES)}"
            yield _problem(path, one, "allow-form", words)
        elif one not in sound:
            words = f"Say why: <!-- allow: {one.rule} because … -->, in at least {SHORTEST_REASON} characters."
            yield _problem(path, one, "allow-form", words)
        elif one not in used and (courses_too or RULES[one.rule].scope != "course"):
            words = f"Nothing here breaks “{one.rule}”, so there is nothing to set aside. Take this line out."
            yield _problem(path, one, "allow-unneeded", words)


def _problem(path: str, allow: Allow, rule: str, words: str) -> Problem:
    return Problem(path, allow.line, rule, words, RULES[rule].severity)
