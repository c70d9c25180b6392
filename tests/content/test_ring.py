"""The ring of content stands alone: no Flask, no database, no network come in with it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in (ROOT / "lms" / "content").rglob("[a-z]*.py")
)
FORBIDDEN = ("flask", "sqlalchemy", "wtforms", "PIL", "werkzeug", "lms.models", "lms.rules", "lms.web", "lms.features")


def loaded_by(imports: list[str]) -> set[str]:
    """Import in a fresh interpreter and give the names of all modules it then holds."""
    code = "import sys\n" + "".join(f"import {name}\n" for name in imports) + "print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_nothing_of_the_outer_rings_comes_in() -> None:
    assert len(MODULES) > 20
    loaded = loaded_by(MODULES)
    assert [name for name in FORBIDDEN if name in loaded] == []


def test_the_test_bites() -> None:
    assert "flask" in loaded_by([*MODULES, "flask"])
