"""Backups while people write, what is not in them, what is refused, and restoring to a new place."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.cli import backups, manifest
from lms.features.audit.actions import note
from lms.features.signoffs.verifying import chain_fault
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.library import Blob
from lms.models.people import Person
from lms.models.signoffs import Signature
from tests import make_people
from tests.make import NOW, make_session
from tests.make_places import everything, fill, new_place, run

ROOT = Path(__file__).resolve().parents[2]


def is_sqlite(app):
    return app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")


def backup(app, path):
    made = run(app, "backup", path)
    assert made.exit_code == 0, made.output
    return made


def said(path):
    return json.loads(Path(f"{path}.json").read_text())


def bytes_of(path):
    """All that a backup holds, as one string of bytes; the members of a zip unpacked."""
    if not zipfile.is_zipfile(path):
        return Path(path).read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def chain(place):
    """The number of signatures, of the acts written with them, and what is wrong with the chain (empty: nothing)."""
    with place.app_context():
        signatures = db.session.scalar(sa.select(sa.func.count()).select_from(Signature))
        ticks = db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "tick"))
        words = chain_fault(None)[1]
        db.session.remove()
        return signatures, ticks, words


# While people write


def write(app, facility, attempt, signer, stop, ledger):
    """Sign and note the act in one transaction, again and again; the ledger holds what was acknowledged."""
    with app.app_context():
        while not stop.is_set():
            seq = make_people.sign_once(db.session, facility, attempt, signer)
            note(None, "tick", "signature", seq, NOW, facility_id=facility)
            db.session.commit()
            ledger.append(seq)
            time.sleep(0.002)
        db.session.remove()


def test_a_backup_while_others_write_holds_one_moment(app, facility, people, tmp_path):
    attempt = fill(people)
    db.session.add(Blob(sha256="1" * 64, mime="x", size=3_000_000, content=os.urandom(3_000_000)))
    db.session.commit()
    db.session.remove()
    stop, ledger = threading.Event(), []
    writer = threading.Thread(target=write, args=(app, facility, attempt, people.mo, stop, ledger))
    writer.start()
    try:
        while len(ledger) < 20:
            time.sleep(0.01)
        before = ledger[-1]
        backup(app, tmp_path / "b")
        after = ledger[-1]
    finally:
        stop.set()
        writer.join(10)
    assert after > before, "people went on writing meanwhile"
    with new_place(app, tmp_path / "new") as place:
        restored = run(place, "restore", tmp_path / "b")
        assert restored.exit_code == 0, restored.output
        signatures, ticks, fault = chain(place)
    assert before <= signatures <= after + 1
    assert ticks == signatures - 3, "a signature and its act are one transaction"
    assert fault == ""
    told = said(tmp_path / "b")
    assert told["chain"][0] == told["tables"]["signature"] == told["highest"]["signature"] == signatures


def test_control_a_plain_copy_of_a_live_database_loses_rows(sqlite_database, tmp_path):
    sqlite_database.reset()
    app = sqlite_database.app
    with app.app_context():
        make_people.make.make_facility()
        make_people.make_learners(1, 40, attempts=False)
        live = backups.file_of(db.engine.url)
        shutil.copy(live, tmp_path / "plain.db")
        backups.take(db.engine.url, tmp_path / "true.db", "0", NOW)
        db.session.remove()
    counts = {}
    for name in ("plain.db", "true.db"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            counts[name] = connection.execute("SELECT count(*) FROM person").fetchone()[0]
    assert counts == {"plain.db": 0, "true.db": 40}


# What is not in it


def test_no_session_slip_kept_form_or_key_is_in_a_backup(app, people, tmp_path, browse):
    fill(people)
    token = make_session(people.ann, NOW)
    made = run(app, "slip", "mo")
    words = next(line.split(": ")[1] for line in made.output.splitlines() if line.startswith("  "))
    secrets = [row[0] for row in db.session.execute(sa.text("SELECT token_hash FROM sign_in"))]
    secrets += list(db.session.scalars(sa.select(Person.secret_hash).where(Person.secret_kind == "slip")))
    secrets += ["kept from everybody else", words, words.replace(" ", ""), token]
    assert len(secrets) >= 7
    db.session.remove()
    backup(app, tmp_path / "b")
    held = bytes_of(tmp_path / "b") + Path(f"{tmp_path / 'b'}.json").read_bytes()
    assert b"Cora Coordinator" in held, "the search finds what is there"
    assert [secret for secret in secrets if secret.encode() in held] == []
    assert Path(tmp_path / "b").stat().st_mode & 0o077 == 0


def test_control_the_search_would_find_a_session_in_an_unscrubbed_copy(sqlite_database, tmp_path):
    sqlite_database.reset()
    with sqlite_database.app.app_context():
        facility = make_people.make.make_facility()
        make_session(make_people.make.make_person(facility, "Ann", "learner", number="1"), NOW)
        hashed = db.session.execute(sa.text("SELECT token_hash FROM sign_in")).scalar_one()
        db.session.remove()
        with (
            closing(sqlite3.connect(backups.file_of(db.engine.url))) as live,
            closing(sqlite3.connect(tmp_path / "c")) as copy,
        ):
            live.backup(copy)
        assert hashed.encode() in bytes_of(tmp_path / "c")
        backups.take(db.engine.url, tmp_path / "b", "0", NOW)
        assert hashed.encode() not in bytes_of(tmp_path / "b")


# Restoring


def test_what_was_backed_up_is_restored_exactly(app, people, tmp_path):
    fill(people)
    db.session.remove()
    before = everything(app)
    assert len(before["person"]) == 9
    backup(app, tmp_path / "b")
    with new_place(app, tmp_path / "new") as place:
        restored = run(place, "restore", tmp_path / "b")
        assert restored.exit_code == 0, restored.output
        after = everything(place)
        with place.app_context():
            acts = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc()).limit(1)).all()
            again = make_people.make.make_person(1, "New Woman", "learner", number="9")
            db.session.remove()
        assert everything(place) != before, "the comparison sees one more woman"
    assert after == before
    assert acts == ["restore"]
    assert again == 10, "the next number follows the highest"


def test_the_guards_against_changing_rows_stand_after_a_restore(app, people, tmp_path):
    fill(people)
    db.session.remove()
    backup(app, tmp_path / "b")
    with new_place(app, tmp_path / "new") as place:
        run(place, "restore", tmp_path / "b")
        with place.app_context():
            for change in ("UPDATE signature SET hash = 'x'", "DELETE FROM audit_event", "DELETE FROM chain_head"):
                with pytest.raises(sa.exc.DatabaseError, match="kept as they are"):
                    db.session.execute(sa.text(change))
                db.session.rollback()
            with pytest.raises(sa.exc.IntegrityError):
                db.session.execute(sa.text("UPDATE person_role SET person_id = 999"))
            db.session.remove()


def test_a_restored_place_serves_and_everybody_signs_in_anew(app, people, tmp_path, browse):
    ann = browse(people.ann)
    assert ann.get("/account").status == 200
    db.session.remove()
    backup(app, tmp_path / "b")
    with new_place(app, tmp_path / "new") as place:
        run(place, "restore", tmp_path / "b")
        kiosk = place.test_client()
        with kiosk.session_transaction() as session, ann.client.session_transaction() as hers:
            session.update(hers)
        assert kiosk.get("/account").status_code == 302
        assert kiosk.get("/sign-in").status_code == 200


def damage(path):
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def cut(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 100)


def retell(**changed):
    def change(path):
        Path(f"{path}.json").write_text(json.dumps(said(path) | changed))

    return change


def other_file(path):
    path.write_bytes(b"not a backup at all")


REFUSED = {
    "one bit changed": (damage, "fingerprint is another"),
    "cut short": (cut, "fingerprint is another"),
    "another file in its place": (other_file, "fingerprint is another"),
    "no description": (lambda path: Path(f"{path}.json").unlink(), "is missing"),
    "a description of something else": (lambda path: Path(f"{path}.json").write_text("[1]"), "not the description"),
    "another product": (retell(product="something"), "no backup of Footing"),
    "a newer schema": (retell(schema="9999"), ("add up", "Install that version")),
    "other counts": (retell(tables={}), ("add up", "does not hold")),
    "another kind of database": (retell(kind="oracle"), "knows no backups"),
    "nothing there": (lambda path: path.unlink(), "There is no backup"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_trusted_is_not_restored(app, people, tmp_path, case):
    spoil, words = REFUSED[case]
    backup(app, tmp_path / "b")
    spoil(tmp_path / "b")
    with new_place(app, tmp_path / "new") as place:
        made = run(place, "restore", tmp_path / "b")
        assert made.exit_code == 1
        assert "Nothing was restored." in made.output
        assert any(one in made.output for one in ([words] if isinstance(words, str) else words)), made.output
        with place.app_context():
            assert sa.inspect(db.engine).get_table_names() == []


def test_a_backup_of_a_newer_version_is_not_restored(app, people, tmp_path):
    with new_place(app, tmp_path / "newer") as newer:
        run(newer, "upgrade")
        with newer.app_context():
            db.session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
            db.session.commit()
        backup(newer, tmp_path / "b")
    with new_place(app, tmp_path / "new") as place:
        made = run(place, "restore", tmp_path / "b")
        assert made.exit_code == 1
        assert "schema 9999). Install that version." in made.output


def test_nothing_is_restored_over_a_database_with_data(app, people, tmp_path):
    fill(people)
    db.session.remove()
    backup(app, tmp_path / "b")
    before = everything(app)
    made = run(app, "restore", tmp_path / "b")
    assert made.exit_code == 1
    assert "with data already" in made.output
    assert everything(app) == before


def test_an_empty_database_takes_a_restore_unless_somebody_has_it_open(app, people, tmp_path):
    fill(people)
    db.session.remove()
    before = everything(app)
    backup(app, tmp_path / "b")
    with new_place(app, tmp_path / "new") as place:
        run(place, "upgrade")
        if is_sqlite(app):
            with closing(sqlite3.connect(tmp_path / "new" / "footing.db")) as reader:
                reader.execute("PRAGMA journal_mode=WAL")
                reader.execute("SELECT * FROM facility").fetchall()
                made = run(place, "restore", tmp_path / "b")
                assert made.exit_code == 1
                assert "Stop the server first" in made.output
        made = run(place, "restore", tmp_path / "b")
        assert made.exit_code == 0, made.output
        assert everything(place) == before


# Writing the file


def test_a_backup_is_noted_and_never_written_over(app, people, tmp_path):
    backup(app, tmp_path / "b")
    first = (tmp_path / "b").read_bytes()
    again = run(app, "backup", tmp_path / "b")
    assert again.exit_code == 1
    assert "Choose another name" in again.output
    assert (tmp_path / "b").read_bytes() == first
    rows = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "backup")).all()
    assert [row.details["sha256"] for row in rows] == [said(tmp_path / "b")["sha256"]]


def test_a_folder_gets_a_file_with_the_time_in_its_name(app, people, tmp_path):
    (tmp_path / "safe").mkdir()
    backup(app, tmp_path / "safe")
    names = sorted(path.name for path in (tmp_path / "safe").iterdir())
    assert len(names) == 2
    assert names[0].startswith("footing-20")
    assert names[1] == names[0] + ".json"


def test_a_backup_that_cannot_be_written_leaves_nothing(app, people, tmp_path):
    made = run(app, "backup", tmp_path / "nowhere" / "b")
    assert made.exit_code == 1
    assert "No backup was made." in made.output
    assert not db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "backup")).all()

    def half(part):
        part.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        manifest.write_whole(tmp_path / "b", half)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_is_killed_leaves_no_backup_and_the_next_one_clears_up(tmp_path):
    code = (
        "import os, sys, pathlib; from lms.cli.manifest import write_whole\n"
        "def fill(part):\n    part.write_bytes(b'half')\n    os._exit(9)\n"
        "write_whole(pathlib.Path(sys.argv[1]), fill)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "b")], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert [path.name.startswith(".b.") for path in tmp_path.iterdir()] == [True]
    manifest.write_whole(tmp_path / "b", lambda part: part.write_bytes(b"whole") and None)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"b": b"whole"}


def test_a_damaged_database_gives_no_backup(sqlite_database, tmp_path):
    sqlite_database.reset()
    with sqlite_database.app.app_context():
        make_people.make.make_facility()
        db.session.remove()
        connection = db.engine.raw_connection()
        connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection.driver_connection.execute("INSERT INTO course_staff VALUES ('nowhere', 77)")
        connection.close()
        db.engine.dispose()
    made = run(sqlite_database.app, "backup", tmp_path / "b")
    assert made.exit_code == 1
    assert "points to a row" in made.output
    assert list(tmp_path.iterdir()) == []
