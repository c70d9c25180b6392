"""Words: those that are not said, who is spoken to, numbers, dates, idioms, and sentences where nobody acts."""

import re

from lms.content.style.page import Page
from lms.content.style.passages import Passage
from lms.content.style.tongue import Tongue

MOST_PASSIVE = 0.1
"""Largest share of passive sentences in a lesson."""

_IN_BRACKETS = re.compile(r"\([^()]*\)")


def look(page: Page, tongue: Tongue) -> None:
    """Hold every word of a file against the lists of its language."""
    read = [*page.passages, *(one for question in page.asked for one in question.passages())]
    for one in read:
        for rule, (pattern, advice) in tongue.wording.items():
            for found in pattern.finditer(one.text):
                if rule not in tongue.outside_quotes or not one.in_quotes(*found.span()):
                    page.add(rule, advice.format(found=found[0]), one, *found.span())
        if one.kind in ("paragraph", "item", "criterion"):
            _numbers(page, one, tongue)
    for key in ("title", "summary", "content_note", "materials"):
        _front(page, key, tongue)
    if page.kind == "lesson":
        _you(page, tongue)
        _passive(page, tongue)
        _units(page, tongue)


def _front(page: Page, key: str, tongue: Tongue) -> None:
    """Look for banned words in what the front matter says to people."""
    pattern, advice = tongue.wording["banned-word"]
    for found in pattern.finditer(str(page.front.values.get(key) or "")):
        page.add_key("banned-word", key, advice.format(found=found[0]))


def _numbers(page: Page, one: Passage, tongue: Tongue) -> None:
    """Name numbers in words; one that opens a sentence or stands in brackets or quotation marks may be in words."""
    openings = {sentence.words[0][0] for sentence in one.sentences}
    brackets = [found.span() for found in _IN_BRACKETS.finditer(one.text)]
    for found in tongue.numbers.finditer(one.text):
        start, end = found.span()
        inside = one.in_quotes(start, end) or any(first <= start and end <= last for first, last in brackets)
        if start not in openings and not inside:
            page.add("number-word", f"Write “{found[0]}” in digits.", one, start, end)


def _you(page: Page, tongue: Tongue) -> None:
    if page.passages and not any(tongue.you.search(one.text) for one in page.passages):
        page.add("no-you", "This lesson never speaks to her. Say “you”.")


def _passive(page: Page, tongue: Tongue) -> None:
    """Mark each passive sentence of a lesson that has too many."""
    marked: list[tuple[Passage, re.Match[str]]] = []
    count = 0
    for one in page.prose():
        for sentence in one.sentences:
            count += 1
            found = tongue.passive.search(one.text, sentence.start, sentence.end)
            if found and found[1].lower() not in tongue.not_passive:
                marked.append((one, found))
    if len(marked) > MOST_PASSIVE * count:
        for one, found in marked:
            words = f"{len(marked)} of {count} sentences are passive, like this one. Say who does it."
            page.add("passive", words, one, *found.span())


def _units(page: Page, tongue: Tongue) -> None:
    """Name the first measure of one system in a lesson that has none of the other."""
    shown = list(page.passages)
    for has, lacks in ((tongue.inches, tongue.metric), (tongue.metric, tongue.inches)):
        hits = [(one, found) for one in shown if (found := has.search(one.text))]
        if hits and not any(lacks.search(one.text) for one in shown):
            one, found = hits[0]
            page.add("one-system", f"“{found[0]}” stands in one system only. Show the other too.", one, *found.span())
