"""Makers of further databases for the tests of backup, restore and upgrade, and a way to compare two."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import Result
from flask import Flask, has_app_context

from lms import create_app
from lms.cli.manifest import LEFT_OUT
from lms.models.base import db
from lms.models.library import Blob
from lms.models.people import ParkedForm, Person, SignInDelay
from tests import make, make_people
from tests.conftest import settings
from tests.course import publish_garden
from tests.make import NOW


@contextmanager
def new_place(app: Flask, folder: Path, **overrides: Any) -> Iterator[Flask]:
    """An app on a new, empty database of the same kind as another app's; it is dropped afterwards."""
    folder.mkdir(exist_ok=True)
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        address = f"sqlite:///{folder / 'footing.db'}"
        drop: Callable[[], None] = lambda: None  # noqa: E731 - the folder goes with the test.
    else:
        server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        name = f"place_{dt.datetime.now().timestamp():.6f}".replace(".", "_")  # noqa: DTZ005 - only a name.
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        address = url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

        def drop() -> None:
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
            server.dispose()

    other = create_app(**settings(address, folder) | overrides)
    try:
        yield other
    finally:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()
        drop()


def run(app: Flask, *words: object, **given: Any) -> Result:
    """Run one command on an app as from a shell; no transaction of the test stands in its way."""
    if has_app_context():
        db.session.remove()
    with app.app_context():
        found = app.test_cli_runner().invoke(args=[str(word) for word in words], **given)
        db.session.remove()
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def fill(people: Any) -> int:
    """Rows of every awkward sort: accents, quotes, line ends, empty and missing texts, bytes, JSON; gives an attempt's id."""
    publish_garden()
    ann = db.session.get_one(Person, people.ann)
    ann.name, ann.username = 'Łucja "Lu"\\N, O\'Neill\n\tsecond line ✓', ""
    attempt = make_people.make_attempt(people.ann, state="submitted", submitted_at=NOW + dt.timedelta(microseconds=7))
    make_people.make_reading(attempt, people.cora, "")
    for seq in range(3):
        assert make_people.sign_once(db.session, ann.facility_id, attempt, people.mo) == seq + 1
    db.session.add(Blob(sha256="0" * 64, mime="x", size=4, content=b"\x00\xff\\x\n"))
    db.session.add(
        ParkedForm(person_id=people.ann, page="/", fields={"words": ["kept from everybody else"]}, parked_at=NOW)
    )
    db.session.add(SignInDelay(account="a", device="b", failures=3, wait_until=NOW))
    slip = db.session.get_one(Person, people.bea)
    slip.secret_hash, slip.secret_kind, slip.secret_until = make.PIN_HASH.replace("5ExbUWlu", "SLIPSLIP"), "slip", NOW
    db.session.commit()
    return attempt


def everything(app: Flask, but_acts: tuple[str, ...] = ("backup", "restore")) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables as a backup should hold them, to be compared."""
    with app.app_context():
        meta = sa.MetaData()
        with db.engine.connect() as connection:
            meta.reflect(connection)
            found = {}
            for name, table in sorted(meta.tables.items()):
                columns = [column for column in table.columns if column.name != "_"]
                rows = [tuple(row) for row in connection.execute(sa.select(*columns))]
                names = [column.name for column in columns]
                if name in LEFT_OUT:
                    rows = []
                if name == "person":
                    kind, secret = names.index("secret_kind"), names.index("secret_hash")
                    rows = [
                        (*row[:secret], "" if row[kind] == "slip" else row[secret], *row[secret + 1 :]) for row in rows
                    ]
                if name == "audit_event":
                    rows = [row for row in rows if row[names.index("action")] not in but_acts]
                found[name] = sorted(rows, key=repr)
        db.engine.dispose()
    return found
