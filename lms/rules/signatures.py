"""What a signature binds, how signatures are chained, and how a chain is checked years later."""

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
"""The previous hash of the first signature."""

FORMAT = 1
"""Version of the payload's fields; a later one must still be able to check this one."""


class Meaning(StrEnum):
    """What the signer says by signing; the last two belong to a second look at an approval."""

    APPROVE = "approve"
    COUNTERSIGN = "countersign"
    RETURN = "return"
    REVOKE = "revoke"
    AGREE = "agree"
    DISAGREE = "disagree"


class NotCanonical(ValueError):
    """A value that has no single written form (a float, a time without a zone, twin keys), so it cannot be signed."""


def canonical(payload: object) -> bytes:
    """Write a payload in its one form: JSON with sorted keys, no spaces, UTF-8 in NFC, UTC times to the microsecond."""
    text = json.dumps(_plain(payload), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def link(previous_hash: str, payload: object) -> str:
    """Give the hash that ties a payload to the signature before it, in lower-case hex."""
    return _hash(previous_hash, canonical(payload))


def evidence_hash(item: bytes | str) -> str:
    """Give the fingerprint of one piece of evidence: a file's bytes, or words in NFC."""
    return hashlib.sha256(item if isinstance(item, bytes) else _text(item).encode()).hexdigest()


def answers_hash(answers: Sequence[object]) -> str:
    """Give the fingerprint of her answers, in the order given."""
    return hashlib.sha256(canonical(list(answers))).hexdigest()


def same_answers(answers: Sequence[object], hash_: str) -> bool:
    """Whether answers read from JSON have this fingerprint; told fast where each is written in its one form already."""
    text = _PLAIN.encode(answers)
    if unicodedata.is_normalized("NFC", text) and hashlib.sha256(text.encode(errors="replace")).hexdigest() == hash_:
        return True
    try:
        return answers_hash(answers) == hash_
    except NotCanonical:
        return False


def payload(
    *,
    seq: int,
    attempt: int,
    module_version: int,
    content_hash: str,
    answers_hash: str,
    evidence: Mapping[str, str],
    criteria: Mapping[str, int],
    meaning: Meaning,
    statement: str,
    signer_id: int,
    signer_name: str,
    signer_role: str,
    signed_at: dt.datetime,
    zone: str,
) -> dict[str, Any]:
    """Gather what one signature binds, ready to store as JSON.

    ``evidence`` maps an item's id to its `evidence_hash`, ``criteria`` a criterion's id to its rating. Name and role
    are as they were when she signed; ``zone`` is the facility's IANA zone. The previous hash is bound by `link`.
    """
    fields = {
        "format": FORMAT,
        "seq": seq,
        "attempt": attempt,
        "module_version": module_version,
        "content_hash": content_hash,
        "answers_hash": answers_hash,
        "evidence": evidence,
        "criteria": criteria,
        "meaning": meaning,
        "statement": statement,
        "signer_id": signer_id,
        "signer_name": signer_name,
        "signer_role": signer_role,
        "signed_at": signed_at,
        "zone": zone,
    }
    return {key: _plain(value) for key, value in fields.items()}


class FaultKind(StrEnum):
    """How a chain can be broken."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    OUT_OF_ORDER = "out of order"
    CUT_TAIL = "cut tail"
    WRONG_ANCHOR = "wrong anchor"


@dataclass(frozen=True, slots=True)
class Row:
    """One stored signature; ``payload`` is the object, or the canonical JSON text, just as the database holds it."""

    seq: int
    previous_hash: str
    hash: str
    payload: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where a chain does not hold: what happened, at which ``seq``, and a sentence for the report."""

    kind: FaultKind
    seq: int
    words: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking a chain found: the last signature that holds, as (seq, hash), and the first fault after it."""

    head: tuple[int, str]
    fault: Fault | None

    @property
    def count(self) -> int:
        """How many signatures hold from the start."""
        return self.head[0]

    @property
    def sound(self) -> bool:
        """Whether no fault was found."""
        return self.fault is None


def verify(rows: Iterable[Row], anchor: tuple[int, str] | None = None) -> ChainReport:
    """Check a chain from its first signature, one row at a time however long it is, and name the first broken link.

    ``anchor`` is a (seq, hash) that was printed or copied elsewhere: only with it does a cut tail or a chain
    that was rewritten from end to end come to light.
    """
    head = (0, GENESIS)
    if anchor is not None and anchor[0] <= 0 and anchor != head:
        return ChainReport(head, _wrong_anchor(anchor[0]))
    rest = iter(rows)
    for row in rest:
        fault = None if _follows(row, head) else _fault(row, head, rest)
        if fault is not None:
            return ChainReport(head, fault)
        if anchor is not None and anchor[0] == row.seq and anchor[1] != row.hash:
            return ChainReport(head, _wrong_anchor(row.seq))
        head = (row.seq, row.hash)
    if anchor is not None and anchor[0] > head[0]:
        words = f"The chain ends at {head[0]}, but signature {anchor[0]} was there before."
        return ChainReport(head, Fault(FaultKind.CUT_TAIL, head[0] + 1, words))
    return ChainReport(head, None)


def _wrong_anchor(seq: int) -> Fault:
    return Fault(FaultKind.WRONG_ANCHOR, seq, f"Signature {seq} is not the one that was noted before.")


def _no_float(text: str) -> None:
    raise ValueError(f"{text} has no single written form")


_STRICT = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)
_PLAIN = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _follows(row: Row, head: tuple[int, str]) -> bool:
    """Whether a row is whole and follows ``head``: the common case, told fast; `_fault` names what else it is."""
    text = row.payload
    if not isinstance(text, str) or row.previous_hash != head[1] or row.seq != head[0] + 1:
        return False
    try:
        read = _STRICT.decode(text)
        same = unicodedata.is_normalized("NFC", text) and _PLAIN.encode(read) == text
        whole = same and _hash(row.previous_hash, text.encode()) == row.hash
    except (ValueError, RecursionError):
        return False
    return whole and isinstance(read, dict) and type(read.get("seq")) is int and read["seq"] == row.seq


def _fault(row: Row, head: tuple[int, str], rest: Iterator[Row]) -> Fault | None:
    """Say what is wrong with a row that should follow ``head``; only to name a gap does it read on through ``rest``."""
    expected = head[0] + 1
    signed = _signed(row.payload)
    intact = signed is not None and _hash(row.previous_hash, signed[1]) == row.hash
    place = signed[0] if intact and signed is not None else row.seq
    if place < expected:
        return Fault(FaultKind.ADDED, expected, f"A row was added: signature {place} stands where {expected} should.")
    if place > expected:
        if any(_place(later) == expected for later in rest):
            return Fault(FaultKind.OUT_OF_ORDER, expected, f"Signature {place} stands where {expected} should.")
        return Fault(FaultKind.MISSING, expected, f"Signature {expected} is not there.")
    if not intact or row.seq != expected:
        return Fault(FaultKind.CHANGED, expected, f"Signature {expected} is not what was signed.")
    if row.previous_hash != head[1]:
        return Fault(FaultKind.CHANGED, expected, f"Signature {expected} does not follow from the one before it.")
    return None


def _place(row: Row) -> int:
    """Give the number a row was signed under, or failing that the one it carries."""
    signed = _signed(row.payload)
    return signed[0] if signed else row.seq


def _signed(stored: Mapping[str, Any] | str) -> tuple[int, bytes] | None:
    """Read a stored payload as its number and canonical bytes, or None when it cannot be what was signed."""
    try:
        read = json.loads(stored) if isinstance(stored, str) else stored
        written = canonical(read)
        same = not isinstance(stored, str) or written == stored.encode()
    except (ValueError, RecursionError):
        return None
    seq = read.get("seq") if isinstance(read, Mapping) else None
    return (seq, written) if same and type(seq) is int else None


def _hash(previous_hash: str, written: bytes) -> str:
    return hashlib.sha256(previous_hash.encode() + written).hexdigest()


def _plain(value: object) -> Any:
    """Bring a value into the shape JSON writes in one way only; raise `NotCanonical` for anything else."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, dt.datetime):
        return _instant(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise NotCanonical(f"cannot sign a value of type {type(value).__name__}")


def _object(value: Mapping[Any, object]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str) or _text(key) in plain:
            raise NotCanonical(f"cannot sign the key {key!r}: keys are different texts")
        plain[_text(key)] = _plain(item)
    return plain


def _text(value: str) -> str:
    """Give a text in NFC as a plain ``str``; half a surrogate pair has no UTF-8 form."""
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise NotCanonical("cannot sign half a character")
    return unicodedata.normalize("NFC", str(value))


def _instant(moment: dt.datetime) -> str:
    """Write a moment in UTC with microseconds and Z; a time without a zone names no moment."""
    if moment.tzinfo is None:
        raise NotCanonical("cannot sign a time without a zone")
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
