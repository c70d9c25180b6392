"""What a mentor has done before she signs: the facility's courses, its agreement, and a clearance that still runs."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

WARNED_BEFORE = dt.timedelta(days=14)
"""How long before a clearance ends it is pointed out, to her and to the coordinator."""

NOT_READY = "Your mentor training is not finished yet."
"""What she is told where she would sign."""

TRAINED = frozenset({"mentor", "peer_mentor"})
"""In these roles a person signs only after her training; an instructor or coordinator signs as staff."""


class Taken(StrEnum):
    """How far a mentor is with one course."""

    DONE = "done"
    OPEN = "open"
    OUT_OF_DATE = "out of date"
    NOT_HERE = "not here"


class Agreed(StrEnum):
    """Whether she accepted the facility's text as it stands today."""

    NOT_ASKED = "not asked"
    YES = "yes"
    CHANGED = "changed"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Training:
    """What a facility asks of one mentor, and how far she is: each course by its id, and the agreement."""

    courses: Mapping[str, Taken]
    agreed: Agreed

    @property
    def ready(self) -> bool:
        """Whether nothing is left to do before she signs."""
        return self.agreed in (Agreed.NOT_ASKED, Agreed.YES) and all(one is Taken.DONE for one in self.courses.values())


NOTHING_ASKED = Training({}, Agreed.NOT_ASKED)


def taken(module_ids: Sequence[str], done: Collection[str], outdated: Collection[str]) -> Taken:
    """Say how far she is: ``module_ids`` are those on offer, ``outdated`` those she did before a breaking version."""
    if not module_ids:
        return Taken.NOT_HERE
    if any(module not in done for module in module_ids):
        return Taken.OPEN
    return Taken.OUT_OF_DATE if any(module in outdated for module in module_ids) else Taken.DONE


def text_hash(words: str) -> str:
    """Give the fingerprint of an agreement's text; blanks at the ends of lines make no other text."""
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", words).strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def agreed(words: str, accepted: Collection[str]) -> Agreed:
    """Say whether the text as it stands is among those she accepted, given by their hashes."""
    if not words.strip():
        return Agreed.NOT_ASKED
    if text_hash(words) in accepted:
        return Agreed.YES
    return Agreed.CHANGED if accepted else Agreed.NOT_YET


def ends_soon(cleared_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Say whether a clearance that still runs has to be renewed soon."""
    return cleared_until is not None and now < cleared_until <= now + WARNED_BEFORE
