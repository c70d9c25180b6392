"""Who may start a course, and which modules are open."""

import pytest

from lms.rules.enrolment import may_start, module_open


@pytest.mark.parametrize(
    ("requires", "completed", "enrol", "enrolled", "words", "missing"),
    [
        ((), set(), "open", False, None, ()),
        (("a",), {"a", "z"}, "open", False, None, ()),
        (("a", "b", "c"), {"b"}, "open", False, "Finish these courses first.", ("a", "c")),
        ((), set(), "staff", False, "Your coordinator enrols women in this course. Ask your coordinator.", ()),
        (("a",), set(), "staff", False, "Your coordinator enrols women in this course. Ask your coordinator.", ()),
        ((), set(), "unheard-of", False, "Your coordinator enrols women in this course. Ask your coordinator.", ()),
        (("a",), set(), "staff", True, None, ()),
        (("a",), set(), "open", True, None, ()),
    ],
)
def test_who_may_start(requires, completed, enrol, enrolled, words, missing):
    refusal = may_start(requires, completed, enrol, enrolled)
    if words is None:
        assert refusal is None
    else:
        assert (str(refusal), refusal.missing) == (words, missing)


@pytest.mark.parametrize(
    ("requires", "complete", "is_open"),
    [((), set(), True), (("a",), set(), False), (("a", "b"), {"a"}, False), (("a", "b"), {"a", "b", "c"}, True)],
)
def test_which_modules_are_open(requires, complete, is_open):
    assert module_open(requires, complete) is is_open
