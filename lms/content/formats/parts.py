"""The answers of a foreign question as the parts of one of our kinds, with what could not come along."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from lms.content.formats.sheet import Refused, Rich, Sheet
from lms.questions.base import Data, block, inline
from lms.questions.values import LONGEST_NUMBER, folded

MOST_ANSWERS = 100
"""Most answers of one question."""

_CLOSE = Fraction(1, 100)
"""Shares in files are rounded: a third is 33.33333."""


class Option(NamedTuple):
    """An answer to choose or to type: its text, its share of the points (1 is all), and its feedback."""

    text: Rich
    share: Fraction
    feedback: Rich | None = None


class Amount(NamedTuple):
    """A number that counts, with its tolerance, share and feedback; a value of None stands for any other answer."""

    value: Fraction | None
    tolerance: Fraction
    share: Fraction
    feedback: Rich | None = None


def limited(answers: Sequence[object]) -> None:
    """Refuse a question with more answers than a page can show."""
    if len(answers) > MOST_ANSWERS:
        raise Refused(f"It has {len(answers)} answers; the limit is {MOST_ANSWERS}.")


def options(sheet: Sheet, answers: Sequence[Option], several: bool) -> Data:
    """Make a question with options; ``several`` says that any number may be chosen."""
    limited(answers)
    filled = [one for one in answers if one.text]
    if len(filled) < len(answers):
        sheet.note("An answer without words was left out.")
    rights = [one for one in filled if one.share > 0]
    if not rights:
        raise Refused("No answer of it is right.")
    if several:
        _several(sheet, filled, rights)
    else:
        rights = _best(sheet, rights)
        several = len(rights) > 1
    made, silent = [], 0
    for one in filled:
        right = one in rights
        feedback = sheet.block(one.feedback)
        silent += not feedback
        words = feedback or sheet.word("right" if right else "wrong")
        made.append({"id": "", "text": inline(sheet.inline(one.text)), "right": right, "feedback": block(words)})
    if silent:
        of = "The answers had" if silent == len(made) else f"{silent} of {len(made)} answers had"
        words = f"“{sheet.word('right')}” or “{sheet.word('wrong')}”"
        sheet.note(f"{of} no feedback. {words} stands there now; write the reason.")
    return {"kind": "multiple" if several else "choice", "options": made}


def _several(sheet: Sheet, answers: Sequence[Option], rights: Sequence[Option]) -> None:
    """Say where the shares differ from ours: each right answer counts alike, and a wrong one takes one away."""
    each = Fraction(1, len(rights))
    wrongs = [one for one in answers if one.share <= 0]
    if any(abs(one.share - each) > _CLOSE for one in rights) or any(abs(one.share + each) > _CLOSE for one in wrongs):
        sheet.note("The points differ: each right answer counts the same, and a wrong one takes one away.")


def _best(sheet: Sheet, rights: Sequence[Option]) -> list[Option]:
    """Give the answers that count in full; those with a part of the points count as not right."""
    top = max(one.share for one in rights)
    best = [one for one in rights if one.share == top]
    rest = [one for one in rights if one.share < top]
    if rest:
        sheet.note(f"{_named(sheet, rest)} had a part of the points; one answer of several counts in full or not.")
    if len(best) > 1:
        sheet.note("More than one answer is right, so it asks for all of them now.")
    elif top < 1:
        sheet.note("The best answer had a part of the points; it counts in full now.")
    return best


def _named(sheet: Sheet, answers: Sequence[Option]) -> str:
    return ", ".join(f"“{sheet.plain(one.text)[:60]}”" for one in answers[:5])


def true_or_false(sheet: Sheet, answer: bool, when_true: Rich | None, when_false: Rich | None) -> Data:
    """Make a question with the answers true and false; the texts are the feedback of each."""
    texts = ((True, "true", when_true), (False, "false", when_false))
    given = [
        Option(Rich(sheet.word(word), "plain"), Fraction(value == answer), feedback) for value, word, feedback in texts
    ]
    return options(sheet, given, False)


def typed(sheet: Sheet, answers: Sequence[Option], exact: bool = False) -> Data:
    """Make a question whose answer is typed as words; ``explained`` holds the feedback of what counts."""
    limited(answers)
    forms: list[Data] = []
    explained: list[str] = []
    for one in answers:
        words = sheet.plain(one.text)
        text = re.sub(r"(?<!\\)\*", "", words).replace("\\*", "*").strip()
        if words == "*" or one.share < 1:
            _left_out(sheet, words, one)
            continue
        if text != words.replace("\\*", "*"):
            sheet.note(f"“{words[:60]}” stood for many answers; now only “{text[:60]}” counts.")
        if not folded(text):
            sheet.note(f"The answer “{words[:60]}” has no letters or digits; it was left out.")
            continue
        forms.append({"text": text, "exact": exact})
        explained += [sheet.block(one.feedback)]
    if not forms:
        raise Refused("No answer of it is right in full, or any answer is.")
    return {"kind": "text", "forms": forms, "explained": explained}


def _left_out(sheet: Sheet, words: str, one: Option) -> None:
    """Say that an answer which does not count in full was left out, and what was said of it."""
    feedback = sheet.block(one.feedback).replace("\n", " ")
    said = f" Its feedback was: “{feedback[:200]}”" if feedback else ""
    if words == "*":
        if one.share > 0:
            raise Refused("Any answer to it counts.")
        sheet.note(f"What was said to any other answer was left out.{said}")
    elif one.share > 0:
        sheet.note(f"“{words[:60]}” had a part of the points; it does not count now.{said}")
    else:
        sheet.note(f"“{words[:60]}” was named as not right; typed answers have no list of those.{said}")


def numbers(sheet: Sheet, answers: Sequence[Amount], unit: str = "") -> Data:
    """Make a question whose answer is a number; ``explained`` holds the feedback of what counts."""
    limited(answers)
    forms: list[Data] = []
    explained: list[str] = []
    for one in answers:
        if one.value is None or one.share < 1:
            shown = "*" if one.value is None else decimal(one.value) or str(one.value)
            _left_out(sheet, shown, Option(Rich(shown, "plain"), one.share, one.feedback))
            continue
        value, tolerance = decimal(one.value), decimal(one.tolerance)
        if value is None or tolerance is None:
            raise Refused("Its number is too long to be written.")
        forms.append({"value": value, "tolerance": tolerance if one.tolerance else "", "unit": unit})
        explained += [sheet.block(one.feedback)]
    if not forms:
        raise Refused("No number of it counts in full.")
    return {"kind": "number", "forms": forms, "words": [], "explained": explained}


def number_in(text: str) -> Fraction | None:
    """Read a number as files have it, exactly; None where it is none, or longer than a person writes."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not re.fullmatch(
        r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?", text
    ):
        return None
    try:
        return Fraction(Decimal(text))
    except (InvalidOperation, OverflowError):
        return None


def decimal(value: Fraction) -> str | None:
    """Write a number as a decimal that is exactly it; None where there is none, or it is too long."""
    rest = value.denominator
    places = 0
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= 10 if rest % 10 == 0 else 5 if rest % 5 == 0 else 2
        places += 1
    if rest != 1 or places > LONGEST_NUMBER or abs(value) >= 10**LONGEST_NUMBER:
        return None
    whole = abs(value) * 10**places
    digits = str(whole.numerator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".") if places else digits
    return f"{'-' if value < 0 else ''}{text}" if len(text) < LONGEST_NUMBER else None


def matching(sheet: Sheet, sides: Sequence[tuple[Rich, Rich]]) -> Data:
    """Make a question with pairs; a right side without a left one is there to think about."""
    limited(sides)
    pairs: list[tuple[str, str]] = []
    spare: list[str] = []
    for left, right in sides:
        if not right:
            sheet.note("A line without a match was left out.")
        elif left:
            pairs.append((sheet.inline(left).replace("\n", " "), sheet.inline(right)))
        else:
            spare.append(sheet.inline(right))
    if not pairs:
        raise Refused("It has no pair of two sides.")
    if len({left for left, _ in pairs}) < len(pairs):
        raise Refused("Two left sides of it are the same.")
    texts = list(dict.fromkeys([right for _, right in pairs] + spare))
    ids = {text: str(at) for at, text in enumerate(texts)}
    return {
        "kind": "match",
        "pairs": [{"id": left, "text": inline(left), "right": ids[right]} for left, right in pairs],
        "rights": [{"id": id_, "text": inline(text)} for text, id_ in ids.items()],
    }


def ordering(sheet: Sheet, steps: Sequence[Rich]) -> Data:
    """Make a question with steps to put in order."""
    limited(steps)
    return {"kind": "order", "items": [{"id": "", "text": inline(sheet.inline(one))} for one in steps if one]}


def essay(sheet: Sheet, rubric: Rich | None = None) -> Data:
    """Make a question that the mentor marks; what graders were told becomes the lines of the rubric."""
    blocks = sheet.blocks(rubric) if rubric else []
    lines = [re.sub(r"^\s*(?:[-*]|[0-9]+\.)\s+", "", line).strip() for one in blocks for line in one.split("\n")]
    return {"kind": "written", "rubric": [inline(line) for line in lines if line]}


def whole(sheet: Sheet, text: Rich, parts: Data, explanation: Rich | None = None, hints: Sequence[Rich] = ()) -> Data:
    """Put a question together: what asks, its answers, what explains it, its hints."""
    stem, prompt = sheet.stem_and_prompt(text)
    explained = [one for one in parts.pop("explained", ()) if one]
    more = "\n\n".join(dict.fromkeys([*explained, *filter(None, [sheet.block(explanation)])]))
    made = [sheet.block(hint) for hint in hints]
    return {
        "id": "",
        "stem": inline(stem),
        "prompt": block(prompt) if prompt else None,
        "hints": [block(one) for one in made if one],
        "explanation": block(more) if more else None,
        **parts,
    }
