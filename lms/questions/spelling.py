"""Words that are near enough to be a slip of spelling, and never a different answer."""

_LONGEST = 200
_OPPOSITES = ("un", "in", "im", "il", "ir", "de", "re", "dis", "mis", "non")
_ROLES = ({"ee", "er"}, {"ee", "or"})


def is_near(typed: str, wanted: str) -> bool:
    """Say whether folded words differ by one slip of spelling, or two where they have more than seven letters.

    Figures must be the same, and words that differ only as opposites do (`in-`, `un-`, `-er` and `-ee`) are not near.
    """
    limit = 1 if len(wanted) <= 7 else 2
    if not 4 <= len(wanted) <= _LONGEST or abs(len(typed) - len(wanted)) > limit:
        return False
    if _figures(typed) != _figures(wanted) or _opposite(typed, wanted):
        return False
    return typed != wanted and _within(typed, wanted, limit)


def _figures(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _opposite(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if any(long == prefix + short for prefix in _OPPOSITES):
        return True
    one, other = one.removesuffix("s"), other.removesuffix("s")
    return one[:-2] == other[:-2] and {one[-2:], other[-2:]} in _ROLES


def _within(one: str, other: str, limit: int) -> bool:
    """Say whether at most ``limit`` letters were left out, added, changed or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        last, row, older = row, [at], before
        for to, wanted in enumerate(other, 1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (char != wanted))
            if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > limit and min(last) > limit:
            return False
    return row[-1] <= limit
