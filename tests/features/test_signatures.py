"""The chain of signatures as the database holds it: what it binds, what refuses to change it, what finds a change."""

import json
import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from lms.features.signoffs import actions
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.verifying import chain_fault
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import Certificate, ChainHead, Signature, SignoffEvent
from lms.rules.signoffs import Event, SnapshotChanged, State, WrongState
from lms.rules.standing import fold
from tests.make import NOW, make_match, make_person
from tests.make_signoffs import actor_of, approve, criteria_ids, make_asked, make_course, make_teacher, said, state_of


@pytest.fixture
def signed(people):
    """Three signatures: Ann's work returned and approved, Bea's approved."""
    make_course()
    make_teacher(people.ivy)
    ann, bea = make_asked(people.ann), make_asked(people.bea)
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    actions.return_work(actor_of(people.mo), ann, said(ann, rating=2, **words), NOW)
    actions.submit(actor_of(people.ann), ann, NOW)
    db.session.commit()
    approve(people.mo, ann)
    approve(people.ivy, bea)
    return people, ann, bea


def test_a_signature_binds_what_was_signed(signed):
    people, ann, _bea = signed
    row = db.session.scalars(sa.select(Signature).where(Signature.seq == 2)).one()
    payload = json.loads(row.payload)
    assert payload["attempt"] == ann
    assert payload["meaning"] == "approve"
    assert payload["statement"] == "Seen and done."
    assert payload["criteria"] == dict.fromkeys(criteria_ids(), 3)
    assert payload["answers_hash"] == work(ann).snapshot
    assert (payload["signer_name"], payload["signer_role"], payload["signer_id"]) == ("Mo Mentor", "mentor", people.mo)
    assert payload["signed_at"] == "2026-05-04T09:00:00.000000Z"
    assert payload["zone"] == "America/New_York"
    assert set(payload["evidence"]) == {"practical", "quiz"}
    first = db.session.scalars(sa.select(Signature).where(Signature.seq == 1)).one()
    assert set(json.loads(first.payload)["evidence"]) == {"practical", "quiz", "strength", "next_step"}
    assert "drew the bed with care" not in first.payload
    third = db.session.scalars(sa.select(Signature).where(Signature.seq == 3)).one()
    assert json.loads(third.payload)["signer_role"] == "instructor"
    assert third.previous_hash == row.hash
    head = db.session.scalars(sa.select(ChainHead)).one()
    assert (head.seq, head.hash) == (3, third.hash)


def test_the_state_is_what_the_events_say(signed):
    _people, ann, bea = signed
    for attempt_id in (ann, bea):
        rows = db.session.scalars(
            sa.select(SignoffEvent.event).where(SignoffEvent.attempt_id == attempt_id).order_by(SignoffEvent.seq)
        )
        assert fold(Event(row) for row in rows) == state_of(attempt_id) == State.APPROVED
    attempt = db.session.get_one(Attempt, ann)
    assert attempt.claimed_by == signed[0].mo
    assert attempt.ended_at == NOW


RAW = [
    "UPDATE signature SET payload = 'x' WHERE seq = 1",
    "UPDATE signature SET signer_id = 7",
    "DELETE FROM signature WHERE seq = 3",
    "UPDATE signoff_event SET event = 'approved'",
    "DELETE FROM signoff_event",
    "UPDATE audit_event SET actor_id = NULL",
    "DELETE FROM audit_event",
    "UPDATE reading SET reason = ''",
    "DELETE FROM certificate",
    "DELETE FROM chain_head",
]


@pytest.mark.parametrize("statement", RAW)
def test_the_database_itself_refuses(signed, statement):
    db.session.add(AuditEvent(action="a", about_kind="b", about_id="c", details={}, at=NOW))
    actions.open_work(actor_of(signed[0].cora), signed[1], "To look", NOW)
    db.session.commit()
    if "certificate" in statement:
        db.session.add(
            Certificate(number="n", facility_id=1, person_id=1, course_id="garden", content={}, hash="h", issued_at=NOW)
        )
        db.session.commit()
    with pytest.raises(DBAPIError, match="kept as they are"):
        db.session.execute(sa.text(statement))
    db.session.rollback()


REPLACED = [
    ("signature", "SELECT seq, facility_id, attempt_id, signer_id, meaning, 'x', previous_hash, hash, signed_at"),
    ("signoff_event", "SELECT id, facility_id, attempt_id, seq, 'approved', by_id, at, details, signature_seq"),
    ("audit_event", "SELECT id, facility_id, actor_id, 'nothing', about_kind, about_id, details, at"),
]


@pytest.mark.parametrize(("table", "columns"), REPLACED)
def test_insert_or_replace_is_refused(signed, app, table, columns):
    """On SQLite REPLACE would slip past a delete trigger, even from a program that sets no pragma of ours."""
    statement = f"INSERT OR REPLACE INTO {table} {columns} FROM {table} LIMIT 1"
    if db.engine.dialect.name == "postgresql":
        names = [column.name for column in db.metadata.tables[table].columns]
        key = names[0]
        changed = ", ".join(f"{name} = EXCLUDED.{name}" for name in names[1:])
        statement = f"INSERT INTO {table} {columns} FROM {table} LIMIT 1 ON CONFLICT ({key}) DO UPDATE SET {changed}"
        with pytest.raises(DBAPIError, match="kept as they are"):
            db.session.execute(sa.text(statement))
        db.session.rollback()
        return
    with pytest.raises(DBAPIError, match="kept as they are"):
        db.session.execute(sa.text(statement))
    db.session.rollback()
    plain = sqlite3.connect(db.engine.url.database)
    with pytest.raises(sqlite3.IntegrityError, match="kept as they are"):
        plain.execute(statement)
    plain.close()


def test_a_second_link_to_the_same_place_is_refused(signed):
    with pytest.raises(DBAPIError):
        db.session.execute(
            sa.text(
                "INSERT INTO signature (seq, facility_id, attempt_id, signer_id, meaning, payload, previous_hash, "
                "hash, signed_at) SELECT 4, 1, attempt_id, signer_id, meaning, payload, previous_hash, 'other', "
                "signed_at FROM signature WHERE seq = 3"
            )
        )
    db.session.rollback()


def unguard(table):
    """Take the triggers off, as somebody with the disk in her hands could."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    names = db.session.scalars(
        sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}
    ).all()
    for name in names:
        db.session.execute(sa.text(f"DROP TRIGGER {name}"))


def verify(app, *words):
    return app.test_cli_runner().invoke(args=["audit", "verify", *words])


def test_a_whole_chain_holds_and_its_head_is_printed(signed, app):
    head = db.session.scalar(sa.select(ChainHead.hash))
    db.session.remove()
    found = verify(app)
    assert found.exit_code == 0
    assert "3 signatures hold." in found.output
    assert f"3:{head}" in found.output
    assert verify(app, "--anchor", f"3:{head}").exit_code == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE signature SET payload = replace(payload, 'Mo Mentor', 'Al Mentor') WHERE seq = 2",
            "changed: Signature 2",
        ),
        ("DELETE FROM signoff_event; DELETE FROM signature WHERE seq = 2", "missing: Signature 2"),
        ("DELETE FROM signoff_event; DELETE FROM signature WHERE seq = 3", "cut tail: The chain ends at 2"),
    ],
)
def test_a_changed_chain_is_named_at_its_first_broken_link(signed, app, change, words):
    for table in ("signature", "signoff_event"):
        unguard(table)
    for statement in change.split("; "):
        db.session.execute(sa.text(statement))
    db.session.commit()
    db.session.remove()
    found = verify(app)
    assert found.exit_code == 1
    assert words in found.output


def test_a_cut_that_also_mends_the_head_shows_with_the_anchor(signed, app):
    anchor = db.session.execute(sa.select(ChainHead.seq, ChainHead.hash)).one()
    for table in ("signature", "signoff_event"):
        unguard(table)
    db.session.execute(sa.text("DELETE FROM signoff_event WHERE signature_seq = 3"))
    db.session.execute(sa.text("DELETE FROM signature WHERE seq = 3"))
    db.session.execute(sa.text("UPDATE attempt SET state = 'in_review' WHERE id = :bea"), {"bea": signed[2]})
    db.session.execute(sa.text("UPDATE chain_head SET seq = 2, hash = (SELECT hash FROM signature WHERE seq = 2)"))
    db.session.commit()
    db.session.remove()
    assert verify(app).exit_code == 0
    found = verify(app, "--anchor", f"{anchor.seq}:{anchor.hash}")
    assert found.exit_code == 1
    assert "cut tail" in found.output
    assert verify(app, "--anchor", f"2:{'a' * 64}").exit_code == 1
    assert verify(app, "--anchor", "two").exit_code == 2


def test_an_empty_chain_holds(app):
    report, fault = chain_fault(None)
    assert (report.count, fault) == (0, "")


def test_nothing_is_written_when_signing_is_refused(people):
    """State, signature, event and audit row stand or fall together."""
    make_course()
    attempt_id = make_asked(people.ann)
    before = {name: count(name) for name in ("signature", "signoff_event", "audit_event")}
    other = said(attempt_id)
    db.session.execute(sa.text("UPDATE practical_work SET words = 'Other words.'"))
    with pytest.raises(SnapshotChanged):
        actions.approve(actor_of(people.mo), attempt_id, other, NOW)
    db.session.commit()
    assert {name: count(name) for name in before} == before
    assert state_of(attempt_id) == "submitted"


def count(table):
    return db.session.scalar(sa.text(f"SELECT count(*) FROM {table}"))


def test_an_approved_attempt_is_not_approved_again(people):
    make_course()
    attempt_id = make_asked(people.ann)
    approve(people.mo, attempt_id)
    with pytest.raises(WrongState):
        actions.approve(actor_of(people.mo), attempt_id, said(attempt_id), NOW)
    db.session.rollback()
    with pytest.raises(WrongState):
        actions.countersign(actor_of(people.cora), attempt_id, said(attempt_id), NOW)
    db.session.rollback()
    assert count("signature") == 1


def test_many_signers_make_one_chain(people, app):
    make_course()
    for number in range(6):
        learner = make_person(1, f"Learner {number}", "learner", number=f"20{number:02}")
        make_match(1, learner, people.mo)
        approve(people.mo, make_asked(learner))
    report, fault = chain_fault(None)
    assert (report.count, fault) == (6, "")
