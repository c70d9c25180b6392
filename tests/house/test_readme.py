"""The README's map, table of permissions and settings are those of the code."""

import ast
import re
from pathlib import Path

import click
import pytest

from lms.config import SETTINGS
from lms.rules.permissions import ROLES, TABLE, WORDS, Grant

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
OTHERS = {
    "Makefile": "The two commands and a few more, each a line or two.",
    "courses/": "The starter library, with its dated facts.",
    "migrations/": "Alembic, through Flask-Migrate; a migration never imports the models.",
    "lms/templates/": "One folder for each feature; layout.html is the frame, macros.html the parts.",
    "lms/static/": "Our own CSS and JavaScript, and vendor/ with the font and its licence; no build step.",
    "tests/": "content, questions and rules are pure; features over HTTP; journeys in a browser; house our own rules.",
    "docs/": "The pictures of this page; how to write lessons in plain words; kiosks, tablets and HTTPS, for IT.",
}
ROOMS = ("questions", "content", "rules", "models", "features", "web", "cli")


def caption(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()[0]


def map_lines() -> list[str]:
    """The map as the code has it: every room with its caption, and the features one by one."""
    lines = ["```"]
    lines.append(f"{'wsgi.py':<26}{caption(ROOT / 'wsgi.py')}")
    lines += [f"{name:<26}{words}" for name, words in OTHERS.items() if not name.startswith("lms/")]
    for name in ("__init__", "config", "demo"):
        lines.append(f"{f'lms/{name}.py':<26}{caption(ROOT / 'lms' / f'{name}.py')}")
    for room in ROOMS:
        lines.append(f"{f'lms/{room}/':<26}{caption(ROOT / 'lms' / room / '__init__.py')}")
        if room == "features":
            nouns = sorted(p.parent for p in (ROOT / "lms/features").glob("*/__init__.py"))
            lines += [f"  {f'{noun.name}/':<24}{caption(noun / '__init__.py')}" for noun in nouns]
    lines += [f"{name:<26}{words}" for name, words in OTHERS.items() if name.startswith("lms/")]
    return [*lines, "```"]


def permission_lines() -> list[str]:
    said = {Grant.NO: "–", Grant.YES: "yes"}
    lines = ["| she may | " + " | ".join(role.replace("_", " ") for role in ROLES) + " |", "|---" * 8 + "|"]
    return lines + [
        f"| {WORDS[may]} | " + " | ".join(said.get(grant, str(grant)) for grant in row) + " |"
        for may, row in TABLE.items()
    ]


def setting_lines() -> list[str]:
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    return lines + [f"| `{s.name}` | {s.default!r} | {s.meaning} |" for s in SETTINGS]


PARTS = {"map": map_lines, "permissions": permission_lines, "settings": setting_lines}


def part(text: str, name: str) -> list[str]:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    assert found, name
    return found[1].splitlines()


@pytest.mark.parametrize("name", PARTS)
def test_the_readme_says_what_the_code_says(name):
    assert part(README.read_text(), name) == PARTS[name]()


def test_a_line_that_is_out_of_date_is_seen():
    planted = README.read_text().replace("How we ask", "How we asked")
    assert part(planted, "map") != map_lines()


def test_every_file_the_readme_names_is_there():
    text = README.read_text()
    for path in re.findall(r"\]\((docs/[^)]+)\)", text):
        assert (ROOT / path).is_file(), path
    targets = {
        line.split(":")[0] for line in (ROOT / "Makefile").read_text().splitlines() if re.match(r"[a-z]+:", line)
    }
    assert set(re.findall(r"^make ([a-z]+)", text, re.MULTILINE)) | set(re.findall(r"`make ([a-z]+)`", text)) <= targets


def test_every_command_the_readme_names_is_there(sqlite_database):
    commands = sqlite_database.app.cli.list_commands(click.Context(click.Command("lms")))
    named = set(re.findall(r"\blms ([a-z]+)\b", README.read_text())) - {"or"}
    assert named <= set(commands), named - set(commands)
