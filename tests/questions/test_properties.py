"""What holds for any text: reading never raises, printing reads back, grading ignores order, and pages hide the key."""

import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.questions import KINDS, Unreadable, grade, plain, read, read_question, read_quiz, typed, view, write_quiz
from lms.questions.base import LONGEST_ANSWER
from lms.questions.slips import WORDS
from tests.questions.anything import LINE, LOOSE_TEXT, WORD, form_of, md, questions, values, with_part_ids, without_ids
from tests.questions.ask import compiled


@given(LOOSE_TEXT)
@settings(max_examples=200)
@example("? A {#a}\n=\n... mentor\n  x\n\n  ( )\n> \n>\n!\n1)\n::")
@example("? \x00{#a}\n\ud800 :: \x85")
@example("`" * 4 + "\n? a {#a}\n= 1\n" + "`" * 4)
def test_reading_any_text_never_raises_and_what_comes_back_prints_and_reads_the_same(text):
    found, slips = read_quiz(text)
    assert all(
        slip.rule in WORDS and slip.words and 1 <= slip.line <= text.count("\n") + text.count("\r") + 1
        for slip in slips
    )
    again, more = read_quiz(write_quiz(found))
    assert again == found
    assert [slip.rule for slip in more] == ([] if found else ["empty-quiz"])
    assert write_quiz(again) == write_quiz(found)
    read_question(text)


@given(
    st.lists(LINE, max_size=6).map("\n".join),
    st.sampled_from(["= 3", "(x) a\n> f\n( ) b\n> f", "a :: b\nc :: d", "1) a\n2) b", "... mentor"]),
)
@settings(max_examples=100)
def test_any_prompt_between_stem_and_answers_prints_and_reads_the_same(prompt, answers):
    found, slips = read_quiz(f"? A {{#a}}\n{prompt}\n{answers}")
    again, more = read_quiz(write_quiz(found))
    assert (again, bool(more)) == (found, not found)
    assert found or slips


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=25)
def test_a_question_of_any_words_prints_and_reads_back(kind, data):
    question = data.draw(questions(kind))
    assert without_ids(with_part_ids(question)) == question
    assert read_quiz(write_quiz([with_part_ids(question)])) == ([with_part_ids(question)], [])


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), seed=st.integers())
@settings(max_examples=20)
def test_grading_depends_on_ids_and_never_on_the_order_of_parts(kind, data, seed):
    question = compiled(with_part_ids(data.draw(questions(kind))))
    value = data.draw(values(question))
    mark = grade(question, value)
    assert 0 <= mark.points <= mark.out_of <= 1
    assert (mark.out_of == 1) is KINDS[kind].SCORED
    assert mark.right is None if not KINDS[kind].SCORED else mark.right is (mark.points == 1)
    shuffled = dict(question)
    rng = random.Random(seed)
    for name in ("options", "pairs", "rights"):
        if name in question:
            shuffled[name] = rng.sample(question[name], len(question[name]))
    if kind == "multiple":
        value = rng.sample(value, len(value))
    again = grade(shuffled, value)
    assert (again.points, again.right, again.places) == (mark.points, mark.right, mark.places)
    assert sorted(map(repr, again.feedback)) == sorted(map(repr, mark.feedback))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=20)
def test_the_form_of_a_page_gives_the_answer_back(kind, data):
    question = with_part_ids(data.draw(questions(kind)))
    value = data.draw(values(question))
    form = form_of(question, value)
    if kind == "multiple" and not value:
        with pytest.raises(Unreadable):
            read(question, form)
        return
    given_back = read(question, form)
    assert sorted(given_back) == sorted(value) if kind == "multiple" else given_back == value
    assert grade(question, given_back) == grade(question, value)
    json.dumps([given_back, typed(question, form), plain(question, given_back)]).encode()


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), seed=st.none() | st.integers())
@settings(max_examples=20)
def test_the_page_never_holds_key_or_feedback(kind, data, seed):
    question = with_part_ids(data.draw(questions(kind)))
    marked = dict(question)
    for name in ("options", "items", "pairs", "rights", "rubric"):
        if name in marked:
            marked[name] = [dict(part) for part in question[name]]
    for option in marked.get("options", []):
        option["feedback"] = md("SECRET")
    marked |= {name: md("SECRET") for name in ("explanation", "rubric", "words") if name in marked}
    if "forms" in marked:
        marked["forms"] = [{"value": "SECRET", "text": "SECRET", "tolerance": "SECRET", "unit": "in", "exact": False}]
    shown = view(marked, seed)
    assert not gives_away(shown)
    for option in marked.get("options", []):
        option["right"] = not option["right"]
    assert view(marked, seed) == shown


def gives_away(shown):
    """Say whether what a page shows holds a secret, or more of a part than its id and words."""
    parts = [part for name in ("options", "items", "lefts", "rights") for part in shown.get(name, [])]
    return "SECRET" in repr(shown) or any(set(part) != {"id", "text"} for part in parts)


@pytest.mark.parametrize(
    "leak",
    [
        {"explanation": md("SECRET")},
        {"options": [{"id": "a", "text": md("a"), "right": True}]},
        {"lefts": [{"id": "a", "text": md("a"), "right": "b"}]},
    ],
)
def test_a_page_that_gives_the_key_away_is_seen(leak):
    assert gives_away(leak)


FORM = st.dictionaries(
    st.sampled_from(["answer", "place-", "match-", "place-x", "match-x", "score"]) | WORD,
    st.lists(
        st.text(max_size=20) | st.sampled_from(["1", "2", "3", "\x00", "\ud800", "9" * 5000, "1/0", "½", "x" * 20_001]),
        max_size=3,
    ),
    max_size=5,
)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), form=FORM)
@settings(max_examples=25)
def test_any_form_is_read_or_answered_in_plain_words(kind, data, form):
    question = with_part_ids(data.draw(questions(kind)))
    for part in question.get("items", []) + question.get("pairs", []):
        for name in (f"place-{part['id']}", f"match-{part['id']}"):
            form[name] = data.draw(
                st.lists(st.sampled_from(["", "1", "2", "x", question.get("rights", [part])[0]["id"]]), max_size=2)
            )
    json.dumps(typed(question, form)).encode()
    value, told = read_or_told(question, form)
    assert told == "" or (len(told.split()) <= 15 and told.endswith(".") and "!" not in told)
    if not told:
        json.dumps(value, ensure_ascii=False).encode()
        assert len(plain(question, value)) < LONGEST_ANSWER * 3
        assert 0 <= grade(question, value).points <= 1


def read_or_told(question, form):
    try:
        return read(question, form), ""
    except Unreadable as told:
        return None, str(told)


ANY_VALUE = (
    st.text(max_size=9)
    | st.lists(st.text(max_size=3), max_size=4)
    | st.dictionaries(st.text(max_size=3), st.text(max_size=3))
)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), value=ANY_VALUE)
@settings(max_examples=20)
def test_an_answer_of_any_shape_is_graded_and_said(kind, data, value):
    question = with_part_ids(data.draw(questions(kind)))
    assert 0 <= grade(question, value).points <= grade(question, value).out_of
    assert isinstance(plain(question, value), str)
