"""A number: compared exactly, within the author's tolerance, in any common way to write it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.questions.base import Data, Line, Mark, Slip, Unreadable, Value, as_text, explained, sent, typed_answer
from lms.questions.slips import slip
from lms.questions.units import same_unit, typed_number
from lms.questions.values import (
    as_fraction,
    folded,
    looks_like_number,
    number_form,
    printed_text,
    split_form,
    text_form,
)

NAME = "number"
SCORED = True


def opens(mark: str, text: str) -> bool:
    """Say whether a line gives a number as its answer."""
    form, value = split_form(text)
    return mark == form == "=" and number_form(value) is not None


def parse(question_id: str, lines: Sequence[Line]) -> tuple[Data, list[Slip]]:
    """Read ``forms`` as ``{value, tolerance, unit}``, each as written, and ``words`` that count in place of a number."""
    forms: list[Data] = []
    words: list[str] = []
    slips: list[Slip] = []
    for at, line in enumerate(lines):
        mark, value = split_form(line.text)
        form = number_form(value)
        if mark == "exact=":
            slips.append(slip(line.number, "exact-number"))
        elif at and mark == "=":
            slips.append(slip(line.number, "second-form"))
        elif form:
            forms.append(form)
            slips += _zero(line.number, form)
        elif looks_like_number(value):
            slips.append(slip(line.number, "number"))
        elif folded(text_form(value)):
            words.append(text_form(value))
        else:
            slips.append(slip(line.number, "no-words"))
    return {"forms": forms, "words": words}, slips


def _zero(number: int, form: Data) -> list[Slip]:
    try:
        as_fraction(form["value"]), as_fraction(form["tolerance"] or "0")
    except ZeroDivisionError:
        return [slip(number, "divided-by-zero")]
    return []


def write(data: Data) -> list[str]:
    """Print the numbers, then the words."""
    lines = []
    for at, form in enumerate(data["forms"]):
        tolerance = f" +- {form['tolerance']}" if form["tolerance"] else ""
        unit = f" [{form['unit']}]" if form["unit"] else ""
        lines.append(f"{'or=' if at else '='} {form['value']}{tolerance}{unit}")
    return lines + [f"or= {printed_text(words)}" for words in data["words"]]


def view(data: Data, shuffled: Callable[[Sequence[Any]], list[Any]]) -> Data:
    """Give the unit to show beside the box; empty where there is none or more than one."""
    units = {form["unit"] for form in data["forms"]}
    return {"unit": units.pop() if len(units) == 1 else ""}


def read(data: Data, form: Mapping[str, Sequence[str]]) -> Value:
    """Take the number as it was typed, once it can be read as one."""
    text = typed_answer(form).strip()
    if not text:
        raise Unreadable("Type your answer first.")
    if _is_word(data, text):
        return text
    number = typed_number(text)
    if not number:
        raise Unreadable("Write it as a number, such as 12.50 or 3 1/2.")
    if not any(same_unit(number.unit, _unit(form)) for form in data["forms"]):
        unit = view(data, list)["unit"]
        if unit:
            raise Unreadable("Type the number, with “{unit}” or nothing after it.", unit=unit)
        raise Unreadable("Type the number only, without words after it.")
    return text


def typed(form: Mapping[str, Sequence[str]]) -> Value:
    """Give back the text that was sent."""
    return sent(form, "answer")


def grade(data: Data, value: Value) -> Mark:
    """Compare exactly; a difference as large as the tolerance still counts."""
    text = as_text(value)
    number = typed_number(text)
    right = _is_word(data, text) or (
        number is not None
        and any(
            same_unit(number.unit, _unit(form))
            and abs(number.value - as_fraction(form["value"])) <= as_fraction(form["tolerance"] or "0")
            for form in data["forms"]
        )
    )
    return Mark(float(right), 1, right, feedback=explained(data))


def plain(data: Data, value: Value) -> str:
    """Say what was typed."""
    return as_text(value)


def _unit(form: Data) -> str:
    return str(form["unit"]) or ("$" if "$" in form["value"] else "")


def _is_word(data: Data, text: str) -> bool:
    return folded(text) in {folded(word) for word in data["words"]}
