"""Reading level: syllables counted by hand, formulas by hand, and work that grows with the text and no faster."""

import sys
from typing import Any

import pytest

from lms.content.style import level, passages
from lms.content.style.page import read_page
from lms.content.style.review import look
from lms.content.style.syllables import syllables
from tests.content.style.plain import ES_LESSON, FACTS, LESSON

ENGLISH = (
    "money 2 open 2 very 2 only 2 again 2 use 1 used 1 baking 2 table 2 people 2 asked 1 before 2 anything 3 overtime 3 "
    "deduction 3 hours 1 rate 1 pays 1 facility 4 kiosk 2 quiet 2 create 2 reading 2 family 3 social 2 sentence 2 opened 2 "
    "wanted 2 boxes 2 tables 2 name 1 the 1 she 1 watches 2 because 2 taxes 2 makes 1 radio 3 period 3 2026 1 $480 1 x 1"
)
SPANISH = (
    "ayuda 3 día 2 leer 2 pago 2 trabajo 3 autobús 3 cuaderno 3 maestra 3 aéreo 4 país 2 ciudad 2 guitarra 3 idea 3 usted 2 "
    "pregunta 3 oído 3 reunión 2 hoy 1 y 1 ahora 3 que 1 guía 2 bueno 2 vergüenza 3 construir 2 muy 1 ya 1 ayer 2 agua 2"
)


@pytest.mark.parametrize(("lang", "counted"), [("en", ENGLISH), ("es", SPANISH)])
def test_syllables(lang: str, counted: str) -> None:
    parts = counted.split()
    wanted = dict(zip(parts[::2], map(int, parts[1::2]), strict=True))
    assert {word: syllables(word, lang) for word in wanted} == wanted


def test_the_formulas() -> None:
    assert level.flesch_kincaid(100, 10, 130) == pytest.approx(0.39 * 10 + 11.8 * 1.3 - 15.59)
    assert level.flesch_kincaid(100, 10, 130) == pytest.approx(3.65)
    assert level.fernandez_huerta(100, 10, 190) == pytest.approx(206.84 - 114 - 10.2)


def test_numbers_and_terms_are_left_out() -> None:
    plain_words = "You can see it now. " * 30
    base = level.level_of(page(plain_words))
    assert base
    assert base.value == pytest.approx(0.39 * 5 + 11.8 - 15.59)
    assert str(base) == "grade -1.8"
    terms = "---\nwords:\n  administration: the office\n---\n"
    more = plain_words.replace("it now", "it now $480.50 administrations")
    assert level.level_of(page(terms + more)) == base
    assert level.level_of(page(more)) != base
    assert level.level_of(page("You see.")) is None


def page(text: str, lang: str = "en") -> Any:
    made = read_page("1-a/1-b.md", text.encode(), lang)
    assert made
    return made


def test_sentences_end_where_they_end() -> None:
    def cut(text: str) -> list[str]:
        (one,) = passages.passages(passages.masked(text))
        return [one.text[sentence.start : sentence.end] for sentence in one.sentences]

    assert cut("One. Two! Three?") == ["One.", "Two!", "Three?"]
    assert cut("Mr. Cook paid $7.25 at 8 a.m. sharp. Then he went.") == [
        "Mr. Cook paid $7.25 at 8 a.m. sharp.",
        "Then he went.",
    ]
    assert cut("La Sra. Ruiz vive en EE. UU. ahora. ¿Sabe usted? Sí.") == [
        "La Sra. Ruiz vive en EE. UU. ahora.",
        "Sabe usted?",
        "Sí.",
    ]
    assert cut('She said: "Stop." Then **she** went [home](x).') == ['She said: "Stop."', "Then she went home."]


def test_passages_are_what_a_reader_sees() -> None:
    text = (
        "# A *head*\n\nOne\nline ![alt](media/x.png) and {{ fact:x }} `code`.\n\n- first\n- second\n  goes on\n\n"
        '> quoted\n\n| a | b |\n|---|---|\n| c d | `e` |\n\n!!! tip "Box"\n    inside\n\n```\nnot seen\n```\n<b>x</b>[^1]\n'
        "<!-- not\nseen -->\n\nTerm\n: means it\n"
    )
    found = [(one.kind, " ".join(one.text.split())) for one in passages.passages(passages.masked(text))]
    assert found == [
        ("heading", "A head"),
        ("paragraph", "One line and code."),
        ("item", "first"),
        ("item", "second goes on"),
        ("paragraph", "quoted"),
        *(("cell", cell) for cell in ("a", "b", "c d", "e")),
        ("heading", 'Box"'),
        ("paragraph", "inside"),
        ("paragraph", "x"),
        ("paragraph", "Term means it"),
    ]


@pytest.mark.parametrize(("lesson", "lang"), [(LESSON, "en"), (ES_LESSON, "es")])
def test_work_grows_with_the_text_and_no_faster(lesson: str, lang: str) -> None:
    front, body = lesson.split("---\n\n", 1)
    twice, often = (f"{front}---\n\n{body * n}".encode() for n in (2, 8))
    look("1-a/1-b.md", often, lang, FACTS)
    small, large = (steps(text, lang) for text in (twice, often))
    assert 40_000 > small > 500
    assert large < 4.6 * small


def steps(text: bytes, lang: str) -> int:
    """Count the calls made while one file is looked at, of Python and of what lies below it."""
    count = 0

    def seen(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        look("1-a/1-b.md", text, lang, FACTS)
    finally:
        sys.setprofile(before)
    return count
