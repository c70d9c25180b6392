"""Markdown as the words a reader sees, each run of words with the places it has in the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.content.source import fences

PROSE = ("paragraph", "item")
"""Kinds of passage that are read as sentences."""

GONE = "\0"
"""Stands for every mark that no reader sees, so that all places stay."""

_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_WHOLE = re.compile(
    r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()\n]*\))?|\[\^[^\]\n]*\]:?|\{\{[^{}\n]*\}\}|</?[A-Za-z][^<>\n]*>"
)
_LINK = re.compile(r"(\[)([^\[\]\n]*)(\]\([^()\n]*\))")
_MARKS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|`+|\\(?=[^\w\s])")
_ITEM = re.compile(r"[ \0]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]+")
_HEADING = re.compile(r"[ \0]*#{1,6}[ \t]+")
_BOX = re.compile(r"!!![ \t]+\w+[ \t]*\"?")
_LEAD = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?::[ \t]+)?")
_RULER = re.compile(r"[ \t:|]*-[ \t:|-]*")
_CELL = re.compile(r"[^|]+")

_STOPS = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[¿¡]*[^\W_a-záéíóúñü])")
_SHORT = re.compile(r"(?<!\w)(?:Mrs?|Ms|Dr|St|Sra?|Dra|No|Núm|vs|etc|[A-Za-z]|EE|UU|ej|a\.m|p\.m|U\.S)\.$")
WORD = re.compile(r"[^\W_](?:[\w'’.,/:%°½¼¾⅓⅔⅛⅜⅝⅞-]*[\w%°])?")
"""A word, or a number with its marks."""

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|‘[^’]*’(?!\w)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place in a passage, and its words by theirs."""

    start: int
    end: int
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One run of words: its kind, its text, and for each character the offset in the file.

    ``question`` is the number of the question it belongs to, from 0, or -1.
    """

    kind: str
    text: str
    offsets: tuple[int, ...]
    question: int = -1
    sentences: tuple[Sentence, ...] = field(default=())
    quoted: tuple[tuple[int, int], ...] = ()

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(sentence.words) for sentence in self.sentences)

    def in_quotes(self, start: int, end: int) -> bool:
        """Say whether a stretch stands inside quotation marks."""
        return any(first <= start and end <= last for first, last in self.quoted)


def passage(kind: str, masked: str, pieces: list[tuple[int, int]], question: int = -1) -> Passage | None:
    """Make a passage of stretches of a masked text, joined by spaces; None where no word is left."""
    letters: list[str] = []
    offsets: list[int] = []
    for start, end in pieces:
        if letters:
            letters.append(" ")
            offsets.append(max(start - 1, 0))
        for offset in range(start, end):
            if masked[offset] != GONE:
                letters.append(masked[offset])
                offsets.append(offset)
    text = "".join(letters)
    made = tuple(_sentences(text))
    if not made:
        return None
    quoted = tuple(found.span() for found in _QUOTED.finditer(text))
    return Passage(kind, text, tuple(offsets), question, made, quoted)


def _sentences(text: str) -> Iterator[Sentence]:
    """Cut a text after each mark that ends a sentence; an abbreviation ends none."""
    start = 0
    ends = [found.end() for found in _STOPS.finditer(text) if not _SHORT.search(text[start : found.end()][-8:])]
    for end in [*ends, len(text)]:
        words = tuple(found.span() for found in WORD.finditer(text, start, end))
        if words:
            yield Sentence(words[0][0], end, words)
        start = end


def masked(text: str) -> str:
    """Give a text of the same length in which every mark that no reader sees is gone, and fences are blank."""
    lines = _COMMENT.sub(_gone, text).split("\n")
    for fence in fences(lines):
        lines[fence.first : fence.last + 1] = [" " * len(line) for line in lines[fence.first : fence.last + 1]]
    return unmarked("\n".join(lines))


def unmarked(text: str) -> str:
    """Take pictures, notes, facts, tags and the marks of links and emphasis out of a text, keeping its length."""
    text = _WHOLE.sub(_gone, text)
    text = _LINK.sub(lambda found: GONE + found[2] + GONE * len(found[3]), text)
    return _MARKS.sub(_gone, text)


def _gone(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", GONE, found[0])


def passages(text: str, start: int = 0) -> Iterator[Passage]:
    """Give the passages of a masked text from an offset on: headings, paragraphs, items, cells."""
    kind = ""
    pieces: list[tuple[int, int]] = []
    lines = list(_lines(text, start))
    in_table = False
    for number, (first, last) in enumerate(lines):
        line = text[first:last]
        after = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
        in_table = "|" in line and (in_table or bool(_RULER.fullmatch(after)) or line.lstrip().startswith("|"))
        opened = _opened(line) if not in_table else ("", 0)
        if in_table or opened[0] or not line.strip(" \t" + GONE):
            if made := passage(kind, text, pieces):
                yield made
            kind, pieces = opened[0], [(first + opened[1], last)] if opened[0] else []
            if in_table and not _RULER.fullmatch(line):
                yield from _cells(text, first, line)
        else:
            kind = kind if pieces else "paragraph"
            lead = _LEAD.match(line)
            pieces.append((first + (lead.end() if lead else 0), last))
        if kind == "heading" and (made := passage(kind, text, pieces)):
            yield made
        if kind == "heading":
            kind, pieces = "", []
    if made := passage(kind, text, pieces):
        yield made


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _opened(line: str) -> tuple[str, int]:
    """Say what kind of passage a line opens and how many characters of it are marks; nothing where it goes on."""
    if found := _HEADING.match(line):
        return "heading", found.end()
    if found := _BOX.match(line):
        return "heading", found.end()
    if found := _ITEM.match(line):
        return "item", found.end()
    return "", 0


def _cells(text: str, first: int, line: str) -> Iterator[Passage]:
    for found in _CELL.finditer(line):
        if made := passage("cell", text, [(first + found.start(), first + found.end())]):
            yield made
