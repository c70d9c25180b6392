"""What every kind of question shares: its parts as plain data, slips, marks, and what a kind must offer."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

LONGEST_ANSWER = 20_000
"""Longest answer a learner may type, in characters."""

Data = dict[str, Any]
"""A question as JSON: ``id, kind, stem, prompt, hints, explanation`` plus the parts of its kind.

Every text an author wrote is ``{"md": source, "block": bool}`` when parsed and
``{"html": safe HTML, "plain": text}`` once compiled, so one walk can compile any kind.
``prompt`` and ``explanation`` are None where the author wrote none; ``hints`` is a list.
Parts that a learner picks (options, items, pairs) carry an ``id`` made by `part_id`, which says nothing about the key.
"""

Value = str | list[str] | dict[str, str]
"""An answer as JSON: the text typed, the id picked, the ids picked or ordered, or left id → right id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One logical answer line: the number of its first line in the file (1-based) and its text.

    Lines that continue it are joined by a newline.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in a question, in the author's words, with the line (1-based) and the short name of the rule."""

    line: int
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What grading says of one answer.

    ``points`` lies in 0…``out_of``; ``out_of`` is 1 for a scored question and 0 for one that is not.
    ``right`` is None where nobody but a person can say.
    ``places`` gives right or not for each part the learner placed or picked.
    ``near`` marks a text answer that is right but for its spelling; ``right`` says whether the spelling was asked for.
    ``feedback`` holds the compiled texts to show, most specific first; one about a part has its id in ``about``.
    """

    points: float
    out_of: int
    right: bool | None
    places: Mapping[str, bool] = field(default_factory=dict)
    near: bool = False
    feedback: Sequence[Data] = ()


class Unreadable(ValueError):
    """A form that holds no answer of this kind; its message tells the learner what to do (plain words, at most 15).

    ``words`` is the message before ``names`` are filled in, so that a page can say it in the learner's language.
    """

    def __init__(self, words: str, **names: str) -> None:
        super().__init__(words.format(**names))
        self.words = words
        self.names = names


class Kind(Protocol):
    """One kind of question, as a module of plain functions; `KINDS` in the package lists them all by name."""

    NAME: str
    SCORED: bool

    def opens(self, mark: str, text: str) -> bool:
        """Say whether the first answer line of a question, with its mark, makes the question one of this kind."""

    def parse(self, question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
        """Read the answer lines of one question into the kind's own parts, with every slip found."""

    def write(self, data: Data) -> list[str]:
        """Print the kind's own parts as the lines that `parse` reads."""

    def view(self, data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
        """Give what a page may show before the answer: never the key, never feedback; ``shuffled`` orders the parts."""

    def read(self, data: Data, form: Mapping[str, Sequence[str]]) -> Value:
        """Take the answer out of a sent form; raise `Unreadable` where there is none or it is not of this kind."""

    def typed(self, form: Mapping[str, Sequence[str]]) -> Value:
        """Give back what was sent, however wrong or long, so that the page can be filled again."""

    def grade(self, data: Data, value: Value) -> Mark:
        """Mark one answer; it depends on the answer's ids, never on the order in which parts were shown."""

    def plain(self, data: Data, value: Value) -> str:
        """Say the answer as plain text, for a mentor to read and for the hash in a signature."""


def part_id(question_id: str, text: str) -> str:
    """Make the id of a part from the words a learner sees, so that it is stable and tells nothing about the key."""
    return hashlib.sha256(f"{question_id}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def part_ids(question_id: str, texts: Sequence[str]) -> list[str]:
    """Make one id for each part of a question; a twin gets a number after it, so that all differ."""
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        made = part_id(question_id, text)
        seen[made] += 1
        ids.append(made if seen[made] == 1 else f"{made}-{seen[made]}")
    return ids


def inline(md: str) -> Data:
    """Wrap an author's text that stands within a line: a stem, an option, a step."""
    return {"md": md, "block": False}


def block(md: str) -> Data:
    """Wrap an author's text that may hold paragraphs and lists: a prompt, feedback, a hint."""
    return {"md": md, "block": True}


def words_of(text: Data) -> str:
    """Give the words of an author's text, compiled or not yet."""
    return str(text["plain"] if "plain" in text else text["md"])


def explained(data: Data) -> list[Data]:
    """Give the explanation of the whole question as a list of none or one."""
    return [data["explanation"]] if data["explanation"] else []


_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that nobody types and that a database or a page cannot hold."""


def hidden_character(text: str) -> int:
    """Give the position (1-based) of the first hidden character in a line, 0 if there is none."""
    found = _HIDDEN.search(text)
    return found.start() + 1 if found else 0


def cleaned(text: str) -> str:
    """Give a learner's text with plain line ends and without hidden characters."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def sent(form: Mapping[str, Sequence[str]], name: str) -> str:
    """Give the one value that a form sent under a name, cleaned; empty where it sent none."""
    values = form.get(name) or ("",)
    return cleaned(values[0])


def typed_answer(form: Mapping[str, Sequence[str]]) -> str:
    """Give the text in the answer box; raise `Unreadable` where it is longer than an answer may be."""
    text = sent(form, "answer")
    if len(text) > LONGEST_ANSWER:
        raise Unreadable(
            "Too long (limit {limit} characters). Your text is still on this page.", limit=f"{LONGEST_ANSWER:,}"
        )
    return text


def named(form: Mapping[str, Sequence[str]], prefix: str) -> dict[str, str]:
    """Give what a form sent under each name that starts with a prefix, by the rest of the name."""
    return {cleaned(name[len(prefix) :]): sent(form, name).strip() for name in form if name.startswith(prefix)}


def as_text(value: Value) -> str:
    """Give an answer as text; an answer of another shape counts as empty."""
    return value if isinstance(value, str) else ""


def as_list(value: Value) -> list[str]:
    """Give an answer as a list of ids; an answer of another shape counts as none."""
    return value if isinstance(value, list) else []


def as_pairs(value: Value) -> dict[str, str]:
    """Give an answer as left id → right id; an answer of another shape counts as none."""
    return value if isinstance(value, dict) else {}
