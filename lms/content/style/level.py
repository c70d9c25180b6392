"""Reading level: Flesch-Kincaid for English, Fernández-Huerta for Spanish, over the syllables of each word."""

import re
from dataclasses import dataclass

from lms.content.style.page import Page
from lms.content.style.passages import PROSE
from lms.content.style.syllables import syllables

HARDEST_GRADE, HARDEST_MEDIAN = 6.0, 5.5
"""Flesch-Kincaid grades of United States schools, for a lesson and for half of a course."""

LEAST_EASE, LEAST_MEDIAN = 70.0, 75.0
"""The same on the scale of Fernández-Huerta, where 70 to 80 is grade 6 and higher is easier."""

SHORTEST = 100
"""Fewest words that a level can be told of."""

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Level:
    """How hard a text is: the value of the formula of its language."""

    value: float
    lang: str

    def too_hard(self, median: bool = False) -> bool:
        """Say whether the text is harder than allowed, for one lesson or for the median of a course."""
        if self.lang == "es":
            return self.value < (LEAST_MEDIAN if median else LEAST_EASE)
        return self.value > (HARDEST_MEDIAN if median else HARDEST_GRADE)

    def __str__(self) -> str:
        return f"Fernández-Huerta {self.value:.0f}" if self.lang == "es" else f"grade {self.value:.1f}"


def flesch_kincaid(words: int, sentences: int, syllable_count: int) -> float:
    """Give the school grade of an English text (Kincaid and others, 1975)."""
    return 0.39 * words / sentences + 11.8 * syllable_count / words - 15.59


def fernandez_huerta(words: int, sentences: int, syllable_count: int) -> float:
    """Give the reading ease of a Spanish text, 0 to 100 (Fernández Huerta, 1959, with words for each sentence)."""
    return 206.84 - 60 * syllable_count / words - 1.02 * words / sentences


def level_of(page: Page) -> Level | None:
    """Tell the level of a lesson's sentences; numbers and the terms that it explains are left out. None where it is too short."""
    terms = {part for term in page.front.values["words"] or {} for part in term.lower().split()}
    sentences = words = total = 0
    for one in page.passages:
        if one.kind not in PROSE:
            continue
        for sentence in one.sentences:
            counted = [one.text[slice(*span)].lower() for span in sentence.words]
            kept = [word for word in counted if _LETTER.search(word) and not {word, word.removesuffix("s")} & terms]
            sentences += bool(kept)
            words += len(kept)
            total += sum(syllables(word, page.lang) for word in kept)
    if words < SHORTEST:
        return None
    formula = fernandez_huerta if page.lang == "es" else flesch_kincaid
    return Level(formula(words, sentences, total), page.lang)


def look(page: Page) -> None:
    """Say where a lesson is harder than it may be."""
    level = level_of(page) if page.kind == "lesson" else None
    if level and level.too_hard():
        limit = f"at least {LEAST_EASE:.0f}" if page.lang == "es" else f"at most {HARDEST_GRADE:.1f}"
        page.add("reading-level", f"This lesson reads at {level}; {limit} is right. Use shorter words and sentences.")
