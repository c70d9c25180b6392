"""Pairs: points per left side, distractors, and the characters `::` in words."""

import pytest

from lms.questions import Unreadable, grade, plain, read, typed, view, write_quiz
from tests.questions.ask import ask, compiled, rules

FORMS = (
    "? Match each form to its use. {#forms}",
    ":: asks for a loan",
    "W-4 :: tells how much",
    "  tax to hold back",
    "W-2 :: shows the year",
    "1099 :: shows the year",
    "> Keep them all.",
)


def ids(question):
    return [pair["id"] for pair in question["pairs"]]


def right_ids(question):
    return {right["text"]["md"]: right["id"] for right in question["rights"]}


def test_pairs_share_a_right_side_and_distractors_come_last():
    question = ask(*FORMS)
    rights = right_ids(question)
    assert list(rights) == ["tells how much\ntax to hold back", "shows the year", "asks for a loan"]
    assert [(pair["text"]["md"], pair["right"]) for pair in question["pairs"]] == [
        ("W-4", rights["tells how much\ntax to hold back"]),
        ("W-2", rights["shows the year"]),
        ("1099", rights["shows the year"]),
    ]


def test_points_are_counted_by_left_side():
    question = compiled(ask(*FORMS))
    hold, year, loan = [right["id"] for right in question["rights"]]
    one, two, three = ids(question)
    whole = grade(question, {one: hold, two: year, three: year})
    assert (whole.points, whole.out_of, whole.right) == (1, 1, True)
    assert [text["plain"] for text in whole.feedback] == ["~Keep them all."]
    part = grade(question, {three: year, one: loan, two: hold})
    assert (part.points, part.right) == (pytest.approx(1 / 3), False)
    assert part.places == {one: False, two: False, three: True}


@pytest.mark.parametrize("value", [{}, "", [], {"gone": "gone"}])
def test_an_answer_of_another_shape_earns_nothing(value):
    mark = grade(ask(*FORMS), value)
    assert (mark.points, mark.right) == (0, False)


def test_the_form_gives_left_to_right():
    question = ask(*FORMS)
    loan = right_ids(question)["asks for a loan"]
    form = {f"match-{id_}": [loan] for id_ in ids(question)}
    assert read(question, {**form, "match-other": ["x"]}) == dict.fromkeys(ids(question), loan)
    with pytest.raises(Unreadable, match=r"^Choose a match for each line\.$"):
        read(question, {**form, f"match-{ids(question)[1]}": [""]})
    with pytest.raises(Unreadable, match=r"^Choose a match for each line\.$"):
        read(question, {})
    with pytest.raises(Unreadable, match=r"^Choose a match from the list for each line\.$"):
        read(question, {**form, f"match-{ids(question)[1]}": ["asks for a loan"]})


def test_what_was_sent_comes_back_and_is_said_in_words():
    question = ask(*FORMS)
    one, two, three = ids(question)
    loan = right_ids(question)["asks for a loan"]
    assert typed(question, {"match-a": ["x"], "answer": ["y"]}) == {"a": "x"}
    assert (
        plain(question, {two: loan, "gone": "away", one: loan})
        == "W-4 → asks for a loan\nW-2 → asks for a loan\ngone → away"
    )
    assert plain(question, {three: "gone"}) == "1099 → gone"


def test_the_page_does_not_show_which_belongs_to_which():
    shown = view(ask(*FORMS))
    assert [left["text"]["md"] for left in shown["lefts"]] == ["W-4", "W-2", "1099"]
    assert {frozenset(left) for left in shown["lefts"]} == {frozenset({"id", "text"})}
    assert {frozenset(right) for right in shown["rights"]} == {frozenset({"id", "text"})}
    turned = ask(
        "? Match each form to its use. {#forms}",
        "W-4 :: shows the year",
        "W-2 :: asks for a loan",
        ":: tells how much",
        "  tax to hold back",
    )
    for seed in (None, 1, 2, 3):
        assert view(turned, seed)["rights"] == view(ask(*FORMS), seed)["rights"]


def test_the_characters_can_stand_in_words():
    question = ask(
        "? A {#a}", r"C \:: D :: one \:: two", "std::x :: three", r"\(x) four :: \\:: five", r"\> six :: seven"
    )
    assert [pair["text"]["md"] for pair in question["pairs"]] == ["C :: D", "std::x", "(x) four", "> six"]
    assert [right["text"]["md"] for right in question["rights"]] == ["one :: two", "three", r"\:: five", "seven"]
    assert write_quiz([question]).splitlines()[1:] == [
        r"C \:: D :: one \:: two",
        "std::x :: three",
        r"\(x) four :: \\:: five",
        r"\> six :: seven",
    ]


def test_slips():
    good = ("a :: 1", "b :: 2")
    assert rules("? A {#a}", *good, "a :: 3") == [(4, "twice")]
    assert rules("? A {#a}", *good, ":: 3", ":: 3") == [(5, "twice")]
    assert rules("? A {#a}", *good, ":: 2") == [(4, "paired-already")]
    assert rules("? A {#a}", *good, "c ::") == [(4, "no-match")]
    assert rules("? A {#a}", *good, "::") == [(4, "no-match")]
    assert rules("? A {#a}", *good, "c :: d :: e") == [(4, "two-pairs")]
    assert rules("? A {#a}", ":: 1", ":: 2") == [(2, "no-pair")]
    assert rules("? A {#a}", "a :: 1", "b :: 1") == [(2, "one-option")]
    assert rules("? A {#a}", *good, "c:: 3", "d ::4", "e::5", "f - 6") == [
        (4, "pair-marker"),
        (5, "pair-marker"),
        (6, "pair-marker"),
        (7, "no-mark"),
    ]
    assert rules("? A {#a}", "c:: 3", *good) == [(2, "pair-marker")]
    assert rules("? A {#a}", *good, "  c :: 3") == [(4, "indent")]
