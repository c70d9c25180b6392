"""Feedback: kind, about the answer, short where it is right, and leading back to the lesson where it is not."""

from lms.content.style.asked import Asked
from lms.content.style.page import Page
from lms.content.style.passages import Passage
from lms.content.style.tongue import Tongue

LONGEST_RIGHT = 30
"""Most words that say why an answer is right."""


def look(page: Page, tongue: Tongue) -> None:
    """Hold the feedback of every question against the rules of tone."""
    for asked in page.asked:
        rights = [option["right"] for option in asked.data.get("options", ())]
        for number, (_, feedback) in enumerate(asked.options):
            if feedback:
                right = rights[number] if len(rights) == len(asked.options) else None
                _option(page, tongue, feedback, right)
        for one in (*asked.reasons, *_hints(asked)):
            _tone(page, tongue, one)


def _hints(asked: Asked) -> list[Passage]:
    return [one for one in asked.others if one.kind == "hint"]


def _option(page: Page, tongue: Tongue, feedback: tuple[Passage, ...], right: bool | None) -> None:
    """Look at the feedback of one option; ``right`` is None where the question could not be read."""
    first = feedback[0]
    for one in feedback:
        _tone(page, tongue, one)
    if tongue.first_no.match(first.text):
        start, end = first.sentences[0].words[0]
        page.add(
            "feedback-tone", f"Start with “{tongue.kind_starts[0].capitalize()}”, not with “No”.", first, start, end
        )
    elif right is False and not first.text.lower().lstrip('¿¡"“ ').startswith(tongue.kind_starts):
        names = "”, “".join(start.capitalize() for start in tongue.kind_starts[:3])
        start, end = first.sentences[0].words[0]
        page.add("feedback-start", f"Start with “{names}”.", first, start, end)
    count = sum(one.words for one in feedback)
    if right and count > LONGEST_RIGHT:
        words = f"This has {count} words; {LONGEST_RIGHT} are the most to say why it is right."
        page.add("feedback-long", words, first, 0, len(first.text))
    if right is False and page.kind == "quiz" and not any(tongue.where.search(one.text) for one in feedback):
        page.add("feedback-where", "Say where to read again, like “See lesson 2.”", first, 0, len(first.text))


def _tone(page: Page, tongue: Tongue, one: Passage) -> None:
    for found in tongue.blame.finditer(one.text):
        page.add("feedback-blame", f"“{found[0]}” is about her. Say what is so and why.", one, *found.span())
    for found in tongue.tone.finditer(one.text):
        words = f"“{found[0]}” tells her that she should have known. Leave it out."
        page.add("feedback-tone", words, one, *found.span())
    for at, letter in enumerate(one.text):
        if letter in "!¡" and not one.in_quotes(at, at + 1):
            page.add("feedback-tone", "Say it without an exclamation mark.", one, at, at + 1)
