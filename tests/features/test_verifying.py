"""`lms audit verify` reads everything that was signed: each way of changing it without the program is found and named."""

import json
import sqlite3
import tracemalloc

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from lms.features.signoffs import actions, appealing, chain, revoking
from lms.features.signoffs.verifying import chain_fault, check_all
from lms.models.base import db
from lms.models.people import Facility
from lms.models.signoffs import ChainHead, Signature
from lms.rules import signatures
from tests.features.test_signatures import unguard, verify
from tests.make import NOW
from tests.make_people import send
from tests.make_signoffs import actor_of, approve, make_house, said

REASON = "The bed on the drawing is from a book, not hers."
WORDS = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
GUARDED = ("signature", "signoff_event", "audit_event", "reading")


@pytest.fixture
def signed(people):
    """Seven signatures of every kind: returned, approved, looked at again, revoked by two; and Bea's, drawn."""
    house = make_house(people)
    db.session.execute(sa.update(Facility).values(sample_percent=100))
    ann, bea = house.asked["ann"], house.asked["bea"]
    actions.return_work(actor_of(house.mo), ann, said(ann, 2, **WORDS), NOW)
    actions.submit(actor_of(house.ann), ann, NOW)
    db.session.commit()
    approve(house.mo, ann)
    appealing.look_again(actor_of(house.ivy), ann, False, REASON, "I do not agree.", NOW)
    revoking.begin_revoking(actor_of(house.cora), ann, REASON, "It should not stand.", NOW)
    revoking.finish_revoking(actor_of(house.ivy), ann, "I agree.", NOW)
    db.session.commit()
    approve(house.cora, bea)
    actions.open_work(actor_of(house.cora), house.asked["ann"], "To look", NOW)
    db.session.commit()
    return house


def count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Signature))


def test_what_was_signed_by_the_program_holds(signed, app):
    db.session.remove()
    found = verify(app)
    assert (found.exit_code, count()) == (0, 6)
    assert "6 signatures hold." in found.output


EVENT = "UPDATE signoff_event SET {} WHERE signature_seq = {}"
SWAP = "UPDATE signoff_event SET signature_seq = {} WHERE id = (SELECT min(id) FROM signoff_event WHERE event = '{}')"
TAMPERED = {
    "the attempt's column": ("UPDATE signature SET attempt_id = 2 WHERE seq = 2", "Signature 2", "attempt"),
    "the signer's column": ("UPDATE signature SET signer_id = 7 WHERE seq = 2", "Signature 2", "signer_id"),
    "the meaning": ("UPDATE signature SET meaning = 'approve' WHERE seq = 1", "Signature 1", "meaning"),
    "the time": (
        "UPDATE signature SET signed_at = '2026-05-05 09:00:00+00:00' WHERE seq = 1",
        "Signature 1",
        "signed_at",
    ),
    "the facility": ("UPDATE signature SET facility_id = 2 WHERE seq = 3", "Signature 3", "facility"),
    "who did it": (EVENT.format("by_id = 4", 2), "Signature 2", "signer_id"),
    "when": (EVENT.format("at = '2026-05-05 09:00:00+00:00'", 2), "Signature 2", "signed_at"),
    "what was done": (EVENT.format("event = 'agreed'", 3), "Signature 3", "meaning"),
    "the strength": (EVENT.format("details = replace({d}, 'with care', 'in haste')", 1), "Signature 1", "strength"),
    "the next step": (EVENT.format("details = replace({d}, 'one more', 'two more')", 1), "Signature 1", "next_step"),
    "the reason": (EVENT.format("details = replace({d}, 'not hers', 'so hers')", 4), "Signature 4", "reason"),
    "a rating": (EVENT.format("details = replace({d}, ': 3', ': 4')", 2), "Signature 2", "ratings"),
    "the share of the sample": (EVENT.format("details = replace({d}, ': 100', ': 0')", 2), "Signature 2", ""),
    "a state": ("UPDATE attempt SET state = 'approved' WHERE id = 1", "Attempt 1", "stored as approved"),
    "a lost signature": (EVENT.format("signature_seq = NULL", 2), "Signature 2", "without the event"),
    "an unsigned event": (
        "DELETE FROM signature WHERE seq = 6; UPDATE chain_head SET seq = 5, hash = "
        "(SELECT hash FROM signature WHERE seq = 5)",
        "is not signed",
        "attempt 2",
    ),
    "a lost event": ("DELETE FROM signoff_event WHERE event = 'claimed' AND attempt_id = 2", "attempt 2", ""),
    "a lost last event": (
        "DELETE FROM signoff_event WHERE event = 'sampled' AND attempt_id = 2",
        "Signature 6",
        "second look",
    ),
    "a head that is not the end": (
        "UPDATE chain_head SET seq = 5, hash = (SELECT hash FROM signature WHERE seq = 5)",
        "wrong head",
        "ends at 6",
    ),
    "a head with another hash": ("UPDATE chain_head SET hash = previous", "wrong head", ""),
    "a cut tail": (
        "DELETE FROM signoff_event WHERE signature_seq = 6; DELETE FROM signature WHERE seq = 6",
        "cut tail",
        "6",
    ),
    "an unknown event": (EVENT.format("event = 'Approved'", 2), "Signature 2", "meaning"),
    "an inserted row": (
        "INSERT INTO signature SELECT 7, facility_id, attempt_id, signer_id, meaning, payload, 'x', 'y', signed_at "
        "FROM signature WHERE seq = 6",
        "Signature 7",
        "",
    ),
    "two rows that changed places": (
        "UPDATE signature SET seq = 99 WHERE seq = 2; UPDATE signature SET seq = 2 WHERE seq = 3; "
        "UPDATE signature SET seq = 3 WHERE seq = 99",
        "out of order",
        "Signature 3",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_behind_the_programs_back_is_named(signed, app, what):
    statements, *words = TAMPERED[what]
    postgresql = db.engine.dialect.name == "postgresql"
    details = "details::text" if postgresql else "details"
    for table in ("signature", "signoff_event"):
        unguard(table)
    if postgresql:
        db.session.execute(sa.text("SET session_replication_role = replica"))
    else:
        db.session.commit()
        db.session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    for statement in statements.split("; "):
        text = statement.replace("{d}", details).replace("hash = previous", "hash = '" + "f" * 64 + "'")
        if postgresql and "details = replace(" in text:
            text = text.replace("details = replace(", "details = (replace(").replace(") WHERE", "))::json WHERE")
        db.session.execute(sa.text(text))
    if postgresql:
        db.session.execute(sa.text("SET session_replication_role = origin"))
        db.session.commit()
    faults = check_all(None)
    report = " ".join(faults.faults)
    db.session.rollback()
    assert faults.faults, what
    for word in words:
        assert word in report, report


def test_every_flipped_byte_of_a_signed_record_is_found(signed):
    """Each column of one signature, one bit in a byte at a time, at places spread over the whole of it."""
    unguard("signature")
    db.session.commit()
    row = db.session.execute(
        sa.select(Signature.payload, Signature.hash, Signature.previous_hash).where(Signature.seq == 3)
    ).one()
    for field in ("payload", "hash", "previous_hash"):
        text = getattr(row, field)
        for place in range(0, len(text), max(1, len(text) // 12)):
            flipped = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            change = sa.update(Signature).where(Signature.seq == 3).values({field: flipped})
            db.session.execute(change.execution_options(synchronize_session=False))
            report, fault = chain_fault(None)
            db.session.rollback()
            assert "Signature 3" in fault, (field, place, fault)
            assert report.count == 2


def test_what_can_no_longer_be_read_is_named_too(signed):
    """On SQLite any text can stand in any column."""
    if db.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL stores no text that is not JSON or not a time")
    unguard("signature")
    unguard("signoff_event")
    db.session.commit()
    for change, words in (
        ("UPDATE signoff_event SET details = '{' WHERE signature_seq = 2", "snapshot"),
        ("UPDATE signoff_event SET details = '[]' WHERE signature_seq = 2", "ratings"),
        ("UPDATE signoff_event SET at = 'once' WHERE signature_seq = 2", "signed_at"),
        ("UPDATE signature SET signed_at = '' WHERE seq = 2", "signed_at"),
    ):
        db.session.execute(sa.text(change))
        found = check_all(None).faults
        db.session.rollback()
        assert "Signature 2" in found[0]
        assert words in found[0]


@pytest.mark.parametrize("table", GUARDED)
def test_the_database_refuses_every_way_of_changing_a_row(signed, table):
    """Also from a program that knows nothing of ours, and before anything is committed."""
    columns = [column.name for column in db.metadata.tables[table].columns]
    key, other = columns[0], columns[-1]
    same = ", ".join(columns)
    attacks = [
        f"UPDATE {table} SET {other} = {other}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT {same} FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {other} = EXCLUDED.{other}",
    ]
    if db.engine.dialect.name == "postgresql":
        attacks += [f"TRUNCATE {table} CASCADE", f"TRUNCATE {table} RESTART IDENTITY CASCADE"]
    else:
        attacks += [
            f"REPLACE INTO {table} SELECT {same} FROM {table}",
            f"INSERT OR REPLACE INTO {table} SELECT {same} FROM {table}",
            f"UPDATE OR REPLACE {table} SET {key} = {key} + 1",
            f"UPDATE OR IGNORE {table} SET {other} = NULL",
        ]
    before = db.session.execute(sa.text(f"SELECT * FROM {table}")).all()
    assert before
    for attack in attacks:
        with pytest.raises(DBAPIError, match="kept as they are"):
            db.session.execute(sa.text(attack))
        db.session.rollback()
        if db.engine.dialect.name == "sqlite":
            plain = sqlite3.connect(db.engine.url.database)
            with pytest.raises(sqlite3.DatabaseError, match="kept as they are"):
                plain.execute(attack)
            plain.close()
    assert db.session.execute(sa.text(f"SELECT * FROM {table}")).all() == before


def test_one_signature_never_stands_for_two_events(signed):
    """A new event that borrows a signature is refused; on SQLite even as REPLACE, which would push the true one out."""
    new = (
        "INTO signoff_event (id, facility_id, attempt_id, seq, event, at, details, signature_seq) "
        "SELECT 999, facility_id, attempt_id, 99, event, at, details, signature_seq FROM signoff_event "
        "WHERE signature_seq = 2"
    )
    verbs = ["INSERT", *(["INSERT OR REPLACE", "REPLACE"] if db.engine.dialect.name == "sqlite" else [])]
    for verb in verbs:
        with pytest.raises(DBAPIError):
            db.session.execute(sa.text(f"{verb} {new}"))
        db.session.rollback()


def make_rows(house, many):
    """A long chain straight as rows, signed truly."""
    head = db.session.scalars(sa.select(ChainHead)).one()
    seq, previous, rows = head.seq, head.hash, []
    for _ in range(many):
        seq += 1
        bound = {"seq": seq, "statement": "x" * 900, "attempt": 1}
        text = signatures.canonical(bound).decode()
        hashed = signatures.link(previous, bound)
        rows.append(
            {
                "seq": seq,
                "facility_id": 1,
                "attempt_id": house.asked["ann"],
                "signer_id": house.mo,
                "meaning": "approve",
                "payload": text,
                "previous_hash": previous,
                "hash": hashed,
                "signed_at": NOW,
            }
        )
        previous = hashed
    db.session.execute(sa.insert(Signature), rows)
    head.seq, head.hash = seq, previous
    db.session.commit()
    db.session.remove()


def peak():
    tracemalloc.start()
    report, fault = chain_fault(None)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    db.session.remove()
    assert fault == ""
    return report.count, highest


def test_the_check_reads_a_long_chain_in_bounded_batches(people):
    house = make_house(people)
    make_rows(house, 1_000)
    peak()
    few, small = peak()
    make_rows(house, 4_000)
    many, large = peak()
    assert (few, many) == (1_000, 5_000)
    assert large < small * 1.3, (small, large)
    assert large < 4_000_000


def test_the_check_says_how_far_it_is(people, app, monkeypatch):
    monkeypatch.setattr("lms.cli.audit.EVERY", 2)
    house = make_house(people)
    approve(house.mo, house.asked["ann"])
    approve(house.cora, house.asked["bea"])
    db.session.remove()
    said = verify(app).output
    assert "2 of 2 signatures checked" in said
    assert "2 of 2 signatures held against the work that is stored" in said


def test_the_days_head_is_on_a_page_and_a_line_of_the_log_can_be_checked(signed, browse):
    head = db.session.execute(sa.select(ChainHead.seq, ChainHead.hash)).one()
    db.session.remove()
    otto = browse(signed.otto)
    page = otto.get(otto.get("/").link("Signatures"))
    assert f"{head.seq}:" in page.text
    assert head.hash in page.text.replace(" ", "")
    typed = f"{head.seq} : {head.hash[:32].upper()} {head.hash[32:]}"
    assert "is the one that you wrote down" in otto.press(page, "Check this line", line=typed).text
    assert "is not the one" in otto.press(page, "Check this line", line=f"2:{head.hash}").text
    assert "is not there any more" in otto.press(page, "Check this line", line=f"70:{head.hash}").text
    page = otto.press(page, "Check this line", line="six")
    assert page.status == 422
    assert page.form("/signatures")["line"] == "six"
    for who in (signed.ann, signed.mo, signed.ivy):
        assert send(browse(who), "/signatures", {"line": "1:x"}).status == 403


def test_the_head_before_the_first_signature(app):
    assert chain.head().seq == 0
    assert chain.compare((0, "0" * 64)) == "same"
    assert json.dumps(chain.read_line("1:" + "A" * 64)) == json.dumps([1, "a" * 64])
