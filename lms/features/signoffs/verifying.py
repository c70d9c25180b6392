"""Checking all that was signed: the chain, its stored head, each signature's event, and the states that follow from them."""

import datetime as dt
import json
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa

from lms.features.signoffs import stored
from lms.features.signoffs.signing import APPROVING, MEANINGS
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.signoffs import ChainHead, Signature, SignoffEvent
from lms.rules import signatures
from lms.rules.sampling import sampled
from lms.rules.signatures import ChainReport, FaultKind, Row, evidence_hash
from lms.rules.signoffs import Event, WrongState
from lms.rules.standing import fold

BATCH = 500
"""Rows held in memory at once, however long the chain is."""

MOST = 20
"""Signatures named whose work is not stored as it was signed."""

WORDS = ("strength", "next_step", "reason")
"""What a signer wrote: it stands in the event, its fingerprint in the signature."""

Progress = Callable[[int], None]
"""Told after each row how many there were."""

_EVENT, _NEXT = sa.orm.aliased(SignoffEvent), sa.orm.aliased(SignoffEvent)
_SIGNED = (
    sa.select(
        Signature.seq,
        Signature.previous_hash,
        Signature.hash,
        Signature.payload,
        Signature.facility_id,
        Signature.attempt_id,
        Signature.signer_id,
        Signature.meaning,
        sa.cast(Signature.signed_at, sa.Text).label("signed_at"),
        _EVENT.event,
        _EVENT.attempt_id.label("event_attempt"),
        _EVENT.facility_id.label("event_facility"),
        _EVENT.by_id,
        sa.cast(_EVENT.at, sa.Text).label("at"),
        sa.cast(_EVENT.details, sa.Text).label("details"),
        _NEXT.event.label("following"),
    )
    .outerjoin(_EVENT, _EVENT.signature_seq == Signature.seq)
    .outerjoin(_NEXT, sa.and_(_NEXT.attempt_id == _EVENT.attempt_id, _NEXT.seq == _EVENT.seq + 1))
    .order_by(Signature.seq)
)
_STATES = (
    sa.select(Attempt.id, Attempt.state, SignoffEvent.seq, SignoffEvent.event)
    .outerjoin(SignoffEvent, SignoffEvent.attempt_id == Attempt.id)
    .order_by(Attempt.id, SignoffEvent.seq)
)


@dataclass(slots=True)
class Checked:
    """What a full check found: the chain's report, and the first fault of each kind in words."""

    report: ChainReport
    faults: list[str]


def chain_fault(anchor: tuple[int, str] | None, progress: Progress | None = None) -> tuple[ChainReport, str]:
    """Check the whole chain, and its stored head too; the words are empty where everything holds."""
    report, chain, _record = _walk(anchor, progress)
    return report, chain


def check_all(
    anchor: tuple[int, str] | None, progress: Progress | None = None, held: Progress | None = None
) -> Checked:
    """Check the chain, its head, that each signature has its event and each event its signature, and the states.

    Where the chain holds, what is stored is held against it, and ``held`` is told how far that is.
    """
    report, chain, record = _walk(anchor, progress)
    faults = [chain, record, _unsigned_event(), _wrong_state()]
    if report.fault is None:
        faults += islice(stored.changed(held), MOST)
    return Checked(report, [words for words in faults if words])


def _walk(anchor: tuple[int, str] | None, progress: Progress | None) -> tuple[ChainReport, str, str]:
    """Read every signature once, with its event; give the report, the chain's first fault and the records' first."""
    first: list[str] = []
    with closing(_rows(progress, first)) as rows:
        report = signatures.verify(rows, anchor)
    if report.fault is not None:
        return report, f"{report.fault.kind}: {report.fault.words}", ""
    head = db.session.execute(sa.select(ChainHead.seq, ChainHead.hash)).one()
    chain = ""
    if head.seq > report.head[0]:
        chain = f"{FaultKind.CUT_TAIL}: The chain ends at {report.head[0]}, but {head.seq} signatures were made."
    elif (head.seq, head.hash) != report.head:
        chain = f"wrong head: The head names signature {head.seq}, but the chain ends at {report.head[0]}."
    return report, chain, first[0] if first else ""


def _rows(progress: Progress | None, first: list[str]) -> Generator[Row, None, None]:
    """Every stored signature in order, a few at a time; what a record and its signature disagree on goes to ``first``."""
    with db.session.execute(_SIGNED.execution_options(yield_per=BATCH)) as found:
        for number, row in enumerate(found, 1):
            yield Row(row.seq, row.previous_hash, row.hash, row.payload)
            if not first and (words := _disagreement(row)):
                first.append(words)
            if progress is not None:
                progress(number)


def _disagreement(row: Any) -> str:
    """Say on what a signature, its columns and its event do not agree; the chain has found its text whole by then."""
    bound = json.loads(row.payload)
    if row.event is None:
        return f"no event: Signature {row.seq} stands without the event that it signs."
    columns = {
        "attempt": (row.attempt_id, row.event_attempt),
        "signer_id": (row.signer_id, row.by_id),
        "meaning": (row.meaning, MEANINGS.get(row.event, "")),
        "signed_at": (_written(row.signed_at), _written(row.at)),
    }
    wrong = [field for field, values in columns.items() if any(bound[field] != value for value in values)]
    wrong += ["facility"] if row.facility_id != row.event_facility else []
    details = _read(row.details)
    wrong += _details(details, bound)
    if wrong:
        return f"changed record: Signature {row.seq} and what stands beside it differ in {', '.join(wrong)}."
    if row.event in APPROVING:
        percent = details.get("sample_percent")
        drawn = isinstance(percent, int) and sampled(row.hash, percent)
        if drawn != (row.following == Event.SAMPLED):
            return f"wrong sample: Signature {row.seq} says otherwise about a second look."
    return ""


def _details(details: Mapping[str, Any], bound: Mapping[str, Any]) -> list[str]:
    """Say which words, ratings or fingerprints of an event are not those that were signed."""
    wrong = []
    for field in WORDS:
        said = evidence_hash(str(details[field])) if field in details else None
        if said != bound["evidence"].get(field):
            wrong.append(field)
    wrong += ["ratings"] if details.get("ratings") != bound["criteria"] else []
    wrong += ["snapshot"] if details.get("snapshot") != bound["answers_hash"] else []
    return wrong


def _read(text: str) -> Mapping[str, Any]:
    """Read what an event holds; a text that can no longer be read holds nothing, and so differs."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _written(stored: str) -> str:
    """A stored moment as a signature writes it; empty where it can no longer be read."""
    try:
        moment = dt.datetime.fromisoformat(stored)
    except ValueError:
        return ""
    known = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return known.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _unsigned_event() -> str:
    """Say which event that must be signed has no signature."""
    row = db.session.execute(
        sa.select(SignoffEvent.attempt_id, SignoffEvent.seq, SignoffEvent.event)
        .outerjoin(Signature, Signature.seq == SignoffEvent.signature_seq)
        .where(SignoffEvent.event.in_(MEANINGS), Signature.seq.is_(None))
        .order_by(SignoffEvent.id)
        .limit(1)
    ).first()
    return f"no signature: Event {row.seq} ({row.event}) of attempt {row.attempt_id} is not signed." if row else ""


def _wrong_state() -> str:
    """Say which attempt is stored in another state than its events give, or has lost some of them."""
    with db.session.execute(_STATES.execution_options(yield_per=BATCH)) as found:
        for attempt_id, rows in groupby(found, key=lambda row: row.id):
            if words := _state_fault(attempt_id, rows):
                return words
    return ""


def _state_fault(attempt_id: int, rows: Iterator[Any]) -> str:
    all_ = list(rows)
    try:
        told = fold(Event(row.event) for row in all_ if row.event)
    except (WrongState, ValueError):
        return f"wrong events: The events of attempt {attempt_id} do not follow from each other."
    if [row.seq for row in all_] != list(range(1, len(all_) + 1)):
        return f"missing event: An event of attempt {attempt_id} is not there."
    if told != all_[0].state:
        return f"wrong state: Attempt {attempt_id} is stored as {all_[0].state}, but its events say {told}."
    return ""
