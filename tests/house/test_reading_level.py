"""Every text of the product reads easily: by its level where it is long enough, by its words where it is not."""

import re
from collections.abc import Collection

import pytest
from click.testing import CliRunner

from lms.cli.words import LANGUAGES, rows, texts, words
from lms.content.style.short import level_of, too_hard, words_of
from lms.content.style.syllables import syllables

EXCEPTIONS = {
    "Such as America/New_York. Times and certificates follow it.": "a time zone is written as computers know it",
}
LONG_WORDS = {
    "coordinator": "who she asks; everybody here knows the word",
    "coordinators": "the same",
    "everybody": "long to count, easy to read",
}
MOST_SYLLABLES = 4
MEDIAN = {"en": 3.0, "es": 80.0}
"""Half of the texts are at least this easy: grade 3, and what grade 5 reads in Spanish."""


def hard(found: Collection[str], lang: str) -> list[str]:
    levels = {text: level_of(text, lang) for text in found if text not in EXCEPTIONS}
    return sorted(text for text, level in levels.items() if level and too_hard(level))


def long_words(found: Collection[str]) -> set[str]:
    """English words of many syllables; a name in a web address or a value is none."""
    said = {word.lower() for text in found for part in words_of(text) for word in re.findall(r"[^\W\d_]{2,}", part)}
    return {word for word in said if syllables(word, "en") > MOST_SYLLABLES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_too_hard(lang: str) -> None:
    found = texts(lang)
    assert len(found) > 1000
    assert hard(found, lang) == []
    levels = sorted(level.value for text in found if (level := level_of(text, lang)))
    middle = levels[len(levels) // 2]
    assert middle >= MEDIAN[lang] if lang == "es" else middle <= MEDIAN[lang]


def test_long_words_are_those_that_have_no_short_one() -> None:
    said = long_words([text.replace("%(", " (") for text in texts("en")])
    assert said - set(LONG_WORDS) == set(), "say it with shorter words"


def test_exceptions_are_still_said_and_still_hard() -> None:
    said = {lang: set(texts(lang)) for lang in LANGUAGES}
    for text in EXCEPTIONS:
        lang = next(lang for lang in LANGUAGES if text in said[lang])
        level = level_of(text, lang)
        assert level is not None, text
        assert too_hard(level), text


def test_a_level_is_what_the_formula_says() -> None:
    """Worked out by hand: 8 syllables in 8 words and 2 sentences; a role counts as short; 10 in 8 and 1."""
    worked_out = {
        ("You can save it now. Then go on.", "en"): -2.23,
        ("Ask a coordinator to look at it now.", "en"): -0.67,
        ("Su mentora lee hoy lo que usted da.", "es"): 123.68,
    }
    for (text, lang), value in worked_out.items():
        level = level_of(text, lang)
        assert level is not None, text
        assert round(level.value, 2) == value
    assert level_of("Certificate of completion", "en") is None
    assert words_of("Saved %(n)s %% of it, see a/b.") == ["Saved", "%(n)s", "of", "it", "see", "a/b"]


def test_planted_hard_texts_are_seen() -> None:
    planted = "Verification of institutional documentation usually necessitates administrative authorisation."
    assert hard([planted, "You can save it now. Then go on."], "en") == [planted]
    assert "documentation" in long_words([planted])
    spanish = "La administración institucional recomienda verificaciones documentales periódicas y frecuentes."
    assert hard([spanish], "es") == [spanish]


@pytest.mark.parametrize(("lang", "text", "count"), [("en", "Save and continue", 3), ("es", "Guardar y continuar", 3)])
def test_the_command_prints_every_text_with_its_words_and_level(lang: str, text: str, count: int) -> None:
    done = CliRunner().invoke(words, ["--lang", lang])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert f"{count:>3}  {'–':<20}{text}" in lines
    assert [line[25:] for line in lines if line[:3].strip().isdigit()] == [text for _, _, text in rows(lang)]
    assert len(rows(lang)) == len(texts(lang))
    name = {"en": "grade", "es": "Fernández-Huerta"}[lang]
    assert lines[0][5:].startswith(name), "the hardest comes first"
