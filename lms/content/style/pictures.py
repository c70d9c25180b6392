"""Pictures and recordings: what their alt text must say, and that the words of a recording can be read."""

from lms.content.references import pictures
from lms.content.style.page import Page

ALT_WORDS = (5, 30)
FEWEST_WORDS = 50
"""Fewest words of a lesson that has a recording."""


def look(page: Page) -> None:
    """Hold the alt text of every picture against the limits."""
    least, most = ALT_WORDS
    for shown in pictures(page.text[page.body :], page.front.body_line):
        count = len(shown.alt.split())
        if shown.alt and not least <= count <= most:
            words = f"The alt text has {count} words; {least} to {most} are right. Say what she must notice."
            page.add_words("alt-length", shown.line, shown.alt, words)
    if page.front.values.get("audio") and sum(one.words for one in page.passages) < FEWEST_WORDS:
        page.add("audio-words", "Write the words of the recording into the lesson, for those who cannot hear it.")
