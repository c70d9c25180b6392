"""Quizzes: options, stems, kinds, the place of the key, numbers, and a bank that is large enough."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from lms.content.style.asked import Asked
from lms.content.style.page import Page
from lms.content.style.tongue import Tongue
from lms.questions import KINDS

OPTIONS = (3, 4)
LONGEST_STEM = 25
MOST_TRUE_FALSE = 0.3
FEWEST_KINDS = 3
FEWEST_CASES = 2
BANK = 1.5
LONGER = 1.5
"""How many times longer than the mean of the others a right option may be, where it is the longest."""

LETTERS = 12
"""How many characters longer than the longest other it must be, too, to stand out."""

MOST_IN_ONE_PLACE, FEWEST_KEYS = 0.5, 6
"""Largest share of right answers in one place, among at least so many questions."""

MOST_LONGEST = 0.5
"""Largest share of questions whose longest option is right."""

_DECIMAL = re.compile(r"\d\.\d|/")


def is_true_false(asked: Asked, tongue: Tongue) -> bool:
    """Say whether a question offers true and false, and nothing else."""
    names = {option.text.strip().lower().rstrip(".") for option, _ in asked.options}
    return len(asked.options) == len(names) == 2 and names <= set(tongue.true_words) and tongue.true_words[-1] in names


def look(page: Page, tongue: Tongue) -> None:
    """Hold each question, then the quiz as a whole, against the rules."""
    for asked in page.asked:
        _options(page, tongue, asked)
        _stem(page, tongue, asked)
        _number(page, asked)
    if page.kind == "quiz" and page.asked:
        scored = [one for one in page.asked if one.data and KINDS[one.data["kind"]].SCORED]
        if scored:
            _balance(page, tongue, scored)
            _keys(page, [one for one in scored if one.data["kind"] == "choice" and len(one.options) > 2])
        draw = page.front.values["draw"]
        if draw and len(page.asked) < BANK * draw:
            words = f"{draw} of {len(page.asked)} questions are asked; the bank should hold {_needed(draw)} or more."
            page.add("bank-small", words)


def _needed(draw: int) -> int:
    return -int(-BANK * draw // 1)


def _options(page: Page, tongue: Tongue, asked: Asked) -> None:
    """Hold the number and the lengths of options against the limits."""
    data = asked.data
    if data.get("kind") == "choice" and not is_true_false(asked, tongue):
        least, most = OPTIONS
        if not least <= len(asked.options) <= most:
            words = f"This question has {len(asked.options)} options; {least} or {most} are right."
            page.add("option-count", words, asked.stem, 0, len(asked.stem.text))
        lengths = [len(option.text.strip()) for option, _ in asked.options]
        rights = [option["right"] for option in data["options"]]
        if len(lengths) == len(rights) > 1:
            _giveaway(page, asked, lengths, rights)
    for option, _ in asked.options:
        for found in tongue.all_or_none.finditer(option.text):
            page.add("all-or-none", f"“{found[0]}” is no answer of its own. Write one.", option, *found.span())


def _giveaway(page: Page, asked: Asked, lengths: Sequence[int], rights: Sequence[bool]) -> None:
    key = rights.index(True)
    others = [length for at, length in enumerate(lengths) if at != key]
    if lengths[key] > LONGER * fmean(others) and lengths[key] >= max(others) + LETTERS:
        option = asked.options[key][0]
        words = f"The right answer has {lengths[key]} characters, the others {fmean(others):.0f}. Make them alike."
        page.add("option-length", words, option, 0, len(option.text))


def _stem(page: Page, tongue: Tongue, asked: Asked) -> None:
    stem = asked.stem
    if stem.words > LONGEST_STEM:
        words = f"The question has {stem.words} words; {LONGEST_STEM} are the most. Move the case under it."
        page.add("stem-long", words, stem, 0, len(stem.text))
    for sentence in stem.sentences:
        found = list(tongue.negative.finditer(stem.text, sentence.start, sentence.end))
        if len(found) > 1:
            words = f"“{found[0][0]}” and “{found[1][0]}”: two negatives in one question. Ask what is so."
            page.add("double-negative", words, stem, found[0].start(), found[1].end())


def _number(page: Page, asked: Asked) -> None:
    """A number that is rounded needs a tolerance, and each number its steps."""
    if asked.data.get("kind") != "number":
        return
    form = next((one for one in asked.others if one.kind == "form"), asked.stem)
    if _DECIMAL.search(form.text.partition("+-")[0]) and "+-" not in form.text:
        words = "Add a tolerance, like “+- 0.01”, so that a right way with another rounding counts."
        page.add("number-tolerance", words, form, 0, len(form.text))
    if not any(re.search(r"\d", one.text) for one in asked.reasons):
        page.add("number-method", "Show the steps with their numbers after “> ”.", form, 0, len(form.text))


def _balance(page: Page, tongue: Tongue, scored: Sequence[Asked]) -> None:
    count = len(scored)
    true_false = sum(is_true_false(one, tongue) for one in scored)
    if true_false > MOST_TRUE_FALSE * count:
        page.add("true-false-many", f"{true_false} of {count} questions are true or false; 30% are the most.")
    kinds = {"true-false" if is_true_false(one, tongue) else one.data["kind"] for one in page.asked if one.data}
    if len(kinds) < FEWEST_KINDS:
        page.add("kinds-few", f"Kinds of question in this quiz: {len(kinds)}. {FEWEST_KINDS} or more are right.")
    cases = sum(bool(one.prompt) or len(one.stem.sentences) > 1 for one in page.asked)
    if cases < FEWEST_CASES:
        page.add("cases-few", f"Questions that tell a short case first: {cases}. {FEWEST_CASES} or more are right.")


def _keys(page: Page, choices: Sequence[Asked]) -> None:
    """Say where right answers mostly stand in one place, or are mostly the longest."""
    if len(choices) < FEWEST_KEYS:
        return
    places = Counter([option["right"] for option in one.data["options"]].index(True) + 1 for one in choices)
    place, times = places.most_common(1)[0]
    if times > MOST_IN_ONE_PLACE * len(choices):
        page.add("key-place", f"In {times} of {len(choices)} questions, answer {place} is right. Move some.")
    longest = 0
    for one in choices:
        lengths = [len(option.text.strip()) for option, _ in one.options]
        key = [option["right"] for option in one.data["options"]].index(True)
        longest += all(lengths[key] > length for at, length in enumerate(lengths) if at != key)
    if longest > MOST_LONGEST * len(choices):
        page.add(
            "longest-right", f"In {longest} of {len(choices)} questions the longest answer is right. Even them out."
        )
