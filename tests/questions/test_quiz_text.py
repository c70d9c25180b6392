"""The grammar of quiz text: where a question starts and ends, what continues a line, what backslash and fence do."""

import pytest

from lms.questions import read_question, read_quiz, write_quiz
from tests.questions.ask import ask, rules


def prompt_of(*lines):
    return ask("? A {#a}", *lines, "... reflection")["prompt"]["md"]


def test_a_question_runs_to_the_next_one():
    questions, slips = read_quiz("\n\n? A {#a}\n... reflection\n\n? B {#b}\nMore\n\n= 3\n")
    assert slips == []
    assert [(q["id"], q["stem"]["md"], q["prompt"]) for q in questions] == [
        ("a", "A", None),
        ("b", "B", {"md": "More", "block": True}),
    ]


def test_only_whole_questions_come_back_and_lines_count_from_the_first():
    questions, slips = read_quiz("? A {#a}\n= 3\n? B\n= 4\n? C {#a}\n= 5\n? D {#d}\n= 6", first_line=11)
    assert [q["id"] for q in questions] == ["a", "d"]
    assert [(s.line, s.rule) for s in slips] == [(13, "id-missing"), (15, "id-twice")]
    assert slips[1].words == 'The id "a" is already used on line 11. Give each question its own id.'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_byte_order_mark_are_fine(end):
    text = end.join(["\ufeff? A {#a}", "one", "  two", "= 3", "> four", ""])
    questions, slips = read_quiz(text)
    assert slips == []
    assert questions[0]["prompt"]["md"] == "one\n  two"
    assert questions[0]["explanation"]["md"] == "four"


def test_the_stem_goes_on_in_indented_lines():
    question = ask("? What is  *net*", "  pay? {#net}", "After tax.", "= 3")
    assert question["stem"] == {"md": "What is  *net* pay?", "block": False}
    assert question["prompt"]["md"] == "After tax."


def test_the_prompt_is_any_markdown():
    lines = [
        "",
        "    code",
        "",
        "> quoted",
        "> a :: b",
        "1. one",
        "- two",
        "![alt](media/x.webp)",
        "| a | b |",
        "  = 5",
        "===",
        "... and so on",
        "?? and ?!",
        "?! no",
        "[x](place)",
        "[x]: place",
    ]
    assert prompt_of(*lines, "", "") == "\n".join(lines[1:])


def test_marks_in_a_fence_are_text():
    lines = ["```text", "? Not a question", "( ) no option", "a :: b", r"\= x", "```", "~~~", "```", "= 3", "~~~ "]
    assert prompt_of(*lines) == "\n".join(lines)


def test_a_fence_that_never_ends_hides_nothing():
    questions, slips = read_quiz("? A {#a}\n```\ntext\n= 3\n? B {#b}\n= 4\n")
    assert [(s.line, s.rule) for s in slips] == [(2, "open-fence")]
    assert [q["id"] for q in questions] == ["b"]
    assert "```" in slips[0].words
    assert rules("? A {#a}", "``` not a fence", "```` `a` ````", "= 3") == []


def test_a_backslash_makes_a_mark_plain_text():
    lines = [
        r"\? A",
        r"\( ) b",
        r"\(x)c",
        r"\[ ] d",
        r"\= e",
        r"\or= f",
        r"\1) g",
        r"\... mentor",
        r"\! h",
        r"i \:: j",
        r"\\= k",
    ]
    assert prompt_of(*lines).split("\n") == [
        "? A", "( ) b", "(x)c", "[ ] d", "= e", "or= f", "1) g", "... mentor", "! h", "i :: j", r"\= k"
    ]  # fmt: skip


def test_any_other_backslash_is_left_to_markdown():
    lines = [r"\# a", r"\> b", r"\- c", r"d\::e", r"\*f\*", "g\\", r"\\"]
    assert prompt_of(*lines).split("\n") == [r"\# a", r"\> b", r"\- c", "d::e", r"\*f\*", "g\\", r"\\"]


def test_indented_lines_continue_the_one_above():
    question = ask(
        "? A {#a}",
        "( ) one",
        "  more",
        "    - deep",
        r"  \( ) no option",
        "> fb",
        "  = 480",
        "  \\> quoted",
        "(x) two",
        "> fb",
        "! hint",
        "  goes on",
    )
    first = question["options"][0]
    assert first["text"]["md"] == "one\nmore\n  - deep\n( ) no option"
    assert first["feedback"]["md"] == "fb\n= 480\n> quoted"
    assert question["hints"][0]["md"] == "hint\ngoes on"


def test_what_explains_comes_after_a_blank_line_or_under_other_kinds():
    options = ["? A {#a}", "(x) one", "> fb", "( ) two", "> fb 2"]
    assert ask(*options)["explanation"] is None
    assert ask(*options, "", "> why", "> more", "", "> last")["explanation"]["md"] == "why\nmore\n\nlast"
    assert ask(*options, "! hint", "> why")["explanation"]["md"] == "why"
    assert ask(*options, "", ">", ">")["explanation"] is None
    for answer in (["= 3"], ["= x"], ["1) a", "2) b"], ["a :: b", "c :: d"], ["... mentor", "- x"]):
        assert ask("? A {#a}", *answer, "> why", "", "> more")["explanation"]["md"] == "why\n\nmore"


def test_every_hint_is_kept():
    assert [h["md"] for h in ask("? A {#a}", "= 3", "! one", "! two", "> why", "! three")["hints"]] == [
        "one",
        "two",
        "three",
    ]


def test_one_question_is_read_from_a_fence():
    question, slips = read_question("? A {#a}\n= 3\n", 7)
    assert (question["id"], slips) == ("a", [])
    question, slips = read_question("? A\n= 3\n", 7, "check-1")
    assert (question["id"], slips) == ("check-1", [])
    question, slips = read_question("? A {#A b}\n= 3\n", 7, "check-1")
    assert (question, [(s.line, s.rule) for s in slips]) == (None, [(7, "id-form")])
    question, slips = read_question("x\n? A\n? B {#b}\n= 3\n", 7)
    assert question is None
    assert [(s.line, s.rule) for s in slips] == [
        (7, "text-before"),
        (8, "id-missing"),
        (8, "no-answers"),
        (9, "one-question"),
    ]
    question, slips = read_question(" \n", 7)
    assert (question, [(s.line, s.rule) for s in slips]) == (None, [(7, "empty-quiz")])


def test_printing_keeps_a_prompt_that_starts_with_code_apart_from_the_stem():
    question = ask("? A {#a}", "", "  two spaces", r"\= x", "```", "= y", "```", "= 3")
    assert write_quiz([question]) == "? A {#a}\n\n  two spaces\n\\= x\n```\n= y\n```\n= 3\n"
    assert write_quiz([]) == ""


def test_an_explanation_is_printed_apart_from_feedback():
    lines = ["? A {#a}", "(x) one", "> fb", "( ) two", "> fb", "", "> why", ">", "> more", "! hint", ""]
    assert write_quiz([ask(*lines)]) == "\n".join(lines)
