"""How many syllables a word has, in English and Spanish, from hyphenation patterns and the vowels in it."""

import re
from functools import cache, lru_cache

import pyphen

_GROUPS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouysxzcg])es$|(?<=[cs]h)(?<!.)es$")
_HIATUS = re.compile(r"(?<![tscxgl])i(?=[ao])(?!age)")
_LE = re.compile(r"[^aeiouy]les?$")
_SPANISH = re.compile(
    r"(?<=[qQ])u(?=[eéií])|(?<=[gG])u(?=[eéií])|([iuüy]?[aeoáéó](?:[iuüy](?![aeoáéó]))?|[íú]|[iuüy]+)"
)


@cache
def _dictionary(lang: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"es": "es"}.get(lang, "en_US"))


@lru_cache(maxsize=20_000)
def syllables(word: str, lang: str) -> int:
    """Count the syllables of one word; a number counts as one.

    The patterns never part a single letter (“a-rea”), so the groups of vowels are counted too, and the larger number
    is taken.
    """
    word = word.lower()
    if not any(letter.isalpha() for letter in word):
        return 1
    parts = len(_dictionary(lang).positions(word)) + 1
    return max(parts, _spanish(word) if lang == "es" else _english(word), 1)


def _english(word: str) -> int:
    """Count groups of vowels, without an e that is not heard, and with an i that stands for itself (“ki-osk”)."""
    heard = word if _LE.search(word) else _SILENT.sub("", word)
    return len(_GROUPS.findall(heard)) + len(_HIATUS.findall(heard))


def _spanish(word: str) -> int:
    """Count vowels: two strong ones part, a weak one joins a strong one unless it bears the accent."""
    return sum(1 for found in _SPANISH.finditer(word) if found[1])
