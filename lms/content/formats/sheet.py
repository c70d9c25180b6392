"""One question on its way from a foreign file into quiz text: its texts become Markdown, and each change is noted."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lms.content.formats.html import Taken, blocks_of, formula_in, line_of
from lms.content.formats.plain_text import escaped, paragraph
from lms.content.repaint import Unpaintable, repainted

LONGEST_TEXT = 20_000
"""Longest text of a question, in characters."""

WORDS = {
    "en": {"right": "Yes.", "wrong": "Not yet.", "true": "True", "false": "False", "look": "Look at this and answer."},
    "es": {"right": "Sí.", "wrong": "Todavía no.", "true": "Verdadero", "false": "Falso", "look": "Mire y responda."},
}
"""Words that stand in a question where the file has none, by language."""

_MARKUP = re.compile(r"</[A-Za-z][A-Za-z0-9]*>|<(?:br|img|hr|p)\b[^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+\d*);")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^()\s<>]*)>?[^()]*\)")
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,([A-Za-z0-9+/=\s%]*)", re.IGNORECASE)
_EMBEDDED = "@@PLUGINFILE@@"
_OTHER_BLOCK = re.compile(r"(?:[-*+>#|:!]|\d+[.)])(?:\s|$)|\||!\[|```|~~~|---|!!!| {4}|\t")


class Refused(ValueError):
    """Why a question cannot become one of ours, in plain words."""


@dataclass(frozen=True, slots=True)
class Rich:
    """A text as the file has it: ``form`` is markdown, html, plain, or auto (plain, unless tags show up)."""

    text: str
    form: str = "auto"
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text.strip())


class Media:
    """The pictures of a file, written anew, each once."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._made: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> str:
        """Keep a picture and give its path. Raises `Unpaintable`."""
        key = hashlib.sha256(data).hexdigest()
        if key not in self._made:
            painted = repainted(data, first_frame=True)
            base = (
                re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower() or name.lower()).strip("-")[:40] or "picture"
            )
            path, at = f"media/{base}.{painted.ending}", 1
            while path in self.files:
                at += 1
                path = f"media/{base}-{at}.{painted.ending}"
            self.files[path] = painted.data
            self._made[key] = path
        return self._made[key]


@dataclass(slots=True)
class Sheet:
    """What is known of one question while it is read; ``title`` is what it is called where it has no name."""

    line: int
    media: Media
    lang: str = "en"
    name: str = ""
    title: str = ""
    category: str = ""
    notes: Taken = field(default_factory=Taken)

    def note(self, words: str) -> None:
        """Say what was changed."""
        self.notes.note(words)

    def word(self, name: str) -> str:
        """A word of ours in the language of the quiz."""
        return WORDS.get(self.lang, WORDS["en"])[name]

    def blocks(self, rich: Rich) -> list[str]:
        """Give a text as blocks of Markdown."""
        text = _checked(rich.text)
        if rich.form == "markdown":
            body = self._own_pictures(text, rich).strip("\n").rstrip()
            return [body] if body.strip() else []
        if rich.form == "html" or (rich.form == "auto" and _MARKUP.search(text)):
            html = text if rich.form == "html" else text.replace("\n", "<br>")
            return blocks_of(html, lambda target, alt: self._shown(target, alt, rich), self.notes)
        if formula_in(text):
            self.note("A formula is shown as it was typed.")
        return [paragraph(escaped(" ".join(line.split()))) for line in text.split("\n") if line.strip()]

    def block(self, rich: Rich | None) -> str:
        """Give a text as Markdown of any size; empty where there is none."""
        return "\n\n".join(self.blocks(rich)) if rich else ""

    def inline(self, rich: Rich) -> str:
        """Give a text as Markdown that fits into one line."""
        text = _checked(rich.text)
        if rich.form == "markdown":
            kept = [line for line in self._own_pictures(text, rich).split("\n") if line.strip()]
            return "\n".join(kept).strip()
        if rich.form == "html" or (rich.form == "auto" and _MARKUP.search(text)):
            return line_of(text, lambda target, alt: self._shown(target, alt, rich), self.notes)
        if formula_in(text):
            self.note("A formula is shown as it was typed.")
        return escaped(" ".join(text.split()))

    def plain(self, rich: Rich) -> str:
        """Give a text as the words that somebody would type."""
        if rich.form == "html" or (rich.form == "auto" and _MARKUP.search(rich.text)):
            made = line_of(_checked(rich.text), lambda target, alt: "", self.notes)
            return re.sub(r"\\(?=[^\w\s])", "", made).replace("&lt;", "<").replace("&amp;", "&").strip("*")
        return " ".join(_checked(rich.text).split())

    def stem_and_prompt(self, rich: Rich) -> tuple[str, str]:
        """Cut the text of a question into the line that asks and what stands below it."""
        if not rich:
            raise Refused("It has no words that ask something.")
        if rich.form == "markdown":
            first, _, rest = self.block(rich).partition("\n\n")
            first = first if "\n" not in first else " ".join(first.split())
        else:
            first, *more = self.blocks(rich) or [""]
            rest = "\n\n".join(more)
        own = rich.form == "markdown" and "\n" not in rich.text.strip().partition("\n\n")[0]
        if not first or (not own and _OTHER_BLOCK.match(first)):
            whole = "\n\n".join(part for part in (first, rest) if part) if rich.form != "markdown" else self.block(rich)
            self.note("The question starts with a picture, a list or a table; a line of words now stands above it.")
            return escaped(" ".join(self.name.split())) or self.word("look"), whole
        return re.sub(r"\{(?=#)", r"{\\", first), rest.strip("\n")

    def _own_pictures(self, text: str, rich: Rich) -> str:
        """Keep pictures of a course in Markdown; of any other only its words stay."""

        def kept(found: re.Match[str]) -> str:
            if found[2].startswith("media/"):
                self.note(f"The picture {found[2]} is not in this file; it has to be in the course.")
                return found[0]
            return self._shown(found[2], found[1], rich)

        return _PICTURE.sub(kept, text)

    def _shown(self, target: str, alt: str, rich: Rich) -> str:
        """Put a picture of the file into the media; of one that is not there only its words stay."""
        alt = " ".join(re.sub(r"[\[\]\\`*_<>{}]", " ", alt).split())
        name = unquote(target.removeprefix(_EMBEDDED).lstrip("/").partition("?")[0])
        data = _embedded(target) or rich.files.get(name) or rich.files.get(name.rpartition("/")[2])
        short = "in the text" if target.lower().startswith("data:") else f"“{(name or target)[:80]}”"
        if data is None:
            self.note(f"The picture {short} is not in the file; {'its words stay' if alt else 'it was left out'}.")
            return escaped(alt)
        try:
            path = self.media.add("picture" if target.lower().startswith("data:") else name.rpartition("/")[2], data)
        except Unpaintable as why:
            self.note(f"The picture {short} was left out: {why}.")
            return escaped(alt)
        if not alt:
            alt = path.removeprefix("media/").rpartition(".")[0].replace("-", " ")
            self.note(f"The picture {path} had no words. Say what it shows, in place of “{alt}”.")
        return f"![{alt}]({path})"


def _checked(text: str) -> str:
    """Give a text back unless it is longer than may be; pictures that stand in it do not count."""
    length = len(text) if len(text) <= LONGEST_TEXT else len(_DATA.sub("", text))
    if length > LONGEST_TEXT:
        raise Refused(f"A text of it has {length:,} characters; the limit is {LONGEST_TEXT:,}.")
    return text


def _embedded(target: str) -> bytes | None:
    """Give the bytes that stand in an address itself."""
    found = _DATA.fullmatch(target.strip())
    return decoded(found[1]) if found else None


def decoded(text: str) -> bytes | None:
    """Read base64; None where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
