"""Stored HTML put together for a page: dated facts come in as text, questions inside it as their numbers."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from lms import questions
from lms.content.facts import show_fact
from lms.content.model import Fact
from lms.content.tokens import split_body
from lms.features.authoring.queries import facts_by_id
from lms.features.lessons import reading

Piece = tuple[str, Markup | int]
"""``("html", safe HTML)`` or ``("check", number)``."""

Shown = tuple[tuple[str, str, bool], ...]
"""What a page shows of each fact: its id, its words, and whether its value is hidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """A lesson as it was published: it never changes, so it is read and parted once."""

    key: tuple[str, str, str]
    slug: str
    lang: str
    title: str
    minutes: int | None
    module_title: str
    module_texts: Mapping[str, Any]
    lessons: Sequence[Mapping[str, Any]]
    parted: tuple[tuple[str, str], ...]
    content_note: str
    swap: str
    words: Mapping[str, str]
    checks: tuple[questions.Data, ...]
    audio: str

    @property
    def facts(self) -> frozenset[str]:
        """The ids of the facts it cites."""
        return frozenset(value for kind, value in self.parted if kind == "fact")


_READ: dict[tuple[str, str, str], Content] = {}
"""Lessons that were read, by the fingerprint of their module, so that what is kept can never be out of date."""

MOST_READ = 512


def lesson_content(row: Any, today: dt.date) -> tuple[Content, Shown]:
    """What a lesson says, and what it shows of facts today: one query, be it the first reading or a later one."""
    key = (row.hash, row.slug, row.lang)
    content = _READ.get(key)
    if content is not None:
        return content, shown_facts(content.facts, row.lang, today)
    found, facts = reading.lesson_row(*key)
    content = _content(key, found)
    if len(_READ) >= MOST_READ:
        _READ.clear()
    _READ[key] = content
    return content, _shown(content.facts, facts, row.lang, today)


def _content(key: tuple[str, str, str], found: Any) -> Content:
    text = found.Lesson
    return Content(
        key=key,
        slug=text.slug,
        lang=text.lang,
        title=text.title,
        minutes=text.minutes,
        module_title=found.module_title,
        module_texts=found.texts,
        lessons=found.outline["lessons"],
        parted=tuple(split_body(text.html)),
        content_note=text.content_note,
        swap=text.swap,
        words=text.words,
        checks=tuple(text.checks),
        audio=text.audio,
    )


def shown_facts(ids: Collection[str], lang: str, today: dt.date) -> Shown:
    """Decide what a page shows of facts today; one past its review day says so instead of its value."""
    return _shown(ids, facts_by_id(ids), lang, today)


def _shown(ids: Collection[str], found: Mapping[str, Fact], lang: str, today: dt.date) -> Shown:
    views = {id_: show_fact(found.get(id_), today, lang) for id_ in sorted(ids)}
    return tuple((id_, view.text, view.hidden) for id_, view in views.items())


def pieces(parted: Collection[tuple[str, str]], shown: Shown) -> list[Piece]:
    """The pieces of a stored text in order, with the facts put in."""
    facts = {id_: (text, hidden) for id_, text, hidden in shown}
    return [("check", int(value)) if kind == "check" else ("html", _safe(kind, value, facts)) for kind, value in parted]


def whole(html: str, lang: str, today: dt.date) -> Markup:
    """A stored text without questions, as one piece."""
    parted = split_body(html)
    shown = shown_facts({value for kind, value in parted if kind == "fact"}, lang, today)
    return Markup("").join(value for _kind, value in pieces(parted, shown) if isinstance(value, Markup))


def _safe(kind: str, value: str, facts: Mapping[str, tuple[str, bool]]) -> Markup:
    if kind == "html":
        return Markup(value)  # noqa: S704 - sanitised when the course was published
    text, hidden = facts[value]
    return Markup('<strong class="{}">{}</strong>').format("fact-hidden" if hidden else "fact", text)


def check(data: questions.Data, number: int, asked: int, seed: str) -> dict[str, Any]:
    """A question inside a lesson as the page shows it; key and feedback come along only once it has been answered."""
    shown: dict[str, Any] = {"question": questions.view(data, seed), "number": number, "value": None}
    if number != asked:
        return shown
    form = request.args.to_dict(flat=False)
    try:
        value = questions.read(data, form)
    except questions.Unreadable as slip:
        return shown | {"value": questions.typed(data, form), "error": _(slip.words).format(**slip.names)}
    return shown | {"value": value, "mark": questions.grade(data, value)}
