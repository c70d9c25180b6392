"""A served demo facility that is copied for each test, and kiosks in a real browser that drive it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, sync_playwright

from lms import create_app
from lms.cli.demo import demo_app
from lms.models.base import db, reading_only
from lms.models.people import Facility
from tests.browser import FLAGS, chromium
from tests.journeys.kiosk import Kiosk
from tests.make import make_facility
from tests.make_served import make_journey_people, publish_courses
from tests.server import Server, copied, fresh_postgresql, settings_of


def furnish(app: Flask) -> None:
    """Add the garden course and the people of the journeys to a facility."""
    reading_only.set(False)
    with app.app_context():
        publish_courses("garden")
        place = db.session.scalar(sa.select(Facility.id))
        db.session.rollback()
        make_journey_people(place or make_facility())
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app of the demo facility, built once; its folder is only ever copied."""
    app = demo_app(tmp_path_factory.mktemp("demo"))
    furnish(app)
    return app


@pytest.fixture(scope="session")
def prepared(demo: Flask) -> Path:
    return Path(demo.config["INSTANCE"])


@pytest.fixture
def server(prepared: Path, tmp_path: Path) -> Iterator[Server]:
    """The real server on its own copy of the demo."""
    served = Server(copied(prepared, tmp_path / "instance")).start()
    yield served
    served.end()


@pytest.fixture(scope="module")
def shared_server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a file that only look."""
    served = Server(copied(prepared, tmp_path_factory.mktemp("shared") / "instance")).start()
    yield served
    served.end()


@pytest.fixture
def postgresql_server(postgres: str, tmp_path: Path) -> Iterator[Server]:
    """The real server on PostgreSQL, with the garden course alone."""
    url = fresh_postgresql(postgres, "footing_served")
    app = create_app(**settings_of(tmp_path, url))
    with app.app_context():
        upgrade()
    furnish(app)
    served = Server(tmp_path, url).start()
    yield served
    served.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; where there is none the tests say so, or are not good where it is demanded."""
    path = chromium()
    if path is None and os.environ.get("FOOTING_BROWSER") == "required":
        pytest.fail("NO BROWSER, and FOOTING_BROWSER=required demands one")
    if path is None:
        pytest.skip("NO BROWSER: Chromium is not here, so nothing was seen in a real browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def kiosk(browser: Browser) -> Iterator[Callable[..., Kiosk]]:
    """kiosk(server) gives a new browser context; with js=False one that runs no script."""
    made: list[Kiosk] = []

    def start(server: Server, js: bool = True) -> Kiosk:
        made.append(Kiosk(browser, server.address, js))
        return made[-1]

    yield start
    for one in made:
        one.close()
