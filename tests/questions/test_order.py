"""Steps to order: places, points per place, and an order on the page that gives nothing away."""

import pytest

from lms.questions import Unreadable, grade, plain, read, typed, view
from tests.questions.ask import ask, compiled, rules

STUB = ("? Put these in order. {#order}", "1) Read the stub", "2) Check the", "  hours", "3) Ask", "> Read first.")


def ids(question):
    return [item["id"] for item in question["items"]]


def placed(question, *places):
    return {f"place-{id_}": [place] for id_, place in zip(ids(question), places, strict=True)}


def test_points_are_counted_by_place():
    question = compiled(ask(*STUB))
    one, two, three = ids(question)
    whole = grade(question, [one, two, three])
    assert (whole.points, whole.out_of, whole.right) == (1, 1, True)
    assert whole.places == {one: True, two: True, three: True}
    assert [text["plain"] for text in whole.feedback] == ["~Read first."]
    part = grade(question, [two, one, three])
    assert (part.points, part.right, part.places) == (
        pytest.approx(1 / 3),
        False,
        {two: False, one: False, three: True},
    )
    assert grade(question, [three, one, two]).points == 0


@pytest.mark.parametrize("value", [[], "", {}, ["gone"], ["gone"] * 9])
def test_an_answer_of_another_shape_earns_nothing(value):
    mark = grade(ask(*STUB), value)
    assert (mark.points, mark.right) == (0, False)


def test_the_form_gives_the_ids_in_the_order_of_their_places():
    question = ask(*STUB)
    one, two, three = ids(question)
    assert read(question, placed(question, "3", " 1", "2\r\n")) == [two, three, one]
    assert read(question, {**placed(question, "1", "2", "3"), "place-other": ["9"]}) == [one, two, three]


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (("", "1", "2"), "Give every step a place."),
        (("1", "2", "4"), "Use the numbers 1 to 3."),
        (("0", "2", "3"), "Use the numbers 1 to 3."),
        (("first", "2", "3"), "Use the numbers 1 to 3."),
        (("１", "2", "3"), "Use the numbers 1 to 3."),
        (("1", "1", "2"), "Give each place to one step only."),
    ],
)
def test_a_form_that_is_no_order_says_what_to_do(places, words):
    question = ask(*STUB)
    with pytest.raises(Unreadable) as told:
        read(question, placed(question, *places))
    assert str(told.value) == words


def test_an_empty_form_says_what_to_do():
    with pytest.raises(Unreadable, match=r"^Give every step a place\.$"):
        read(ask(*STUB), {})


def test_what_was_sent_comes_back_and_is_said_in_words():
    question = ask(*STUB)
    one, two, three = ids(question)
    assert typed(question, {"place-a": ["x"], "place-b": [], "other": ["1"]}) == {"a": "x", "b": ""}
    assert plain(question, [three, one, two]) == "1. Ask\n2. Read the stub\n3. Check the\nhours"
    assert plain(question, ["gone"]) == "1. gone"


def test_half_an_order_is_said_in_words():
    question = ask(*STUB)
    one, two, three = ids(question)
    assert plain(question, {one: "2", two: "", three: "1"}) == "1. Ask\n2. Read the stub"
    assert plain(question, {one: "2", two: "1", three: "3"}) == plain(question, [two, one, three])
    assert plain(question, {one: "10", three: "9", "x": "9"}) == "9. Ask\n9. x\n10. Read the stub"


def test_the_order_on_the_page_does_not_come_from_the_key():
    shown = view(ask(*STUB))["items"]
    turned = ask("? Put these in order. {#order}", "1) Ask", "2) Read the stub", "3) Check the", "  hours")
    assert [item["text"]["md"] for item in view(turned)["items"]] == [item["text"]["md"] for item in shown]
    assert {frozenset(item) for item in shown} == {frozenset({"id", "text"})}
    for seed in range(20):
        assert [i["id"] for i in view(turned, seed)["items"]] == [i["id"] for i in view(ask(*STUB), seed)["items"]]


def test_slips():
    assert rules("? A {#a}", "1) a") == [(2, "one-option")]
    assert rules("? A {#a}", "1) a", "1) b", "1) c") == [(3, "step-number"), (4, "step-number")]
    assert rules("? A {#a}", "1) a", "2) a") == [(3, "twice")]
    assert rules("? A {#a}", "1) a", "2)") == [(3, "no-words")]
    assert rules("? A {#a}", "1) a", "2. b", "3: c") == [(3, "marker"), (4, "marker")]
