"""What holds for every kind: one seed one order, no key on the page, and one walk over all texts."""

import json
import random

import pytest

from lms.questions import KINDS, Unreadable, compile_question, part_id, read_quiz, texts, view, write_quiz
from lms.questions.base import part_ids
from tests.questions.ask import ask, compiled
from tests.questions.test_page import PAGE

QUESTIONS = {question["kind"]: question for question in read_quiz(PAGE)[0]}

TEXTS = {
    "choice": 9,
    "multiple": 7,
    "number": 2,
    "text": 1,
    "order": 4,
    "match": 6,
    "reflection": 1,
    "written": 3,
}


def test_the_kinds_are_in_their_order():
    assert list(KINDS) == ["choice", "multiple", "number", "text", "order", "match", "reflection", "written"]
    assert [name for name, kind in KINDS.items() if not kind.SCORED] == ["reflection", "written"]
    assert all(name == kind.NAME for name, kind in KINDS.items())
    with pytest.raises(TypeError):
        KINDS["essay"] = KINDS["text"]  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_is_compiled_and_nothing_else(kind):
    question = QUESTIONS[kind]
    before = json.dumps(question)
    assert len(texts(question)) == TEXTS[kind]
    made = compiled(question)
    assert "md" not in json.dumps(made).replace("md5", "")
    assert json.dumps(made).count('"html"') == TEXTS[kind]
    assert json.dumps(question) == before
    seen = []
    compile_question(question, lambda md, block: seen.append({"md": md, "block": block}) or {"html": "", "plain": ""})
    assert seen == texts(question)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_is_plain_json(kind):
    question = QUESTIONS[kind]
    assert json.loads(json.dumps(question)) == question
    assert json.loads(json.dumps(compiled(question))) == compiled(question)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_the_words_and_not_the_key(kind):
    question = compiled(QUESTIONS[kind])
    shown = view(question, 5)
    assert {"id", "kind", "stem", "prompt", "hints"} <= set(shown)
    assert set(shown) - {"id", "kind", "stem", "prompt", "hints"} == {
        "choice": {"options"},
        "multiple": {"options"},
        "number": {"unit"},
        "text": {"exact"},
        "order": {"items"},
        "match": {"lefts", "rights"},
    }.get(kind, set())
    for secret in ("right'", "feedback", "explanation", "Not quite", "Yes.", "480", "gross pay'", "names the mistake"):
        assert f"'{secret}" not in repr(shown)
        assert f"~{secret}" not in repr(shown)


def test_one_seed_gives_one_order_and_seeds_differ():
    letters = "abcdefgh"
    question = ask("? A {#a}", *(line for at in letters for line in (f"({'x' if at == 'a' else ' '}) {at}", "> f")))

    def order(seed, asked=question):
        return "".join(option["text"]["md"] for option in view(asked, seed)["options"])

    assert order(None) == letters
    assert order(3) == order(3)
    assert order("3") == order(3)
    assert len({order(seed) for seed in range(50)}) > 40
    assert {order(seed)[0] for seed in range(200)} == set(letters)
    assert len({order(3, {**question, "id": name}) for name in letters}) > 4
    random.seed(1)
    here = random.random()
    random.seed(1)
    order(3)
    assert random.random() == here


def test_the_order_of_a_seed_is_the_same_for_ever():
    question = ask("? A {#a}", *(line for at in "abcdef" for line in (f"[x] {at}", "> f")))
    assert "".join(option["text"]["md"] for option in view(question, 2026)["options"]) == "feabcd"


def test_ids_of_parts_are_stable_and_differ():
    assert part_id("net-pay", "Tax") == part_id("net-pay", "Tax")
    assert len({part_id("a", "x"), part_id("a", "y"), part_id("b", "x"), part_id("a\nx", "")}) == 4
    assert len(part_id("a", "\ud800")) >= 6
    first = part_id("a", "x")
    assert part_ids("a", ["x", "y", "x", "x"]) == [first, part_id("a", "y"), f"{first}-2", f"{first}-3"]


def test_two_questions_are_printed_with_a_line_between():
    assert write_quiz([QUESTIONS["reflection"], QUESTIONS["text"]]) == (
        "? What would you check first on your own stub? {#first-check}\n... reflection\n\n"
        "? What do we call pay before deductions? {#gross-word}\n= gross pay\nor= gross\n"
    )


def test_a_message_can_be_said_in_another_language():
    told = Unreadable("Type the number, with “{unit}” or nothing after it.", unit="hours")
    assert (str(told), told.words, told.names) == (
        "Type the number, with “hours” or nothing after it.",
        "Type the number, with “{unit}” or nothing after it.",
        {"unit": "hours"},
    )
