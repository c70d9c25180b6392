"""Two states of a course held against each other: what changed in words, file by file, and what it means."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from lms.content.changes import Point, points
from lms.content.diff import Budget, FileChange, Hunk, changed_files, marked
from lms.content.source import shown_text
from lms.models.base import db
from lms.models.library import Blob, VersionFile

MOST_SHOWN = 40_000
"""Characters of marked texts on the page of a whole comparison; what comes after them is a link away."""

MOST_OF_ONE = 400_000
"""Characters of one file on its own page: more than a file may have, so both its states fit."""


@dataclass(frozen=True, slots=True)
class State:
    """The files of a course at one time: all hashes by path, and the bytes of its texts by hash."""

    hashes: Mapping[str, str]
    texts: Mapping[str, bytes]

    def words(self, hash_: str) -> str:
        """The text with this hash; none where there is no such file."""
        return shown_text(self.texts[hash_]) if hash_ in self.texts else ""

    @property
    def tree(self) -> dict[str, bytes]:
        """The texts by path. Pictures are left out: reading what changed needs none."""
        return {path: self.texts[hash_] for path, hash_ in self.hashes.items() if hash_ in self.texts}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that differs, with the places in it; ``left_out`` says that its words stand on a page of their own."""

    change: FileChange
    hunks: tuple[Hunk, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed between two states: point by point for learners, and file by file for authors."""

    points: tuple[Point, ...]
    files: tuple[Shown, ...]


def version_states(version_ids: Collection[int]) -> dict[int, State]:
    """The states of some versions, in two queries."""
    rows = db.session.execute(
        sa.select(VersionFile.course_version_id, VersionFile.path, VersionFile.sha256).where(
            VersionFile.course_version_id.in_(version_ids)
        )
    ).all()
    hashes: dict[int, dict[str, str]] = {id_: {} for id_ in version_ids}
    for row in rows:
        hashes[row.course_version_id][row.path] = row.sha256
    texts = texts_of({row.sha256 for row in rows if row.path.endswith(".md")})
    return {id_: State(one, texts) for id_, one in hashes.items()}


def texts_of(hashes: Collection[str]) -> dict[str, bytes]:
    """The bytes with these hashes."""
    rows = db.session.execute(sa.select(Blob.sha256, Blob.content).where(Blob.sha256.in_(hashes)))
    return {row.sha256: row.content for row in rows}


def compared(course_id: str, old: State, new: State, path: str = "") -> Compared:
    """Hold two states against each other; with ``path`` only this file, whole.

    Works on what was read and takes a while, so no transaction is kept open for it.
    """
    db.session.rollback()
    changes = changed_files(old.hashes, new.hashes)
    budget, room = Budget(), MOST_OF_ONE if path else MOST_SHOWN
    files: list[Shown] = []
    for change in changes:
        if path and change.path != path:
            continue
        if change.kind != "text":
            files.append(Shown(change))
            continue
        hunks = tuple(marked(old.words(change.old_hash), new.words(change.new_hash), budget))
        room -= sum(len(piece.words) for hunk in hunks for piece in hunk.pieces)
        files.append(Shown(change, hunks) if room >= 0 else Shown(change, left_out=True))
    return Compared(() if path else course_points(course_id, old, new), tuple(files))


def course_points(course_id: str, old: State, new: State) -> tuple[Point, ...]:
    """What changed for those who learn; nothing where one of the states is no course that can be read."""
    from lms.content.reader import read_draft  # Only pages for authors need the reader.

    before, after = (read_draft(one.tree, None, None, course_id)[0] for one in (old, new))
    return tuple(points(before, after)) if before and after else ()
