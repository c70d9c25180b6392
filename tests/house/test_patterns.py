"""No pattern gives nothing back: Python before 3.11.5, which Debian 12 has, finds too little with such a part in it."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEWER = {"POSSESSIVE_REPEAT", "ATOMIC_GROUP"}


def parts(tree: Any) -> Iterator[str]:
    """The names of all parts of a parsed pattern."""
    for one in tree:
        if isinstance(one, (tuple, list)) or type(one).__name__ == "SubPattern":
            yield from parts(one)
        elif type(one).__name__ == "_NamedIntConstant":
            yield one.name


def patterns() -> list[tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern that stands in one of our modules, alone or in a collection."""
    found = {}
    paths = sorted((ROOT / "lms").rglob("*.py"), key=lambda path: "views" not in path.relative_to(ROOT).as_posix())
    for path in paths:  # Forms are imported by their views, as the product does it.
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        waiting = list(vars(import_module(name)).values())
        for value in waiting:
            if isinstance(value, re.Pattern):
                found[f"{name}: {value.pattern!r}"] = value
            elif isinstance(value, dict):
                waiting.extend(value.values())
            elif isinstance(value, (tuple, list)) and type(value) in (tuple, list):
                waiting.extend(value)
    return sorted(found.items())


def newer_parts(pattern: re.Pattern[Any]) -> set[str]:
    parser: Any = import_module("re._parser")
    return NEWER & set(parts(parser.parse(pattern.pattern, pattern.flags)))


def test_every_pattern_means_the_same_on_every_python_we_run_on():
    ours = patterns()
    assert len(ours) > 100
    assert [name for name, pattern in ours if newer_parts(pattern)] == []


@pytest.mark.parametrize("planted", ["a*+", "(?:ab)*+c", "x(?:y(?>a|b))?", "(?=a++)b"])
def test_a_part_that_gives_nothing_back_is_seen(planted):
    assert newer_parts(re.compile(planted))
