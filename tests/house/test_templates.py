"""House rules for templates: every text is marked for translation, nothing inline, one heading."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "lms" / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CLASS_BLOCK = re.compile(r"\{%-? block page_class %\}\w+")
TAG = re.compile(r"<[^>]*>", re.DOTALL)
BRAND = {"Footing"}


def unmarked(source: str) -> list[str]:
    """Words that stand in a template without `_()`."""
    source = CLASS_BLOCK.sub("", COMMENT.sub("", source))
    text = TAG.sub(" ", CODE.sub(" ", source))
    words = re.findall(r"[^\W\d_]{2,}[^\n]*", text)
    return [line.strip() for line in words if line.strip() not in BRAND and "doctype" not in line]


def unmarked_attributes(source: str) -> list[str]:
    """Attributes that a person reads, written without `_()`."""
    found = re.findall(r'\b(?:alt|title|aria-label|placeholder)="([^"{]*[^\W\d_]{2}[^"{]*)"', COMMENT.sub("", source))
    return found


def inline(source: str) -> list[str]:
    """Styles and scripts that stand in the page itself."""
    found = re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    return found + re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", source)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_every_text_is_marked_and_nothing_is_inline(path):
    source = path.read_text()
    assert unmarked(source) == []
    assert unmarked_attributes(source) == []
    assert inline(source) == []


def test_planted_faults_are_seen():
    assert unmarked("<p>Hello there</p>") == ["Hello there"]
    assert unmarked('<p>{{ _("Hello there") }}</p>') == []
    assert unmarked_attributes('<img alt="A tree">') == ["A tree"]
    assert inline('<p style="color:red">') != []
    assert inline("<script>x()</script>") != []
    assert inline('<p onclick="x()">') != []
    assert inline('<script src="x"></script>') == []
