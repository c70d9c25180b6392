"""How we ask: eight kinds of question, read from plain text, shown without their key, and graded."""

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lms.questions import choice, match, multiple, number, order, quiz_text, reflection, stems, text, written
from lms.questions.base import Data, Kind, Mark, Slip, Unreadable, Value, part_id

__all__ = [
    "KINDS",
    "Data",
    "Mark",
    "Slip",
    "Unreadable",
    "Value",
    "compile_question",
    "grade",
    "part_id",
    "plain",
    "read",
    "read_question",
    "read_quiz",
    "texts",
    "typed",
    "view",
    "with_ids",
    "write_quiz",
]

_ALL: tuple[Kind, ...] = (choice, multiple, number, text, order, match, reflection, written)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.NAME: kind for kind in _ALL})
"""Every kind by name; an answer line belongs to the first kind that it opens."""


def read_quiz(text: str, first_line: int = 1) -> tuple[list[Data], list[Slip]]:
    """Read the body of a quiz: every question without a slip, and every slip in the order of its lines.

    ``first_line`` is the number of the text's first line in its file.
    """
    return quiz_text.read_quiz(KINDS, text, first_line)


def read_question(text: str, first_line: int = 1, default_id: str = "") -> tuple[Data | None, list[Slip]]:
    """Read the one question of a `check` fence; None where it has a slip.

    ``default_id`` is taken where the author gave no id; without it a missing id is a slip.
    """
    return quiz_text.read_question(KINDS, text, first_line, default_id)


def write_quiz(questions: Iterable[Data]) -> str:
    """Print questions that are not compiled as quiz text that reads back as the same questions."""
    return quiz_text.write_quiz(KINDS, questions)


def with_ids(text: str, taken: Collection[str] = ()) -> str:
    """Add a made id to each question that lacks one; every other character stays. ``taken`` ids are not made again."""
    return stems.with_ids(text, taken)


def texts(data: Data) -> list[Data]:
    """Give every text of a question as `compile_question` meets it: ``{"md", "block"}``, in order, twins included."""
    found: list[Data] = []

    def keep(md: str, block: bool) -> Data:
        found.append({"md": md, "block": block})
        return {}

    compile_question(data, keep)
    return found


def compile_question(data: Data, render: Callable[[str, bool], Data]) -> Data:
    """Give the question with each text replaced by what ``render(md, block)`` makes of it: ``{"html", "plain"}``."""
    return {name: _compiled(part, render) for name, part in data.items()}


def _compiled(part: Any, render: Callable[[str, bool], Data]) -> Any:
    if isinstance(part, list):
        return [_compiled(item, render) for item in part]
    if not isinstance(part, dict):
        return part
    return render(part["md"], part["block"]) if "md" in part else compile_question(part, render)


def view(data: Data, seed: int | str | None = None) -> Data:
    """Give what a page may show before the answer: id, kind, stem, prompt, hints and parts; never key or feedback.

    One seed always gives one order; None keeps the author's order wherever that does not show the key.
    """
    rng = random.Random(f"{seed}/{data['id']}")  # noqa: S311 - the order of options is no secret

    def shuffled(parts: Sequence[Any]) -> list[Any]:
        if seed is None:
            return list(parts)
        return [part for _, _, part in sorted((rng.random(), at, part) for at, part in enumerate(parts))]

    shown = {name: data[name] for name in ("id", "kind", "stem", "prompt", "hints")}
    return shown | KINDS[data["kind"]].view(data, shuffled)


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the answer out of a sent form; raise `Unreadable` with plain words where there is none."""
    return KINDS[data["kind"]].read(data, form)


def typed(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Give back what was sent, however wrong, so that the page can be filled again."""
    return KINDS[data["kind"]].typed(form)


def grade(data: Data, value: Value) -> Mark:
    """Mark one answer."""
    return KINDS[data["kind"]].grade(data, value)


def plain(data: Data, value: Value) -> str:
    """Say the answer as plain text, for a mentor to read and for the hash in a signature."""
    return KINDS[data["kind"]].plain(data, value)
