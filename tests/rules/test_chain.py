"""That each way of breaking a chain of signatures is found and named."""

import hashlib
import json
import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.rules.signatures import GENESIS, FaultKind, Row, canonical, link, verify

BOUND = {
    "answers_hash": "a0",
    "criteria": {"check-hours": 4},
    "signer_id": 2,
    "signer_name": "Mo Núñez",
    "signer_role": "mentor",
    "statement": "I watched her do this.",
}


def chain(length, start=1, previous=GENESIS, **changes):
    """Sign ``length`` times, as the database would hold it."""
    rows = []
    for seq in range(start, start + length):
        bound = {**BOUND, "seq": seq, "attempt": 100 + seq, **changes}
        rows.append(Row(seq, previous, link(previous, bound), canonical(bound).decode()))
        previous = rows[-1].hash
    return rows


def changed(row, **changes):
    return Row(
        **({"seq": row.seq, "previous_hash": row.previous_hash, "hash": row.hash, "payload": row.payload} | changes)
    )


def in_order(rows):
    return sorted(rows, key=lambda row: row.seq)


def found(rows, anchor=None):
    report = verify(rows, anchor)
    assert report.sound is (report.fault is None)
    return (report.fault.kind, report.fault.seq) if report.fault else None


WHOLE = chain(9)


@pytest.mark.parametrize("length", [0, 1, 2, 9])
def test_a_whole_chain_is_sound_with_and_without_an_anchor(length):
    rows = WHOLE[:length]
    last = (length, rows[-1].hash) if rows else (0, GENESIS)
    for anchor in [None, last, (0, GENESIS), *((row.seq, row.hash) for row in rows)]:
        report = verify(iter(rows), anchor)
        assert (report.count, report.head, report.fault) == (length, last, None)


def test_a_payload_read_into_an_object_is_checked_the_same_way():
    rows = [changed(row, payload=json.loads(row.payload)) for row in WHOLE]
    assert found(rows) is None
    rows[4].payload["statement"] = "I watched her do more."
    assert found(rows) == (FaultKind.CHANGED, 5)


places = st.integers(0, len(WHOLE) - 1)


@given(places, st.data())
def test_any_changed_byte_is_named(place, data):
    row = WHOLE[place]
    field = data.draw(st.sampled_from(["payload", "hash", "previous_hash"]))
    raw = bytearray(getattr(row, field).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 6))
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        assume(False)
    rows = [*WHOLE[:place], changed(row, **{field: text}), *WHOLE[place + 1 :]]
    assert found(rows) == (FaultKind.CHANGED, place + 1)
    assert verify(rows).count == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "7",
        '{"seq":true}',
        '{"seq":"5"}',
        "{}",
        WHOLE[4].payload.replace(":", ": "),
        WHOLE[4].payload.replace('"seq":5', '"seq":5.0'),
        WHOLE[4].payload.replace(
            '{"answers_hash":"a0","attempt":105', '{"answers_hash":"a1","answers_hash":"a0","attempt":105'
        ),
        WHOLE[4].payload.replace("Núñez", "Nu\u0301n\u0303ez"),
        "[" * 200_000,
        '{"seq":NaN}',
        "\ud800",
        b"{}",
        None,
    ],
)
def test_any_other_payload_is_named(text):
    assert text != WHOLE[4].payload
    rows = [*WHOLE[:4], changed(WHOLE[4], payload=text), *WHOLE[5:]]
    assert found(rows) == (FaultKind.CHANGED, 5)


@given(places)
def test_a_removed_row_is_named(place):
    rows = [*WHOLE[:place], *WHOLE[place + 1 :]]
    if place == len(WHOLE) - 1:
        assert found(rows) is None
        assert found(rows, (9, WHOLE[8].hash)) == (FaultKind.CUT_TAIL, 9)
    else:
        assert found(rows) == (FaultKind.MISSING, place + 1)


@given(st.integers(0, len(WHOLE) - 2))
def test_a_removed_row_is_named_even_when_the_rest_is_renumbered(place):
    rows = [*WHOLE[:place], *(changed(row, seq=row.seq - 1) for row in WHOLE[place + 1 :])]
    assert found(rows) == (FaultKind.MISSING, place + 1)


@given(places, st.booleans())
def test_an_added_row_is_named(place, forged):
    row = WHOLE[place]
    extra = chain(1, row.seq, row.previous_hash, signer_id=99)[0] if forged else row
    later = [changed(one, seq=one.seq + 1) for one in WHOLE[place:]]
    assert found([*WHOLE[:place], extra, *later]) == (FaultKind.ADDED, place + 2)


def test_a_row_before_the_first_is_named():
    assert found([*chain(1, start=0), *WHOLE]) == (FaultKind.ADDED, 1)


@given(st.sets(places, min_size=2, max_size=2), st.sampled_from(["rows", "numbers"]))
def test_swapped_rows_are_named(two, how):
    first, second = sorted(two)
    rows = list(WHOLE)
    if how == "rows":
        rows[first], rows[second] = rows[second], rows[first]
    else:
        rows[first] = changed(WHOLE[first], seq=second + 1)
        rows[second] = changed(WHOLE[second], seq=first + 1)
        rows = in_order(rows)
    assert found(rows) == (FaultKind.OUT_OF_ORDER, first + 1)


def test_swapped_contents_are_named():
    rows = list(WHOLE)
    rows[2] = changed(WHOLE[2], payload=WHOLE[6].payload)
    rows[6] = changed(WHOLE[6], payload=WHOLE[2].payload)
    assert found(rows) == (FaultKind.CHANGED, 3)


def test_a_row_with_another_number_is_named():
    assert found([*WHOLE[:8], changed(WHOLE[8], seq=12)]) == (FaultKind.CHANGED, 9)
    assert found(in_order([*WHOLE[:4], changed(WHOLE[4], seq=12), *WHOLE[5:]])) == (FaultKind.OUT_OF_ORDER, 5)


def test_a_number_on_a_changed_row_is_still_its_place():
    other = changed(WHOLE[4], payload=WHOLE[4].payload.replace("mentor", "intern"))
    assert found([*WHOLE[:3], other, *WHOLE[5:]]) == (FaultKind.MISSING, 4)
    torn = changed(WHOLE[3], payload="torn")
    assert found([*WHOLE[:3], WHOLE[4], torn, *WHOLE[5:]]) == (FaultKind.OUT_OF_ORDER, 4)


@given(st.integers(0, len(WHOLE) - 2))
def test_a_row_that_was_signed_anew_breaks_the_next_link(place):
    row = WHOLE[place]
    forged = chain(1, row.seq, row.previous_hash, statement="Something else.")
    assert found([*WHOLE[:place], *forged, *WHOLE[place + 1 :]]) == (FaultKind.CHANGED, place + 2)


@given(places, places)
def test_only_an_anchor_shows_a_tail_that_was_written_anew(place, anchored):
    row = WHOLE[place]
    rows = [*WHOLE[:place], *chain(len(WHOLE) - place, row.seq, row.previous_hash, statement="Something else.")]
    assert found(rows) is None
    expected = (FaultKind.WRONG_ANCHOR, anchored + 1) if anchored >= place else None
    assert found(rows, (anchored + 1, WHOLE[anchored].hash)) == expected


@given(places, places)
def test_only_an_anchor_shows_a_cut_tail(kept, anchored):
    assert found(WHOLE[:kept]) is None
    expected = (FaultKind.CUT_TAIL, kept + 1) if anchored >= kept else None
    assert found(WHOLE[:kept], (anchored + 1, WHOLE[anchored].hash)) == expected


def test_the_report_keeps_what_holds_and_says_what_is_gone():
    report = verify(WHOLE[:4], (9, WHOLE[8].hash))
    assert (report.count, report.head) == (4, (4, WHOLE[3].hash))
    assert report.fault.words == "The chain ends at 4, but signature 9 was there before."
    assert verify(WHOLE, (6, "f" * 64)).head == (5, WHOLE[4].hash)


@pytest.mark.parametrize("anchor", [(0, "f" * 64), (-1, GENESIS), (-3, "f" * 64)])
def test_an_anchor_that_was_never_a_head_is_named(anchor):
    for rows in (WHOLE, []):
        assert found(rows, anchor) == (FaultKind.WRONG_ANCHOR, anchor[0])


def test_the_first_fault_is_the_one_reported_and_says_so_in_words():
    rows = [WHOLE[0], changed(WHOLE[1], hash="f" * 64), *WHOLE[4:]]
    report = verify(rows)
    assert (report.count, report.head) == (1, (1, WHOLE[0].hash))
    assert report.fault.words == "Signature 2 is not what was signed."


def test_a_long_chain_is_checked_row_by_row_in_little_memory():
    def rows():
        previous = GENESIS
        for seq in range(1, 3001):
            text = canonical({"seq": seq, "statement": "x" * 1000}).decode()
            row = Row(seq, previous, hashlib.sha256((previous + text).encode()).hexdigest(), text)
            previous = row.hash
            yield row

    tracemalloc.start()
    report = verify(rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.count, report.fault) == (3000, None)
    assert peak < 500_000
    assert sum(len(row.payload) for row in rows()) > 3_000_000


def test_checking_stops_at_the_first_changed_row():
    rest = iter([changed(WHOLE[0], hash="f" * 64), *WHOLE[1:]])
    assert found(rest) == (FaultKind.CHANGED, 1)
    assert len(list(rest)) == 8
