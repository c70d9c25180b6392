"""Nobody can tell from a backup whose ticket is whose: no row stands where it came."""

import csv
import sqlite3
import zipfile
from contextlib import closing

from lms.features.feedback.actions import give_ticket
from lms.models.base import db
from tests.make_courses import bread, publish_tree
from tests.make_places import run
from tests.make_signoffs import actor_of

TABLES = ("exit_ticket", "exit_ticket_given")


def rows_of(path, table):
    """The rows of a table in the order in which a backup holds them."""
    if not zipfile.is_zipfile(path):
        with closing(sqlite3.connect(path)) as copy:
            return [tuple(map(str, row)) for row in copy.execute(f"SELECT * FROM {table}")]
    with zipfile.ZipFile(path) as archive:
        return [tuple(row) for row in csv.reader(archive.read(f"{table}.csv").decode().splitlines())][1:]


def test_a_backup_holds_tickets_and_those_who_gave_one_by_their_keys(app, people, tmp_path):
    publish_tree(bread())
    for person_id in (people.pia, people.max, people.bea, people.mo, people.ann):
        give_ticket(actor_of(person_id), "bread/dough", {"clear": 1, "useful": 2, "pace": 3}, "2026-05")
        db.session.commit()
    backup = tmp_path / "backup"
    assert run(app, "backup", backup).exit_code == 0
    tickets, given = (rows_of(backup, table) for table in TABLES)
    assert len(tickets) == len(given) == 5
    assert tickets == sorted(tickets)
    assert given == sorted(given)
