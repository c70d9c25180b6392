"""Words: what is ignored, what is near, and when spelling counts."""

import pytest

from lms.questions import Unreadable, grade, plain, read, typed, view
from lms.questions.spelling import is_near
from tests.questions.ask import ask, rules

GROSS = ask("? Pay before deductions? {#gross-word}", "= gross pay", "or= gross", "> It is before tax.")


def verdict(question, text):
    mark = grade(question, read(question, {"answer": [text]}))
    assert mark.points == (1 if mark.right else 0)
    assert mark.out_of == 1
    return mark.right, mark.near


@pytest.mark.parametrize(
    "text", ["gross pay", "Gross Pay", " GROSS   pay\t", "grosspay", "gróss päy", "gross pay.", "gross", "ｇｒｏｓｓ"]
)
def test_case_accents_and_spaces_do_not_count(text):
    assert verdict(GROSS, text) == (True, False)


@pytest.mark.parametrize("text", ["gros pay", "grosss pay", "goss pay", "rgoss pay", "gorss apy", "grss", "Gros"])
def test_a_slip_of_spelling_is_right_and_near(text):
    assert verdict(GROSS, text) == (True, True)


@pytest.mark.parametrize("text", ["net pay", "gr pay", "grosssss", "pay", "g", "what is left of gross pay"])
def test_other_words_are_not_right(text):
    assert verdict(GROSS, text) == (False, False)


@pytest.mark.parametrize(
    ("text", "right", "near"),
    [("W-4", True, False), (" W-4 ", True, False), ("w-4", False, True), ("W4", False, False), ("Form", False, False)],
)
def test_exact_asks_for_the_spelling(text, right, near):
    assert verdict(ask("? A {#a}", "exact= W-4"), text) == (right, near)


def test_the_page_can_say_that_spelling_counts():
    assert view(GROSS)["exact"] is False
    assert view(ask("? A {#a}", "= W-4", "exact= W-2"))["exact"] is False
    assert view(ask("? A {#a}", "exact= W-4"))["exact"] is True


def test_exact_may_stand_beside_other_forms():
    question = ask("? A {#a}", "= statement", "exact= Kontoauszug")
    assert verdict(question, "Statment") == (True, True)
    assert verdict(question, "Kontoauszug") == (True, False)
    assert verdict(question, "Kontoauszg") == (False, True)


def test_figures_are_never_near():
    question = ask("? Which form? {#form}", '= "1099"', "or= form 1099")
    assert question["kind"] == "text"
    assert verdict(question, "1099") == (True, False)
    assert verdict(question, "1098") == (False, False)
    assert verdict(question, "form 1098") == (False, False)
    assert verdict(question, "from 1099") == (True, True)


@pytest.mark.parametrize(
    ("typed", "wanted", "near"),
    [
        ("budjet", "budget", True),
        ("bugdet", "budget", True),
        ("budgett", "budget", True),
        ("budgt", "budget", True),
        ("bdgt", "budget", False),
        ("deductoins", "deductions", True),
        ("deducshuns", "deductions", False),
        ("dedutcoins", "deductions", True),
        ("deductions", "deductions", False),
        ("tux", "tax", False),
        ("taxx", "taxs", True),
        ("reasonable", "unreasonable", False),
        ("unreasonable", "reasonable", False),
        ("employee", "employer", False),
        ("employees", "employers", False),
        ("employr", "employer", True),
        ("abcdefgh", "hgfedcba", False),
        ("a" * 201, "a" * 200, True),
        ("a" * 200, "a" * 201, False),
    ],
)
def test_near_is_one_slip_in_a_short_word_and_two_in_a_long_one(typed, wanted, near):
    assert is_near(typed, wanted) is near


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type your answer first."),
        (" \n", "Type your answer first."),
        ("\x00\x07", "Type your answer first."),
        ("x" * 20_001, "Too long (limit 20,000 characters). Your text is still on this page."),
    ],
)
def test_a_form_without_an_answer_says_what_to_do(text, words):
    with pytest.raises(Unreadable) as told:
        read(GROSS, {"answer": [text]})
    assert str(told.value) == words


def test_what_was_sent_comes_back_whole():
    assert typed(GROSS, {"answer": ["x" * 30_000]}) == "x" * 30_000
    assert read(GROSS, {"answer": [" net\x00 \ud800pay\r\n"]}) == "net pay"
    assert plain(GROSS, "net pay") == "net pay"
    assert set(view(GROSS)) == {"id", "kind", "stem", "prompt", "hints", "exact"}
    assert grade(GROSS, "net").feedback == [GROSS["explanation"]]
    assert grade(GROSS, ["gross"]).right is False


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"1099"', "1099"),
        ("“1099”", "1099"),
        ('" 7 days "', "7 days"),
        ('say "yes" twice', 'say "yes" twice'),
        ('"a" or "b"', '"a" or "b"'),
        ("a   b", "a b"),
    ],
)
def test_quotes_force_words(value, text):
    assert ask("? A {#a}", f"= {value}")["forms"] == [{"text": text, "exact": False}]


def test_slips():
    assert rules("? A {#a}", "= x", "= y") == [(3, "second-form")]
    assert rules("? A {#a}", "or= x", "or= y") == [(2, "first-form")]
    assert rules("? A {#a}", "= ", "or=") == [(2, "no-words"), (3, "no-words")]
    assert rules("? A {#a}", '= ""') == [(2, "no-words")]
    assert rules("? A {#a}", "exact= 480", "or= 50%") == []
