"""Reflections: never scored, may be blank, and kept as they were typed."""

import pytest

from lms.questions import KINDS, Unreadable, grade, plain, read, typed, view
from tests.questions.ask import ask, rules

FIRST = ask("? What would you check first? {#first}", "... reflection", "> Many start with the hours.", "! Any part.")


def test_there_are_no_points_and_no_verdict():
    mark = grade(FIRST, "The hours.")
    assert (mark.points, mark.out_of, mark.right) == (0, 0, None)
    assert mark.feedback == [FIRST["explanation"]]
    assert KINDS["reflection"].SCORED is False


def test_it_may_be_blank_and_is_kept_as_typed():
    assert read(FIRST, {}) == ""
    assert read(FIRST, {"answer": [" one\r\ntwo\rthree \x00\ud83d"]}) == " one\ntwo\nthree "
    assert read(FIRST, {"answer": ["<b>{{7*7}}</b>\u202e"]}) == "<b>{{7*7}}</b>\u202e"
    assert plain(FIRST, "one\ntwo") == "one\ntwo"
    assert plain(FIRST, ["one"]) == ""


def test_the_longest_text_fits_and_one_more_is_sent_back():
    assert read(FIRST, {"answer": ["x\r\n" * 10_000]}) == "x\n" * 10_000
    with pytest.raises(Unreadable) as told:
        read(FIRST, {"answer": ["x" * 20_001]})
    assert str(told.value) == "Too long (limit 20,000 characters). Your text is still on this page."
    assert typed(FIRST, {"answer": ["x" * 20_001]}) == "x" * 20_001


def test_the_page_shows_a_box_only():
    assert view(FIRST) == {
        "id": "first",
        "kind": "reflection",
        "stem": {"md": "What would you check first?", "block": False},
        "prompt": None,
        "hints": [{"md": "Any part.", "block": True}],
    }


def test_slips():
    assert rules("? A {#a}", "... reflection", "- names it") == [(3, "own-words")]
    assert rules("? A {#a}", "... reflection", "  more") == [(2, "own-words")]
    assert rules("? A {#a}", "... reflection", "... mentor") == [(3, "own-words")]
