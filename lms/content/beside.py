"""A translation beside its original, paragraph by paragraph, with what changed in the original since it was made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lms.content.diff import Budget, Piece, marked_words, stretches
from lms.content.source import fences

_FRONT = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_QUESTION = re.compile(r"\? .*\{#([a-z0-9-]+)\}")
_SIGNS = (
    ("heading", re.compile(r"#{1,6} ")),
    ("list", re.compile(r"[-*] ")),
    ("steps", re.compile(r"[0-9]+[.)] ")),
    ("picture", re.compile(r"!\[")),
    ("table", re.compile(r"\|")),
    ("tip", re.compile(r"!!! ")),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph and its translation; either may be missing.

    ``pieces`` are the original with what changed since it was translated; ``changed`` says whether anything did.
    """

    pieces: tuple[Piece, ...]
    translation: str
    changed: bool = False


def paragraphs(text: str) -> list[str]:
    """Part a text at its blank lines; front matter and fenced blocks stay whole."""
    front = _FRONT.match(text)
    parts = [front[0].rstrip("\n")] if front else []
    lines = text[front.end() if front else 0 :].split("\n")
    fenced = {number for fence in fences(lines) for number in range(fence.first, fence.last + 1)}
    held: list[str] = []
    for number, line in enumerate(lines):
        if line.strip() or number in fenced:
            held.append(line)
        elif held:
            parts.append("\n".join(held))
            held = []
    return parts + (["\n".join(held)] if held else [])


def kind_of(paragraph: str) -> str:
    """Say what sort of paragraph this is; a question counts by its id, so that it finds its translation anywhere."""
    if found := _QUESTION.match(paragraph):
        return f"question {found[1]}"
    if paragraph.startswith("---\n"):
        return "front"
    if paragraph.startswith(("```", "~~~")):
        return "fence"
    return next((name for name, sign in _SIGNS if sign.match(paragraph)), "words")


def beside(original: str, translation: str, then: str | None = None) -> list[Pair]:
    """Put the paragraphs of two texts beside each other by their sorts and order.

    ``then`` is the original as it was when it was translated; None where nobody knows.
    """
    now, spoken = paragraphs(original), paragraphs(translation)
    budget = Budget()
    marks = (
        _since(paragraphs(then), now, budget) if then is not None else [((Piece("same", one),), False) for one in now]
    )
    pairs: list[Pair] = []
    for same, i1, i2, j1, j2 in stretches([kind_of(one) for one in now], [kind_of(one) for one in spoken], budget):
        run = zip(marks[i1:i2], spoken[j1:j2], strict=True) if same else zip_longest(marks[i1:i2], spoken[j1:j2])
        pairs += [Pair(mark[0], words or "", mark[1]) if mark else Pair((), words or "") for mark, words in run]
    return pairs


Mark = tuple[tuple[Piece, ...], bool]
"""A paragraph with its marks, and whether it changed."""


def _since(then: Sequence[str], now: Sequence[str], budget: Budget) -> list[Mark]:
    """Mark what changed in each paragraph; what is gone stands with the paragraph that follows, or with the last."""
    marks: list[Mark] = []
    gone: list[Piece] = []
    for same, i1, i2, j1, j2 in stretches(then, now, budget):
        for before, after in zip_longest(then[i1:i2], now[j1:j2]):
            if after is None:
                gone.append(Piece("out", f"{before}\n\n"))
                continue
            words = [Piece("same", after)] if same else marked_words(before or "", after, budget)
            marks.append(((*gone, *words), bool(gone) or not same))
            gone = []
    if gone and marks:
        marks[-1] = ((*marks[-1][0], *gone), True)
    return marks


def in_language(course_page: bytes, lang: str) -> bytes:
    """Give the bytes of a course.md that says it is written in a language."""
    lines = [line for line in course_page.decode(errors="replace").split("\n") if not line.startswith("language:")]
    return "\n".join([*lines[:1], f"language: {lang}", *lines[1:]]).encode()
