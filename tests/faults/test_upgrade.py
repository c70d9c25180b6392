"""Upgrading: a checked backup first, and whatever happens the database is the old one or the new one."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.cli import backups, postgres_copy, sqlite_copy, upgrading
from lms.models.base import db
from lms.models.people import Person
from tests.make_places import everything, fill, run

ROOT = Path(__file__).resolve().parents[2]
STEP = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}


def upgrade():
    op.create_table("planted", sa.Column("id", sa.Integer, primary_key=True))
{more}
"""
GOOD = ""
RAISES = '    raise RuntimeError("planted")'
SLIPS_OUT = """
    op.get_bind().exec_driver_sql("COMMIT")
    op.get_bind().exec_driver_sql("DROP TABLE practical_work")
    raise RuntimeError("planted")
"""
DIES = "    import os; os._exit(9)"


@pytest.fixture
def planted(app, people, tmp_path, monkeypatch):
    """planted(more) puts one more migration after those that are there, and fills the database."""

    def plant(more):
        db.session.remove()
        folder = tmp_path / "migrations"
        shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
        step = STEP.format(head=upgrading.schema().head, more=more)
        (folder / "versions" / "9999_planted.py").write_text(step)
        monkeypatch.setattr(app.extensions["migrate"], "directory", str(folder))
        fill(people)
        db.session.remove()
        return everything(app)

    return plant


def upgrade(app, tmp_path):
    made = run(app, "upgrade", "--backups", tmp_path / "backups")
    return made, sorted((tmp_path / "backups").glob("*")) if (tmp_path / "backups").exists() else []


def is_sqlite(app):
    return app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")


def test_an_upgrade_keeps_every_row_and_leaves_a_checked_backup(app, planted, tmp_path):
    before = planted(GOOD)
    made, files = upgrade(app, tmp_path)
    assert made.exit_code == 0, made.output
    assert "Upgraded from schema" in made.output
    after = everything(app)
    assert after.pop("planted") == []
    assert after.pop("alembic_version") == [("9999",)]
    before.pop("alembic_version")
    assert after == before
    assert len(files) == 2
    assert backups.check(files[0]).tables["person"] == 9
    again, _ = upgrade(app, tmp_path)
    assert "Nothing was changed" in again.output


def test_an_upgrade_that_stops_leaves_the_database_as_it_was(app, planted, tmp_path):
    before = planted(RAISES)
    made, files = upgrade(app, tmp_path)
    assert made.exit_code == 1
    assert "planted" in made.output
    assert "The database is as it was before." in made.output
    assert everything(app) == before
    assert len(files) == 2


def test_an_upgrade_that_spoils_the_database_puts_the_backup_back(app, planted, tmp_path):
    before = planted(SLIPS_OUT)
    made, files = upgrade(app, tmp_path)
    assert made.exit_code == 1
    if is_sqlite(app):
        assert "The backup was put back." in made.output
        assert everything(app) == before
        assert db.session.get_one(Person, 1).name.startswith("Łucja")
    else:
        assert f"lms restore {files[0]}" in made.output
        assert backups.check(files[0]).tables["person"] == 9


def test_an_upgrade_that_is_killed_leaves_the_database_as_it_was(sqlite_database, tmp_path):
    sqlite_database.reset()
    live = tmp_path / "footing.db"
    with sqlite_database.app.app_context():
        head = upgrading.schema().head
        db.engine.dispose()
        shutil.copy(backups.file_of(db.engine.url), live)
    with closing(sqlite3.connect(live)) as connection:
        connection.execute(
            "INSERT INTO facility (id, name, timezone, language, accent, help_text, peers_may_sign, created_at) "
            "VALUES (1, 'Alder', 'UTC', 'en', '', '', 0, '2026-05-04')"
        )
        connection.commit()
    before = sqlite_copy.shape(live)
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_planted.py").write_text(STEP.format(head=head, more=DIES))
    code = (
        "import sys, flask_migrate; from lms import create_app; app = create_app(INSTANCE=sys.argv[1], SECRET_KEY='x')\n"
        "app.extensions['migrate'].directory = sys.argv[2]\n"
        "app.test_cli_runner().invoke(args=['upgrade'])"
    )
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "INSTANCE")}
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path), str(folder)], cwd=ROOT, env=clean, check=False)
    assert killed.returncode == 9
    assert sqlite_copy.shape(live) == before
    assert before[1].tables["facility"] == 1
    assert len(list((tmp_path / "backups").glob("*.db"))) == 1


def test_a_sqlite_database_in_use_is_not_upgraded(app, planted, tmp_path):
    before = planted(GOOD)
    url = db.engine.url
    if is_sqlite(app):
        with closing(sqlite3.connect(backups.file_of(url))) as reader:
            reader.execute("PRAGMA journal_mode=WAL")
            reader.execute("SELECT * FROM facility").fetchall()
            made, files = upgrade(app, tmp_path)
        assert "Stop the server first" in made.output
        assert (made.exit_code, files, everything(app)) == (1, [], before)
    else:
        with postgres_copy.opened(url) as reader:
            reader.commit()
            made, files = upgrade(app, tmp_path)
        assert made.exit_code == 0, "PostgreSQL changes its tables in one transaction, whoever is connected"


def test_an_older_program_neither_serves_nor_upgrades_a_newer_database(app, people):
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '9998'"))
    db.session.commit()
    for words in (("serve", "--port", "1"), ("upgrade",)):
        made = run(app, *words)
        assert made.exit_code == 1
        assert "A newer version of Footing made this database (schema 9998)" in made.output


def test_a_program_does_not_serve_an_older_database(app, planted):
    planted(GOOD)
    made = run(app, "serve", "--port", "1")
    assert made.exit_code == 1
    assert "Run: lms upgrade" in made.output
