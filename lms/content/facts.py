"""Dated facts: reading facts.yaml, and what a page shows of a fact on a given day."""

import datetime as dt
from dataclasses import dataclass

import yaml

from lms.content.front import Key, read_rows
from lms.content.model import Fact, Problem
from lms.content.source import read_text

KEYS = {
    "id": Key("id", required=True),
    "value": Key("text", required=True),
    "place": Key("text", required=True, high=200),
    "source": Key("text", required=True),
    "checked_on": Key("date", required=True),
    "review_by": Key("date", required=True),
    "owner": Key("text", required=True, high=200),
}

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}
_NOTES = {
    "en": "As of {month} {year}, in {place}. This can change. Ask your mentor.",
    "es": "En {month} de {year}, en {place}. Esto puede cambiar. Pregunte a su mentora.",
}
_BANNERS = {
    "en": "This number is being checked. Ask your mentor for today's sheet.",
    "es": "Este número se está revisando. Pida a su mentora la hoja de hoy.",
}


@dataclass(frozen=True, slots=True)
class FactView:
    """What a page shows of a fact, as plain text: its value and when and where it holds, or only a banner."""

    value: str
    note: str
    banner: str

    @property
    def hidden(self) -> bool:
        """A fact past its review is not shown."""
        return bool(self.banner)

    @property
    def text(self) -> str:
        """Give all there is to show, as sentences."""
        if self.banner:
            return self.banner
        end = "" if self.value.endswith((".", "!", "?")) else "."
        return f"{self.value}{end} {self.note}"


def show_fact(fact: Fact | None, today: dt.date, lang: str = "en") -> FactView:
    """Decide what a page shows of a fact; one that is past its review day, or that no row holds any more, is hidden."""
    lang = lang if lang in _NOTES else "en"
    if fact is None or today > fact.review_by:
        return FactView("", "", _BANNERS[lang])
    month = _MONTHS[lang][fact.checked_on.month - 1]
    note = _NOTES[lang].format(month=month, year=fact.checked_on.year, place=fact.place)
    return FactView(fact.value, note, "")


def read_facts(data: bytes, path: str = "facts.yaml") -> tuple[dict[str, Fact], list[Problem]]:
    """Read the rows of facts.yaml; every key is required, each id stands once."""
    text, problems = read_text(path, data)
    rows, more = read_rows(path, text, KEYS)
    problems += more
    facts: dict[str, Fact] = {}
    for line, row in rows:
        fact = Fact(**row)
        if fact.id in facts:
            problems.append(Problem(path, line, "id-twice", f"The fact “{fact.id}” stands twice."))
        elif fact.review_by < fact.checked_on:
            words = f"“{fact.id}” has a review_by before its checked_on."
            problems.append(Problem(path, line, "fact-dates", words))
        else:
            facts[fact.id] = fact
    return facts, problems


def write_facts(facts: list[Fact]) -> bytes:
    """Print rows as facts.yaml, in the order of their ids."""
    rows = [{key: getattr(fact, key) for key in KEYS} for fact in sorted(facts, key=lambda fact: fact.id)]
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100).encode()
