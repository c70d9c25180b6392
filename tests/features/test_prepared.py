"""What is prepared for hot pages shows what the slow way shows, and the quick way to the database keeps every promise."""

import datetime as dt
import gzip
import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from lms.features.audit.actions import note
from lms.models.audit import AuditEvent
from lms.models.base import db, reading_only
from lms.models.learning import Attempt
from lms.models.people import Facility, Person
from lms.models.prepared import Prepared
from lms.web import prepared
from lms.web.signin import load_actor
from tests.course import publish_garden
from tests.make import NOW
from tests.page import counted

NAME = Prepared(sa.select(Person.name, Person.created_at).where(Person.id == sa.bindparam("person_id")))
RENAME = Prepared(sa.update(Person.__table__).where(Person.id == sa.bindparam("person_id")), ("name",))


@pytest.fixture
def lessons(browse, people):
    """Ann and Bea in the same lessons; a function that opens one of them both ways."""
    publish_garden()
    kiosks = {name: browse(getattr(people, name)) for name in ("ann", "bea")}
    for kiosk in kiosks.values():
        page = kiosk.press(kiosk.get("/courses/garden"), "Start this course")
        kiosk.press(page, "Start this module")
    attempts = dict(db.session.execute(sa.select(Attempt.person_id, Attempt.id)).all())

    def both(name, slug="dig"):
        url = f"/attempts/{attempts[getattr(people, name)]}/lessons/{slug}"
        return kiosks[name].get(url).html, kiosks[name].get(url + "?slow=1").html

    both.kiosks, both.attempts = kiosks, {name: attempts[getattr(people, name)] for name in kiosks}
    return both


def same(lessons, *pages):
    return [quick == slow for quick, slow in (lessons(*page) for page in pages)]


def test_a_prepared_lesson_is_the_lesson(lessons, people, facility):
    every = [(name, slug) for name in ("ann", "bea") for slug in ("dig", "plant")]
    assert same(lessons, *every, *every) == [True] * 8
    kiosk, attempt_id = lessons.kiosks["ann"], lessons.attempts["ann"]
    kiosk.press(kiosk.get(f"/attempts/{attempt_id}/lessons/dig"), "Mark as read and continue")
    assert same(lessons, *every) == [True] * 4
    assert ("Mark as read and continue" in lessons("ann")[0], "Mark as read and continue" in lessons("bea")[0]) == (
        False,
        True,
    )
    for values in ({"theme": "dark"}, {"text_size": 150}, {"lang": "es"}, {"name": '<i>"Ann" & 1</i>'}):
        db.session.execute(sa.update(Person).where(Person.id == people.ann).values(**values))
        db.session.commit()
        assert same(lessons, *every) == [True] * 4
    quick, _slow = lessons("ann")
    assert "Usted es &lt;i&gt;&#34;Ann&#34; &amp; 1&lt;/i&gt;" in quick
    db.session.execute(sa.update(Facility).where(Facility.id == facility).values(name="Elm House", accent="plum"))
    db.session.commit()
    assert same(lessons, *every) == [True] * 4
    assert "Elm House" in lessons("bea")[0]


def test_a_thing_that_the_key_forgets_would_be_seen(lessons, monkeypatch):
    def forgetful(template, number, key, context):
        return page(template, number, (), context)

    page = prepared.page
    monkeypatch.setattr(prepared, "_MADE", {})
    monkeypatch.setattr(prepared, "page", forgetful)
    assert same(lessons, ("ann", "dig"), ("ann", "plant")) == [True, False]


def test_nothing_of_one_woman_stands_in_what_is_kept(lessons, monkeypatch):
    monkeypatch.setattr(prepared, "_MADE", {})
    quick, _slow = lessons("ann")
    (parts,) = prepared._MADE.values()
    kept = b"".join(part.plain for part in parts if not isinstance(part, str)).decode()
    token = quick.split('name="csrf_token" value="')[1].split('"')[0]
    assert all(own in quick and own not in kept for own in ("Ann Learns", token))
    assert [part for part in parts if isinstance(part, str)].count("number") == 2, "the form and her notes"


def test_it_goes_packed_and_plain(lessons):
    client = lessons.kiosks["ann"].client
    url = f"/attempts/{lessons.attempts['ann']}/lessons/dig"
    plain, packed = client.get(url), client.get(url, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert {one.headers["Vary"] for one in (plain, packed)} == {"Accept-Encoding, Cookie"}
    assert {one.headers["Cache-Control"] for one in (plain, packed)} == {"no-store"}


def test_the_cache_is_bounded(lessons, monkeypatch):
    monkeypatch.setattr(prepared, "_MADE", {})
    monkeypatch.setattr(prepared, "MOST", 1)
    assert same(lessons, ("ann", "dig"), ("ann", "plant"), ("ann", "dig")) == [True] * 3
    assert len(prepared._MADE) == 1


def test_inside_a_transaction_it_sees_what_the_transaction_does(app, people):
    assert RENAME.change(person_id=people.ann, name="Ann Other") == 1
    assert NAME.first(person_id=people.ann).name == "Ann Other"
    db.session.rollback()
    assert NAME.first(person_id=people.ann).name == "Ann Learns"
    assert NAME.first(person_id=people.ann).created_at == NOW
    assert NAME.first(person_id=0) is None
    RENAME.change(person_id=people.ann, name="Ann Third")
    db.session.commit()
    db.session.remove()
    assert NAME.first(person_id=people.ann).name == "Ann Third"


def test_who_only_reads_waits_for_no_writer(app, people):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL readers never wait")
    reading_only.set(False)
    RENAME.change(person_id=people.ann, name="Not yet")
    seen = []

    def read():
        with app.app_context():
            began = time.monotonic()
            seen.append((NAME.first(person_id=people.ann).name, time.monotonic() - began < 5))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    db.session.rollback()
    assert seen == [("Ann Learns", True)]


def test_its_errors_are_those_of_the_session(app, people):
    nothing = Prepared(sa.select(sa.column("x")).select_from(sa.table("nowhere")))
    with pytest.raises((OperationalError, sa.exc.ProgrammingError)):
        nothing.first()
    db.session.rollback()
    twin = Prepared(sa.update(Person.__table__).where(Person.id == sa.bindparam("person_id")), ("number",))
    with pytest.raises(IntegrityError):
        twin.change(person_id=people.ann, number=db.session.get_one(Person, people.bea).number)
    db.session.rollback()


def test_its_questions_are_counted(app, people):
    db.session.rollback()
    with counted() as queries:
        for _ in range(3):
            NAME.first(person_id=people.ann)
    assert len([one for one in queries if "person.name" in one]) == 3


def test_a_note_is_undone_with_its_change(app, people):
    actor = load_actor(people.ann, NOW)
    note(actor, "planted", "person", people.ann, NOW)
    db.session.rollback()
    assert db.session.scalars(sa.select(AuditEvent)).all() == []
    note(actor, "planted", "person", people.ann, NOW + dt.timedelta(seconds=1), word="ñ")
    db.session.commit()
    row = db.session.scalars(sa.select(AuditEvent)).one()
    assert (row.details, row.about_id, row.at) == ({"word": "ñ"}, str(people.ann), NOW + dt.timedelta(seconds=1))
