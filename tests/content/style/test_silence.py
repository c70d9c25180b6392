"""A rule set aside for one place: with a reason, never seen by a learner, and never for nothing."""

import pytest

from lms.content.document import Document
from lms.content.markdown import render
from lms.content.reader import read
from lms.content.style.review import look, review
from lms.content.style.silence import without_allows
from tests.content.samples import FACTS as PAY_FACTS
from tests.content.samples import clean
from tests.content.style.plain import FACTS, plain

EN, EN_QUIZ = "1-bread/1-dough.md", "1-bread/quiz.md"
ALLOW = "<!-- allow: {} because it is a quotation -->\n"


def rules(path: str, old: str, new: str) -> list[tuple[str, int]]:
    tree = plain()
    text = tree[path].decode().replace(old, new, 1)
    return [(one.rule, one.line) for one in review(tree | {path: text.encode()}, FACTS)]


def test_it_holds_for_the_block_below_and_no_further() -> None:
    joan, rest = "Joan works in the kitchen.", "After release, you can"
    assert rules(EN, joan, ALLOW.format("we") + "Our oven is hot.") == []
    text = plain()[EN].decode().replace(joan, ALLOW.format("we") + "Our oven is hot.", 1).replace(rest, "We can", 1)
    line = text[: text.index("We can")].count("\n") + 1
    assert [(one.rule, one.line) for one in look(EN, text.encode(), "en", FACTS)] == [("we", line)]


def test_two_rules_are_set_aside_by_two_lines() -> None:
    both = ALLOW.format("we") + "\n" + ALLOW.format("number-word")
    assert rules(EN, "Joan works in the kitchen.", both + "Our oven has three racks.") == []


def test_a_table_and_a_check_are_blocks() -> None:
    planted = "| What you see | Our three bowls |"
    assert rules(EN, "| What you see | What you do |", ALLOW.format("we") + planted) == []
    before = ALLOW.format("number-word") + "\n```check\n? Ines has three bowls. "
    assert rules(EN, "```check\n? Ines", before + "Ines")[0][0] == "allow-unneeded"
    tone = rules(EN, "```check", ALLOW.format("feedback-tone") + "```check")
    assert [rule for rule, _ in tone] == ["allow-unneeded"]
    text = (
        plain()[EN].decode().replace("```check", ALLOW.format("feedback-tone") + "```check").replace("> Yes.", "> Yes!")
    )
    assert look(EN, text.encode(), "en", FACTS) == []


def test_in_a_quiz_it_holds_for_the_question_below() -> None:
    question = "? When is the bread done? {#done}"
    tree = plain()
    text = tree[EN_QUIZ].decode().replace("> Yes. A hollow", "> Yes! A hollow")
    assert [one.rule for one in look(EN_QUIZ, text.encode(), "en")] == ["feedback-tone"]
    silent = text.replace(question, ALLOW.format("feedback-tone") + question)
    assert look(EN_QUIZ, silent.encode(), "en") == []
    _, problems = read(tree | {EN_QUIZ: silent.encode(), "media/bowl.webp": b""}, FACTS, folder="bread")
    assert [one.rule for one in problems if one.path == EN_QUIZ] == []


def test_a_rule_of_the_whole_file_is_set_aside_anywhere_in_it() -> None:
    short = "---\ntitle: Bread\n---\n\nYou bake.\n"
    assert [one.rule for one in look(EN, short.encode(), "en")] == ["lesson-length"]
    assert look(EN, (short + "\n" + ALLOW.format("lesson-length")).encode(), "en") == []


def test_a_rule_of_the_whole_course_is_known_as_used_only_there() -> None:
    text = plain()["course.md"].decode() + "\n" + ALLOW.format("reading-median")
    assert look("course.md", text.encode(), "en") == []
    assert [one.rule for one in review(plain() | {"course.md": text.encode()}, FACTS)] == ["allow-unneeded"]


def test_a_key_is_set_aside_by_a_comment_above_it() -> None:
    title = "title: Bread for inmates\n"
    allow = "# allow: banned-word because the form is called so\n"
    assert [rule for rule, _ in rules(EN, "title: Bread for the kitchen\n", title)] == ["banned-word"]
    assert rules(EN, "title: Bread for the kitchen\n", allow + title) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<!-- allow: passiv because it is a quotation -->", "Did you mean “passive”?"),
        ("<!-- allow: link because it is a quotation -->", "no rule that can be set aside"),
        ("<!-- allow: we -->", "Say why"),
        ("<!-- allow: we because so -->", "Say why"),
        ("<!-- allow: -->", "no rule that can be set aside"),
        ("<!-- allow: we because it is a quotation -->", "nothing to set aside"),
    ],
)
def test_what_is_set_aside_badly_or_for_nothing_is_a_problem(line: str, words: str) -> None:
    text = plain()[EN].decode().replace("Joan works", f"{line}\nJoan works", 1)
    (problem,) = look(EN, text.encode(), "en", FACTS)
    assert words in problem.words
    assert text.split("\n")[problem.line - 1] == line


def test_no_learner_ever_sees_it() -> None:
    tree = clean()
    path = "1-the-pay-stub/2-forms.md"
    tree[path] = b"---\ntitle: Forms\n---\n<!-- allow: we because it is a quotation -->\nWe have two forms.\n"
    course, problems = read(tree, PAY_FACTS, folder="pay")
    assert course
    assert problems == []
    body = course.modules[0].lessons[1].body
    assert "allow" not in body
    made = render(Document(body))
    assert (made.html, made.taken) == ("<p>We have two forms.</p>", ())
    assert course.files
    assert b"allow" in course.files[path]


def test_other_comments_and_code_stay_what_they_are() -> None:
    for text in ("<!-- a note -->", "```\n<!-- allow: we because it is a quotation -->\n```", "a <!-- allow: we --> b"):
        assert without_allows(text) == text
    assert without_allows("a\n  <!-- allow: we -->\nb") == "a\n\nb"
