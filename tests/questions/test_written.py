"""Written answers: not blank, without points, and a rubric that stays with the mentor."""

import pytest

from lms.questions import KINDS, Unreadable, grade, plain, read, typed, view
from tests.questions.ask import ask, compiled, rules

ASK = ask(
    "? Write two lines that ask for a correction. {#ask}",
    "... mentor",
    "- names the mistake",
    "- asks for one",
    "  clear thing",
    "",
    "> Your mentor reads it.",
)


def test_the_rubric_is_kept_and_not_shown():
    assert [item["md"] for item in ASK["rubric"]] == ["names the mistake", "asks for one\nclear thing"]
    assert [item["plain"] for item in compiled(ASK)["rubric"]] == ["~names the mistake", "~asks for one\nclear thing"]
    assert set(view(ASK)) == {"id", "kind", "stem", "prompt", "hints"}
    assert ask("? A {#a}", "... mentor")["rubric"] == []


def test_there_are_no_points_and_no_verdict():
    mark = grade(ASK, "Please mend line 2.")
    assert (mark.points, mark.out_of, mark.right) == (0, 0, None)
    assert mark.feedback == [ASK["explanation"]]
    assert KINDS["written"].SCORED is False


def test_it_may_not_be_blank():
    assert read(ASK, {"answer": ["Dear team,\r\n1 hour is missing."]}) == "Dear team,\n1 hour is missing."
    for text in ("", " \n\t", "\x00"):
        with pytest.raises(Unreadable, match=r"^Write your answer first\.$"):
            read(ASK, {"answer": [text]})
    with pytest.raises(Unreadable, match=r"^Too long"):
        read(ASK, {"answer": ["x" * 20_001]})


def test_what_was_sent_comes_back():
    assert typed(ASK, {"answer": [" \r\n"]}) == " \n"
    assert plain(ASK, "Please") == "Please"


def test_slips():
    assert rules("? A {#a}", "... mentor", "-") == [(3, "no-words")]
    assert rules("? A {#a}", "... mentor", "-one", "* two", "• three") == [(3, "marker"), (4, "marker"), (5, "marker")]
    assert rules("? A {#a}", "... mentor", "  more") == [(2, "rubric")]
    assert rules("? A {#a}", "... mentor", "... mentor") == [(3, "rubric")]
