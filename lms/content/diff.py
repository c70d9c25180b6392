"""Two states of a course beside each other: which files differ, and in each text the words taken out and put in."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lms.content.layout import NUMBERED, is_leftover

CONTEXT = 1
"""Lines shown around what changed, so that its place is known."""

MOST_WORK = 15_000_000
"""Steps of comparing that one budget allows, each well under a microsecond; a harder text is shown whole, out and in."""

LEAST_ALIKE = 0.25
"""Passages that share less than this are shown whole: single words marked here and there would only confuse."""

Hashes = Mapping[str, str]
"""The SHA-256 of each file by its path."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs: ``what`` is added, removed, changed or moved; ``kind`` is text, picture or other.

    A moved file has its earlier name in ``old_path``; its bytes may have changed as well. Hashes are empty where there
    is no file.
    """

    path: str
    what: str
    kind: str
    old_path: str
    old_hash: str
    new_hash: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: ``how`` is same, out or in."""

    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """A place where a text changed, with a little of what stands around it; ``line`` is its first line now, from 1."""

    line: int
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Budget:
    """How much comparing may still be done. What it no longer pays for is shown whole instead of word by word."""

    left: int = MOST_WORK

    def pays(self, a: Sequence[str], b: Sequence[str], places: Mapping[str, Collection[int]]) -> bool:
        """Say whether a comparison fits, and take its cost off.

        ``places`` says where each part stands in ``b``. Each of at most ``min(n, m)`` rounds looks at no more than all
        pairs of equal parts; so much is set aside.
        """
        pairs = sum(len(places.get(one, ())) for one in a)
        cost = (pairs + len(a)) * min(len(a), len(b))
        if cost > self.left:
            return False
        self.left -= cost
        return True


@dataclass(slots=True)
class _Run:
    """Words that change in one place, collected until words that stay come along."""

    out: list[str] = field(default_factory=list)
    put_in: list[str] = field(default_factory=list)


def changed_files(old: Hashes, new: Hashes) -> list[FileChange]:
    """Give the files that differ, in the order of their paths; one with another number or folder name counts as moved."""
    gone = [path for path in sorted(old) if path not in new and not is_leftover(path)]
    come = [path for path in sorted(new) if path not in old and not is_leftover(path)]
    moved = _moves(gone, come, old, new)
    found = [FileChange(path, "changed", kind_of(path), path, old[path], new[path]) for path in old if path in new]
    found = [one for one in found if one.old_hash != one.new_hash]
    found += [FileChange(to, "moved", kind_of(to), path, old[path], new[to]) for to, path in moved.items()]
    found += [FileChange(path, "added", kind_of(path), "", "", new[path]) for path in come if path not in moved]
    kept = set(moved.values())
    found += [FileChange(path, "removed", kind_of(path), path, old[path], "") for path in gone if path not in kept]
    return sorted(found, key=lambda one: one.path)


def kind_of(path: str) -> str:
    """Tell what sort of file a path names."""
    if path.endswith(".md"):
        return "text"
    return "picture" if path.endswith((".png", ".jpg", ".jpeg", ".webp")) else "other"


def _moves(gone: Collection[str], come: Collection[str], old: Hashes, new: Hashes) -> dict[str, str]:
    """Pair new paths with earlier ones: first those with the same name but for its numbers, then those with the same bytes."""
    moved: dict[str, str] = {}
    for key in (lambda path, _hashes: _unnumbered(path), lambda path, hashes: hashes[path]):
        free = {key(path, old): path for path in gone if path not in moved.values()}
        for path in come:
            if path not in moved and (earlier := free.pop(key(path, new), None)):
                moved[path] = earlier
    return moved


def _unnumbered(path: str) -> str:
    parts = [NUMBERED.fullmatch(part.removesuffix(".md")) for part in path.split("/")]
    return "/".join(found[2] if found else part for found, part in zip(parts, path.split("/"), strict=True))


def marked(old: str, new: str, budget: Budget) -> list[Hunk]:
    """Give the places where a text changed, words marked. Nothing is marked where only line ends differ."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    hunks: list[Hunk] = []
    pieces: list[Piece] = []
    line = 1
    for same, i1, i2, j1, j2 in stretches(before, after, budget, _is_blank):
        if not same:
            if not pieces:
                line = j1 + 1
            pieces += marked_words("".join(before[i1:i2]), "".join(after[j1:j2]), budget)
            continue
        if pieces and j2 - j1 > 2 * CONTEXT:
            pieces.append(Piece("same", "".join(after[j1 : j1 + CONTEXT])))
            hunks.append(Hunk(line, _joined(pieces)))
            pieces = []
        elif pieces:
            pieces.append(Piece("same", "".join(after[j1:j2])))
        if not pieces and j2 > j1:
            start = max(j1, j2 - CONTEXT)
            line, pieces = start + 1, [Piece("same", "".join(after[start:j2]))]
    if any(piece.how != "same" for piece in pieces):
        hunks.append(Hunk(line, _joined(pieces)))
    return hunks


def marked_words(old: str, new: str, budget: Budget) -> list[Piece]:
    """Mark the words of one passage; passages that have little in common are given whole."""
    a, b = _parts(old), _parts(new)
    pieces: list[Piece] = []
    run = _Run()
    for same, i1, i2, j1, j2 in stretches(a, b, budget, str.isspace):
        words = "".join(b[j1:j2])
        if same and (words.strip() or "\n" in words):
            pieces += [*_ended(run), Piece("same", words)]
            run = _Run()
            continue
        run.out.append("".join(a[i1:i2]))
        run.put_in.append(words)
    pieces += _ended(run)
    alike = sum(len(piece.words) for piece in pieces if piece.how == "same")
    if alike < LEAST_ALIKE * max(len(old), len(new)):
        return _ended(_Run([old], [new]))
    return pieces


def _ended(run: _Run) -> list[Piece]:
    pieces = [Piece("out", "".join(run.out)), Piece("in", "".join(run.put_in))]
    return [piece for piece in pieces if piece.words]


def _parts(text: str) -> list[str]:
    """Part a text into words, the blanks between them, and single marks."""
    return re.findall(r"\w+|\n|[^\S\n]+|[^\w\s]", text)


def _is_blank(line: str) -> bool:
    return not line.strip()


Block = tuple[bool, int, int, int, int]
"""Whether a stretch is the same, and where it stands: start and end in the old sequence, start and end in the new."""


def stretches(
    a: Sequence[str], b: Sequence[str], budget: Budget, junk: Callable[[str], bool] | None = None
) -> Iterator[Block]:
    """Give the stretches of two sequences in order; what both begin and end with costs nothing to find."""
    start = _alike(a, b)
    end = _alike(a[start:][::-1], b[start:][::-1])
    last_a, last_b = len(a) - end, len(b) - end
    if start:
        yield True, 0, start, 0, start
    if start < last_a or start < last_b:
        inner_a, inner_b = a[start:last_a], b[start:last_b]
        matcher = SequenceMatcher(junk, inner_a, inner_b)
        if budget.pays(inner_a, inner_b, matcher.b2j):  # type: ignore[attr-defined]  # The typing stubs leave it out.
            for tag, i1, i2, j1, j2 in matcher.get_opcodes():
                yield tag == "equal", start + i1, start + i2, start + j1, start + j2
        else:
            yield False, start, last_a, start, last_b
    if end:
        yield True, last_a, len(a), last_b, len(b)


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """Count how many items two sequences have in common from their start."""
    return next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join neighbours of the same sort."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].how == piece.how:
            joined[-1] = Piece(piece.how, joined[-1].words + piece.words)
        else:
            joined.append(piece)
    return tuple(joined)
