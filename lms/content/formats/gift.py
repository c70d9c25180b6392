"""GIFT in: the plain text format that Moodle and many small programs write."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from lms.content.formats import parts
from lms.content.formats.parts import Amount, Option
from lms.content.formats.sheet import Refused, Rich, Sheet
from lms.questions.base import Data

_FORMS = {"html": "html", "moodle": "auto", "plain": "plain", "markdown": "markdown"}
_FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_SHARE = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{0,9})?)%")
_NAME = re.compile(r"\s*::((?:\\.|[^\\])*?)::", re.DOTALL)
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)", re.IGNORECASE)
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_GOES_ON = ("~", "=", "#", "}")
LONGEST_QUESTION = 60_000
"""Longest question with all its answers, in characters."""

BLANK = "_____"
"""What stands where a word is missing."""


class Chunk(NamedTuple):
    """The lines of one question, joined, and the number of the first (1-based); or a category and no text."""

    line: int
    text: str
    category: str = ""
    glued: bool = False


def chunks(text: str) -> tuple[list[Chunk], int]:
    """Cut a file into questions at its empty lines, and count its lines of comment."""
    found: list[Chunk] = []
    run = _Run()
    comments = 0
    lines = text.split("\n")
    for at, raw in enumerate(lines):
        line = raw.strip()
        if line.startswith("//"):
            comments += 1
        elif category := None if run.lines else _CATEGORY.match(line):
            found.append(Chunk(at + 1, "", category[1].strip() or "-"))
        elif line:
            if run.closed and (line.startswith("::") or _bare(line, "{")):
                found.append(run.taken())
                run = _Run(glued=True)
            run.add(at + 1, raw.rstrip())
        elif run.lines and not (run.depth > 0 and _is_answer(lines, at)):
            found.append(run.taken())
            run = _Run()
    return found + ([run.taken()] if run.lines else []), comments


@dataclass(slots=True)
class _Run:
    """The lines of one question so far; ``glued`` says that no empty line stands above it."""

    glued: bool = False
    start: int = 0
    depth: int = 0
    closed: bool = False
    lines: list[str] = field(default_factory=list)

    def add(self, number: int, line: str) -> None:
        closing = len(_bare(line, "}"))
        self.start = self.start or number
        self.lines.append(line)
        self.depth += len(_bare(line, "{")) - closing
        self.closed = self.depth <= 0 and line.endswith("}")

    def taken(self) -> Chunk:
        return Chunk(self.start, "\n".join(self.lines), glued=self.glued)


def _is_answer(lines: Sequence[str], at: int) -> bool:
    """Say whether the next line that is not empty is one more answer."""
    following = next((line.strip() for line in lines[at + 1 : at + 20] if line.strip()), "")
    return following.startswith(_GOES_ON)


def _bare(text: str, signs: str) -> list[int]:
    """Give the places of signs that no backslash stands before."""
    return [
        found.start() for found in re.finditer(r"\\.|[" + re.escape(signs) + "]", text, re.DOTALL) if found[0] in signs
    ]


def unescaped(text: str) -> str:
    """Give a text without the backslashes of the format."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text.strip())


def read(text: str, sheet: Sheet) -> Data:
    """Read one question. Raises `Refused`."""
    if len(text) > LONGEST_QUESTION:
        sheet.title = text[:120]
        raise Refused(f"It has {len(text):,} characters; the limit is {LONGEST_QUESTION:,}.")
    if named := _NAME.match(text):
        sheet.name = " ".join(unescaped(named[1]).split())
        text = text[named.end() :]
    sheet.title = unescaped(text)[:120]
    form, text = _formed(text, "auto")
    opening, closing = _bare(text, "{"), _bare(text, "}")
    if not opening and not closing:
        raise Refused("It asks nothing: there are no answers in braces. Put its words into a lesson.")
    if len(opening) != 1 or len(closing) != 1 or opening[0] > closing[0]:
        raise Refused("Its answers have to stand in one pair of braces. Leave an empty line between questions.")
    before, answers, after = text[: opening[0]], text[opening[0] + 1 : closing[0]], text[closing[0] + 1 :]
    after = after.strip().removesuffix('";').strip()
    if before.rstrip().endswith((".", "?", "!", ":")) and not after.strip(".;!"):
        after = ""
    words = _flowing(before, form) + (f" {BLANK}{_glue(after)}{_flowing(after, form)}" if after else "")
    if not before.strip() and not after:
        words = sheet.name
    answers, _, general = answers.partition("####")
    explanation = _rich(general, form) if general.strip() else None
    return parts.whole(sheet, Rich(words, form), _answers(sheet, answers.strip(), form), explanation)


def _glue(after: str) -> str:
    return "" if after[:1] in ".,;:?!)" else " "


def _formed(text: str, form: str) -> tuple[str, str]:
    """Take the mark of a form of text off, and say which form it is."""
    found = _FORM.match(text)
    return (_FORMS[found[1]], text[found.end() :]) if found else (form, text)


def _flowing(text: str, form: str) -> str:
    """Give a text unescaped; where its lines are broken only to fit the file, they are joined."""
    broken = form in ("plain", "auto") and "<pre" not in text.lower()
    return unescaped(" ".join(text.split("\n")) if broken else text)


def _rich(text: str, form: str) -> Rich:
    form, text = _formed(text, form)
    return Rich(_flowing(text, form), form)


def _answers(sheet: Sheet, text: str, form: str) -> Data:
    """Tell the kind of a question by its answers, in the order that the format asks."""
    if not text:
        return parts.essay(sheet)
    if text.startswith("#"):
        return parts.numbers(sheet, list(_amounts(text[1:].strip(), form)))
    first, *feedback = _cut(text, "#")
    truth = _TRUTH.get(first.strip().upper())
    if truth is not None:
        when_wrong, when_right = [_rich(one, form) for one in [*feedback, "", ""]][:2]
        return parts.true_or_false(sheet, truth, *((when_right, when_wrong) if truth else (when_wrong, when_right)))
    given = list(_options(text, form))
    if _bare(text, "~"):
        several = all(mark == "~" for mark, _ in given)
        return parts.options(sheet, [option for _, option in given], several)
    if not given:
        raise Refused("Its answers start with neither “=” nor “~”.")
    if any("->" in piece for piece in _pieces(text)):
        return parts.matching(sheet, [_pair(piece[1:], form) for piece in _pieces(text)])
    return parts.typed(sheet, [option for _, option in given])


def _pieces(text: str) -> list[str]:
    """Cut answers apart; each keeps the sign that it starts with."""
    places = _bare(text, "=~")
    if text[: places[0] if places else None].strip():
        raise Refused(f"“{text.strip()[:40]}” is no answer: each starts with “=” or “~”.")
    return [text[start:end].strip() for start, end in pairwise([*places, len(text)])]


def _options(text: str, form: str) -> Iterator[tuple[str, Option]]:
    """Read answers with their share and feedback; a share makes `~%50%` and `=%50%` one thing."""
    pieces = _pieces(text)
    for at, piece in enumerate(pieces):
        mark, rest = piece[0], piece[1:]
        if mark == "~" and not rest.strip() and pieces[at + 1 : at + 2] and pieces[at + 1].startswith("="):
            continue
        share = Fraction(mark == "=")
        if found := _SHARE.match(rest):
            share, rest = Fraction(found[1]) / 100, rest[found.end() :]
        words, *feedback = _cut(rest, "#")
        yield mark, Option(_rich(words, form), share, _rich("#".join(feedback), form) if feedback else None)


def _cut(text: str, sign: str) -> list[str]:
    """Cut a text at a sign that no backslash stands before."""
    places = _bare(text, sign)
    return [text[start + 1 : end] for start, end in pairwise([-1, *places, len(text)])]


def _pair(piece: str, form: str) -> tuple[Rich, Rich]:
    words, *_ = _cut(piece, "#")
    left, arrow, right = words.partition("->")
    return (_rich(left, form), _rich(right, form)) if arrow else (_rich(words, form), Rich(""))


def _amounts(text: str, form: str) -> Iterator[Amount]:
    """Read the numbers that count: one, or several that each start with `=`; `~` stands for any other answer."""
    if not text:
        raise Refused("There is no number after “#”.")
    places = _bare(text, "=~")
    first = text[: places[0]].strip() if places else text
    pieces = ([f"={first}"] if first else []) + _pieces(text[places[0] :] if places else "")
    for piece in pieces:
        mark, rest = piece[0], piece[1:]
        share = Fraction(mark == "=")
        if found := _SHARE.match(rest):
            share, rest = Fraction(found[1]) / 100, rest[found.end() :]
        words, *feedback = _cut(rest, "#")
        said = _rich("#".join(feedback), form) if feedback else None
        if words.strip() in ("*", ""):
            yield Amount(None, Fraction(), share if words.strip() else Fraction(), said)
        else:
            yield Amount(*_amount(unescaped(words)), share, said)


def _amount(text: str) -> tuple[Fraction, Fraction]:
    """Read `value`, `value:tolerance` or `from..to`."""
    low, dots, high = text.partition("..")
    value, colon, tolerance = text.partition(":")
    ends = [parts.number_in(low), parts.number_in(high)] if dots else []
    pair = [parts.number_in(value), parts.number_in(tolerance) if colon else Fraction()]
    if dots and ends[0] is not None and ends[1] is not None:
        return (ends[0] + ends[1]) / 2, abs(ends[1] - ends[0]) / 2
    if not dots and pair[0] is not None and pair[1] is not None:
        return pair[0], abs(pair[1])
    raise Refused(f"“{text.strip()[:40]}” cannot be read as a number. Write it like 3.14 or 3.14:0.01.")
