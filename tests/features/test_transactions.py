"""An act's transaction without the session: it lasts, or leaves nothing, and the next writer is let in either way."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from lms.models import transactions
from lms.models.base import db, reading_only
from lms.models.people import Person
from lms.models.prepared import Prepared

NAME = Prepared(sa.select(Person.name).where(Person.id == sa.bindparam("person_id")))
RENAME = Prepared(sa.update(Person.__table__).where(Person.id == sa.bindparam("person_id")), ("name",))
RENUMBER = Prepared(sa.update(Person.__table__).where(Person.id == sa.bindparam("person_id")), ("number",))


@pytest.fixture(autouse=True)
def writing(app, people):
    db.session.remove()
    reading_only.set(False)
    yield
    db.session.remove()


def next_writer(app, people) -> str:
    """Write from another thread, which must not have to wait, and say what the name was before."""
    seen = []

    def write():
        with app.app_context():
            reading_only.set(False)
            seen.append(db.session.scalar(sa.select(Person.name).where(Person.id == people.ann)))
            db.session.execute(sa.update(Person).where(Person.id == people.bea).values(name="Bea Next"))
            db.session.commit()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    thread.join(5)
    return seen[0] if seen and not thread.is_alive() else "waited"


def test_what_is_committed_lasts(app, people):
    with transactions.alone():
        transactions.begin()
        RENAME.change(person_id=people.ann, name="Ann Own")
        assert NAME.first(person_id=people.ann).name == "Ann Own"
        transactions.commit()
    assert transactions.opened() is None
    assert next_writer(app, people) == "Ann Own"


def test_what_is_not_committed_leaves_nothing(app, people):
    with transactions.alone():
        transactions.begin()
        RENAME.change(person_id=people.ann, name="Ann Lost")
    db.session.rollback()
    assert next_writer(app, people) == "Ann Learns"


def test_an_error_in_between_leaves_nothing(app, people):
    number = db.session.get_one(Person, people.bea).number
    db.session.rollback()

    def act():
        with transactions.alone():
            transactions.begin()
            RENAME.change(person_id=people.ann, name="Ann Lost")
            RENUMBER.change(person_id=people.ann, number=number)

    with pytest.raises(IntegrityError):
        act()
    db.session.rollback()
    assert next_writer(app, people) == "Ann Learns"


def test_a_commit_that_fails_leaves_nothing(app, people):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a session commits there, as everywhere else")

    def act():
        with transactions.alone():
            transactions.begin()
            transactions.opened().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            RENAME.change(person_id=people.ann, name="Ann Lost")
            transactions.opened().exec_driver_sql(f"UPDATE person SET facility_id = 99 WHERE id = {people.ann}")
            transactions.commit()

    with pytest.raises(IntegrityError):
        act()
    assert next_writer(app, people) == "Ann Learns"


def test_a_session_that_would_wait_for_its_own_act_is_refused_at_once(app, people):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL the act's transaction is the session's")

    def act():
        with transactions.alone():
            transactions.begin()
            db.session.get(Person, people.ann)

    with pytest.raises(RuntimeError, match="prepared statements alone"):
        act()
    assert next_writer(app, people) == "Ann Learns"


def test_a_session_in_a_transaction_keeps_it(app, people):
    db.session.get_one(Person, people.ann).name = "Ann Session"
    db.session.flush()
    with transactions.alone():
        transactions.begin()
        assert transactions.opened() is None
        assert NAME.first(person_id=people.ann).name == "Ann Session"
        transactions.commit()
    assert next_writer(app, people) == "Ann Session"
