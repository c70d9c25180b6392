"""What a new state of a course means, point by point; each expected line is written by hand."""

import pytest

from lms.content.changes import WHAT, Point, by_module, key_changed, points
from lms.content.reader import read_draft
from tests.make_courses import bread, with_text

QUIZ = "1-dough/quiz.md"


def course(tree):
    return read_draft(tree, None, None, "bread")[0]


def said(new, old=None):
    return points(course(old or bread()), course(new))


CHANGES = {
    "the same": (bread(), []),
    "title": (
        with_text(bread(), "course.md", "title: Bread", "title: Loaves"),
        [Point("setting", "", "title", "Bread", "Loaves")],
    ),
    "about": (with_text(bread(), "course.md", "Bake *well*.", "Bake."), [Point("text")]),
    "pass mark": (
        with_text(bread(), "1-dough/module.md", "minutes: 30", "minutes: 30\npass_mark: 90"),
        [Point("setting", "Dough", "pass_mark", "80", "90")],
    ),
    "requires": (
        with_text(bread(), "2-oven/module.md", "requires: [dough]\n", ""),
        [Point("setting", "Oven", "requires", "dough", "")],
    ),
    "module gone": ({p: d for p, d in bread().items() if "2-oven" not in p}, [Point("module-removed", "Oven")]),
    "module about": (with_text(bread(), "2-oven/module.md", "You can bake.", "Bake."), [Point("text", "Oven")]),
    "lesson words": (
        with_text(bread(), "1-dough/2-knead.md", "Knead it.", "Knead."),
        [Point("lesson-changed", "Dough", "Knead")],
    ),
    "lesson gone": (
        {p: d for p, d in with_text(bread(), "1-dough/2-knead.md", "swap: mix\n", "").items() if "2-knead" not in p},
        [Point("lesson-removed", "Dough", "Knead")],
    ),
    "quiz gone": (
        {p: d for p, d in bread().items() if "quiz" not in p},
        [Point("quiz-removed", "Dough"), Point("translation-changed", "", "es")],
    ),
    "practical gone": (
        {p: d for p, d in bread().items() if "practical" not in p},
        [Point("practical-removed", "Dough"), Point("translation-changed", "", "es")],
    ),
    "question gone": (
        with_text(bread(), QUIZ, "\n? How many hands? {#hands}\n= 2", ""),
        [Point("question-removed", "Dough", "How many hands?")],
    ),
    "question worded anew": (
        with_text(bread(), QUIZ, "? Is salt in it?", "? Is there salt in it?"),
        [Point("question-changed", "Dough", "Is there salt in it?")],
    ),
    "other answer": (with_text(bread(), QUIZ, "= 2", "= 3"), [Point("key-changed", "Dough", "How many hands?")]),
    "one more form": (
        with_text(bread(), QUIZ, "= 2", "= 2\nor= 2.0"),
        [Point("question-changed", "Dough", "How many hands?")],
    ),
    "draw": (with_text(bread(), QUIZ, "draw: 1", "draw: 2"), [Point("setting", "Dough", "draw", "1", "2")]),
    "star": (with_text(bread(), QUIZ, "star: [salt]\n", ""), [Point("setting", "Dough", "star", "salt", "")]),
    "criterion gone": (
        with_text(bread(), "1-dough/practical.md", "\n- Kneads for 5 minutes.", ""),
        [Point("criterion-removed", "Dough", "Kneads for 5 minutes.")],
    ),
    "criterion no safety": (
        with_text(bread(), "1-dough/practical.md", "★ ", ""),
        [Point("criterion-changed", "Dough", "Washes hands first.")],
    ),
    "task": (
        with_text(bread(), "1-dough/practical.md", "Knead a loaf.", "Knead two loaves."),
        [Point("practical-changed", "Dough")],
    ),
    "tier": (
        with_text(bread(), "1-dough/practical.md", "tier: T1", "tier: T0"),
        [Point("setting", "Dough", "tier", "T1", "T0")],
    ),
    "translation": (
        with_text(bread(), "es/course.md", "Hornee bien.", "Hornee."),
        [Point("translation-changed", "", "es")],
    ),
    "translation gone": (
        {p: d for p, d in bread().items() if not p.startswith("es/")},
        [Point("translation-removed", "", "es")],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_said(name):
    new, expected = CHANGES[name]
    assert said(new) == expected
    assert {point.what for point in expected} <= set(WHAT)


@pytest.mark.parametrize(
    "name",
    [
        "lesson gone",
        "quiz gone",
        "practical gone",
        "question gone",
        "criterion gone",
        "translation gone",
        "module gone",
    ],
)
def test_what_goes_one_way_comes_the_other(name):
    new, expected = CHANGES[name]
    back = said(bread(), new)
    assert {one.what for one in back} == {one.what.replace("removed", "added") for one in expected}
    assert {one.what for one in back} <= set(WHAT)


def test_orders_are_said():
    swapped = {p.replace("1-mix", "3-mix"): d for p, d in bread().items()}
    assert said(swapped) == [Point("lessons-order", "Dough"), Point("translation-changed", "", "es")]
    turned = {p.replace("1-dough", "3-dough"): d for p, d in bread().items()}
    assert said(turned) == [Point("modules-order"), Point("translation-changed", "", "es")]


KEYS = [
    ("(x) A\n> y\n( ) B\n> n", "( ) A\n> y\n(x) B\n> n", True),
    ("(x) A\n> y\n( ) B\n> n", "(x) Aa\n> y\n( ) B\n> n", False),
    ("(x) A\n> y\n( ) B\n> n", "( ) B\n> n\n(x) A\n> y", False),
    ("(x) A\n> y\n( ) B\n> n", "(x) A\n> y\n( ) B\n> n\n( ) C\n> n", False),
    ("[x] A\n> y\n[ ] B\n> n", "[x] A\n> y\n[x] B\n> n", True),
    ("(x) A\n> y\n( ) B\n> n", "[x] A\n> y\n[ ] B\n> n", True),
    ("= soil", "= soil\nor= earth", False),
    ("= soil\nor= earth", "= soil", True),
    ("1) A\n2) B\n3) C", "1) A\n2) C\n3) B", True),
    ("1) A\n2) B\n3) C", "1) A\n2) B\n3) Z", False),
    ("1) A\n2) B\n3) C", "1) A\n2) B", True),
    ("A :: a\nB :: b", "A :: b\nB :: a", True),
    ("(x) A\n> y\n( ) B\n> n", "(x) B\n> y\n( ) A\n> n", True),
    ("A :: a\nB :: b", "A :: a\nB :: bb", False),
    ("A :: a\nB :: b", "A :: a\nB :: b\n:: c", False),
    ("... mentor\n- one", "... mentor\n- two", False),
]


@pytest.mark.parametrize(("old", "new", "other"), KEYS)
def test_another_key_is_told_from_other_words(old, new, other):
    trees = [with_text(bread(), QUIZ, "= 2", text) for text in (old, new)]
    before, after = (course(tree).modules[0].quiz.questions[1] for tree in trees)
    assert key_changed(before, after) is other


def test_points_are_put_together_by_module():
    one, two, three = Point("text", "A"), Point("text"), Point("quiz-added", "A")
    assert by_module([one, two, three]) == {"": [two], "A": [one, three]}
    assert by_module([]) == {}
