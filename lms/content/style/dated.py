"""Facts that change: a number that a dated fact holds is not typed again in a lesson."""

import re
from collections.abc import Iterator

from lms.content.style.page import Page

_NUMBER = re.compile(r"\$ ?\d[\d,]*(?:\.\d+)?|\d+(?:\.\d+)? ?%")


def look(page: Page) -> None:
    """Name the sums and shares in a lesson that stand in a dated fact."""
    held = {number: name for name, fact in page.facts.items() for number in _numbers(fact.value)}
    if page.kind != "lesson" or not held:
        return
    for one in page.passages:
        for found in _NUMBER.finditer(one.text):
            name = held.get(found[0].replace(" ", ""))
            if name:
                words = f"{found[0]} is a dated fact. Write {{{{ fact:{name} }}}}, so that it hides itself in time."
                page.add("fact-typed", words, one, *found.span())


def _numbers(value: str) -> Iterator[str]:
    """Give the sums and shares of a fact that nobody could mean by chance: those with a point."""
    for found in _NUMBER.findall(value):
        if "." in found:
            yield found.replace(" ", "")
