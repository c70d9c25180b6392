"""The head of the chain as it is printed for a paper log, and one line of such a log looked up again."""

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa

from lms.models.base import db
from lms.models.signoffs import ChainHead, Signature
from lms.rules.signatures import GENESIS

_LINE = re.compile(r"(\d{1,12}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """How many signatures there are, the last one's hash, and when it was made (None before the first)."""

    seq: int
    hash: str
    signed_at: dt.datetime | None


def head() -> Head:
    """The head as it is stored, whichever facility's signature came last: there is one chain."""
    row = db.session.execute(
        sa.select(ChainHead.seq, ChainHead.hash, Signature.signed_at).outerjoin(
            Signature, Signature.seq == ChainHead.seq
        )
    ).one()
    return Head(*row)


def read_line(text: str) -> tuple[int, str] | None:
    """Read a line of the log, SEQ:HASH; blanks and capitals do not matter, since somebody typed it from paper."""
    found = _LINE.fullmatch("".join(text.split()).lower())
    return (int(found[1]), found[2]) if found else None


def compare(anchor: tuple[int, str]) -> str:
    """Say whether the signature of that number is still the one that was noted: same, other or gone."""
    seq, noted = anchor
    stored = GENESIS if seq == 0 else db.session.scalar(sa.select(Signature.hash).where(Signature.seq == seq))
    if stored is None:
        return "gone"
    return "same" if stored == noted else "other"
