"""Who may import whom: each ring uses only what stands before it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RINGS = ("questions", "content", "rules", "models", "acts", "web", "pages", "top")
OUTSIDE = {
    "questions": set(),
    "content": {"markdown", "bleach", "nh3", "yaml", "xml", "PIL", "pyphen", "snowballstemmer"},
    "rules": {"werkzeug", "fsrs"},
    "models": {"sqlalchemy", "flask_sqlalchemy"},
}
"""What a ring may use besides the standard library; the rings after models are free."""

FORBIDDEN = {"acts": {"flask", "flask_login", "flask_babel", "wtforms", "flask_wtf"}}
ACTS = ("actions", "queries", "events")


def ring_of(module: str) -> str:
    """The ring a module of ours belongs to."""
    parts = module.split(".")
    if len(parts) < 2:
        return "top"
    if parts[1] in RINGS[:4] or parts[1] == "web":
        return parts[1]
    if parts[1] == "features":
        return "pages" if parts[-1] in ("views", "forms", "links", "body") or "views" in parts else "acts"
    return "top"


def imports_of(source: str) -> list[tuple[int, str]]:
    """Every module a source imports, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, node.module)]
            if node.module.startswith("lms"):
                found += [(node.lineno, f"{node.module}.{name.name}") for name in node.names]
    return found


def foreign(ring: str, top: str) -> bool:
    """Whether a package is one that an inner ring does without."""
    return ring in OUTSIDE and top not in sys.stdlib_module_names and top not in OUTSIDE[ring]


def breaches(module: str, source: str) -> list[str]:
    """What a module imports that its ring may not."""
    ring = ring_of(module)
    said = []
    for line, name in imports_of(source):
        top = name.split(".")[0]
        if name == "lms.__version__":
            continue
        if top == "lms":
            other = ring_of(name)
            if name in ("lms", "lms.features", "lms.models", "lms.web", "lms.rules", "lms.content", "lms.questions"):
                other = ring_of(name + ".x") if name != "lms" else ring
            if RINGS.index(other) > RINGS.index(ring) and not (ring == "pages" and other == "acts"):
                said.append(f"{module}:{line} ({ring}) imports {name} ({other})")
        elif foreign(ring, top) or top in FORBIDDEN.get(ring, ()):
            said.append(f"{module}:{line} ({ring}) imports {top}")
    return said


def modules() -> dict[str, str]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.read_text()
        for path in sorted((ROOT / "lms").rglob("*.py"))
    }


def test_every_ring_uses_only_what_stands_before_it():
    assert [said for module, source in modules().items() for said in breaches(module, source)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("lms.questions.choice", "import markdown"),
        ("lms.content.reader", "from lms.rules import grading"),
        ("lms.rules.progress", "import sqlalchemy"),
        ("lms.models.people", "from lms.features.people import actions"),
        ("lms.features.people.actions", "from flask import request"),
        ("lms.features.people.queries", "from lms.web import signin"),
        ("lms.features.people.actions", "from lms.features.people import views"),
        ("lms.web.routes", "from lms.features.accounts import views"),
    ],
)
def test_a_planted_breach_is_seen(module, source):
    assert breaches(module, source) != []


def test_actions_and_queries_import_each_other_without_circles():
    graph = {
        module: {name for _, name in imports_of(source) if name.startswith("lms.features.") and name in modules()}
        for module, source in modules().items()
        if ring_of(module) == "acts"
    }
    assert circle_in(graph) is None
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}}) is not None


def circle_in(graph: dict[str, set[str]]) -> list[str] | None:
    """A circle of imports, if there is one."""
    done: set[str] = set()

    def walk(node: str, path: list[str]) -> list[str] | None:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return None
        for other in graph.get(node, ()):
            if found := walk(other, [*path, node]):
                return found
        done.add(node)
        return None

    return next((found for node in graph if (found := walk(node, []))), None)


@pytest.mark.parametrize("ring", ["questions", "content", "rules"])
def test_the_inner_rings_need_neither_flask_nor_a_database(ring):
    code = f"import lms.{ring}, sys, pkgutil, importlib\n"
    code += f"[importlib.import_module(f'lms.{ring}.{{m.name}}') for m in pkgutil.iter_modules(lms.{ring}.__path__)]\n"
    code += "print([m for m in ('flask', 'sqlalchemy') if m in sys.modules])"
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


SELDOM = ("markdown", "bleach", "nh3", "PIL", "fpdf", "segno", "fsrs", "snowballstemmer", "alembic", "lms.demo")
"""What a server needs seldom or leaves to another process: it starts without."""


def held_by_a_server(folder: Path, more: str = "") -> list[str]:
    code = f"import sys\n{more}\nimport wsgi\nprint(*[m for m in {SELDOM} if m in sys.modules])"
    environment = {"PATH": "/usr/bin:/bin", "INSTANCE": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_server_starts_without_what_it_needs_seldom(tmp_path):
    assert held_by_a_server(tmp_path) == []


def test_what_it_holds_would_be_seen(tmp_path):
    assert held_by_a_server(tmp_path, "import nh3") == ["nh3"]
