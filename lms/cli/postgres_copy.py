"""Copying a PostgreSQL database in one snapshot into a zip of CSV files, and loading one into an empty database."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from lms.cli.manifest import BY_KEY, LEFT_OUT, Contents, Damaged, Manifest, NotEmpty

if TYPE_CHECKING:
    import psycopg

EXTENSION = "zip"
OWN = "alembic_version"
"""The table that migrations write themselves."""

PIECE = 1 << 20
"""Bytes that are read at a time."""

SETTINGS = ("TIME ZONE 'UTC'", "bytea_output = 'hex'", "DateStyle = 'ISO'", "extra_float_digits = 1")
"""How values are written, so that each one reads back as exactly itself."""


@contextmanager
def opened(url: sa.URL) -> Iterator["psycopg.Connection[Any]"]:
    """A connection of its own, which sees one snapshot and writes all or nothing."""
    import psycopg

    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for setting in SETTINGS:
            connection.execute(f"SET LOCAL {setting}".encode())
        yield connection


def tables(connection: "psycopg.Connection[Any]") -> list[str]:
    """The names of all tables of the program."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [row[0] for row in rows]


def columns(connection: "psycopg.Connection[Any]", table: str) -> list[tuple[str, bool]]:
    """The columns of a table in order, and whether each is a whole number that numbers the rows."""
    rows = connection.execute(
        "SELECT a.attname, coalesce(i.indnkeyatts = 1 AND a.atttypid IN ('int4'::regtype, 'int8'::regtype), false)"
        " FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
        " AND a.attnum = ANY (i.indkey) WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped"
        " ORDER BY a.attnum",
        [f'"{table}"'],
    )
    return [(row[0], row[1]) for row in rows]


def contents(connection: "psycopg.Connection[Any]") -> Contents:
    """Look a database over, as the connection sees it."""
    names = tables(connection)
    counts, highest = {}, {}
    for name in names:
        counts[name] = _one(connection, f'SELECT count(*) FROM "{name}"')[0]  # noqa: S608 - the names are our own.
        for key in [column for column, numbers in columns(connection, name) if numbers]:
            highest[name] = _one(connection, f'SELECT coalesce(max("{key}"), 0) FROM "{name}"')[0]  # noqa: S608
    schema = _one(connection, "SELECT version_num FROM alembic_version")[0] if OWN in names else ""
    chain = _one(connection, "SELECT seq, hash FROM chain_head") if "chain_head" in names else (0, "")
    return Contents(schema, counts, highest, (chain[0], chain[1]))


def _one(connection: "psycopg.Connection[Any]", query: str) -> tuple[Any, ...]:
    return tuple(connection.execute(query.encode()).fetchone() or ())


def copy(url: sa.URL, part: Path) -> Contents:
    """Write every table as it stands in one snapshot; what no backup holds is left out."""
    with opened(url) as connection, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        found = contents(connection)
        for numbers in (found.tables, found.highest):
            numbers.update({table: 0 for table in LEFT_OUT if table in numbers})
        for table in found.tables:
            if table != OWN and table not in LEFT_OUT:
                _write_table(connection, archive, table)
        return found


def _write_table(connection: "psycopg.Connection[Any]", archive: zipfile.ZipFile, table: str) -> None:
    chosen = ", ".join(
        "CASE WHEN secret_kind = 'slip' THEN '' ELSE secret_hash END AS secret_hash"
        if (table, column) == ("person", "secret_hash")
        else f'"{column}"'
        for column, _ in columns(connection, table)
    )
    order = " ORDER BY 1, 2" if table in BY_KEY else ""
    query = f'COPY (SELECT {chosen} FROM "{table}"{order}) TO STDOUT (FORMAT csv, HEADER)'  # noqa: S608
    with (
        archive.open(f"{table}.csv", "w", force_zip64=True) as member,
        connection.cursor() as cursor,
        cursor.copy(query.encode()) as rows,
    ):
        for piece in rows:
            member.write(piece)


def look_over(path: Path, manifest: Manifest) -> None:
    """Hold the files in a zip against its manifest. Raises `Damaged`."""
    expected = {f"{table}.csv" for table in manifest.tables if table != OWN and table not in LEFT_OUT}
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None or set(archive.namelist()) != expected:
                raise Damaged("The zip does not hold what its description says.")
    except zipfile.BadZipFile:
        raise Damaged("This is not a zip that can be read.") from None


def refuse_unless_empty(url: sa.URL) -> None:
    """Refuse to load anything where there is data already. Raises `NotEmpty`."""
    with opened(url) as connection:
        found = contents(connection)
    if found.chain[0] or any(count for name, count in found.tables.items() if name not in (OWN, "chain_head")):
        raise NotEmpty("There is a database with data already. Restore into a new one instead.")


def load(path: Path, manifest: Manifest, url: sa.URL) -> None:
    """Load every table in one transaction; what does not add up in the end is not kept. Raises `Damaged`.

    Foreign keys are taken off and put on again, which checks every row: some tables point at each other.
    """
    with opened(url) as connection, zipfile.ZipFile(path) as archive:
        keys = connection.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        ).fetchall()
        for table, name, _ in keys:
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        for member in archive.namelist():
            _load_table(connection, archive, member.removesuffix(".csv"))
        for table, name, definition in keys:
            connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'.encode())
        found = contents(connection)
        if (found.tables, found.highest, found.chain) != (manifest.tables, manifest.highest, manifest.chain):
            raise Damaged("The rows do not add up to what the description says. Nothing was restored.")


def _load_table(connection: "psycopg.Connection[Any]", archive: zipfile.ZipFile, table: str) -> None:
    with archive.open(f"{table}.csv") as member:
        head = next(csv.reader([io.TextIOWrapper(member, "utf-8").readline()]))
    named = ", ".join(f'"{column}"' for column in head)
    # The guards against changing rows stand aside for the row that a migration has put here already.
    connection.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'.encode())
    connection.execute(f'DELETE FROM "{table}"'.encode())  # noqa: S608
    query = f'COPY "{table}" ({named}) FROM STDIN (FORMAT csv, HEADER)'
    with archive.open(f"{table}.csv") as member, connection.cursor() as cursor, cursor.copy(query.encode()) as rows:
        while piece := member.read(PIECE):
            rows.write(piece)
    connection.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'.encode())
    for key in [column for column, numbers in columns(connection, table) if numbers]:
        connection.execute(
            f'SELECT setval(pg_get_serial_sequence(\'"{table}"\', \'{key}\'), max("{key}")) FROM "{table}"'  # noqa: S608
            f" WHERE pg_get_serial_sequence('\"{table}\"', '{key}') IS NOT NULL HAVING max(\"{key}\") IS NOT NULL".encode()
        )
