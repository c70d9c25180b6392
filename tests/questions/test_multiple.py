"""Several answers: the count of right less wrong, and feedback for what was chosen or missed."""

import itertools

import pytest

from lms.questions import Unreadable, grade, plain, read, typed, view
from tests.questions.ask import ask, compiled, rules

PAY = (
    "? What can be taken from pay? {#deductions}",
    "[x] Tax",
    "> Yes. Tax.",
    "[x] Child support",
    "> Yes. A court can order it.",
    "[x] Health cover",
    "> Yes. She may choose it.",
    "[ ] A fee to clock in",
    "> Not quite. That is part of the job.",
    "[ ] A fee for a stub",
    "> Not quite. The stub is hers.",
    "",
    "> Ask for the list.",
)


def ids(question):
    return [option["id"] for option in question["options"]]


@pytest.mark.parametrize(
    ("chosen", "points"),
    [([0, 1, 2], 1), ([0, 1], 2 / 3), ([0], 1 / 3), ([0, 1, 2, 3], 2 / 3), ([0, 3], 0), ([3, 4], 0), ([0, 1, 3, 4], 0)],
)
def test_points_are_right_less_wrong_out_of_right(chosen, points):
    question = compiled(ask(*PAY))
    for order in itertools.permutations(chosen):
        mark = grade(question, [ids(question)[at] for at in order])
        assert mark.points == pytest.approx(points)
        assert (mark.out_of, mark.right) == (1, chosen == [0, 1, 2])
        assert mark.places == {ids(question)[at]: at < 3 for at in chosen}


def test_feedback_covers_what_was_chosen_and_what_was_missed():
    question = compiled(ask(*PAY))
    mark = grade(question, [ids(question)[3], ids(question)[0]])
    assert [text["plain"] for text in mark.feedback] == [
        "~Yes. Tax.",
        "~Yes. A court can order it.",
        "~Yes. She may choose it.",
        "~Not quite. That is part of the job.",
        "~Ask for the list.",
    ]
    assert [text.get("about") for text in mark.feedback] == [*ids(question)[:4], None]


@pytest.mark.parametrize("value", [[], "", {}, ["gone"]])
def test_an_answer_of_another_shape_earns_nothing(value):
    mark = grade(compiled(ask(*PAY)), value)
    assert (mark.points, mark.right) == (0, False)


def test_the_form_gives_the_ids_once_in_the_authors_order():
    question = ask(*PAY)
    first, second = ids(question)[:2]
    assert read(question, {"answer": [second, first, second, ""]}) == [first, second]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Choose at least one answer."),
        ({"answer": [""]}, "Choose at least one answer."),
        ({"answer": ["tax"]}, "Choose from the answers on this page."),
    ],
)
def test_a_form_without_known_answers_says_what_to_do(form, words):
    with pytest.raises(Unreadable) as told:
        read(ask(*PAY), form)
    assert str(told.value) == words


def test_what_was_sent_comes_back_and_is_said_in_words():
    question = ask(*PAY)
    assert typed(question, {"answer": ["b", "a\x00"]}) == ["b", "a"]
    assert typed(question, {}) == []
    assert plain(question, [ids(question)[1], ids(question)[0], "gone"]) == "Tax\nChild support\ngone"
    assert plain(question, []) == ""


def test_the_page_gets_options_without_the_key():
    shown = view(ask(*PAY), 7)
    assert sorted(option["text"]["md"] for option in shown["options"]) == [
        "A fee for a stub",
        "A fee to clock in",
        "Child support",
        "Health cover",
        "Tax",
    ]
    assert {frozenset(option) for option in shown["options"]} == {frozenset({"id", "text"})}


def test_slips():
    assert rules("? A {#a}", "[ ] a", "> f", "[ ] b", "> f") == [(2, "no-right")]
    assert rules("? A {#a}", "[x] a", "> f") == [(2, "one-option")]
    assert rules("? A {#a}", "[x] a", "> f", "[x] b", "> f") == []
