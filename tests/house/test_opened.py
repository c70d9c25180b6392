"""Every address is opened by some test of a full run; the guard is shown to bite on runs of its own."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from lms.config import ROOT
from tests.opened import endpoints, pytest_sessionfinish, pytest_testnodedown, unopened
from tests.page import Browser, opened

OPEN_ALL_BUT_ONE = """
from tests import opened, page

def test_it():
    page.opened |= set(opened.endpoints()) - {"records.verify"}
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A run of one test that claims to have opened all addresses but one."""
    (folder / "all").mkdir(exist_ok=True)
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = all\n")
    (folder / "conftest.py").write_text("from tests.opened import pytest_sessionfinish, pytest_testnodedown\n")
    (folder / "all" / "test_one.py").write_text(OPEN_ALL_BUT_ONE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_no_test_opens_is_named():
    assert unopened(["home.home", "people.index", "planted.page"], {"home.home", "people.index"}) == ["planted.page"]
    assert unopened(["home.home"], {"home.home", "long.gone"}) == []


def test_every_declared_route_is_asked_for(sqlite_database):
    assert set(endpoints()) == set(sqlite_database.app.extensions["rules"])


def test_a_full_run_that_leaves_an_address_out_ends_badly_and_a_part_is_not_judged(tmp_path):
    short = run(tmp_path)
    assert short.returncode == 1
    assert "No test opens: records.verify" in short.stdout
    assert run(tmp_path, "-k", "it").returncode == 0
    assert run(tmp_path, "all/test_one.py").returncode == 0


@pytest.fixture
def nothing_opened():
    before = set(opened)
    opened.clear()
    yield
    opened.update(before)


def test_processes_tell_each_other_what_they_opened(nothing_opened):
    opened.add("home.home")
    worker = SimpleNamespace(config=SimpleNamespace(workeroutput={}), exitstatus=0)
    pytest_sessionfinish(worker, 0)
    assert worker.config.workeroutput == {"opened": ["home.home"]}
    opened.clear()
    pytest_testnodedown(SimpleNamespace(workeroutput=worker.config.workeroutput), None)
    pytest_testnodedown(SimpleNamespace(), "the process was killed")
    assert opened == {"home.home"}


def test_an_address_counts_as_opened_only_where_it_opened(app, people, nothing_opened):
    """A page that was refused is not a page that a test has seen."""
    kiosk = Browser(app, people.ann)
    kiosk.get("/people")
    kiosk.get("/people/99")
    kiosk.post("/look", {"csrf_token": ""})
    kiosk.get("/no-such-page")
    assert opened == set()
    kiosk.get("/account")
    assert opened == {"people.account"}
