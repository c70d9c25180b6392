"""A few words: case, accents, spaces and small slips of spelling do not count unless the author says so."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import Data, Line, Mark, Slip, Unreadable, Value, as_text, explained, sent, typed_answer
from lms.questions.slips import slip
from lms.questions.spelling import is_near
from lms.questions.values import folded, looks_like_number, printed_text, split_form, text_form

NAME = "text"
SCORED = True


def opens(mark: str, text: str) -> bool:
    """Say whether a line gives an answer to type; numbers are asked before this kind."""
    return mark == "="


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``forms`` as ``{text, exact}``: every answer that counts."""
    forms: list[Data] = []
    slips: list[Slip] = []
    for at, line in enumerate(lines):
        mark, value = split_form(line.text)
        if at and mark == "=":
            slips.append(slip(line.number, "second-form"))
        elif not at and mark == "or=":
            slips.append(slip(line.number, "first-form"))
        if not folded(text_form(value)):
            slips.append(slip(line.number, "no-words"))
        elif mark == "=" and looks_like_number(value):
            slips.append(slip(line.number, "number"))
        forms.append({"text": text_form(value), "exact": mark == "exact="})
    return {"forms": forms}, slips


def write(data: Data) -> list[str]:
    """Print the accepted forms."""
    lines = []
    for at, form in enumerate(data["forms"]):
        mark = "exact=" if form["exact"] else "or=" if at else "="
        lines.append(f"{mark} {printed_text(form['text']) if mark == '=' else form['text']}")
    return lines


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give whether the spelling is asked for, so that the page can say so beside the box."""
    return {"exact": all(form["exact"] for form in data["forms"])}


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the text without blanks around it."""
    text = typed_answer(form).strip()
    if not text:
        raise Unreadable("Type your answer first.")
    return text


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the text that was sent."""
    return sent(form, "answer")


def grade(data: Data, value: Value) -> Mark:
    """Compare with each form; a slip of spelling is right and near, unless the spelling was asked for."""
    text = as_text(value)
    plain_text, given = folded(text), _spelled(text)
    loose = [folded(form["text"]) for form in data["forms"] if not form["exact"]]
    strict = [form["text"] for form in data["forms"] if form["exact"]]
    same = plain_text in loose or given in map(_spelled, strict)
    right = same or any(is_near(plain_text, form) for form in loose)
    close = right or any(folded(form) == plain_text or is_near(plain_text, folded(form)) for form in strict)
    return Mark(float(right), 1, right, near=close and not same, feedback=explained(data))


def plain(data: Data, value: Value) -> str:
    """Say what was typed."""
    return as_text(value)


def _spelled(text: str) -> str:
    """Give words as they are spelled: only blanks around and between them are made one."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
