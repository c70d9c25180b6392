"""The ground every table stands on: the database handle, constraint names, UTC times and how each database is opened."""

import datetime as dt
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import Pool

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""True while a page is only looked at; SQLite then opens a deferred transaction instead of taking the write lock."""

writing_alone: ContextVar[bool] = ContextVar("writing_alone", default=False)
"""True while an act holds SQLite's write lock without the session, which then would wait for itself."""


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware UTC time. SQLite hands times back without a zone, so it is put on again when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Refuse a time without a zone: nobody could say later which hour it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Give the time back as aware UTC on every database."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


Json = sa.JSON(none_as_null=True)


class Base(DeclarativeBase):
    """The parent of all tables."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            dt.datetime: UtcDateTime(),
            str: sa.Text(),
            dict[str, Any]: Json,
            list[Any]: Json,
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
Row = TypeVar("Row", bound=Base)


def insert_once(table: type[Base], values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
    """Insert, or do nothing where a UNIQUE constraint says the row is there; return how many rows were new.

    A clash would abort the whole transaction on PostgreSQL, so it is never raised and caught.
    """
    make = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(table).values(values).on_conflict_do_nothing()
    result = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    return int(result.rowcount)  # type: ignore[attr-defined]


def lock_or_insert(table: type[Row], values: Mapping[str, Any]) -> Row:
    """Return the row under this primary key, locked until the transaction ends; insert it where there is none.

    It is one statement: between an insert that found the row and a read of it, somebody else may delete it.
    """
    key = [column.name for column in sa.inspect(table).primary_key]
    make = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = make(table).values(values)
    kept = new.on_conflict_do_update(index_elements=key, set_={key[0]: new.excluded[key[0]]}).returning(table)
    query = sa.select(table).from_statement(kept).execution_options(populate_existing=True)
    found: Row = db.session.scalars(query).one()
    return found


def keep_once(table: type[Any], values: Mapping[str, Any]) -> int:
    """Insert a row under its ``save_key``, or do nothing where the same row is there under it; return how many were new.

    Another row under a key that was used gets a key of its own: nothing that was sent is dropped.
    """
    if insert_once(table, values):
        return 1
    before = db.session.scalars(sa.select(table).where(table.save_key == values["save_key"])).one()
    if all(getattr(before, name) == value for name, value in values.items() if name != "at"):
        return 0
    return insert_once(table, {**values, "save_key": secrets.token_hex(16)})


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, record: Any) -> None:
    """Make SQLite durable and strict. The driver stays out of transactions; `_begin` opens them."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "busy_timeout=10000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "cache_size=-512",  # KiB for each thread; the system keeps the rest of the file for all of them.
    ):
        connection.execute(f"PRAGMA {pragma}")


_writers = Lock()
"""SQLite has one writer at a time. Waiting here is fair and ends at once; SQLite's own waiting sleeps and starves."""

LONGEST_WAIT = 10.0
"""Seconds a writer of this process waits for the others; after that SQLite's own waiting, and its error, take over."""


def _told(connection: Connection, sql: str) -> None:
    """Tell SQLite's driver itself: SQLAlchemy's way costs ten times as much, and its error is the same."""
    try:
        connection.connection.execute(sql)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error) from error


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Take SQLite's write lock at once where something may be written: a later upgrade fails without waiting."""
    if connection.dialect.name != "sqlite":
        return
    if writing_alone.get():
        raise RuntimeError("this act has a transaction of its own, of prepared statements alone")
    if reading_only.get():
        _told(connection, "BEGIN")
        return
    record = connection.connection
    record.info["writing"] = _writers.acquire(timeout=LONGEST_WAIT)
    try:
        _told(connection, "BEGIN IMMEDIATE")
    except Exception:
        _let_next_write(None, record)
        raise


@event.listens_for(Pool, "checkin")
def _let_next_write(dbapi_connection: Any, record: Any) -> None:
    """The transaction is over, whichever way, when its connection goes back to the pool."""
    if record.info.pop("writing", False):
        _writers.release()


def let_next_write(lent: Any) -> None:
    """The same for a connection that goes back to no pool."""
    _let_next_write(None, lent)
