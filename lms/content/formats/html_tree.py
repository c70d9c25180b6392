"""A piece of somebody's HTML as a small tree, however broken it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 40
"""How deep elements may lie in each other; what lies deeper is hung up here."""

_BLOCKS = (
    "address article aside blockquote caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_OPEN_END = re.compile(r"<[!?](?![^>]*>)")
"""The start of a comment that never ends; the parser of the standard library would look for its end again and again."""

_EMPTY = "area base br col embed hr img input link meta param source track wbr"

BLOCKS = frozenset(_BLOCKS.split())
"""Elements that start a line of their own."""

_VOID = frozenset(_EMPTY.split())
_CLOSES = {
    "li": frozenset({"li", "p"}),
    "tr": frozenset({"tr", "td", "th", "p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}),
    "option": frozenset({"option"}),
}
"""What the start of an element ends, as browsers have it."""


@dataclass(slots=True)
class Element:
    """One element: its name, its attributes, and the texts and elements in it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inner: "list[Element | str]" = field(default_factory=list)

    def words(self) -> str:
        """Give all text in it."""
        return "".join(part if isinstance(part, str) else part.words() for part in self.inner)

    def every(self, *tags: str) -> "Iterator[Element]":
        """Give the elements of these names inside it, but not those inside one of them."""
        for part in self.inner:
            if isinstance(part, Element):
                if part.tag in tags:
                    yield part
                else:
                    yield from part.every(*tags)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self.open[-1].tag == "p":
            self.open.pop()
        while self.open[-1].tag in _CLOSES.get(tag, ()):
            self.open.pop()
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inner.append(made)
        if tag not in _VOID and len(self.open) < DEEPEST:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        names = [one.tag for one in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self.open[-1].inner.append(data)


def parsed(html: str) -> Element:
    """Read HTML into a tree; what it cannot be read as stays text or is left out, and nothing is ever refused."""
    builder = _Builder()
    try:
        builder.feed(_OPEN_END.sub("", html))
        builder.close()
    except (AssertionError, ValueError):  # What the parser of the standard library gives up on is shown as it is.
        return Element("", {}, [html])
    return builder.root
