"""HTML of other systems as Markdown of ours: words, lists, tables and pictures stay, and what goes is named."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lms.content.formats.html_tree import BLOCKS, Element, parsed
from lms.content.formats.plain_text import escaped, paragraph

Shown = Callable[[str, str], str]
"""What becomes of a picture with this address and these words: Markdown, or nothing."""

_NOT_SHOWN = "audio button canvas embed iframe input object script select style svg textarea video"
_GONE = frozenset(_NOT_SHOWN.split())
_LOOK_TAGS = "big blink center del font ins marquee s small strike u"
_STYLED = frozenset(_LOOK_TAGS.split())
_LOOKS = re.compile(r"colou?r|font|background|decoration|border", re.IGNORECASE)
_RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
_FORMULA = re.compile(r"\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_BREAK = "\x00"


def formula_in(text: str) -> bool:
    """Say whether a text holds a formula in TeX, which is shown as it was typed."""
    return _FORMULA.search(text) is not None


@dataclass(slots=True)
class Taken:
    """What was taken out of a text, in words for the author, each once."""

    words: list[str] = field(default_factory=list)

    def note(self, words: str) -> None:
        """Add words that are not there yet."""
        if words not in self.words:
            self.words.append(words)


def blocks_of(html: str, shown: Shown, taken: Taken) -> list[str]:
    """Give HTML as blocks of Markdown: paragraphs, lists, tables and code, in order."""
    return [block for block in _Converter(shown, taken).blocks(parsed(html).inner) if block]


def line_of(html: str, shown: Shown, taken: Taken) -> str:
    """Give HTML as Markdown within one line."""
    converter = _Converter(shown, taken)
    root = parsed(html)
    if any(True for _ in root.every("table", "ul", "ol", "pre")):
        taken.note("A list, a table or code was put into one line, where only one line fits.")
    return converter.line(root.inner).replace(_BREAK, " ").strip()


class _Converter:
    def __init__(self, shown: Shown, taken: Taken) -> None:
        self.shown = shown
        self.taken = taken

    def blocks(self, inner: Sequence[Element | str]) -> list[str]:
        """Cut what an element holds into blocks; what stands between elements becomes paragraphs."""
        found: list[str] = []
        run: list[Element | str] = []
        for part in inner:
            if isinstance(part, Element) and (part.tag in BLOCKS or self._holds_block(part)):
                found += self._paragraphs(run) + self._block(part)
                run = []
            else:
                run.append(part)
        return found + self._paragraphs(run)

    def _holds_block(self, part: Element) -> bool:
        return part.tag not in _GONE and any(True for _ in part.every(*BLOCKS))

    def _paragraphs(self, run: Sequence[Element | str]) -> list[str]:
        lines = self.line(run).split(_BREAK)
        return [paragraph(line) for line in lines if line.strip()]

    def _block(self, part: Element) -> list[str]:
        self._styled(part)
        if part.tag in ("ul", "ol"):
            return ["\n".join(self._items(part, ""))] if any(True for _ in part.every("li")) else []
        if part.tag == "table":
            return self._table(part)
        if part.tag == "pre":
            return [_fenced(part.words())] if part.words().strip() else []
        if part.tag == "blockquote":
            return ["\n>\n".join("\n".join(f"> {line}" for line in one.split("\n")) for one in self.blocks(part.inner))]
        if part.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"):
            line = self.line(part.inner).replace(_BREAK, " ").strip()
            return [paragraph(line if "*" in line else f"**{line}**")] if line else []
        return ["---"] if part.tag == "hr" else self.blocks(part.inner)

    def _items(self, listed: Element, indent: str) -> list[str]:
        lines: list[str] = []
        for at, item in enumerate(listed.every("li"), 1):
            lists = [part for part in item.inner if isinstance(part, Element) and part.tag in ("ul", "ol")]
            rest = [part for part in item.inner if part not in lists]
            mark = "-" if listed.tag == "ul" else f"{at}."
            line = paragraph(self.line(rest).replace(_BREAK, " "))
            lines += [f"{indent}{mark} {line}"] if line else []
            for inner in lists:
                lines += self._items(inner, indent + "    ")
        return lines

    def _table(self, table: Element) -> list[str]:
        rows = [[self._cell(cell) for cell in row.every("td", "th")] for row in table.every("tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return []
        if any(cell.attrs.get(name, "1") != "1" for cell in table.every("td", "th") for name in ("colspan", "rowspan")):
            self.taken.note("Cells of a table that were joined stand apart now.")
        width = max(map(len, rows))
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        return ["\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]

    def _cell(self, cell: Element) -> str:
        if any(True for _ in cell.every("table", "ul", "ol", "pre")):
            self.taken.note("A list or a table inside a table was put into one line.")
        return self.line(cell.inner).replace(_BREAK, " ").replace("|", "\\|").strip()

    def line(self, inner: Sequence[Element | str]) -> str:
        """Give what elements hold within one line; `_BREAK` stands where a line was broken."""
        made: list[tuple[str, bool]] = []
        self._gather(inner, made, "")
        text, plain = "", ""
        for words, is_plain in [*made, ("", False)]:
            if is_plain:
                plain += words
                continue
            text += escaped(plain, alone=len(made) == 1 or bool(plain.strip() and all(one for _, one in made)))
            plain = ""
            text += " " if words[:1] == "*" and text[-1:] == "*" else ""
            text += words
        return re.sub(r"[ \t\n\r\f]+", " ", text)

    def _gather(self, inner: Sequence[Element | str], made: list[tuple[str, bool]], within: str) -> None:
        for part in inner:
            if isinstance(part, str):
                if formula_in(part):
                    self.taken.note("A formula is shown as it was typed.")
                made.append((re.sub(r"[ \t\n\r\f]+", " ", part.replace(_BREAK, "")), True))
            elif part.tag in _GONE:
                self.taken.note(f"<{part.tag}> was taken out.")
            else:
                self._element(part, made, within)

    def _element(self, part: Element, made: list[tuple[str, bool]], within: str) -> None:
        self._styled(part)
        if part.tag == "br":
            made.append((_BREAK, False))
        elif part.tag == "img":
            made.append((self.shown(part.attrs.get("src", ""), part.attrs.get("alt", "")), False))
        elif part.tag in ("sup", "sub"):
            made.append((self._shifted(part), True))
        elif part.tag in ("code", "kbd", "tt", "samp"):
            words = " ".join(part.words().split())
            made.append((words, True) if "`" in words or not words else (f"`{words}`", False))
        elif part.tag in ("b", "strong", "em", "i") and not within:
            self._marked(part, made)
        else:
            spaced = [(" ", True)] if part.tag in BLOCKS else []
            made += spaced
            self._gather(part.inner, made, within)
            made += spaced
            self._linked(part)

    def _marked(self, part: Element, made: list[tuple[str, bool]]) -> None:
        mark = "**" if part.tag in ("b", "strong") else "*"
        inner: list[tuple[str, bool]] = []
        self._gather(part.inner, inner, mark)
        words = "".join(escaped(one, alone=False) if plain else one for one, plain in inner).replace(_BREAK, " ")
        bare = words.strip()
        if not bare:
            made.append((words, True))
            return
        made.append((" " if words[0] == " " else "", True))
        made.append((f"{mark}{bare}{mark}", False))
        made.append((" " if words[-1] == " " else "", True))

    def _shifted(self, part: Element) -> str:
        words = " ".join(part.words().split())
        table = _RAISED if part.tag == "sup" else _LOWERED
        if all(char in table for char in words):
            return "".join(table[char] for char in words)
        self.taken.note("Raised or lowered letters are written after ^ or _.")
        return f"{'^' if part.tag == 'sup' else '_'}{words}"

    def _linked(self, part: Element) -> None:
        target = part.attrs.get("href", "")
        if part.tag == "a" and target and target != part.words().strip():
            self.taken.note(f"The link to “{target[:80]}” was taken out; its words stay.")

    def _styled(self, part: Element) -> None:
        if part.tag in _STYLED or _LOOKS.search(part.attrs.get("style", "")):
            self.taken.note("Colours, sizes and other looks were taken out.")


def _fenced(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")]
    fence = "~~~" if any(line.startswith("```") for line in lines) else "```"
    return "\n".join([fence, *lines, fence])
