"""What holds for any text: reading never raises, printing reads back, grading ignores order, and pages hide the key."""

import json
import random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lms.questions import KINDS, Unreadable, grade, plain, read, read_question, read_quiz, typed, view, write_quiz
from lms.questions.base import LONGEST_ANSWER
from lms.questions.slips import WORDS
from tests.questions.ask import compiled

WORD = st.text(st.characters(codec="utf-8"), max_size=12)
SCRAPS = {
    "answers": ("( )", "(x)", "[ ]", "[x]", "=", "or=", "exact=", "1)", "2)", "::", "... mentor", "... reflection"),
    "near": ("(X)", "()", "2.", "a::", "\u2026", ">>", "![", "===", "*", "{", "{#a}", "{#b}"),
    "other marks": ("?", "!", ">", "-", "\\", "\\::", "\\(x)", "\\= "),
    "blanks": ("  ", " ", "\t", "    ", "\u00a0", "\u2028", "\x85", "\ufeff"),
    "words": ("a", "b", "é", "480", "1/2", "+- 0.1", "[in]", '"', "\u201c"),
}
BREAKING = ("```", "~~~", "\x00", "\ud800")
KEPT_SCRAP = st.sampled_from([scrap for scraps in SCRAPS.values() for scrap in scraps])
SCRAP = KEPT_SCRAP | st.sampled_from(BREAKING)
LINE = st.lists(st.one_of(SCRAP, SCRAP, WORD), max_size=4).map("".join) | st.lists(SCRAP, max_size=4).map(" ".join)
LOOSE_TEXT = st.lists(LINE, max_size=14).map("\n".join) | st.text(max_size=80)

TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20),
    st.lists(KEPT_SCRAP, min_size=1, max_size=4).map(" ".join),
)


@st.composite
def kept_texts(draw):
    """A text as a question keeps it: no blanks around, no empty line, each line after the first free."""
    lines = draw(st.lists(TEXT, min_size=1, max_size=3))
    text = "\n".join(line for line in lines if line.strip()).strip()
    assume(text)
    return text


BLOCKS = st.lists(kept_texts(), min_size=1, max_size=2).map("\n\n".join)


def md(text, block=False):
    return {"md": text, "block": block}


@st.composite
def questions(draw, kind=None):
    """Any question whatever, made without quiz text, as another format's import would make it."""
    kind = kind or draw(st.sampled_from(list(KINDS)))
    stem = draw(TEXT.filter(lambda text: "{" not in text))
    question = {
        "id": draw(st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)),
        "kind": kind,
        "stem": md(" ".join(stem.split()) or "x"),
        "prompt": draw(st.none() | BLOCKS.map(lambda text: md(text, True))),
        "hints": [md(text, True) for text in draw(st.lists(kept_texts(), max_size=2))],
        "explanation": draw(st.none() | BLOCKS.map(lambda text: md(text, True))),
    }
    words = draw(st.lists(kept_texts(), min_size=2, max_size=5, unique=True))
    return question | draw(parts_of(kind, words))


@st.composite
def parts_of(draw, kind, words):
    if kind in ("choice", "multiple"):
        right = (
            {draw(st.sampled_from(words))} if kind == "choice" else draw(st.sets(st.sampled_from(words), min_size=1))
        )
        return {"options": [{"text": md(w), "right": w in right, "feedback": md(draw(BLOCKS), True)} for w in words]}
    if kind == "order":
        return {"items": [{"text": md(word)} for word in words]}
    if kind == "match":
        lefts = [
            word.split("\n")[0].strip() for word in draw(st.lists(kept_texts(), min_size=1, unique=True, max_size=3))
        ]
        assume(len(set(lefts)) == len(lefts))
        chosen = [draw(st.sampled_from(words)) for _ in lefts]
        rights = list(dict.fromkeys(chosen)) + [word for word in words if word not in chosen]
        return {"pairs": list(zip(map(md, lefts), chosen, strict=True)), "rights": list(map(md, rights))}
    if kind == "number":
        number = st.from_regex(
            r"-?\$?[0-9]{1,3}(,[0-9]{3}){0,2}(\.[0-9]{1,4})?|-?([0-9]{1,3} )?[0-9]{1,3}/[1-9]{1,2}", fullmatch=True
        )
        tolerance = st.sampled_from(["", "0.01", "1/16", "0"])
        unit = st.sampled_from(["", "in", "dollars an hour", '"', "%"])
        form = st.fixed_dictionaries({"value": number, "tolerance": tolerance, "unit": unit})
        return {
            "forms": draw(st.lists(form, min_size=1, max_size=3)),
            "words": draw(st.lists(st.sampled_from(["a dozen", "W-4"]))),
        }
    if kind == "text":
        form = st.sampled_from(["480", "50%", "gross pay", "“x", 'a "b" c', "x = 3", "é", "1/0", "5 [x]"])
        forms = st.lists(st.fixed_dictionaries({"text": form, "exact": st.booleans()}), min_size=1, max_size=3)
        return {"forms": draw(forms)}
    return {"rubric": [md(word) for word in draw(st.lists(kept_texts(), max_size=2))]} if kind == "written" else {}


def with_part_ids(question):
    """Put in the ids that the reader makes; they are proved elsewhere."""
    (made,), slips = read_quiz(write_quiz([numbered(question)]))
    assert slips == []
    return made


def numbered(question):
    question = dict(question)
    for name in ("options", "items"):
        if name in question:
            question[name] = [{"id": str(at), **part} for at, part in enumerate(question[name])]
    if "pairs" in question:
        ids = {right["md"]: str(at) for at, right in enumerate(question["rights"])}
        question["pairs"] = [{"id": left["md"], "text": left, "right": ids[right]} for left, right in question["pairs"]]
        question["rights"] = [{"id": ids[right["md"]], "text": right} for right in question["rights"]]
    return question


def without_ids(question):
    """Give a question with its part ids replaced by the words they stand for."""
    question = dict(question)
    for name in ("options", "items"):
        if name in question:
            question[name] = [{key: part[key] for key in part if key != "id"} for part in question[name]]
    if "pairs" in question:
        rights = {right["id"]: right["text"]["md"] for right in question["rights"]}
        question["pairs"] = [(pair["text"], rights[pair["right"]]) for pair in question["pairs"]]
        question["rights"] = [right["text"] for right in question["rights"]]
    return question


@given(LOOSE_TEXT)
@settings(max_examples=400, deadline=None)
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
@settings(max_examples=300, deadline=None)
def test_any_prompt_between_stem_and_answers_prints_and_reads_the_same(prompt, answers):
    found, slips = read_quiz(f"? A {{#a}}\n{prompt}\n{answers}")
    again, more = read_quiz(write_quiz(found))
    assert (again, bool(more)) == (found, not found)
    assert found or slips


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_question_of_any_words_prints_and_reads_back(kind, data):
    question = data.draw(questions(kind))
    assert without_ids(with_part_ids(question)) == question
    assert read_quiz(write_quiz([with_part_ids(question)])) == ([with_part_ids(question)], [])


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), seed=st.integers())
@settings(max_examples=40, deadline=None)
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
@settings(max_examples=40, deadline=None)
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


@st.composite
def values(draw, question):
    """An answer that a learner can give on the page."""
    ids = [part["id"] for part in view(question).get("options", view(question).get("items", []))]
    match question["kind"]:
        case "choice":
            return draw(st.sampled_from(ids))
        case "multiple":
            return draw(st.lists(st.sampled_from(ids), unique=True))
        case "order":
            return draw(st.permutations(ids))
        case "match":
            rights = [right["id"] for right in view(question)["rights"]]
            return {left["id"]: draw(st.sampled_from(rights)) for left in view(question)["lefts"]}
        case "number":
            return draw(st.sampled_from(["480", "-1.5", "3/8"]))
        case _:
            return draw(st.sampled_from(["gross pay", "W-4", "x"]))


def form_of(question, value):
    if question["kind"] == "order":
        return {f"place-{id_}": [str(at)] for at, id_ in enumerate(value, 1)}
    if question["kind"] == "match":
        return {f"match-{left}": [right] for left, right in value.items()}
    return {"answer": value if isinstance(value, list) else [value]}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), seed=st.none() | st.integers())
@settings(max_examples=40, deadline=None)
def test_the_page_never_holds_key_or_feedback(kind, data, seed):
    question = with_part_ids(data.draw(questions(kind)))
    marked = dict(question)
    for name in ("options", "items", "pairs", "rights", "rubric"):
        if name in marked:
            marked[name] = [dict(part) for part in question[name]]
    for option in marked.get("options", []):
        option["feedback"] = md("SECRET")
    marked |= {name: md("SECRET") for name in ("explanation", "rubric", "forms", "words") if name in marked}
    if kind == "number":
        marked["forms"] = [{"value": "SECRET", "tolerance": "SECRET", "unit": "in"}]
    shown = view(marked, seed)
    assert "SECRET" not in repr(shown)
    parts = [part for name in ("options", "items", "lefts", "rights") for part in shown.get(name, [])]
    assert all(set(part) == {"id", "text"} for part in parts)
    for option in marked.get("options", []):
        option["right"] = not option["right"]
    assert view(marked, seed) == shown


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
@settings(max_examples=60, deadline=None)
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
@settings(max_examples=40, deadline=None)
def test_an_answer_of_any_shape_is_graded_and_said(kind, data, value):
    question = with_part_ids(data.draw(questions(kind)))
    assert 0 <= grade(question, value).points <= grade(question, value).out_of
    assert isinstance(plain(question, value), str)
