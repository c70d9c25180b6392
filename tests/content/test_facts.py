"""Dated facts: their rows are checked, and a page shows them only as long as they hold."""

import datetime as dt

import pytest

from lms.content.facts import FactView, read_facts, show_fact, write_facts
from tests.content.samples import FACTS

FACT = FACTS["minimum-wage"]
ROW = """\
- id: minimum-wage
  value: "The lowest rate is $7.25 an hour."
  place: the United States
  source: 29 USC 206
  checked_on: 2026-05-05
  review_by: 2027-01-31
  owner: instructor
"""


def test_rows_are_read() -> None:
    assert read_facts(ROW.encode()) == (FACTS, [])


def test_no_rows() -> None:
    assert read_facts(b"") == ({}, [])
    assert read_facts(b"# nothing yet\n") == ({}, [])


@pytest.mark.parametrize(
    ("old", "new", "line", "rule", "words"),
    [
        ("  owner: instructor\n", "", 1, "front-missing", "“owner” is missing"),
        ("place:", "plaec:", 3, "front-unknown", "Did you mean “place”?"),
        ("2026-05-05", "5 May 2026", 5, "front-type", "a date, like 2026-05-31"),
        ("2026-05-05", "2026-13-05", 5, "front-type", "a date"),
        ("2027-01-31", "2025-01-31", 1, "fact-dates", "before its checked_on"),
        ("id: minimum-wage", "id: Minimum wage", 1, "front-type", "small letters"),
        ("29 USC 206", "''", 1, "front-missing", "“source” is missing"),
        ("instructor\n", "instructor\n" + ROW, 8, "id-twice", "stands twice"),
        ("- id", "rows:\n- id", 1, "front-shape", "a list of rows"),
        ("- id: minimum-wage", "- just words\n- id: minimum-wage", 1, "front-shape", "key: value"),
        ("$7.25", "\0$7.25", 2, "hidden-character", "U+0000"),
        ("$7.25", '"$7.25', 2, "front-yaml", "cannot be read"),
    ],
)
def test_a_fault_in_a_row_is_named(old: str, new: str, line: int, rule: str, words: str) -> None:
    facts, problems = read_facts(ROW.replace(old, new, 1).encode(), "facts.yaml")
    assert ("facts.yaml", line, rule) in [(one.path, one.line, one.rule) for one in problems]
    assert any(words in one.words for one in problems)
    assert rule == "id-twice" or not facts or rule == "front-shape"


def test_written_rows_read_back_as_the_same() -> None:
    assert read_facts(write_facts(list(FACTS.values()))) == (FACTS, [])


@pytest.mark.parametrize("today", [dt.date(2026, 5, 5), dt.date(2027, 1, 31)])
def test_a_fact_is_shown_until_its_review_day(today: dt.date) -> None:
    view = show_fact(FACT, today)
    assert not view.hidden
    assert view.text == (
        "The lowest rate is $7.25 an hour. As of May 2026, in the United States. This can change. Ask your mentor."
    )


def test_past_its_review_day_the_value_is_hidden() -> None:
    view = show_fact(FACT, dt.date(2027, 2, 1))
    assert view == FactView("", "", "This number is being checked. Ask your mentor for today's sheet.")
    assert view.hidden
    assert "7.25" not in view.text


def test_a_fact_without_row_is_hidden() -> None:
    assert show_fact(None, dt.date(2026, 5, 5)).hidden


def test_spanish_and_other_languages() -> None:
    assert show_fact(FACT, dt.date(2026, 6, 1), "es").note == (
        "En mayo de 2026, en the United States. Esto puede cambiar. Pregunte a su mentora."
    )
    assert show_fact(None, dt.date(2026, 6, 1), "es").text.startswith("Este número se está revisando.")
    assert show_fact(FACT, dt.date(2026, 6, 1), "fr") == show_fact(FACT, dt.date(2026, 6, 1))


def test_a_bare_number_gets_its_full_stop() -> None:
    bare = FACT.__class__("a", "7.25", "Ohio", "s", dt.date(2026, 12, 1), dt.date(2027, 1, 1), "o")
    assert show_fact(bare, dt.date(2026, 12, 2)).text.startswith("7.25. As of December 2026, in Ohio.")
