"""Which texts of a course are translated, which are missing, and from which state of the original each was made."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from lms.content.beside import Pair, beside
from lms.content.layout import LANGUAGE
from lms.content.source import shown_text
from lms.features.authoring.comparing import texts_of
from lms.features.publishing.queries import draft_hashes
from lms.models.base import db
from lms.models.drafts import DraftSave
from lms.models.library import CourseVersion, VersionFile

History = Mapping[str, list[str | None]]
"""The hash of each file in every version of a course, oldest first; None where a version has no such file."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its translation. ``state`` is missing, copied, changed, current or unknown.

    ``then`` is the hash of the original that it was made from, where that can be told; changed says that it is another.
    """

    path: str
    target: str
    now: str
    translated: str
    then: str
    state: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A course in one language beside its own: from the open draft where there is one, or as it is offered."""

    course_id: str
    lang: str
    draft_id: int | None
    texts: tuple[Text, ...]

    def text(self, path: str) -> Text | None:
        """One text by the path of its original."""
        return next((one for one in self.texts if one.path == path), None)

    def count(self, *states: str) -> int:
        """How many texts are in one of these states."""
        return sum(one.state in states for one in self.texts)


def translation(course_id: str, lang: str, draft_id: int | None) -> Translation:
    """Say of every text of a course whether it is translated, in a few queries however many texts there are."""
    history = _history(course_id)
    offered = {path: hashes[-1] for path, hashes in history.items() if hashes and hashes[-1]}
    now = draft_hashes(draft_id) if draft_id else {path: str(hash_) for path, hash_ in offered.items()}
    saves = _saves(draft_id) if draft_id else []
    texts = []
    for path in sorted(now):
        first = path.partition("/")[0]
        if not path.endswith(".md") or (LANGUAGE.fullmatch(first) and "/" in path):
            continue
        target = f"{lang}/{path}"
        made = now.get(target, "")
        then = _made_from(path, target, made, history, saves, now) if made else ""
        texts.append(Text(path, target, now[path], made, then, _state(now[path], made, then)))
    return Translation(course_id, lang, draft_id, tuple(texts))


def _state(now: str, made: str, then: str) -> str:
    if not made:
        return "missing"
    if made == now:
        return "copied"
    if not then:
        return "unknown"
    return "current" if then == now else "changed"


def _history(course_id: str) -> dict[str, list[str | None]]:
    """The hash of each file by version."""
    numbers = db.session.scalars(
        sa.select(CourseVersion.id).where(CourseVersion.course_id == course_id).order_by(CourseVersion.number)
    ).all()
    place = {id_: at for at, id_ in enumerate(numbers)}
    found: dict[str, list[str | None]] = {}
    rows = sa.select(VersionFile.course_version_id, VersionFile.path, VersionFile.sha256)
    for row in db.session.execute(rows.where(VersionFile.course_version_id.in_(numbers))):
        found.setdefault(row.path, [None] * len(numbers))[place[row.course_version_id]] = row.sha256
    return found


Save = tuple[str, str | None]


def _saves(draft_id: int) -> list[Save]:
    """The path and hash of each save of a draft that counted, oldest first."""
    rows = (
        sa.select(DraftSave.path, DraftSave.sha256)
        .where(DraftSave.draft_id == draft_id, DraftSave.outcome == "current")
        .order_by(DraftSave.id)
    )
    return [(row.path, row.sha256) for row in db.session.execute(rows)]


def _made_from(path: str, target: str, made: str, history: History, saves: list[Save], now: Mapping[str, str]) -> str:
    """Tell from which state of the original a translation was made: the one that lay beside it when it first came.

    A translation that was written in the draft came with the save; any other with the oldest version that holds it in
    an unbroken row up to now.
    """
    told = history.get(target, [])
    if not told or told[-1] != made:
        return _when_saved(path, target, made, history, saves, now)
    first = len(told) - 1
    while first > 0 and told[first - 1] == made:
        first -= 1
    return history.get(path, told)[first] or ""


def _when_saved(path: str, target: str, made: str, history: History, saves: list[Save], now: Mapping[str, str]) -> str:
    """The original as it was when the translation was saved in the draft."""
    at = max((n for n, one in enumerate(saves) if one == (target, made)), default=-1)
    before = [hash_ for one, hash_ in saves[: at + 1] if one == path]
    if before and before[-1]:
        return before[-1]
    told = history.get(path, [])
    return (told[-1] if told else None) or now[path]


def pairs(text: Text) -> list[Pair]:
    """The paragraphs of a text beside those of its translation."""
    bytes_of = texts_of({one for one in (text.now, text.translated, text.then) if one})
    db.session.rollback()  # Comparing takes a while; no transaction is kept open for it.
    words = {hash_: shown_text(data) for hash_, data in bytes_of.items()}
    then = words.get(text.then) if text.state == "changed" else words[text.now]
    return beside(words[text.now], words.get(text.translated, ""), then)
