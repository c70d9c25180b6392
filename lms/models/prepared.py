"""Statements that hot pages ask, compiled once and run on SQLite's own driver, which takes a tenth of the time."""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors

from lms.models import transactions
from lms.models.base import Base, db

Convert = Callable[[Any], Any]


class Prepared:
    """One statement, whose values are its named `bindparam`s and, of an insert or an update, its ``columns``.

    Of equal rows the last ``keep`` are converted only once. A column's default is not asked: give all that has none in SQL.

    The session takes 170 µs for a small question, most of it in Python; SQLite itself takes 10. On PostgreSQL, and
    for anything that is not asked many times a second, the session does the same and stays the ordinary way.

    Inside a transaction it sees and changes what the transaction does. Outside one, a question is answered at once
    on a connection of its own, so that whoever only reads never waits for a writer. A change always belongs to the
    transaction of the act, or else of the session, and is committed with it.
    """

    def __init__(self, statement: sa.Executable, columns: Sequence[str] | None = None, keep: int = 0) -> None:
        self.statement = statement
        self.columns = columns
        self.keep = keep
        self._compiled: OnSqlite | None = None

    def first(self, **values: Any) -> Any | None:
        """The first row, or None."""
        engine = db.engine
        if engine.dialect.name != "sqlite":
            return db.session.execute(self.statement, values).first()
        compiled = self._on_sqlite(engine.dialect)
        own = transactions.opened()
        bound = not isinstance(engine, sa.Engine)  # All of the app is held on one connection.
        if own is not None:
            rows, _count = compiled.run(own, values)
        elif bound or transactions.session_began():
            rows, _count = compiled.run(db.session.connection(), values)
        else:
            rows = _look(engine, compiled, values)
        return compiled.row(rows[0]) if rows else None

    def change(self, **values: Any) -> int:
        """Insert, update or delete in the transaction that is open; return how many rows that were."""
        own = transactions.opened()
        if own is not None:
            return self._on_sqlite(db.engine.dialect).run(own, values)[1]
        connection = db.session.connection()
        if connection.dialect.name != "sqlite":
            result = connection.execute(self.statement, values, execution_options={"preserve_rowcount": True})
            return int(result.rowcount)
        return self._on_sqlite(connection.dialect).run(connection, values)[1]

    def _on_sqlite(self, dialect: sa.Dialect) -> "OnSqlite":
        if self._compiled is None:
            self._compiled = OnSqlite(self, dialect)
        return self._compiled


def _look(engine: sa.Engine, compiled: "OnSqlite", values: dict[str, Any]) -> list[Any]:
    """Answer one question outside any transaction."""
    connection = transactions.take(engine)
    try:
        rows, _count = compiled.run(connection, values)
    except BaseException:
        connection.close()
        raise
    transactions.give_back(engine, connection)
    return rows


class OnSqlite:
    """A statement as SQLite's driver takes it, and how its values and its columns are converted."""

    def __init__(self, prepared: Prepared, dialect: sa.Dialect) -> None:
        statement = prepared.statement
        asked: Any = statement
        if isinstance(statement, sa.Select):  # A few functions write their own arguments once values are there.
            found = (bind for bind in visitors.iterate(statement) if isinstance(bind, sa.BindParameter))
            asked = statement.params({bind.key: None for bind in found if bind.required})
        rendered = {"render_postcompile": asked is not statement}
        compiled = asked.compile(dialect=dialect, column_keys=prepared.columns, compile_kwargs=rendered)
        self.sql = str(compiled)
        self.binds: list[tuple[str, Any, Convert | None]] = [
            (key, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for key in compiled.positiontup
            for bind in [compiled.binds[key]]
        ]
        columns = getattr(statement, "selected_columns", ())
        self.converted: list[tuple[int, Convert]] = [
            (place, convert)
            for place, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]
        self.made: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        self.row = lru_cache(maxsize=prepared.keep)(self._row) if prepared.keep else self._row

    def run(self, connection: sa.Connection, values: dict[str, Any]) -> tuple[list[Any], int]:
        """Run it; values that stand in the statement itself stay as they are. Give the rows and how many changed.

        Whoever listens for the statements of an engine hears this one too.
        """
        given = []
        for key, fixed, convert in self.binds:
            value = values.get(key, fixed)
            given.append(convert(value) if convert else value)
        for heard in connection.dispatch.before_cursor_execute:
            heard(connection, None, self.sql, given, None, False)
        try:
            cursor = connection.connection.execute(self.sql, given)
            return cursor.fetchall(), cursor.rowcount
        except sqlite3.Error as error:  # As the session would raise it: the pages for errors know no driver.
            raise DBAPIError.instance(self.sql, given, error, sqlite3.Error) from error

    def _row(self, values: tuple[Any, ...]) -> Any:
        """One row with its columns by name."""
        converted = list(values)
        for place, convert in self.converted:
            converted[place] = convert(converted[place])
        return self.made._make(converted)


def new_only(table: type[Base]) -> sa.Insert:
    """An insert that does nothing where a UNIQUE constraint says the row is there; both databases write it alike."""
    return postgresql.insert(table.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
