"""The one allow-list for stored HTML: bleach first, nh3 as the last word, and a report of what was taken out."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import bleach
import nh3

from lms.content.tokens import TOKEN

ADMONITIONS = frozenset(
    [
        "attention",
        "caution",
        "danger",
        "error",
        "example",
        "hint",
        "important",
        "note",
        "remember",
        "safety",
        "tip",
        "warning",
    ]
)
"""The boxes an author may open with ``!!! name``."""

TAGS = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)

BACK_WORDS = {"en": "Back to the text", "es": "Volver al texto"}
"""What a footnote's arrow is called by a screen reader, by language."""

_CLASSES = ADMONITIONS | {"admonition", "admonition-title", "footnote", "footnote-ref", "footnote-backref"}
_NOTE = r"fn(ref[0-9]*)?-[a-z0-9-]+"
_SIDE = re.compile(r"left|right|center").fullmatch
_PIXELS = re.compile(r"[1-9][0-9]{0,4}").fullmatch


def _known_classes(value: str) -> bool:
    return set(value.split()) <= _CLASSES


def _own_address(value: str) -> bool:
    return re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", value) is not None


ATTRIBUTES: dict[str, dict[str, Callable[[str], object]]] = {
    "a": {
        "href": re.compile("#" + _NOTE).fullmatch,
        "class": _known_classes,
        "aria-label": lambda value: value in BACK_WORDS.values(),
    },
    "div": {"class": _known_classes},
    "img": {
        "src": _own_address,
        "alt": lambda value: True,
        "width": _PIXELS,
        "height": _PIXELS,
        "loading": re.compile("lazy").fullmatch,
    },
    "li": {"id": re.compile(_NOTE).fullmatch},
    "ol": {"start": re.compile(r"[0-9]{1,6}").fullmatch},
    "p": {"class": _known_classes},
    "sup": {"id": re.compile(_NOTE).fullmatch},
    "td": {"align": _SIDE},
    "th": {"align": _SIDE, "scope": re.compile("col").fullmatch},
}
"""For each tag, the attributes that stay and what their values must be."""


def _stays(tag: str, name: str, value: str) -> bool:
    rule = ATTRIBUTES.get(tag, {}).get(name)
    return bool(rule and rule(value))


_PROTOCOLS = ["https"]
"""Bleach drops addresses without a protocol, such as /media/…, unless one is allowed; `_stays` lets no other pass."""


def sanitize(text: str) -> tuple[str, list[str]]:
    """Give the HTML with nothing in it but the allow-list, and the names of what was taken out."""
    inspector = _Inspector()
    inspector.feed(text)
    inspector.close()
    once = bleach.clean(text, tags=TAGS, attributes=_stays, protocols=_PROTOCOLS, strip=True)
    twice = nh3.clean(
        once,
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=lambda tag, name, value: value if _stays(tag, name, value) else None,
        link_rel=None,
        url_schemes=set(),
    )
    return twice, inspector.taken


class _Inspector(HTMLParser):
    """Lists what stands in a text and not in the allow-list."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.taken.append(f"<{tag}>")
            return
        self.taken += [f"{name} on <{tag}>" for name, value in attrs if not _stays(tag, name, value or "")]

    def handle_comment(self, data: str) -> None:
        self.taken.append("a comment")


_BLOCKS = TAGS - {"a", "code", "em", "img", "strong", "sup", "td", "th"}


class _Text(HTMLParser):
    """Gathers the words of safe HTML: pictures by what they show, without the links of footnotes."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        self.in_link = self.in_link or tag == "a"
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self.in_link = self.in_link and tag != "a"
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self.in_link:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")


def plain(text: str) -> str:
    """Give the words of safe HTML for search, reading aloud and lists: one line a block, tokens left out."""
    gatherer = _Text()
    gatherer.feed(TOKEN.sub("", text))
    gatherer.close()
    lines = ("".join(gatherer.parts)).replace("\xa0", " ").split("\n")
    return "\n".join(bare for line in lines if (bare := " ".join(line.split())))
