"""A course as frozen objects: what the reader makes of an author's files and everything later works from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lms.questions.base import Data

SIGNOFFS = ("none", "mentor", "instructor", "practical", "dual")
TIERS = ("T0", "T1", "T2", "T3")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an author should mend: file, line (1-based, 0 for the whole file), the rule's name and plain words.

    ``start`` and ``end`` are the columns (1-based, the end not included) of the words that are meant; 0 where the
    whole line is.
    """

    path: str
    line: int
    rule: str
    words: str
    severity: str = "error"
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.line, self.start) if part)
        return f"{where}: {self.words} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact: past ``review_by`` its value is hidden wherever it is used."""

    id: str
    value: str
    place: str
    source: str
    checked_on: dt.date
    review_by: dt.date
    owner: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One Markdown page; ``words`` maps a term to its definition, ``audio`` is the path of a recording of it.

    ``checks`` are the questions of its ``check`` fences, in order; one that could not be read is empty (drafts only).
    """

    id: str
    path: str
    title: str
    body: str
    minutes: int = 0
    content_note: str = ""
    swap: str = ""
    words: Mapping[str, str] | None = None
    checks: tuple[Data, ...] = ()
    body_line: int = 1
    audio: str = ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """A bank of questions and how they are asked; ``draw`` 0 means all, ``star`` holds ids that must be right."""

    path: str
    questions: tuple[Data, ...]
    draw: int = 0
    shuffle: bool = True
    feedback: str = "each"
    star: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a mentor watches for; ``star`` marks safety. ``id`` is made of the words, unique in the practical."""

    id: str
    text: str
    star: bool


@dataclass(frozen=True, slots=True)
class Practical:
    """An observed task: the words for the learner (from ``task_line`` of the file on), its tier, and its criteria."""

    path: str
    task: str
    criteria: tuple[Criterion, ...]
    tier: str = "T0"
    minutes: int = 0
    materials: str = ""
    task_line: int = 1


@dataclass(frozen=True, slots=True)
class Module:
    """The unit that is signed off. ``files`` are the paths it is made of, in all languages; ``hash`` is over them."""

    id: str
    path: str
    number: int
    title: str
    about: str
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None
    practical: Practical | None
    minutes: int = 0
    signoff: str = "mentor"
    credit: bool = False
    pass_mark: int = 80
    recall: int = 2
    requires: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    hash: str = ""
    about_line: int = 1


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course in one language; ``translations`` holds what there is of it in others, by language.

    ``files`` are its very bytes by path, ``facts`` the ids of the dated facts it uses.
    """

    id: str
    title: str
    summary: str
    about: str
    modules: tuple[Module, ...]
    track: str = ""
    language: str = "en"
    level: str = ""
    hours: float = 0
    audience: str = "learner"
    requires: tuple[str, ...] = ()
    enrol: str = "open"
    authors: tuple[str, ...] = ()
    licence: str = ""
    content_note: str = ""
    facts: tuple[str, ...] = ()
    translations: Mapping[str, "Course"] | None = None
    files: Mapping[str, bytes] | None = None
    about_line: int = 1
