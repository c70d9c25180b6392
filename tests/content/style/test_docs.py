"""The page for authors lists every rule as the code has it."""

from pathlib import Path

from lms.content.style.rules import RULES

PAGE = Path(__file__).parents[3] / "docs/writing-lessons.md"


def rule_lines() -> list[str]:
    said = {"error": "to mend", "warning": "to look at"}
    lines = ["| rule | | looks at | why |", "|---|---|---|---|"]
    return lines + [
        f"| `{rule.name}` | {said[rule.severity]} | {rule.scope} | {rule.reason} |" for rule in RULES.values()
    ]


def test_the_page_lists_every_rule() -> None:
    text = PAGE.read_text()
    shown = text.split("<!-- rules -->\n")[1].split("\n<!-- /rules -->")[0]
    assert shown.splitlines() == rule_lines()
