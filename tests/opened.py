"""A full run of the tests opens every address of the app: what was opened is gathered here and judged at the end."""

from collections.abc import Collection
from typing import Any

import pytest

from tests import page

NARROWED = ("keyword", "markexpr", "deselect", "lf", "collectonly", "ignore", "ignore_glob", "stepwise")
"""Options after which not every test runs."""


def unopened(endpoints: Collection[str], opened: Collection[str]) -> list[str]:
    """The endpoints that no test has opened."""
    return sorted(set(endpoints) - set(opened))


def is_full(config: pytest.Config) -> bool:
    """Whether this run was to run every test: no path was named, and nothing narrows it."""
    everywhere = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return everywhere and not any(getattr(config.option, name, None) for name in NARROWED)


def endpoints() -> list[str]:
    """Every endpoint that is declared through routes."""
    from lms import create_app

    return list(create_app(SECRET_KEY="any", DATABASE_URL="sqlite://").extensions["rules"])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a process of a run in several processes has opened."""
    page.opened |= set(getattr(node, "workeroutput", {}).get("opened", ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let a full run whose tests all passed end badly where an address was never opened."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["opened"] = sorted(page.opened)
        return
    if exitstatus != pytest.ExitCode.OK or not is_full(session.config):
        return
    if missing := unopened(endpoints(), page.opened):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"\nNo test opens: {', '.join(missing)}", red=True)
