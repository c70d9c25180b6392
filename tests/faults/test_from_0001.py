"""A database as the first schema left it, with data: it comes to today's schema in one step, and no row is lost.

`schemas/0001.json` holds every row of such a database, written by the program of that time: people in two facilities,
the garden course, work that was approved, returned and finished, a certificate, answers, and a session.
"""

import base64
import datetime as dt
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.cli import upgrading
from lms.features.search.actions import index_lessons
from lms.models.base import db, reading_only
from lms.models.learning import Attempt
from tests.make import PIN
from tests.make_places import everything, new_place, run
from tests.page import Browser

KEPT = json.loads((Path(__file__).parent / "schemas" / "0001.json").read_text(encoding="utf-8"))
GUARDED = ("DELETE FROM certificate", "DELETE FROM signature", "UPDATE signoff_event SET seq = 9")


def value(column, given):
    """One kept value as its column takes it."""
    if given is None:
        return None
    if isinstance(column.type, sa.DateTime):
        return dt.datetime.fromisoformat(given)
    if isinstance(column.type, sa.Date):
        return dt.date.fromisoformat(given)
    return base64.b64decode(given) if isinstance(column.type, sa.LargeBinary) else given


def fill(connection):
    """Put every kept row into a database of schema 0001."""
    meta = sa.MetaData()
    meta.reflect(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for name, kept in KEPT.items():
        table = meta.tables[name]
        columns = [table.c[column] for column in kept["columns"]]
        rows = [{c.name: value(c, given) for c, given in zip(columns, row, strict=True)} for row in kept["rows"]]
        if name == "chain_head":  # The migration has put the one row there.
            connection.execute(sa.update(table).values(rows[0]))
            continue
        connection.execute(sa.insert(table), rows)
        key = list(table.primary_key.columns)
        if connection.dialect.name == "postgresql" and len(key) == 1 and isinstance(key[0].type, sa.Integer):
            sequence = f"pg_get_serial_sequence('\"{name}\"', '{key[0].name}')"
            connection.exec_driver_sql(
                f'SELECT setval({sequence}, (SELECT max({key[0].name}) FROM "{name}")) WHERE {sequence} IS NOT NULL'
            )


@pytest.fixture
def old(app, tmp_path):
    """A place whose database has the first schema, and rows in nearly every table."""
    with new_place(app, tmp_path / "old") as other:
        with other.app_context():
            upgrading.migrate("0001")
            reading_only.set(False)
            with db.engine.begin() as connection:
                fill(connection)
            db.engine.dispose()
        yield other


def cut(rows, width):
    """Rows of a table without the columns that came later, which stand last."""
    return sorted((row[:width] for row in rows), key=repr)


def test_a_database_of_the_first_schema_comes_here_with_every_row(old, tmp_path):
    before = everything(old)
    made = run(old, "upgrade", "--backups", tmp_path / "backups")
    assert made.exit_code == 0, made.output
    assert "Upgraded from schema 0001 to " in made.output
    after = everything(old)
    del before["alembic_version"]
    assert sum(len(rows) for rows in before.values()) == 168
    assert {name: cut(after[name], len(rows[0])) for name, rows in before.items() if rows} == {
        name: rows for name, rows in before.items() if rows
    }
    assert run(old, "audit", "verify").exit_code == 0


def test_an_upgrade_that_was_killed_before_its_lessons_could_be_searched_is_ended_by_the_next(
    old, tmp_path, monkeypatch
):
    monkeypatch.setattr(upgrading, "index_lessons", lambda: 0)
    assert run(old, "upgrade", "--backups", tmp_path / "backups").exit_code == 0
    monkeypatch.undo()
    assert "Nothing was changed." in run(old, "upgrade", "--backups", tmp_path / "backups").output
    with old.app_context():
        assert index_lessons() == 0, "all of them are there"


def test_what_was_there_goes_on_after_the_upgrade(old, tmp_path):
    assert run(old, "upgrade", "--backups", tmp_path / "backups").exit_code == 0
    with old.app_context():
        ann = Browser(old)
        page = ann.get("/sign-in")
        page = ann.press(page, "Sign in", name="1001", secret=PIN)
        assert page.status == 200, page.text
        assert "Garden" in ann.get("/record").text
        assert "Plant" in ann.get("/search?q=plant").text
        assert db.session.scalars(sa.select(Attempt.quiz_from)).all() == [1, 1, 1, 1]
        db.session.rollback()
        reading_only.set(False)
        for words in GUARDED:
            with pytest.raises(sa.exc.DBAPIError, match="kept as they are"):
                db.session.execute(sa.text(words))
            db.session.rollback()
