"""Connections to SQLite kept for prepared statements: for one question, or for the one transaction of a whole act."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event

from lms.models.base import db, let_next_write, writing_alone

_free: "WeakKeyDictionary[sa.Engine, deque[sa.Connection]]" = WeakKeyDictionary()
"""Opened as the pool opens its own, but then kept here, where a thread takes one and gives it back.

The pool's way of lending is four times as dear as a question, and a session's transaction takes 150 µs of Python.
"""


def take(engine: sa.Engine) -> sa.Connection:
    """A connection without a transaction. Give it back so, or close it."""
    try:
        return _free[engine].pop()
    except (KeyError, IndexError):
        connection = engine.connect()
        connection.detach()
        return connection


def give_back(engine: sa.Engine, connection: sa.Connection) -> None:
    """Let the next one have it."""
    _free.setdefault(engine, deque()).append(connection)


@event.listens_for(sa.Engine, "engine_disposed")
def _close_free(engine: sa.Engine) -> None:
    for connection in _free.pop(engine, ()):
        connection.close()


class Alone:
    """The transaction of an act that asks prepared statements alone; ``connection`` is there while it is open."""

    def __init__(self) -> None:
        self.connection: sa.Connection | None = None

    def open(self, engine: sa.Engine) -> None:
        """Take the write lock, in the same queue as the transactions of sessions."""
        self.engine = engine
        connection = take(engine)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self.connection = connection
        writing_alone.set(True)

    def commit(self) -> None:
        """Make it last. Where the disk says no, nothing of it stays."""
        assert self.connection is not None
        self.connection.commit()
        let_next_write(self.connection.connection)
        give_back(self.engine, self.connection)
        self._end()

    def undo(self) -> None:
        """Leave nothing of it: a connection that is closed takes its transaction along."""
        if self.connection is not None:
            lent = self.connection.connection
            try:
                self.connection.close()
            finally:
                let_next_write(lent)
                self._end()

    def _end(self) -> None:
        self.connection = None
        writing_alone.set(False)


_alone: ContextVar[Alone | None] = ContextVar("alone", default=None)


@contextmanager
def alone() -> Iterator[None]:
    """In here `begin` opens a transaction without the session; what is not committed by the end of it is undone."""
    token = _alone.set(mine := Alone())
    try:
        yield
    finally:
        mine.undo()
        _alone.reset(token)


def opened() -> sa.Connection | None:
    """The connection of this act's own transaction, while it is open."""
    mine = _alone.get()
    return mine.connection if mine else None


def session_began() -> bool:
    """Whether the session is in a transaction; to ask makes no session."""
    return db.session.registry.has() and db.session().in_transaction()


def begin() -> None:
    """Open the transaction now: what is asked from here on is true until the end of it.

    On SQLite that takes the write lock; on PostgreSQL the rows that matter are to be locked besides.
    """
    mine, engine = _alone.get(), db.engine
    if mine is None or engine.dialect.name != "sqlite" or not isinstance(engine, sa.Engine) or session_began():
        db.session.connection()
    elif mine.connection is None:
        mine.open(engine)


def commit() -> None:
    """Commit what the act did, in its own transaction or in the session's."""
    mine = _alone.get()
    if mine is None or mine.connection is None:
        db.session.commit()  # The one place, with the command line, where an act becomes true.
    else:
        mine.commit()
