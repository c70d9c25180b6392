"""Words are found whatever their case, accents and endings; an excerpt is a sentence that holds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.search import MOST_WORDS, excerpt, fold, plain, search_words, stems


def matches(typed: str, text: str, lang: str) -> bool:
    """Whether each word typed is found in a text, as the index does it, without the beginning of the last word."""
    held = set(stems(text, lang).split())
    return all(held & set(one) for one in search_words(typed))


@pytest.mark.parametrize(
    ("typed", "text", "lang"),
    [
        ("GARDEN", "Her gardens", "en"),
        ("gardening", "A garden", "en"),
        ("cancion", "Las canciones", "es"),
        ("canción", "una cancion", "es"),
        ("comunicacion", "La comunicación clara", "es"),
        ("niño", "los ninos", "es"),
        ("Łucja", "ŁUCJA", "en"),
        ("pay stub", "Read the stubs of your pay.", "en"),
    ],
)
def test_case_accents_and_endings_do_not_matter(typed, text, lang):
    assert matches(typed, text, lang)


def test_another_word_is_not_found():
    assert not matches("spade", "Her gardens", "en")


def test_folding_takes_accents_and_case():
    assert fold("ÁÉÍÓÚ Ñandú Çà") == "aeiou nandu ca"


def test_only_so_many_words_count():
    assert len(search_words("a " * 100)) == MOST_WORDS


@given(st.text(), st.sampled_from(["en", "es", "xx"]))
def test_any_text_can_be_stemmed_and_holds_only_letters_and_digits(text, lang):
    assert all(part.isalnum() for part in stems(text, lang).split())
    assert all(stem.isalnum() for one in search_words(text) for stem in one)


def test_html_becomes_its_words():
    assert plain("<p>Tax &amp; <strong>pay</strong></p>\n<ul><li>One</li><li>Two</li></ul>") == "Tax & pay\nOne\nTwo"


def test_the_excerpt_is_the_sentence_that_holds_most():
    text = "A stub is paper. Your pay stub says what was taken. It is long."
    assert excerpt(text, "en", search_words("pay stubs")) == "Your pay stub says what was taken."
    assert excerpt(text, "en", search_words("nothing")) == "A stub is paper."
    assert excerpt("word " * 100, "en", search_words("word"), longest=20) == "word word word word …"
    assert excerpt("", "en", search_words("word")) == ""
