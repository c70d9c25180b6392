"""What makes Python-Markdown speak the course format: tokens, links as text, own pictures, headings in order."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from lms.content.sanitize import ADMONITIONS, BACK_WORDS

OPEN, CLOSE = "\ue000", "\ue001"
"""Private characters around a token while a text is rendered; they are removed from what an author wrote."""

_TOKEN = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
_TITLES = {
    "es": {
        "attention": "Atención",
        "caution": "Cuidado",
        "danger": "Peligro",
        "error": "Error",
        "example": "Ejemplo",
        "hint": "Pista",
        "important": "Importante",
        "note": "Nota",
        "remember": "Recuerde",
        "safety": "Seguridad",
        "tip": "Consejo",
        "warning": "Atención",
    }
}


class _Shown(Protocol):
    """A picture that may be shown."""

    @property
    def url(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


@dataclass(slots=True)
class Work:
    """What the processors need of the text at hand, and the notes they leave on what was taken out."""

    lang: str = "en"
    prefix: str = "text"
    media: Mapping[str, _Shown] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)

    def take(self, other: "Work") -> None:
        """Become the work on another text, sharing its notes."""
        self.lang, self.prefix, self.media, self.taken = other.lang, other.prefix, other.media, other.taken


class CheckToken(BlockProcessor):
    """Keeps the token of a check as a block of its own."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return _TOKEN.fullmatch(block.strip()) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        etree.SubElement(parent, "div").text = AtomicString(blocks.pop(0).strip())


class FactToken(InlineProcessor):
    """Turns ``{{ fact:id }}`` into a token."""

    def __init__(self) -> None:
        super().__init__(r"\{\{\s*fact:\s*([a-z0-9-]+)\s*\}\}")

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return f"{OPEN}fact:{m[1]}{CLOSE}", m.start(), m.end()


class RawHtml(InlineProcessor):
    """Takes tags and comments out and keeps the words between them; of a script or a style nothing stays."""

    def __init__(self, work: Work) -> None:
        super().__init__(
            r"<(script|style)\b[^<>]*>(?:(?!<\1\b).)*?</\1\s*>"
            r"|<!--(?:(?!<!--).)*?-->|</?([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>|<[!?][^<>]*>"
        )
        self.work = work

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        self.work.taken.append(f"<{m[1] or m[2] or '!'}>")
        return "", m.start(), m.end()


class Address(InlineProcessor):
    """Shows ``<address>`` as its text."""

    def __init__(self, work: Work) -> None:
        super().__init__(r"<([A-Za-z][A-Za-z0-9+.-]*://[^<>]*|[^<>\s!]+@[^@<>\s]+)>")
        self.work = work

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        self.work.taken.append(f"the link to {m[1]}")
        return m[1], m.start(), m.end()


class Admonitions(Extension):
    """The boxes of ``!!! tip``, named in the language of the text."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work

    def extendMarkdown(self, md: Markdown) -> None:
        md.parser.blockprocessors.register(_Admonition(md.parser, self.work), "admonition", 105)


class _Admonition(AdmonitionProcessor):
    def __init__(self, parser: BlockParser, work: Work) -> None:
        super().__init__(parser)
        self.work = work

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        name = match[1].lower().split()[0]
        if match[2] is not None:
            return name if name in ADMONITIONS else "", match[2] or None
        title = _TITLES.get(self.work.lang, {}).get(name, name.capitalize())
        return name if name in ADMONITIONS else "", title


class Footnotes(FootnoteExtension):
    """Footnotes whose ids carry the text's prefix and are made of numbers, never of what an author typed."""

    def __init__(self, work: Work) -> None:
        self.work = work
        super().__init__(SEPARATOR="-", BACKLINK_TEXT="↩\ufe0e", PLACE_MARKER=OPEN + "notes" + CLOSE)

    def makeFootnoteId(self, id: str) -> str:
        return f"fn-{self.work.prefix}-{self._place(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        return self.unique_ref(f"fnref-{self.work.prefix}-{self._place(id)}", found)

    def _place(self, id: str) -> int:
        return list(self.footnotes).index(id) + 1


class Finish(Treeprocessor):
    """Goes over the finished tree: links become their text, pictures get address and size, headings their level."""

    def __init__(self, md: Markdown, work: Work) -> None:
        super().__init__(md)
        self.work = work
        self.places: set[str | None] = set()

    def run(self, root: etree.Element) -> None:
        self.places = {element.get("id") for element in root.iter()}
        for parent in list(root.iter()):
            self._settle_children(parent)
        _settle_headings(root)

    def _settle_children(self, parent: etree.Element) -> None:
        place = 0
        while place < len(parent):
            child = parent[place]
            keep = True
            if child.tag == "a":
                keep = self._settle_note(child)
            elif child.tag == "img":
                keep = self._settle_picture(child)
            elif child.tag == "th":
                child.set("scope", "col")
            elif child.tag == "p":
                keep = bool(len(child) or (child.text or "").strip())
            elif child.get("class"):
                child.set("class", child.get("class", "").strip())
            elif child.tag == "code":
                child.attrib.clear()
            if keep:
                place += 1
            else:
                _dissolve(parent, place)

    def _settle_note(self, link: etree.Element) -> bool:
        """Keep the links of a footnote; note any other. A note that nothing calls has no way back."""
        if link.get("class") == "footnote-backref":
            if link.get("href", "").removeprefix("#") not in self.places:
                link.text = ""
                return False
            link.attrib.pop("title", None)
            link.set("aria-label", BACK_WORDS.get(self.work.lang, BACK_WORDS["en"]))
        elif link.get("class") != "footnote-ref":
            self.work.taken.append(f"the link to {link.get('href')}")
            return False
        return True

    def _settle_picture(self, picture: etree.Element) -> bool:
        """Give a picture of the course its address and size; of any other only its words stay."""
        target, alt = picture.get("src", ""), _TOKEN.sub("", picture.get("alt", ""))
        shown = self.work.media.get(target)
        picture.attrib.clear()
        if shown is None:
            self.work.taken.append(f"the picture {target}")
            picture.text = alt
            return False
        picture.attrib.update(src=shown.url, alt=alt, width=str(shown.width), height=str(shown.height), loading="lazy")
        return True


def _dissolve(parent: etree.Element, place: int) -> None:
    """Put an element's words and children where it stood."""
    child = parent[place]
    parent.remove(child)
    _append_text(parent, place, child.text)
    inner = list(child)
    child[:] = []
    for offset, element in enumerate(inner):
        parent.insert(place + offset, element)
    _append_text(parent, place + len(inner), child.tail)


def _append_text(parent: etree.Element, place: int, text: str | None) -> None:
    """Add text just before the child at ``place``."""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")


def _settle_headings(root: etree.Element) -> None:
    """Start at h2 and go down one level at a time, whatever levels the author counted in."""
    open_levels: list[int] = []
    for element in root.iter():
        if re.fullmatch("h[1-6]", element.tag):
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(len(open_levels) + 1, 6)}"
