"""Copying a SQLite database while it is in use, looking a copy over, and putting one in place."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lms.cli.manifest import LEFT_OUT, Contents, Damaged, NotEmpty, Refused, write_whole

EXTENSION = "db"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that exists; it is never made by opening it."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
        connection.isolation_level = None
        yield connection


def copy(live: Path, part: Path) -> None:
    """Copy a database in one snapshot, while others read and write, and take out what no backup holds."""
    with opened(live) as source, opened(part) as target:
        source.backup(target)
        # What is taken out must not stay behind in a journal or in free pages.
        for pragma in ("journal_mode=MEMORY", "temp_store=MEMORY", "secure_delete=ON", "foreign_keys=OFF"):
            target.execute(f"PRAGMA {pragma}")
        present = set(tables(target))
        target.execute("BEGIN IMMEDIATE")
        for table in present.intersection(LEFT_OUT):
            target.execute(f'DELETE FROM "{table}"')  # noqa: S608 - the names are our own.
        if "person" in present:
            target.execute("UPDATE person SET secret_hash = '' WHERE secret_kind = 'slip'")
        target.execute("COMMIT")
        target.execute("VACUUM")


def tables(connection: sqlite3.Connection) -> list[str]:
    """The names of all tables, without SQLite's own."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return sorted(row[0] for row in rows)


def contents(path: Path) -> Contents:
    """Look a database over: it must be whole, and no row may point nowhere. Raises `Damaged`."""
    try:
        with opened(path) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            if faults != ["ok"]:
                raise Damaged(f"The database is damaged: {faults[0]}")
            if loose := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise Damaged(f"A row of {loose[0]} points to a row of {loose[2]} that is not there.")
            return _contents(connection)
    except sqlite3.DatabaseError as error:
        raise Damaged(f"This is not a database that can be read: {error}") from None


def _contents(connection: sqlite3.Connection) -> Contents:
    names = tables(connection)
    counts, highest = {}, {}
    for name in names:
        counts[name] = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        key = [row for row in connection.execute(f'PRAGMA table_info("{name}")') if row[5]]
        if len(key) == 1 and key[0][2] == "INTEGER":
            highest[name] = connection.execute(f'SELECT max("{key[0][1]}") FROM "{name}"').fetchone()[0] or 0  # noqa: S608
    schema = (
        connection.execute("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in names else None
    )
    chain = connection.execute("SELECT seq, hash FROM chain_head").fetchone() if "chain_head" in names else None
    return Contents(schema[0] if schema else "", counts, highest, chain or (0, ""))


def shape(path: Path) -> tuple[list[tuple[str, ...]], Contents]:
    """Everything by which one can tell that a database is as it was: each table, index and trigger, and the counts."""
    with opened(path) as connection:
        made = connection.execute(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
        ).fetchall()
    return made, contents(path)


def hold_alone(path: Path) -> None:
    """Refuse while anybody else has the database open; afterwards all of it stands in the one file."""
    try:
        with opened(path) as connection:
            connection.execute("PRAGMA busy_timeout=1000")
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = "wal"
    if mode != "delete":
        raise Refused("The database is in use. Stop the server first.")


INDEX = "search_"
"""How tables of the search index begin; even an empty index holds rows of its own."""


def refuse_unless_empty(target: Path) -> None:
    """Refuse to put anything where there is data already. Raises `NotEmpty`."""
    if not target.exists() or target.stat().st_size == 0:
        return
    found = contents(target)
    own = ("alembic_version", "chain_head")
    rows = [name for name, count in found.tables.items() if count and name not in own and not name.startswith(INDEX)]
    if rows or found.chain[0]:
        raise NotEmpty("There is a database with data already. Restore to a new place instead.")
    hold_alone(target)


def put(backup: Path, target: Path) -> None:
    """Put a backup in the place of a database that nobody has open, at once and whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, lambda part: _copy_file(backup, part, target))


def _copy_file(backup: Path, part: Path, target: Path) -> None:
    shutil.copyfile(backup, part)
    if target.exists():
        part.chmod(target.stat().st_mode & 0o777)
    # The journal belongs to the file that is replaced; left behind, it would be read into the new one.
    for end in ("-wal", "-shm", "-journal"):
        Path(f"{target}{end}").unlink(missing_ok=True)
