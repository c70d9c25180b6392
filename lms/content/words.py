"""How a problem is put into words: lists, and guesses at what was meant."""

import difflib
from collections.abc import Iterable
from itertools import islice


def near(word: str, known: Iterable[str]) -> str:
    """Ask “did you mean”, with a space before, or say nothing where no known word comes close.

    Only so many words are looked at, so that a long list of mistakes does not take long to answer.
    """
    alike = (one for one in known if abs(len(one) - len(word)) <= 5)
    close = difflib.get_close_matches(word[:100], islice(alike, 200), n=1)
    return f" Did you mean “{close[0]}”?" if close else ""


def listed(words: Iterable[str]) -> str:
    """Join words for a sentence: ``a, b and c``."""
    *most, last = list(words)
    return f"{', '.join(most)} and {last}" if most else last
