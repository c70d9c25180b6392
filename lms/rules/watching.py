"""How sign-off is going, as totals without names: small numbers are hidden, and nobody is ranked."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

SMALLEST = 11
"""Totals of fewer than these are not shown: they could be about one person."""

QUICK = dt.timedelta(seconds=30)
"""An approval within this time after its review began was hardly a review."""

LOOKED_BACK = dt.timedelta(days=365)
"""How far back decisions count."""

FEWEST_REVIEWERS = 3
"""Fewest reviewers, each with enough decisions, before the spread between them is shown."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: by whom, whether it was a return, how long she waited, how long the review took (None: unknown)."""

    by_id: int
    returned: bool
    waited: dt.timedelta
    reviewed: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Shares of returned work, in whole per cent: of the reviewer with the fewest, the middle one, and the most."""

    least: int
    middle: int
    most: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What a coordinator sees; None stands for a number too small to show."""

    decided: int | None
    median: dt.timedelta | None
    longest: dt.timedelta | None
    spread: Spread | None
    approvals: int | None
    quick: int | None
    looked_again: int | None
    disagreed: int | None


def shown(number: int) -> int | None:
    """Give a total, or None where it is too small to show; that there is nothing may be said."""
    return number if number == 0 or number >= SMALLEST else None


def part(number: int, whole: int) -> int | None:
    """Give a part of a total, or None where it, or what is left of the total without it, is too small to show."""
    sizes = (number, whole - number, whole)
    return number if all(shown(size) is not None for size in sizes) else None


def picture(decisions: Sequence[Decided], agreed: int, disagreed: int) -> Picture:
    """Sum up decisions and second looks. What would say something about fewer than `SMALLEST` is left out."""
    enough = len(decisions) >= SMALLEST
    waits = [one.waited.total_seconds() for one in decisions]
    approvals = [one for one in decisions if not one.returned]
    approved = part(len(approvals), len(decisions))
    quick = sum(1 for one in approvals if one.reviewed is not None and one.reviewed < QUICK)
    looked = agreed + disagreed
    return Picture(
        decided=shown(len(decisions)),
        median=dt.timedelta(seconds=median(waits)) if enough else None,
        longest=dt.timedelta(seconds=max(waits)) if enough else None,
        spread=spread(decisions),
        approvals=approved,
        quick=part(quick, len(approvals)) if approved is not None else None,
        looked_again=shown(looked),
        disagreed=part(disagreed, looked),
    )


def spread(decisions: Iterable[Decided]) -> Spread | None:
    """Say how far reviewers lie apart in what they return, without saying who; None where too few decided enough."""
    everyones: Counter[int] = Counter()
    returned: Counter[int] = Counter()
    for one in decisions:
        everyones[one.by_id] += 1
        returned[one.by_id] += one.returned
    shares = sorted(returned[id_] * 100 // count for id_, count in everyones.items() if count >= SMALLEST)
    if len(shares) < FEWEST_REVIEWERS:
        return None
    return Spread(shares[0], int(median(shares)), shares[-1])
