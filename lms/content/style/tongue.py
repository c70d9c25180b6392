"""What the rules of style need to know of a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


def words(*parts: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Make one pattern of whole words and phrases out of many."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", flags)


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: its wording rules (pattern and advice by rule), and what the other families ask.

    ``outside_quotes`` names the wording rules that leave quoted words alone; the last of ``true_words`` says false.
    """

    code: str
    wording: Mapping[str, tuple[re.Pattern[str], str]]
    outside_quotes: frozenset[str]
    you: re.Pattern[str]
    passive: re.Pattern[str]
    not_passive: frozenset[str]
    numbers: re.Pattern[str]
    inches: re.Pattern[str]
    metric: re.Pattern[str]
    acronyms: frozenset[str]
    blame: re.Pattern[str]
    tone: re.Pattern[str]
    first_no: re.Pattern[str]
    kind_starts: tuple[str, ...]
    where: re.Pattern[str]
    all_or_none: re.Pattern[str]
    negative: re.Pattern[str]
    true_words: tuple[str, ...]
    not_watched: re.Pattern[str]
    summary: re.Pattern[str]
