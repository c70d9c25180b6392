"""How the questions of a quiz do: right at first try, which wrong option draws, and what is worth a second look."""

import statistics
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.rules.totals import SMALLEST

FEW_RIGHT = 0.3
"""Below this share of women who are right at first, a question is looked at again."""

NEARLY_ALL = 0.95
"""From this share on, a question may ask too little."""

WEAK = 0.1
"""A connection with the rest of the quiz below this says nearly nothing."""

REASONS = {
    "few-right": "Fewer than 3 in 10 women were right at first.",
    "drawn": "A wrong answer drew as many women as the right one.",
    "turned": "Women who did well elsewhere were more often not right here.",
    "weak": "Being right here says little about the rest of the quiz.",
    "too-easy": "Nearly every woman was right at once; it may ask too little.",
}
"""Why a question is worth a second look, in plain words, the most telling first."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A woman's first meeting with a question: her share of its point, and of all other points in the same try.

    ``rest`` is None where nothing else in the try had points; ``chosen`` holds the places of the options she picked.
    """

    share: float
    rest: float | None
    chosen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """What many meetings say of one question. All but ``answered`` is empty below `SMALLEST`, and that is 0 then.

    ``right`` and the share of ``drawn`` (a place among the options) are rounded to tenths, so that no number leads to one
    woman; ``tells_apart`` lies in −1…1. ``reasons`` are names in `REASONS`.
    """

    answered: int
    right: float | None = None
    drawn: tuple[int, float] | None = None
    tells_apart: float | None = None
    reasons: tuple[str, ...] = ()


def item(meetings: Sequence[Meeting], right_options: Collection[int] = ()) -> Item:
    """Sum up one question; ``right_options`` are the places of its right options, empty where it has none.

    ``meetings`` stand in the order in which they became known. They count by `SMALLEST` at a time: so whoever compares
    two readings sees a difference made by no fewer.
    """
    number = len(meetings) // SMALLEST * SMALLEST
    if not number:
        return Item(0)
    meetings = meetings[:number]
    right = sum(one.share == 1 for one in meetings) / number
    picked = Counter(place for one in meetings for place in one.chosen)
    wrong = {place: count for place, count in picked.items() if place not in right_options} if right_options else {}
    drawn = min(wrong.items(), key=lambda pair: (-pair[1], pair[0]), default=None)
    apart = correlation(meetings)
    holds = {
        "few-right": right < FEW_RIGHT,
        "drawn": drawn is not None and drawn[1] >= max(picked[place] for place in right_options),
        "turned": apart is not None and apart < 0,
        "weak": apart is not None and 0 <= apart < WEAK,
        "too-easy": right >= NEARLY_ALL,
    }
    return Item(
        number,
        round(right, 1),
        (drawn[0], round(drawn[1] / number, 1)) if drawn and round(drawn[1] / number, 1) else None,
        apart,
        tuple(name for name in REASONS if holds[name]),
    )


def correlation(meetings: Sequence[Meeting]) -> float | None:
    """The corrected item-total correlation (Pearson), to two places; None where one of the two never differs."""
    pairs = [(one.share, one.rest) for one in meetings if one.rest is not None]
    if len(pairs) < SMALLEST:
        return None
    try:
        return round(statistics.correlation([share for share, _ in pairs], [rest for _, rest in pairs]), 2)
    except statistics.StatisticsError:
        return None
