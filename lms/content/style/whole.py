"""What only a whole course shows: its median level, how often “true” is right, and what is asked again."""

from collections.abc import Sequence
from statistics import median

from lms.content.style.level import Level, level_of
from lms.content.style.page import Page
from lms.content.style.quizzes import is_true_false
from lms.content.style.tongue import Tongue

FEWEST_TRUE_FALSE = 5
"""How many true-or-false questions a course has before their keys are counted."""

TRUE = (0.4, 0.6)
RECALL = 2


def look(pages: Sequence[Page], tongue: Tongue) -> None:
    """Look at the pages of a course in one language together; what is amiss is noted on its course.md and module.md."""
    course = next((page for page in pages if page.kind == "course"), None)
    levels = [level for page in pages if page.kind == "lesson" and (level := level_of(page))]
    if course and levels:
        middle = Level(median(level.value for level in levels), course.lang)
        if middle.too_hard(median=True):
            course.add("reading-median", f"Half of the lessons read at {middle} or harder. Make some easier.")
    keys = [
        option["right"]
        for page in pages
        for asked in page.asked
        if asked.data and is_true_false(asked, tongue)
        for (words, _), option in zip(asked.options, asked.data["options"], strict=True)
        if words.text.strip().lower().rstrip(".") in tongue.true_words[:-1]
    ]
    least, most = TRUE
    if course and len(keys) >= FEWEST_TRUE_FALSE and not least <= sum(keys) / len(keys) <= most:
        words = f"“{tongue.true_words[0]}” is right in {sum(keys)} of {len(keys)} questions; 40 to 60% are right."
        course.add("true-balance", words)
    _recall([page for page in pages if page.kind == "module" and not page.is_translation], pages)


def _recall(modules: Sequence[Page], pages: Sequence[Page]) -> None:
    """Every module with a quiz, after the first of them, asks again what was learned before."""
    with_quiz = {page.path.rpartition("/")[0] for page in pages if page.kind == "quiz"}
    asking = sorted((page for page in modules if page.path.rpartition("/")[0] in with_quiz), key=_number)
    for page in asking[1:]:
        if page.front.values["recall"] < RECALL:
            words = f"Ask {RECALL} questions of earlier modules again: recall: {RECALL}."
            page.add("recall-few", words)


def _number(page: Page) -> int:
    number = page.path.split("/")[-2].partition("-")[0]
    return int(number) if number.isdigit() else 0
