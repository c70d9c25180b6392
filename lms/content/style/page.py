"""One file of a course under the rules of style: its words, its questions, and where to point in it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.content.front import Front, Key, read_front
from lms.content.layout import LANGUAGE
from lms.content.lessons import KEYS as LESSON_KEYS
from lms.content.model import Problem
from lms.content.modules import KEYS as MODULE_KEYS
from lms.content.practicals import KEYS as PRACTICAL_KEYS
from lms.content.quizzes import KEYS as QUIZ_KEYS
from lms.content.reader import KEYS as COURSE_KEYS
from lms.content.source import Check, checks, line_finder, read_text
from lms.content.style.asked import Asked, read_asked
from lms.content.style.passages import PROSE, Passage, masked, passages
from lms.content.style.rules import RULES
from lms.content.style.silence import Allow, read_allows, without_allows

_KEYS: Mapping[str, Mapping[str, Key]] = {
    "course": COURSE_KEYS,
    "module": MODULE_KEYS,
    "quiz": QUIZ_KEYS,
    "practical": PRACTICAL_KEYS,
    "lesson": LESSON_KEYS,
}


def kind_of(path: str) -> str:
    """Say what a Markdown file of a course is by its name."""
    name = path.rpartition("/")[2].removesuffix(".md")
    return name if name in _KEYS else "lesson"


@dataclass(slots=True)
class Page:
    """A file as the rules see it; problems are collected in ``problems``.

    ``asked`` are the questions of a quiz, or those inside a lesson, with the passages of each.
    """

    path: str
    lang: str
    kind: str
    front: Front
    text: str
    passages: Sequence[Passage]
    asked: Sequence[Asked]
    allows: Sequence[Allow]
    facts: Mapping[str, Any]
    at: Callable[[int], int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, rule: str, words: str, where: Passage | None = None, start: int = 0, end: int = 0) -> None:
        """Note a problem: with the words that break the rule marked, or with the whole file."""
        if where is None:
            self.problems.append(Problem(self.path, 0, rule, words, RULES[rule].severity))
        else:
            last = max(end - 1, start)
            self._mark(rule, words, where.offsets[start], where.offsets[last] + 1)

    def add_key(self, rule: str, key: str, words: str) -> None:
        """Note a problem of a key in the front matter."""
        self.problems.append(Problem(self.path, self.front.line(key), rule, words, RULES[rule].severity))

    def add_span(self, rule: str, words: str, start: int, end: int) -> None:
        """Note a problem by offsets in the file."""
        self._mark(rule, words, start, end)

    def add_line(self, rule: str, line: int, words: str) -> None:
        """Note a problem of a whole line."""
        self.problems.append(Problem(self.path, line, rule, words, RULES[rule].severity))

    def add_words(self, rule: str, line: int, marked: str, words: str) -> None:
        """Note a problem of some words that stand in or soon after a line."""
        start = self.text.find(marked, offset_of(self.text, line))
        self._mark(rule, words, start, start + len(marked))

    def _mark(self, rule: str, words: str, start: int, end: int) -> None:
        line = self.at(start)
        left = self.text.rfind("\n", 0, start) + 1
        right = self.text.find("\n", start)
        last = min(end, right if right >= 0 else len(self.text))
        severity = RULES[rule].severity
        self.problems.append(Problem(self.path, line, rule, words, severity, start - left + 1, last - left + 1))

    @property
    def is_translation(self) -> bool:
        """Say whether the file lies in the folder of a translation, where settings are the course's."""
        first, slash, _ = self.path.partition("/")
        return bool(slash) and LANGUAGE.fullmatch(first) is not None

    @property
    def body(self) -> int:
        """The offset at which the text below the front matter starts."""
        return offset_of(self.text, self.front.body_line)

    def prose(self) -> Iterator[Passage]:
        """The passages that are read as sentences, questions left out."""
        return (one for one in self.passages if one.kind in PROSE)


def offset_of(text: str, line: int) -> int:
    """Give the offset at which a line (1-based) starts."""
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
    return offset


_CRITERIA = re.compile(r"^## +(?:Criteria|Criterios)[ #]*$", re.MULTILINE)


def read_page(path: str, data: bytes, lang: str, facts: Mapping[str, Any] | None = None) -> Page | None:
    """Read one file; None where it cannot be read as text at all."""
    source, _ = read_text(path, data)
    if not source.strip():
        return None
    kind = kind_of(path)
    front, _ = read_front(path, source, {"id": Key("id"), **_KEYS[kind]}, partial=True)
    start = offset_of(source, front.body_line)
    text = source[:start] + _as_long(without_allows(source[start:]), source[start:])
    allows = read_allows(source.split("\n"), front.body_line, kind == "quiz")
    asked: list[Asked] = []
    words: list[Passage] = []
    if kind == "quiz":
        asked = read_asked(text, Check(front.body_line, text[start:]))
    else:
        words = list(passages(masked(text[:start].translate(_BLANK) + text[start:]), start))
        for number, check in enumerate(checks(text[start:], front.body_line), start=1):
            asked += read_asked(text, check, f"check-{number}")
    if kind == "practical" and (heading := _CRITERIA.search(text, start)):
        words = [_as_criterion(one, heading.start()) for one in words]
    return Page(path, lang, kind, front, text, words, asked, allows, facts or {}, line_finder(text))


_BLANK = dict.fromkeys(range(32, 127), " ")


def _as_long(text: str, like: str) -> str:
    """Fill blanked lines up, so that every offset stays."""
    pairs = zip(text.split("\n"), like.split("\n"), strict=True)
    return "\n".join(line or " " * len(old) for line, old in pairs)


def _as_criterion(one: Passage, after: int) -> Passage:
    """Call the items below the heading of criteria what they are."""
    if one.kind != "item" or one.offsets[0] < after:
        return one
    return Passage("criterion", one.text, one.offsets, -1, one.sentences, one.quoted)
