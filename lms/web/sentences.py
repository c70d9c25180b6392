"""Finds the plain sentences that rules say to people, so that they stand in the catalogue of every language."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

SENTENCE = re.compile(r"[A-Z][^\n]* [^\n]*\.")
"""How a rule speaks to a person: from a capital letter to a full stop. All other texts in rules are for code."""


def sentences(source: str) -> list[tuple[int, str]]:
    """Give each sentence of a file with its line (1-based); docstrings are for readers of code and stay out."""
    tree = ast.parse(source)
    left_out = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    left_out |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in left_out
        and SENTENCE.fullmatch(node.value)
    ]


def extract(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Hand the sentences of one file to Babel, which calls this by its name in pyproject.toml."""
    for line, words in sentences(file.read().decode("utf-8")):
        yield line, "gettext", words, []
