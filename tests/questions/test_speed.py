"""Twice the text takes about twice the time, however hostile the text is."""

import re
import time

import pytest

from lms.questions import grade, plain, read, read_quiz, with_ids, write_quiz
from tests.questions.ask import ask

pytestmark = pytest.mark.slow

SIZE = 50_000
SECONDS = 2
"""Far more than any text of this size takes, and far less than a reader takes that looks at each pair of lines."""

HOSTILE = {
    "questions": "? A\n= 3\n",
    "one question, many options": "( ) a\n> f\n",
    "feedback": "> f\n",
    "hints": "! h\n",
    "pairs": "a :: b\n",
    "spare pairs": ":: b\n",
    "two-sided": "a :: b :: c ",
    "colons": ":",
    "spaced colons": " ::",
    "backslashes": "\\",
    "backslashes and colons": "\\\\::",
    "steps": "1) a\n",
    "open fences": "```a\n",
    "fences": "```\n",
    "growing fences": "`" * 300 + "\n",
    "blanks": " ",
    "blank lines": "\n",
    "round brackets": "(",
    "brackets and blanks": "(    ",
    "braces": "{#",
    "ids": "{#a} ",
    "forms": "or= a\n",
    "figures": "9",
    "figures and points": "1,000",
    "fractions": "1 1/",
    "quotes": '"',
    "dots": ".",
    "continued": "  a\n",
    "continued options": "  ( ) a\n",
    "carriage returns": "\r",
    "stray": "text\n\n",
    "near marks": "(X)a\n",
    "open marks": "... mento\n",
    "rubric": "- a\n",
}

STARTS = [
    "",
    "? A {#a}\n",
    "? A {#a}\n(x) a\n> f\n",
    "? ",
    "? A {#a}\n= ",
    "? A {#a}\n1) ",
    "? A {#a}\na :: b\n",
    "? A {#a}\n... mentor\n",
]


def seconds(act):
    start = time.process_time()
    act()
    return time.process_time() - start


@pytest.mark.parametrize("scrap", HOSTILE.values(), ids=HOSTILE)
def test_a_large_text_is_read_at_once(scrap):
    for start in STARTS:
        text = (start + scrap * (SIZE // len(scrap)))[:SIZE]
        assert seconds(lambda text=text: write_quiz(read_quiz(text)[0])) < SECONDS, start
    assert seconds(lambda: with_ids(scrap * (SIZE // len(scrap)))) < SECONDS


def test_a_large_question_is_shown_and_graded_quickly():
    lines = [line for at in range(5_000) for line in (f"[x] option {at}", "> f")]
    question = ask("? A {#a}", *lines)
    chosen = {"answer": [option["id"] for option in question["options"]]}
    assert seconds(lambda: plain(question, read(question, chosen))) < 1
    assert seconds(lambda: grade(question, chosen["answer"])) < 1


def test_a_long_answer_is_compared_with_many_forms_quickly():
    question = ask("? A {#a}", "= a", *(f"or= {'ab' * 90}{at}" for at in range(500)))
    for text in ("ab" * 10_000, "ba" * 91, "ab" * 91, "\u0301" * 20_000, "9" * 20_000):
        assert seconds(lambda text=text: grade(question, text)) < 2


def test_the_measure_sees_a_reader_that_looks_again_from_every_character():
    assert seconds(lambda: re.search("a*b", "a" * 2 * SIZE)) > SECONDS
