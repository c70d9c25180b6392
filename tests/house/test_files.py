"""The shape of the tree: captions, sizes, annotations, no address of a registry, no word of who builds it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "lms").rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
ALLOWED_LONG = {"lms/rules/permissions.py"}
"""Files that may be longer: the one table of permissions stands on one page."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def long_functions(source: str) -> list[str]:
    """Functions with more than 40 lines of their own (the docstring not counted)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            doc = node.body[0] if ast.get_docstring(node) else None
            length = (node.end_lineno or 0) - node.lineno - ((doc.end_lineno or 0) - doc.lineno + 1 if doc else 0)
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name}: {length}")
    return found


def bare(source: str) -> list[str]:
    """Functions without a full set of annotations."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            given = [a for a in [*node.args.args, *node.args.kwonlyargs] if a.arg not in ("self", "cls")]
            if node.returns is None or any(a.annotation is None for a in given):
                found.append(node.name)
    return found


@pytest.mark.parametrize("path", CODE, ids=name)
def test_each_file_has_a_caption_and_stays_small(path):
    source = path.read_text()
    caption = ast.get_docstring(ast.parse(source))
    assert caption, "the first line says what lives here"
    assert caption.splitlines()[0].endswith("."), "the caption is one sentence"
    if name(path) not in ALLOWED_LONG:
        assert len(source.splitlines()) <= LONGEST_FILE
    assert long_functions(source) == []
    assert bare(source) == []


def test_planted_faults_are_seen():
    assert long_functions("def f():\n" + "    x = 1\n" * 50) == ["f: 50"]
    assert bare("def f(a) -> int: ...") == ["f"]


def test_no_file_is_called_after_nothing():
    assert [name(p) for p in CODE if p.stem in ("utils", "helpers", "common", "misc")] == []


def test_pins_hold_hashes_and_no_address():
    for pins in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / pins).read_text()
        assert "://" not in text
        assert "index-url" not in text
        packages = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE)
        assert packages
        assert len(re.findall(r"^[a-z0-9][\w.-]*==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(packages)


def test_no_todo_is_left():
    pattern = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [name(p) for p in CODE if pattern.search(p.read_text())] == []
