"""Foreign formats: question files of other systems to quiz text and back, with what became of each question."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from xml.parsers import expat

from lms.content.formats import aiken, gift, moodle_xml
from lms.content.formats.gift_out import write_gift
from lms.content.formats.outcome import Exported, Imported, Outcome
from lms.content.formats.settle import MOST_QUESTIONS, Settler
from lms.content.formats.xml_tree import Node, Unsafe, parsed, salvaged

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "MOST_QUESTIONS",
    "Exported",
    "Imported",
    "Outcome",
    "guess",
    "read_foreign",
    "write_gift",
]

LARGEST_FILE = 20_000_000
"""Most bytes of a file; pictures that lie in it count."""

LARGEST_TEXT_FILE = 1_000_000
"""Most bytes of a file that is plain text, such as GIFT."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ue000-\uf8ff\ud800-\udfff]"
)


def read_foreign(data: bytes, form: str = "", lang: str = "en") -> Imported:
    """Read a file in one of `FORMATS` (empty: guessed) and say of each question what became of it; never raises.

    ``lang`` is the language of words that stand in where the file has none, such as feedback.
    """
    settler = Settler(lang)
    kind = form or guess(data)
    limit = LARGEST_FILE if kind == "moodle-xml" else LARGEST_TEXT_FILE
    if len(data) > limit:
        settler.refuse(0, "The whole file", f"It has {len(data):,} bytes; the limit is {limit:,}. Split it.")
    else:
        _READERS[kind](settler, data)
    if not settler.imported().outcomes:
        settler.refuse(1, "The whole file", "There is no question in this file.")
    return settler.imported()


def guess(data: bytes) -> str:
    """Say which format a file is most likely in."""
    text = data[:200_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<") and (
        text.startswith((b"<?xml", b"<!DOCTYPE")) or b"<quiz" in text or b"<question" in text
    ):
        return "moodle-xml"
    has_key = re.search(rb"^[ \t]*ANSWER[ \t]*:", text, re.MULTILINE | re.IGNORECASE)
    return "aiken" if has_key and not re.search(rb"(?<!\\)\{", text) else "gift"


def _text_of(settler: Settler, data: bytes) -> str:
    """Decode a text file, whatever saved it, without characters that nobody sees."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in ("cp1252", "latin-1"):
            settler.notes.append("The file is not UTF-8; it was read as Windows text. Look at letters with accents.")
        break
    else:
        text = data.decode("utf-8", "replace")
        settler.notes.append("Some characters of the file could not be read.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _seen(settler, text)


def _seen(settler: Settler, text: str) -> str:
    seen = _HIDDEN.sub("", text)
    if len(seen) < len(text):
        settler.notes.append(f"Hidden characters were taken out: {len(text) - len(seen)}.")
    return seen


def _gift(settler: Settler, data: bytes) -> None:
    found, comments = gift.chunks(_text_of(settler, data))
    if comments:
        settler.notes.append(f"Lines of comment were left out: {comments}.")
    for at, chunk in enumerate(found):
        if settler.enough(chunk.line, len(found) - at):
            return
        if chunk.category:
            settler.enter(chunk.line, chunk.category)
        else:
            glued = ["No empty line stood above it."] if chunk.glued else []
            settler.take(chunk.line, partial(gift.read, chunk.text), *glued)


def _aiken(settler: Settler, data: bytes) -> None:
    found = list(aiken.items(_text_of(settler, data)))
    for at, item in enumerate(found):
        if settler.enough(item.line, len(found) - at):
            return
        settler.take(item.line, partial(aiken.read, item))


def _moodle_xml(settler: Settler, data: bytes) -> None:
    try:
        nodes = _questions(settler, data)
    except Unsafe as why:
        settler.refuse(1, "The whole file", str(why))
        return
    for at, node in enumerate(nodes):
        if settler.enough(node[0] if isinstance(node, tuple) else node.line, len(nodes) - at):
            return
        if isinstance(node, tuple):
            settler.refuse(node[0], f"line {node[0]}", f"It is not well-formed XML: {node[1]}.")
        elif node.attrs.get("type", "").strip().lower() == "category":
            settler.enter(node.line, moodle_xml.category_of(node), moodle_xml.about_category(node))
        else:
            settler.take(node.line, partial(moodle_xml.read, node))


def _questions(settler: Settler, data: bytes) -> list[Node | tuple[int, str]]:
    """Give the questions of a file; where it is broken, those that are whole in themselves, and where others are not."""
    try:
        root = parsed(data)
    except expat.ExpatError as error:
        line = getattr(error, "lineno", 1)
        settler.notes.append(f"The file is broken from line {line} on; whole questions were read.")
        return list(salvaged(data))
    top = root.inner[0] if root.inner else root
    if top.name == "question":
        return [top]
    strange = [one.name for one in top.inner if one.name != "question"]
    if strange:
        settler.notes.append(f"Elements that are no questions were left out: {', '.join(sorted(set(strange)))[:200]}.")
    return list(top.all("question"))


_READERS: Mapping[str, Callable[[Settler, bytes], None]] = MappingProxyType(
    {"gift": _gift, "aiken": _aiken, "moodle-xml": _moodle_xml}
)

FORMATS: Mapping[str, str] = MappingProxyType({"gift": "GIFT", "aiken": "Aiken", "moodle-xml": "Moodle XML"})
"""The formats that are read, by their names in commands and forms, and as people call them."""
