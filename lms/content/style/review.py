"""The rules of style over one file as it is typed, or over a whole course in every language."""

from collections.abc import Iterable, Iterator, Mapping

from lms.content.front import Key, read_front
from lms.content.layout import LANGUAGE, is_leftover
from lms.content.model import Fact, Problem
from lms.content.source import read_text
from lms.content.style import dated, feedback, level, pictures, practicals, quizzes, sentences, terms, whole, wording
from lms.content.style.english import ENGLISH
from lms.content.style.page import Page, read_page
from lms.content.style.silence import settle
from lms.content.style.spanish import SPANISH

TONGUES = {"en": ENGLISH, "es": SPANISH}
"""The languages there are rules for."""


def look(path: str, data: bytes, lang: str, facts: Mapping[str, Fact] | None = None) -> list[Problem]:
    """Look at one file of a course, by its path in it; in a language without rules nothing is said.

    Rules that need the whole course are left to `review`.
    """
    page = _page(path, data, lang, facts)
    return list(settle(path, page.problems, page.allows)) if page else []


def review(tree: Mapping[str, bytes], facts: Mapping[str, Fact] | None = None) -> list[Problem]:
    """Look at every Markdown file of a course, and at what only the whole shows."""
    own = language(tree)
    pages: dict[str, list[Page]] = {}
    for path in sorted(tree):
        lang = lang_of(path, own)
        if path.endswith(".md") and not is_leftover(path) and (page := _page(path, tree[path], lang, facts)):
            pages.setdefault(lang, []).append(page)
    for lang, group in pages.items():
        whole.look(group, TONGUES[lang])
    return list(_settled(page for group in pages.values() for page in group))


def _settled(pages: Iterable[Page]) -> Iterator[Problem]:
    for page in pages:
        yield from settle(page.path, page.problems, page.allows, courses_too=True)


def language(tree: Mapping[str, bytes]) -> str:
    """Give the language that a course says it is in."""
    text, _ = read_text("course.md", tree.get("course.md", b""))
    front, _ = read_front("course.md", text, {"language": Key("text", "en")}, partial=True)
    return str(front.values["language"])


def lang_of(path: str, own: str) -> str:
    """Give the language of a file: that of the folder of its translation, or the course's own."""
    first, slash, _ = path.partition("/")
    return first if slash and LANGUAGE.fullmatch(first) else own


def _page(path: str, data: bytes, lang: str, facts: Mapping[str, Fact] | None) -> Page | None:
    """Read one file and run every family of rules over it."""
    tongue = TONGUES.get(lang)
    page = read_page(path, data, lang, facts) if tongue else None
    if tongue is None or page is None:
        return None
    for family in (sentences, wording, terms, feedback, quizzes, practicals):
        family.look(page, tongue)
    for other in (level, pictures, dated):
        other.look(page)
    return page
