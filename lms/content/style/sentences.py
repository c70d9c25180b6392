"""Lengths: of sentences, paragraphs, lessons, lists of points and tables."""

import re
from statistics import fmean

from lms.content.source import fences
from lms.content.style.page import Page
from lms.content.style.passages import Passage
from lms.content.style.tongue import Tongue

LONGEST_SENTENCE = 22
MEAN_SENTENCE = 14
MOST_SENTENCES = 3
LESSON_WORDS = (250, 600)
MOST_POINTS = 5
MOST_COLUMNS = 4

_RULER = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*:?-*:?")


def look(page: Page, tongue: Tongue) -> None:
    """Hold the lengths of a file against the limits."""
    for one in page.passages:
        _sentences(page, one)
        if one.kind == "paragraph" and len(one.sentences) > MOST_SENTENCES:
            words = f"This paragraph has {len(one.sentences)} sentences; {MOST_SENTENCES} are the most. Part it."
            page.add("paragraph-long", words, one, one.sentences[MOST_SENTENCES].start, len(one.text))
    for question in page.asked:
        for one in question.passages():
            if one is not question.stem:
                _sentences(page, one)
    if page.kind == "lesson":
        _lesson(page)
        _points(page, tongue)
    _tables(page)


def _sentences(page: Page, one: Passage) -> None:
    for sentence in one.sentences:
        if len(sentence.words) > LONGEST_SENTENCE:
            words = f"This sentence has {len(sentence.words)} words; {LONGEST_SENTENCE} are the most. Make two."
            page.add("sentence-long", words, one, sentence.words[LONGEST_SENTENCE][0], sentence.end)


def _lesson(page: Page) -> None:
    """Hold the mean of the sentences and the words of a lesson against the limits; questions in it do not count."""
    lengths = [len(sentence.words) for one in page.prose() for sentence in one.sentences]
    if lengths and (mean := fmean(lengths)) > MEAN_SENTENCE:
        page.add("sentence-mean", f"Sentences have {mean:.1f} words on average; {MEAN_SENTENCE} are the most.")
    count = sum(one.words for one in page.passages)
    least, most = LESSON_WORDS
    if not least <= count <= most:
        page.add("lesson-length", f"This lesson has {count} words. {least} to {most} are right.")


def _points(page: Page, tongue: Tongue) -> None:
    """Count the points under the heading of the summary."""
    points: list[Passage] | None = None
    for one in page.passages:
        if one.kind == "heading":
            points = [] if tongue.summary.search(one.text) else None
        elif points is not None and one.kind == "item":
            points.append(one)
            if len(points) == MOST_POINTS + 1:
                page.add("key-points", f"{MOST_POINTS} points are the most. Which can go?", one, 0, len(one.text))


def _tables(page: Page) -> None:
    lines = page.text.split("\n")
    fenced = {at for fence in fences(lines) for at in range(fence.first, fence.last + 1)}
    for number, line in enumerate(lines, start=1):
        if number >= page.front.body_line and number - 1 not in fenced and _RULER.fullmatch(line.strip(" \t")):
            columns = len([cell for cell in line.strip().strip("|").split("|") if cell.strip()])
            if columns > MOST_COLUMNS:
                page.add_line(
                    "table-wide", number - 1, f"This table has {columns} columns; {MOST_COLUMNS} are the most."
                )
