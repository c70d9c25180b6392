"""New terms: bold once, explained in plain words, not too many; and capitals that stand for words."""

import re

from lms.content.source import without_code
from lms.content.style.page import Page
from lms.content.style.tongue import Tongue

MOST_TERMS = 6
LONGEST_DEFINITION = 15

_BOLD = re.compile(r"(?<![\w*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*])|(?<![\w_])__(?=\S)([^_\n]+?)(?<=\S)__(?![\w_])")
_CAPITALS = re.compile(r"(?<![\w-])[A-ZÁÉÍÓÚÑ]{2,6}(?![\w-])")


def look(page: Page, tongue: Tongue) -> None:
    """Hold the terms of a lesson against its list of words."""
    if page.kind != "lesson":
        return
    known = {_plain(term): term for term in page.front.values["words"] or {}}
    seen: dict[str, int] = {}
    for found in _BOLD.finditer(without_code(page.text[page.body :])):
        name = _plain(found[1] or found[2])
        start, end = page.body + found.start(), page.body + found.end()
        term = name if name in known else name.removesuffix("s")
        if term in seen:
            page.add_span("term-bold", f"“{name}” is bold already on line {seen[term]}. Once is enough.", start, end)
        elif term not in known:
            words = f"“{name}” is bold, but is not in “words:”. Explain it there, or take the bold away."
            page.add_span("term-undefined", words, start, end)
        seen.setdefault(term, page.at(start))
    for name, term in known.items():
        if name not in seen:
            page.add_key("term-bold", "words", f"“{term}” is in “words:” but never bold in the lesson.")
        definition = (page.front.values["words"] or {})[term]
        if (count := len(definition.split())) > LONGEST_DEFINITION:
            words = f"“{term}” is explained in {count} words; {LONGEST_DEFINITION} are the most."
            page.add_key("term-long", "words", words)
    if len(known) > MOST_TERMS:
        page.add("terms-many", f"This lesson has {len(known)} new terms; {MOST_TERMS} are the most.")
    _acronyms(page, tongue)


def _plain(term: str) -> str:
    return " ".join(term.lower().strip(" .,:;").split())


def _acronyms(page: Page, tongue: Tongue) -> None:
    """Name capitals that stand before the words they stand for, or without any."""
    explained = " ".join(f"{term}: {words}" for term, words in (page.front.values["words"] or {}).items())
    told = set(tongue.acronyms) | set(_CAPITALS.findall(explained))
    for one in page.passages:
        for found in _CAPITALS.finditer(one.text):
            name = found[0]
            around = one.text[max(found.start() - 1, 0) : found.end() + 2]
            if name not in told and "(" not in around and not one.in_quotes(*found.span()):
                words = f"Say in words what {name} stands for: the words first, then ({name})."
                page.add("acronym", words, one, *found.span())
            told.add(name)
