"""XML of strangers, read with entities and document types off, as a small tree that knows its lines."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 30
"""How deep elements may lie in each other."""

_BEGINS = re.compile(rb"<question\b")
_ENDS = re.compile(rb"</question\s*>")
_NO_END = "its end is missing"


class Unsafe(ValueError):
    """A file that is refused whole; the message says why in plain words."""


@dataclass(slots=True)
class Node:
    """One element: its name, attributes, the line it starts on, its own text and the elements in it."""

    name: str
    line: int
    attrs: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    inner: "list[Node]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without that of the elements in it."""
        return "".join(self.pieces)

    def all(self, name: str) -> "Iterator[Node]":
        """The elements of a name straight in it."""
        return (one for one in self.inner if one.name == name)

    def one(self, name: str) -> "Node | None":
        """The first element of a name straight in it."""
        return next(self.all(name), None)

    def said(self, name: str, default: str = "") -> str:
        """The text of an element in it, or of the ``text`` in that."""
        found = self.one(name)
        inner = found.one("text") if found else None
        return (inner or found or Node("", 0, pieces=[default])).text


class _Builder:
    def __init__(self, first_line: int) -> None:
        self.parser = expat.ParserCreate()
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.ExternalEntityRefHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.buffer_text = True
        self.root = Node("", first_line)
        self.open = [self.root]
        self.first_line = first_line

    def refuse(self, *_: object) -> int:
        raise Unsafe("DOCTYPE and entities are not supported. Take the line with “<!DOCTYPE” out and try again.")

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if len(self.open) > DEEPEST:
            raise Unsafe(f"Its elements lie more than {DEEPEST} deep in each other.")
        made = Node(name.lower(), self.parser.CurrentLineNumber + self.first_line - 1, attrs)
        self.open[-1].inner.append(made)
        self.open.append(made)

    def end(self, name: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].pieces.append(text)


def parsed(data: bytes, first_line: int = 1) -> Node:
    """Read XML; the tree hangs in a node without a name. Raises `Unsafe`, and `expat.ExpatError` where it is broken."""
    builder = _Builder(first_line)
    try:
        builder.parser.Parse(data, True)
    except (UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, Unsafe):
            raise
        raise expat.ExpatError(str(error)) from error
    return builder.root


def salvaged(data: bytes) -> Iterator[Node | tuple[int, str]]:
    """Read each ``<question>`` of a broken file by itself: a node, or the line and the words of what is wrong in it."""
    end, lines = 0, _Lines(data)
    while ends := _ENDS.search(data, end):
        starts = [begins.start() for begins in _BEGINS.finditer(data, end, ends.start())]
        end = ends.end()
        if starts:
            yield from _of_chunk(data, starts, end, lines)
    for begins in _BEGINS.finditer(data, end):
        yield lines.at(begins.start()), _NO_END


def _of_chunk(data: bytes, starts: Sequence[int], end: int, lines: "_Lines") -> Iterator[Node | tuple[int, str]]:
    """Read what stands up to one end: the question from its first start, or, where that one has no end, from the last."""
    first = _read_alone(data[starts[0] : end], lines.at(starts[0]))
    last = _read_alone(data[starts[-1] : end], lines.at(starts[-1])) if isinstance(first, tuple) else first
    if isinstance(last, tuple):
        yield first
        return
    if last is not first:
        yield from ((lines.at(start), _NO_END) for start in starts[:-1])
    yield last


def _read_alone(question: bytes, line: int) -> Node | tuple[int, str]:
    try:
        return parsed(b'<?xml version="1.0" encoding="UTF-8"?>' + question, line).inner[0]
    except expat.ExpatError as error:
        return line + getattr(error, "lineno", 1) - 1, expat.ErrorString(getattr(error, "code", 0)) or "broken"


class _Lines:
    """Gives the numbers of lines (1-based) of places in a file."""

    def __init__(self, data: bytes) -> None:
        self.ends = [found.start() for found in re.finditer(b"\n", data)]

    def at(self, place: int) -> int:
        return bisect_left(self.ends, place) + 1
