"""Words as a search compares them: without case, accents and endings, in the languages that people learn in here."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

LANGUAGES = {"en": "english", "es": "spanish"}
"""Languages whose endings are known; words of another language are only folded."""

MOST_WORDS = 12
"""Words of a search that count; what is typed after them is left aside."""

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^>]*>")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}


def fold(text: str) -> str:
    """The text in lower case, without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char))


@cache
def _stemmer(lang: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(LANGUAGES[lang])


@lru_cache(maxsize=20_000)
def word_stems(word: str, lang: str) -> tuple[str, ...]:
    """What one word of a language is found by: its stem, and the stem of how it is typed without accents."""
    found = {word}
    if lang in LANGUAGES:
        stemmer = _stemmer(lang)
        found = {stemmer.stemWord(word.casefold()), stemmer.stemWord(fold(word))}
    return tuple(sorted({part for one in found for part in _WORD.findall(fold(one))}))


def stems(text: str, lang: str) -> str:
    """A text of a language as the index keeps it: the stems of its words in order, parted by blanks."""
    return " ".join(stem for word in _WORD.findall(text) for stem in word_stems(word, lang))


def search_words(typed: str) -> list[tuple[str, ...]]:
    """What somebody looks for: for each word she typed, everything by which it may be found in any language."""
    words = _WORD.findall(typed)[:MOST_WORDS]
    found = (tuple(sorted({stem for lang in LANGUAGES for stem in word_stems(word, lang)})) for word in words)
    return [stems for stems in found if stems]


def plain(html: str) -> str:
    """The words of stored HTML, with single blanks; blocks end like sentences do."""
    text = _TAG.sub(" ", re.sub(r"</(?:p|li|h\d|td|th|dd|dt)>", " \n", html))
    for entity, char in _ENTITIES.items():
        text = text.replace(entity, char)
    return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", text)).strip()


def excerpt(text: str, lang: str, wanted: list[tuple[str, ...]], longest: int = 160) -> str:
    """The sentence of a text that holds most of what was looked for, cut at a word; the first one where none does."""
    parts = [part for line in text.split("\n") for part in _SENTENCE.split(line) if part.strip()]
    looked = [set(one) for one in wanted]

    def held(part: str) -> int:
        found = {stem for word in _WORD.findall(part) for stem in word_stems(word, lang)}
        return sum(bool(found & one) for one in looked)

    best = max(parts, key=held, default="")
    return best if len(best) <= longest else best[:longest].rsplit(" ", 1)[0] + " …"
