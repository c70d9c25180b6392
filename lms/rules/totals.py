"""Totals that tell of many and never of one: small numbers stay hidden, and nobody can find one woman by subtraction."""

from collections.abc import Sequence

SMALLEST = 11
"""People that a number must be about before it is shown."""


def released(months: Sequence[tuple[str, int]], this_month: str) -> frozenset[str]:
    """The months ("2026-05", with how many answered) that totals may count.

    A month counts once it is over, and together with the months before it that wait, once they are `SMALLEST` at least:
    so whoever compares two totals sees a difference made by no fewer.
    """
    shown: set[str] = set()
    waiting: list[tuple[str, int]] = []
    for month, count in sorted(months):
        if month >= this_month:
            break
        waiting.append((month, count))
        if sum(number for _, number in waiting) >= SMALLEST:
            shown |= {one for one, _ in waiting}
            waiting = []
    return frozenset(shown)
