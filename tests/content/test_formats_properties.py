"""What holds for every foreign file: nothing raises, what is kept means the same, and GIFT out comes back as it went."""

import json
import os
import re
from fractions import Fraction

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lms.content.formats import FORMATS, guess, read_foreign, write_gift
from lms.questions import KINDS, read_quiz
from lms.questions.values import as_fraction
from tests.questions.anything import questions, with_part_ids, without_ids

MANY = int(os.environ.get("FOOTING_EXAMPLES", "30"))
"""How many examples each property tries."""

HIDDEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ue000-\uf8ff]")
CARRIED = ("choice", "multiple", "number", "text", "match", "written")
SAID = re.compile(r"GIFT (?:has no hints|has no units|cannot ask|has no lines)|cannot be words|no whole decimal")

GIFT = ("::", "{", "}", "=", "~", "#", "####", "->", "\\", "\\n", "%50%", "%-1%", "T", "FALSE", "[html]", "[markdown]")
GIFT += ("\n", "\n\n", "//", "$CATEGORY: a", "1..2", "3:1", "*", '";')
AIKEN = ("A) ", "B. ", "ANSWER: ", "answer: B", "C", "FEEDBACK: x", "\n", "\n\n", "A, C")
TAGS = "quiz question name text answer feedback questiontext subquestion file units unit unit_name multiplier tolerance"
XML = tuple(f"<{tag}>" for tag in TAGS.split()) + tuple(f"</{tag}>" for tag in TAGS.split())
XML += ("<![CDATA[", "]]>", '<question type="multichoice">', '<question type="numerical">', '<answer fraction="100">')
XML += (
    "<?xml version='1.0'?>",
    "<!DOCTYPE a>",
    "&lt;p&gt;",
    "&x;",
    '<question type="category">',
    "<single>false</single>",
)
HTML = (
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<ul><li>",
    "<table><tr><td>",
    "</td>",
    "<pre>",
    "<img src='a'>",
    "<br>",
    "<!--",
    "<script>",
)
HTML += (
    "&amp;",
    "&#0;",
    "<a href='x'>",
    "<sup>",
    "<code>",
    "`",
    "*",
    "_",
    "[x](y)",
    "|",
    "![a](b)",
    "{{ fact:a }}",
    "$$x$$",
)
WORDS = ("a", "b c", "1", "2.5", "é", " ", "? ", "( )", "> ", "x" * 30)
SCRAPS = st.lists(st.sampled_from(GIFT + AIKEN + XML + HTML + WORDS), max_size=30).map("".join)
FILES = st.one_of(SCRAPS, st.text(max_size=60)).map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(
    max_size=80
)


@settings(max_examples=MANY * 5)
@given(FILES, st.sampled_from([*FORMATS, ""]))
@example(b"", "")
@example(b"\xff\xfea\x00", "")
@example(b"<quiz><question type='truefalse'></question", "")
@example(b"{#1..}", "gift")
def test_no_bytes_raise_and_every_outcome_has_words(data: bytes, form: str) -> None:
    found = read_foreign(data, form)
    assert guess(data) in FORMATS
    assert found.outcomes
    for one in found.outcomes:
        assert (one.words != ()) == (one.status != "kept")
        assert all(one.words)
        assert one.line >= 0
    made = [one for one in found.outcomes if one.id]
    if found.text:
        questions_, slips = read_quiz(found.text)
        assert slips == []
        assert [question["id"] for question in questions_] == [one.id for one in made]
    else:
        assert made == []


def bare(question):
    """A question without what a note says was left out, and numbers by their value."""
    question = without_ids(question) | {"hints": []}
    if question["kind"] == "number":
        question["forms"] = [
            (as_fraction(one["value"]), as_fraction(one["tolerance"] or "0")) for one in question["forms"]
        ]
        question["words"] = []
    if question["kind"] == "text":
        question["forms"] = [one["text"] for one in question["forms"]]
    if question["kind"] == "written":
        question["rubric"] = []
    return question


@settings(max_examples=MANY * 5)
@given(st.data())
def test_gift_out_comes_back_with_the_same_meaning(data) -> None:
    question = with_part_ids(data.draw(questions(data.draw(st.sampled_from(list(KINDS))))))
    assume(not HIDDEN.search(json.dumps(question, ensure_ascii=False)))
    out = write_gift([question])
    (told,) = out.outcomes
    if question["kind"] not in CARRIED or told.status == "refused":
        assert told.status == "refused"
        assert told.words
        assert question["kind"] not in CARRIED or "->" in str(question)
        return
    back = read_foreign(out.text.encode(), "gift")
    (came,) = back.outcomes
    assert came.status != "refused", (out.text, came)
    ((read,), slips) = read_quiz(back.text)
    assert slips == []
    assert read["id"] == question["id"]
    if any("no whole decimal" in words for words in told.words):
        for one, other in zip(read["forms"], question["forms"], strict=True):
            gap = abs(as_fraction(one["value"]) - as_fraction(other["value"]))
            assert gap <= Fraction(1, 10**12)
        return
    assert bare(read) == bare(question), out.text
    lost = bare(question) != without_ids(question) | ({"forms": bare(question)["forms"]} if "forms" in question else {})
    assert not lost or told.status == "changed"
