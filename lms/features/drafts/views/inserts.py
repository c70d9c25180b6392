"""What the editor offers to put into a text: examples of the syntax, questions of each kind, the pictures there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.content import starts

_ASKED = re.compile(r"\{#([a-z0-9-]{1,40})\}")

LABELS = {
    "heading": _l("A heading"),
    "list": _l("A list"),
    "steps": _l("Numbered steps"),
    "bold": _l("Strong words"),
    "tip": _l("A tip"),
    "warning": _l("A warning"),
    "table": _l("A table"),
    "picture": _l("A picture"),
    "fact": _l("A dated fact"),
    "choice": _l("One answer"),
    "multiple": _l("Several answers"),
    "number": _l("A number"),
    "text": _l("A word"),
    "order": _l("An order"),
    "match": _l("Pairs"),
    "reflection": _l("A reflection, private"),
    "written": _l("An answer for the mentor"),
}

_TEXTS = ("heading", "list", "steps", "bold", "tip", "warning", "table")


@dataclass(frozen=True, slots=True)
class Insert:
    """One thing to put in: its name in the form, its label, and the text itself."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Menu:
    """Things to put in, under one word."""

    label: str
    inserts: tuple[Insert, ...]


def menus(kind: str, lang: str, text: str, media: Sequence[str]) -> list[Menu]:
    """What fits into a file of this kind."""
    taken = _ASKED.findall(text)

    def offered(names: Sequence[str]) -> tuple[Insert, ...]:
        in_quiz = kind == "quiz"
        return tuple(Insert(name, str(LABELS[name]), starts.example(name, lang, taken, in_quiz)) for name in names)

    shown = [Insert(path, path.removeprefix("media/"), _picture(path, lang)) for path in media]
    pictures = tuple(shown) or offered(["picture"])
    texts = [*_TEXTS, "fact"] if kind in ("lesson", "practical") else list(_TEXTS)
    found = [Menu(_("Text"), offered(texts)), Menu(_("Picture"), pictures)]
    if kind == "quiz":
        return [Menu(_("Question"), offered(list(starts.QUESTIONS))), *found]
    if kind == "lesson":
        scored = [name for name in starts.QUESTIONS if name != "written"]
        return [*found, Menu(_("Question"), offered(scored))]
    return found


def _picture(path: str, lang: str) -> str:
    return starts.example("picture", lang).replace("media/name.webp", path)


def appended(text: str, name: str, offered: Sequence[Menu]) -> str:
    """A text with the thing of this name at its end; without scripts that is where it goes."""
    more = next((one.text for menu in offered for one in menu.inserts if one.name == name), "")
    return f"{text.rstrip()}\n\n{more}" if more else text
