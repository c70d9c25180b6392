"""What a signature binds, and in which bytes."""

import datetime as dt
import enum
import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.rules.signatures import (
    GENESIS,
    Meaning,
    NotCanonical,
    answers_hash,
    canonical,
    evidence_hash,
    link,
    payload,
)

SIGNED_AT = dt.datetime(2026, 5, 4, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=-7)))


def signed(seq=1, **changes):
    fields = {
        "seq": seq,
        "attempt": 11,
        "module_version": 5,
        "content_hash": "c0",
        "answers_hash": "a0",
        "evidence": {"practical": "e0"},
        "criteria": {"check-hours": 4},
        "meaning": Meaning.APPROVE,
        "statement": "I watched her do this.",
        "signer_id": 2,
        "signer_name": "Mo Núñez",
        "signer_role": "mentor",
        "signed_at": SIGNED_AT,
        "zone": "America/Los_Angeles",
    }
    return payload(**(fields | changes))


WRITTEN = (
    '{"answers_hash":"a0","attempt":11,"content_hash":"c0","criteria":{"check-hours":4},"evidence":{"practical":"e0"},'
    '"format":1,"meaning":"approve","module_version":5,"seq":1,"signed_at":"2026-05-04T17:00:00.000000Z","signer_id":2,'
    '"signer_name":"Mo Núñez","signer_role":"mentor","statement":"I watched her do this.",'
    '"zone":"America/Los_Angeles"}'
)


def test_a_signature_binds_these_very_bytes():
    assert canonical(signed()) == WRITTEN.encode("utf-8")
    assert link(GENESIS, signed()) == hashlib.sha256(b"0" * 64 + WRITTEN.encode("utf-8")).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"attempt": 12},
        {"module_version": 6},
        {"content_hash": "c1"},
        {"answers_hash": "a1"},
        {"evidence": {"practical": "e1"}},
        {"evidence": {"practical": "e0", "photo": "e2"}},
        {"criteria": {"check-hours": 3}},
        {"criteria": {}},
        {"meaning": Meaning.COUNTERSIGN},
        {"meaning": Meaning.RETURN},
        {"meaning": Meaning.REVOKE},
        {"statement": "I watched her do that."},
        {"signer_id": 3},
        {"signer_name": "Mo Nunez"},
        {"signer_role": "instructor"},
        {"signed_at": SIGNED_AT + dt.timedelta(microseconds=1)},
        {"zone": "America/Denver"},
    ],
)
def test_no_part_of_a_signature_can_change_unseen(change):
    assert link(GENESIS, signed(**change)) != link(GENESIS, signed())


def test_the_same_words_link_differently_behind_another_signature():
    assert link("1" * 64, signed()) != link(GENESIS, signed())


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, False, None]}, '{"a":[true,false,null],"b":1}'),
        ({"é": "e\u0301", "z": ("x", 2)}, '{"z":["x",2],"é":"é"}'),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC), '"2026-01-02T03:04:05.000006Z"'),
        (dt.datetime(33, 1, 2, 3, 4, tzinfo=dt.UTC), '"0033-01-02T03:04:00.000000Z"'),
        ({"nested": {"2": {"1": SIGNED_AT}}}, '{"nested":{"2":{"1":"2026-05-04T17:00:00.000000Z"}}}'),
        (enum.IntEnum("Rating", "ONE TWO")(2), "2"),
        (10**30, "1" + "0" * 30),
        ('\x00 \u2028 \U0001f600 / " \\', '"\\u0000 \u2028 \U0001f600 / \\" \\\\"'),
    ],
)
def test_each_value_has_one_form(value, written):
    assert canonical(value) == written.encode("utf-8")


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"a": [float("nan")]},
        dt.datetime(2026, 1, 1),  # noqa: DTZ001 - a time without a zone is what must be refused
        dt.date(2026, 1, 1),
        {1: "a"},
        {"\u00e9": 1, "e\u0301": 2},
        b"bytes",
        {"a"},
        "\ud800",
        {"\udfff": 1},
    ],
)
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | plain_text,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(plain_text, inner, max_size=4).filter(
            lambda one: len({unicodedata.normalize("NFC", key) for key in one}) == len(one)
        )
    ),
    max_leaves=12,
)


@given(plain)
def test_what_was_stored_as_json_still_has_the_same_bytes(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(plain_text.map(lambda key: unicodedata.normalize("NFC", key)), st.integers()), st.randoms())
def test_the_order_of_keys_says_nothing(value, chance):
    pairs = list(value.items())
    chance.shuffle(pairs)
    assert canonical(dict(pairs)) == canonical(value)


def test_evidence_is_known_by_its_bytes():
    assert evidence_hash(b"\xff\x00") == hashlib.sha256(b"\xff\x00").hexdigest()
    assert evidence_hash("se\u0301") == hashlib.sha256("s\u00e9".encode()).hexdigest()
    assert evidence_hash("a") != evidence_hash("b")


def test_answers_are_known_by_their_values_and_order():
    one, two = {"id": "net-pay", "value": "a1"}, {"id": "forms", "value": {"x": "y"}}
    text = '[{"id":"net-pay","value":"a1"},{"id":"forms","value":{"x":"y"}}]'
    assert answers_hash([one, two]) == hashlib.sha256(text.encode()).hexdigest()
    assert answers_hash([two, one]) != answers_hash([one, two])
    assert answers_hash([]) == hashlib.sha256(b"[]").hexdigest()
