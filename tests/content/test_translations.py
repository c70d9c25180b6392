"""A question and its translation: the same key whatever the words, and the same part ids."""

import pytest

from lms.content.translations import aligned, key_of
from lms.questions import read_quiz
from lms.questions.base import Data


def one(text: str) -> Data:
    questions, slips = read_quiz(f"? Q {{#q}}\n{text}")
    assert slips == []
    return questions[0]


PAIRS = {
    "choice": ("( ) a\n> f\n(x) b\n> g", "( ) c\n> h\n(x) d\n> i"),
    "multiple": ("[x] a\n> f\n[x] b\n> g", "[x] c\n> h\n[x] d\n> i"),
    "number": ("= 480 +- 0.1 [hours]", "= 480 +- 0.1 [horas]"),
    "text": ("= gross pay\nor= gross", "= pago bruto"),
    "order": ("1) a\n2) b", "1) c\n2) d"),
    "match": ("a :: b\nc :: d\n:: e", "f :: g\nh :: i\n:: j"),
    "reflection": ("... reflection", "... reflection"),
    "written": ("... mentor\n- says a", "... mentor\n- dice a"),
}

OTHER = {
    "choice": ("( ) a\n> f\n(x) b\n> g", "(x) c\n> h\n( ) d\n> i"),
    "fewer": ("[x] a\n> f\n[x] b\n> g\n[ ] c\n> h", "[x] c\n> h\n[x] d\n> i"),
    "number": ("= 480", "= 48"),
    "tolerance": ("= 480 +- 1", "= 480"),
    "order": ("1) a\n2) b", "1) c\n2) d\n3) e"),
    "match": ("a :: b\nc :: d", "e :: f\ng :: f\n:: h"),
    "kind": ("( ) a\n> f\n(x) b\n> g", "1) c\n2) d"),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_other_words_are_the_same_key_and_get_the_same_ids(pair: tuple[str, str]) -> None:
    original, translated = one(pair[0]), one(pair[1])
    assert key_of(translated) == key_of(original)
    made = aligned(translated, original)
    for name in ("options", "items", "pairs", "rights"):
        assert [part["id"] for part in made.get(name, [])] == [part["id"] for part in original.get(name, [])]
        assert [part["text"] for part in made.get(name, [])] == [part["text"] for part in translated.get(name, [])]
    assert [pair["right"] for pair in made.get("pairs", [])] == [pair["right"] for pair in original.get("pairs", [])]


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER.keys())
def test_another_key_is_left_as_it_is(pair: tuple[str, str]) -> None:
    original, translated = one(pair[0]), one(pair[1])
    assert (original["kind"], key_of(original)) != (translated["kind"], key_of(translated))
    assert aligned(translated, original) is translated
