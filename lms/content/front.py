"""Front matter: the YAML block at the head of a file, read by a safe loader against a list of keys."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from lms.content.model import Problem
from lms.content.words import listed, near

LARGEST_FRONT = 16_000
"""Most characters a front matter may have."""

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 60

NO_COURSE_IDS = frozenset({"new", "bring-in"})
"""Words that stand in addresses where the id of a course stands, so no course is called so."""

MOST_ITEMS = 100
"""Most items a list in a front matter may have."""

_SHAPES = {
    "text": "a text",
    "id": "an id: small letters, digits and single hyphens, at most 60",
    "whole": "a whole number",
    "number": "a number",
    "yes_no": "true or false",
    "ids": "a list of ids in brackets, like [one, two]",
    "texts": "a list in brackets, like [one, two]",
    "words": "a list of terms, each with its definition, like “gross pay: pay before tax”",
    "date": "a date, like 2026-05-31",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key an author may write: its shape, its default, its limits.

    ``setting`` marks what a translation takes over from the course and may not set differently; texts are not settings.
    """

    shape: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 1000
    setting: bool = True


@dataclass(frozen=True, slots=True)
class Front:
    """A file in its two parts: the values by key, the line of each key that was written, and the Markdown after it.

    ``whole`` is false where the parts could not be told apart, so that nothing is said of what may be missing.
    """

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int
    whole: bool = True

    def line(self, key: str) -> int:
        """Give the line to point at for a key, or the first line where it was not written."""
        return self.lines.get(key, 1)


@dataclass(slots=True)
class _Notes:
    """Where the problems of one file are collected."""

    path: str
    first_line: int
    problems: list[Problem] = field(default_factory=list)

    def line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first_line

    def add(self, line: int, rule: str, words: str) -> None:
        self.problems.append(Problem(self.path, line, rule, words))


def read_front(path: str, text: str, keys: Mapping[str, Key], partial: bool = False) -> tuple[Front, list[Problem]]:
    """Split a file and read its front matter; every value is there afterwards, the default where none could be read.

    ``partial`` is for a translation, which may leave out everything.
    """
    notes = _Notes(path, 2)
    block, body, body_line = _split(text, notes)
    whole = not notes.problems
    node = _compose(block, notes)
    values, lines = _mapping(node, keys, notes, partial or bool(notes.problems))
    return Front(values, lines, body, body_line, whole), notes.problems


def inherit(path: str, front: Front, keys: Mapping[str, Key], base: object) -> tuple[dict[str, Any], list[Problem]]:
    """Give a translation's values over those of the same piece in the course's own language.

    What is left out is taken from there; a setting that is written and differs is a problem.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, key in keys.items():
        values[name] = getattr(base, name)
        if name in front.lines and not key.setting:
            values[name] = front.values[name]
        elif name in front.lines and front.values[name] != values[name]:
            words = f"“{name}” is set by the course; a translation cannot set it differently. Leave it out here."
            problems.append(Problem(path, front.lines[name], "translation-setting", words))
    return values, problems


def read_rows(path: str, text: str, keys: Mapping[str, Key]) -> tuple[list[tuple[int, dict[str, Any]]], list[Problem]]:
    """Read a YAML list of mappings, such as facts.yaml: each whole row with its line."""
    notes = _Notes(path, 1)
    node = _compose(text, notes)
    rows: list[tuple[int, dict[str, Any]]] = []
    if node is not None and not isinstance(node, yaml.SequenceNode):
        notes.add(1, "front-shape", "This file must be a list of rows, each starting with “- id:”.")
    for row in node.value if isinstance(node, yaml.SequenceNode) else []:
        before = len(notes.problems)
        values, _ = _mapping(row, keys, notes, partial=False)
        if len(notes.problems) == before:
            rows.append((notes.line(row), values))
    return rows, notes.problems


def _split(text: str, notes: _Notes) -> tuple[str, str, int]:
    """Part the YAML between the two ``---`` lines from the Markdown after it."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", text, 1
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            block = "\n".join(lines[1:number])
            if len(block) > LARGEST_FRONT:
                notes.add(1, "front-size", f"The part between the --- lines is over {LARGEST_FRONT:,} characters.")
                block = ""
            return block, "\n".join(lines[number + 1 :]), number + 2
    notes.add(1, "front-open", "The --- on this line has no second --- line that closes it.")
    return "", "", 1


def _compose(block: str, notes: _Notes) -> yaml.Node | None:
    """Parse YAML to nodes, which know their lines; refuse anchors, which could grow without end, and tags."""
    try:
        for event in yaml.parse(block, Loader=yaml.SafeLoader):
            if any(getattr(event, name, None) for name in ("anchor", "tag")):
                mark = event.start_mark
                words = "A value cannot start with &, * or ! here. Put quotes around it."
                notes.add((mark.line if mark else 0) + notes.first_line, "front-yaml", words)
                return None
        node: yaml.Node | None = yaml.compose(block, Loader=yaml.SafeLoader)
        return node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = (mark.line if mark else 0) + notes.first_line
        notes.add(
            line, "front-yaml", f"This line cannot be read: {error.problem}. Put quotes around a text with a colon."
        )
    except (yaml.YAMLError, RecursionError) as error:
        words = str(error).split("\n")[0] if isinstance(error, yaml.YAMLError) else "it is nested too deeply"
        notes.add(notes.first_line, "front-yaml", f"These lines cannot be read: {words}.")
    return None


def _mapping(
    node: yaml.Node | None, keys: Mapping[str, Key], notes: _Notes, partial: bool
) -> tuple[dict[str, Any], dict[str, int]]:
    """Read one mapping against its keys; ``partial`` where nothing is required."""
    values = {name: key.default for name, key in keys.items()}
    lines: dict[str, int] = {}
    if node is not None and not isinstance(node, yaml.MappingNode):
        notes.add(notes.line(node), "front-shape", "Each line here must be “key: value”.")
        return values, lines
    for name, line, value in _pairs(node, notes):
        if name not in keys:
            notes.add(line, "front-unknown", f"“{name}” is not a key here.{near(name, keys) or _offer(keys)}")
        elif not _is_empty(value):
            lines[name] = line
            try:
                values[name] = _value(value, keys[name])
            except ValueError as error:
                notes.add(line, "front-type", f"“{name}” must be {error.args[0]}.{''.join(error.args[1:])}")
    start = notes.line(node) if node is not None and notes.first_line == 1 else 1
    for name, key in keys.items():
        if key.required and not partial and name not in lines:
            notes.add(start, "front-missing", f"“{name}” is missing.")
    return values, lines


def _offer(keys: Mapping[str, Key]) -> str:
    return f" Keys are {listed(keys)}."


def _pairs(node: yaml.MappingNode | None, notes: _Notes) -> Iterator[tuple[str, int, yaml.Node]]:
    """Walk a mapping by the keys as written (``yes`` stays “yes”) with their lines, and name each that stands twice."""
    seen: dict[str, int] = {}
    for key, value in node.value if node else []:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        line = notes.line(key)
        if name in seen:
            notes.add(line, "front-twice", f"“{name}” stands twice, here and on line {seen[name]}.")
        else:
            seen[name] = line
            yield name, line, value


def _is_empty(node: yaml.Node) -> bool:
    """A key with nothing after it counts as not written."""
    return isinstance(node, yaml.ScalarNode) and not str(node.value).strip()


def _value(node: yaml.Node, key: Key) -> Any:
    """Read one value by its shape; raise `ValueError` with what it must be."""
    if key.shape == "words":
        return _terms(node)
    if key.shape in ("ids", "texts"):
        if not isinstance(node, yaml.SequenceNode):
            raise ValueError(_SHAPES[key.shape])
        if len(node.value) > MOST_ITEMS:
            raise ValueError(f"a list of at most {MOST_ITEMS}, not {len(node.value)}")
        item_key = Key("id" if key.shape == "ids" else "text")
        return tuple(_scalar(item, item_key) for item in node.value)
    return _scalar(node, key)


def _terms(node: yaml.Node) -> dict[str, str]:
    """Read a glossary: term to plain definition, each once."""
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(_SHAPES["words"])
    terms: dict[str, str] = {}
    for name, meaning in node.value:
        term = _scalar(name, Key("text"))
        if term in terms:
            raise ValueError(f"a list in which each term stands once; “{term}” stands twice")
        terms[term] = _scalar(meaning, Key("text"))
    return terms


def _scalar(node: yaml.Node, key: Key) -> Any:
    """Read one plain value from the characters the author wrote, whatever YAML would make of them."""
    if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
        raise ValueError(_SHAPES[key.shape])
    raw = str(node.value).strip()
    read = {"id": _id, "whole": _whole, "number": _number, "yes_no": _yes_no, "date": _date}.get(key.shape)
    value: Any = read(raw) if read else raw
    if value is None:
        raise ValueError(_SHAPES[key.shape])
    if key.choices and value not in key.choices:
        raise ValueError(f"one of {listed(key.choices)}, not “{raw}”", near(raw, key.choices))
    if key.shape in ("whole", "number") and not key.low <= value <= key.high:
        raise ValueError(f"between {key.low:g} and {key.high:g}, not {raw}")
    if key.shape == "text" and len(raw) > key.high:
        raise ValueError(f"at most {key.high:g} characters long; it has {len(raw)}")
    return value


def _id(raw: str) -> str | None:
    return raw if ID.fullmatch(raw) and len(raw) <= LONGEST_ID else None


def _whole(raw: str) -> int | None:
    return int(raw) if re.fullmatch(r"[0-9]{1,9}", raw) else None


def _number(raw: str) -> float | None:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", raw):
        return None
    return float(raw) if "." in raw else int(raw)


def _yes_no(raw: str) -> bool | None:
    return {"true": True, "yes": True, "false": False, "no": False}.get(raw.lower())


def _date(raw: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(raw) if re.fullmatch(r"\d{4}-\d\d-\d\d", raw) else None
    except ValueError:
        return None
