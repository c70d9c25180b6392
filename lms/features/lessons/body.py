"""Stored HTML put together for a page: dated facts come in as text, questions inside it as their numbers."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from lms.content.facts import show_fact
from lms.content.markdown import split_body
from lms.content.model import Fact
from lms.features.authoring.queries import facts_by_id

Piece = tuple[str, Markup | int]
"""``("html", safe HTML)`` or ``("check", number)``."""


@lru_cache(maxsize=512)
def _split(html: str) -> list[tuple[str, str]]:
    """What is stored never changes, so it is split once."""
    return split_body(html)


def pieces(html: str, lang: str, today: dt.date) -> list[Piece]:
    """The pieces of a stored text in order; a fact past its review day says so instead of its value."""
    parted = _split(html)
    facts = facts_by_id({value for kind, value in parted if kind == "fact"})
    return [
        ("check", int(value)) if kind == "check" else ("html", _safe(kind, value, facts, today, lang))
        for kind, value in parted
    ]


def whole(html: str, lang: str, today: dt.date) -> Markup:
    """A stored text without questions, as one piece."""
    return Markup("").join(value for kind, value in pieces(html, lang, today) if isinstance(value, Markup))


def _safe(kind: str, value: str, facts: Mapping[str, Fact], today: dt.date, lang: str) -> Markup:
    if kind == "html":
        return Markup(value)  # noqa: S704 - sanitised when the course was published
    shown = show_fact(facts.get(value), today, lang)
    return Markup('<strong class="{}">{}</strong>').format("fact-hidden" if shown.hidden else "fact", shown.text)
