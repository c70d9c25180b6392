"""One answer: reading options, choosing, marking, and what is shown when."""

import pytest

from lms.questions import KINDS, Unreadable, grade, plain, read, typed, view
from lms.questions.base import part_id
from tests.questions.ask import ask, compiled, rules

NET_PAY = (
    "? What is net pay? {#net-pay}",
    "Look at the stub.",
    "( ) Her gross pay",
    "> Not quite. That is gross pay.",
    "(x) What she",
    "  takes home",
    "> Yes. It is what is left.",
    "> ",
    "> Tax comes off first.",
    "! Think of her hand.",
    "",
    "> Pay stubs show both.",
)


def ids(question):
    return [option["id"] for option in question["options"]]


def test_options_keep_words_key_and_feedback():
    question = ask(*NET_PAY)
    assert question["kind"] == "choice"
    assert [(o["text"]["md"], o["right"], o["feedback"]["md"]) for o in question["options"]] == [
        ("Her gross pay", False, "Not quite. That is gross pay."),
        ("What she\ntakes home", True, "Yes. It is what is left.\n\nTax comes off first."),
    ]
    assert question["options"][0]["text"]["block"] is False
    assert question["options"][0]["feedback"]["block"] is True
    assert question["prompt"] == {"md": "Look at the stub.", "block": True}
    assert question["hints"] == [{"md": "Think of her hand.", "block": True}]
    assert question["explanation"]["md"] == "Pay stubs show both."


def test_an_option_has_an_id_made_of_its_words_alone():
    question = ask(*NET_PAY)
    turned = ask(*(line.replace("( )", "(y)").replace("(x)", "( )").replace("(y)", "(x)") for line in NET_PAY))
    assert (
        ids(turned)
        == ids(question)
        == [part_id("net-pay", "Her gross pay"), part_id("net-pay", "What she\ntakes home")]
    )
    assert len(set(ids(question))) == 2
    assert part_id("gross-pay", "Her gross pay") not in ids(question)


def test_the_right_answer_earns_the_point():
    question = compiled(ask(*NET_PAY))
    wrong, right = ids(question)
    mark = grade(question, right)
    assert (mark.points, mark.out_of, mark.right, mark.places, mark.near) == (1, 1, True, {right: True}, False)
    assert [text["plain"] for text in mark.feedback] == [
        "~Yes. It is what is left.\n\nTax comes off first.",
        "~Pay stubs show both.",
    ]
    assert [text.get("about") for text in mark.feedback] == [right, None]
    mark = grade(question, wrong)
    assert (mark.points, mark.out_of, mark.right, mark.places) == (0, 1, False, {wrong: False})
    assert [text["plain"] for text in mark.feedback] == ["~Not quite. That is gross pay.", "~Pay stubs show both."]


@pytest.mark.parametrize("value", ["", "gone", [], ["gone"], {"a": "b"}])
def test_an_answer_that_the_question_does_not_know_earns_nothing(value):
    mark = grade(compiled(ask(*NET_PAY)), value)
    assert (mark.points, mark.right) == (0, False)
    assert [text["plain"] for text in mark.feedback] == ["~Pay stubs show both."]


def test_the_form_gives_the_id_chosen():
    question = ask(*NET_PAY)
    assert read(question, {"answer": [ids(question)[1]], "score": ["100"]}) == ids(question)[1]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Choose one answer."),
        ({"answer": []}, "Choose one answer."),
        ({"answer": [""]}, "Choose one answer."),
        ({"answer": ["a", "b"]}, "Choose one answer."),
        ({"answer": ["Her gross pay"]}, "Choose one of the answers on this page."),
        ({"answer": ["\x00\ud800"]}, "Choose one answer."),
    ],
)
def test_a_form_without_one_known_answer_says_what_to_do(form, words):
    with pytest.raises(Unreadable) as told:
        read(ask(*NET_PAY), form)
    assert str(told.value) == words


def test_what_was_sent_comes_back_and_is_said_in_words():
    question = ask(*NET_PAY)
    assert typed(question, {"answer": ["any\x00thing"]}) == "anything"
    assert typed(question, {}) == ""
    assert plain(question, ids(question)[0]) == "Her gross pay"
    assert plain(compiled(question), ids(question)[0]) == "~Her gross pay"
    assert plain(question, "gone") == "gone"


def test_the_page_gets_options_without_the_key():
    question = ask(*NET_PAY)
    shown = view(question)
    assert [set(option) for option in shown["options"]] == [{"id", "text"}] * 2
    assert [option["text"]["md"] for option in shown["options"]] == ["Her gross pay", "What she\ntakes home"]
    assert shown["hints"] == question["hints"]
    assert "Not quite" not in repr(shown)
    assert "Pay stubs show both" not in repr(shown)
    assert KINDS["choice"].SCORED


def test_slips_of_options():
    option = ["(x) Yes", "> Good.", "( ) No", "> Not quite."]
    assert rules("? A {#a}", *option) == []
    assert rules("? A {#a}", *option[:2]) == [(2, "one-option")]
    assert rules("? A {#a}", *(line.replace("(x)", "( )") for line in option)) == [(2, "no-right")]
    assert rules("? A {#a}", *option, "(x) Both", "> Good.", "(x) Sure", "> Good.") == [
        (6, "two-right"),
        (8, "two-right"),
    ]
    assert rules("? A {#a}", *option, "( ) Yes", "> No.") == [(6, "twice")]
    assert rules("? A {#a}", *option, "( )", "> No.") == [(6, "no-words")]
    assert rules("? A {#a}", *option, "( ) Maybe") == [(6, "no-feedback")]
    assert rules("? A {#a}", *option, "( ) Maybe", ">") == [(6, "no-feedback")]


def test_slips_in_one_question_are_all_found():
    assert rules("? A", "( ) a", "(x)", "(x) b", "> f", "( ) a") == [
        (1, "id-missing"),
        (2, "no-feedback"),
        (3, "no-words"),
        (3, "no-feedback"),
        (4, "two-right"),
        (6, "twice"),
        (6, "no-feedback"),
    ]
