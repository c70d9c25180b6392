"""Ids made for questions that have none: every other character stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.questions import read_quiz, with_ids
from lms.questions.stems import slug


def test_a_missing_id_is_made_of_the_words():
    text = "? What is net pay?\n= 3\n? What is net pay?  \n  Say it\n= 4\n? B {#b}\n= 5\n"
    assert with_ids(text) == (
        "? What is net pay? {#what-is-net-pay}\n= 3\n? What is net pay?  \n"
        "  Say it {#what-is-net-pay-say-it}\n= 4\n? B {#b}\n= 5\n"
    )


def test_ids_that_are_there_are_not_made_again():
    text = "? B\n= 3\n? B\n= 3\n? C {#b}\n= 3\n? D {#b-2}\n= 3\n? E\n= 3"
    assert re.findall(r"\{#(.*?)\}", with_ids(text, taken={"b-3", "e"})) == ["b-4", "b-5", "b", "b-2", "e-2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_stay(end):
    assert with_ids(f"\ufeff? A{end}= 3{end}") == f"\ufeff? A {{#a}}{end}= 3{end}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "```\n? A\n```\n",
        "? A {#a}\n= 3",
        "? A {#A B}\n= 3",
        "? A {a}\n= 3",
        "? A {#a} b\n= 3",
        "\\? A",
        " ? A",
    ],
)
def test_what_needs_no_id_or_needs_its_author_stays(text):
    assert with_ids(text) == text


def test_words_without_letters_still_get_an_id():
    assert with_ids("? 净工资？\n= 3\n?\n= 4") == "? 净工资？ {#question}\n= 3\n? {#question-2}\n= 4"


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("¿Qué es el sueldo neto?", "que-es-el-sueldo-neto"),
        ("What is **32 × $15**?", "what-is-32-15"),
        ("W-4", "w-4"),
        ("a" * 50, "a" * 32),
        ("one two three four five six seven eight", "one-two-three-four-five-six"),
        ("---", ""),
    ],
)
def test_an_id_is_short_and_plain(words, made):
    assert slug(words) == made


@given(
    st.lists(
        st.sampled_from(["? A", "? ", "?", "? A {#a}", "? a-2 {#a-2}", "  more", "= 3", "```", "text", ""]), max_size=12
    )
)
@settings(max_examples=50)
def test_with_ids_leaves_no_question_without_and_is_done_at_once(lines):
    text = "\n".join(lines)
    mended = with_ids(text)
    assert with_ids(mended) == mended
    assert "id-missing" not in {slip.rule for slip in read_quiz(mended)[1]}
    assert re.sub(r" \{#[a-z0-9-]+\}", "", mended).split() == re.sub(r" \{#[a-z0-9-]+\}", "", text).split()


@given(st.text(st.sampled_from("? \\\n\r{}#a-`=x\ufeff\x00 "), max_size=60))
@settings(max_examples=50)
def test_with_ids_never_raises_and_adds_only_ids(text):
    mended = with_ids(text)
    assert re.sub(r"[ \t]*\{#question[0-9-]*\}|\s", "", mended).replace("{#", "").count("=") == text.count("=")
    assert mended.count("\n") == text.count("\n")
    assert "id-missing" not in {slip.rule for slip in read_quiz(mended)[1]}
