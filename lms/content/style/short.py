"""Reading level of the short texts on buttons, in notes and in forms, by the same formulas as for lessons."""

import re

from lms.content.style.level import Level, fernandez_huerta, flesch_kincaid
from lms.content.style.syllables import syllables

SHORTEST = 8
"""Fewest words that a formula says anything about; a label of one long word would read at grade 30."""

HARDEST_GRADE, LEAST_EASE = 8.0, 55.0
"""Each text alone, Flesch-Kincaid and Fernández-Huerta: eight words swing more than the hundreds of a lesson."""

ROLES = {
    "en": r"learners?|mentors?|instructors?|coordinators?|admins?|auditors?|volunteers?",
    "es": r"alumnas?|mentoras?|instructoras?|coordinadoras?|administradoras?|auditoras?|voluntarias?",
}
"""Who people are here. Everybody meets these words every day, so they count as short ones."""

_PLACE = r"%\(\w+\)[sd]|\{\w+\}"
_WORD = re.compile(rf"{_PLACE}|[^\W_][\w'’.:/-]*\w|[^\W_]")
_END = re.compile(r"[.?:;](?=\s|$)")


def words_of(text: str) -> list[str]:
    """The words of a text; a value that is put in counts as one."""
    return _WORD.findall(text.replace("%%", ""))


def level_of(text: str, lang: str) -> Level | None:
    """Tell the level of a text, without a value for one that is too short."""
    words = words_of(text)
    if len(words) < SHORTEST:
        return None
    known = re.compile(rf"{_PLACE}|{ROLES[lang]}", re.IGNORECASE)
    sentences = len(_END.findall(text)) + (not _END.search(text.rstrip()[-1:]))
    heard = sum(1 if known.fullmatch(word) else syllables(word, lang) for word in words)
    formula = fernandez_huerta if lang == "es" else flesch_kincaid
    return Level(formula(len(words), sentences, heard), lang)


def too_hard(level: Level) -> bool:
    """Say whether a text is harder than a screen may be."""
    return level.value < LEAST_EASE if level.lang == "es" else level.value > HARDEST_GRADE
