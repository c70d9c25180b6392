"""How a module is signed off: the states of an attempt, the events that move it, and who may sign."""

import datetime as dt
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

LEASE = dt.timedelta(hours=72)
"""How long a claim keeps other reviewers away."""

WAITING_LONG = dt.timedelta(days=7)
"""Unclaimed for longer than this, work shows on the coordinator's list."""

SHORTEST_WORDS = 15
"""Fewest characters that say something, for a strength and for a next step."""

PASSING = 3
"""Lowest rating that counts: 1 not yet, 2 with help, 3 on her own, 4 can show someone else."""

HIGHEST = 4


class State(StrEnum):
    """Where an attempt stands. There is no state for not passing: work is returned, and goes on."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    AWAITING_SECOND = "awaiting_second"
    RETURNED = "returned"
    APPROVED = "approved"
    REVOKED = "revoked"
    COMPLETED = "completed"


class Event(StrEnum):
    """What can happen to an attempt. ``FIRST_SIGNED`` is an approval that waits for a second person.

    ``EXCEPTED`` lets one named reviewer sign. ``SAMPLED`` asks for a second look, which agrees or disagrees; ``UPHELD``
    settles a disagreement. ``REVOKE_SIGNED`` is the first of the two signatures that take an approval back.
    """

    STARTED = "started"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    CLAIMED = "claimed"
    RELEASED = "released"
    LEASE_ENDED = "lease_ended"
    RETURNED = "returned"
    APPROVED = "approved"
    FIRST_SIGNED = "first_signed"
    COUNTERSIGNED = "countersigned"
    COMPLETED = "completed"
    REVOKED = "revoked"
    MOVED = "moved"
    EXCEPTED = "excepted"
    SAMPLED = "sampled"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    UPHELD = "upheld"
    REVOKE_SIGNED = "revoke_signed"
    REVOKE_DROPPED = "revoke_dropped"
    APPEALED = "appealed"


OPEN_STATES = frozenset({State.IN_PROGRESS, State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND, State.RETURNED})
"""States in which an attempt is still going on; a person has at most one such attempt per module."""

WORKING_STATES = frozenset({State.IN_PROGRESS, State.RETURNED})
"""States in which the work is hers to change: nobody else waits for it or holds it."""

FIRST_STATES = frozenset({State.SUBMITTED, State.IN_REVIEW})
"""States in which nobody has signed yet, so that a first reviewer marks, approves or returns."""

DONE_STATES = frozenset({State.APPROVED, State.COMPLETED})
"""States in which the module counts as done."""

SIGNED_STATES = frozenset({State.AWAITING_SECOND, State.APPROVED, State.REVOKED})
"""States in which an approval has been signed, so that she can no longer take the work back."""

TRANSITIONS: Mapping[tuple[State | None, Event], State] = {
    (None, Event.STARTED): State.IN_PROGRESS,
    (State.IN_PROGRESS, Event.SUBMITTED): State.SUBMITTED,
    (State.IN_PROGRESS, Event.COMPLETED): State.COMPLETED,
    (State.IN_PROGRESS, Event.MOVED): State.IN_PROGRESS,
    (State.SUBMITTED, Event.TAKEN_BACK): State.IN_PROGRESS,
    (State.SUBMITTED, Event.CLAIMED): State.IN_REVIEW,
    (State.IN_REVIEW, Event.TAKEN_BACK): State.IN_PROGRESS,
    (State.IN_REVIEW, Event.RELEASED): State.SUBMITTED,
    (State.IN_REVIEW, Event.LEASE_ENDED): State.SUBMITTED,
    (State.IN_REVIEW, Event.RETURNED): State.RETURNED,
    (State.IN_REVIEW, Event.APPROVED): State.APPROVED,
    (State.IN_REVIEW, Event.FIRST_SIGNED): State.AWAITING_SECOND,
    (State.AWAITING_SECOND, Event.COUNTERSIGNED): State.APPROVED,
    (State.AWAITING_SECOND, Event.RETURNED): State.RETURNED,
    (State.RETURNED, Event.SUBMITTED): State.SUBMITTED,
    (State.RETURNED, Event.MOVED): State.RETURNED,
    (State.SUBMITTED, Event.EXCEPTED): State.SUBMITTED,
    (State.IN_REVIEW, Event.EXCEPTED): State.IN_REVIEW,
    (State.APPROVED, Event.SAMPLED): State.APPROVED,
    (State.APPROVED, Event.AGREED): State.APPROVED,
    (State.APPROVED, Event.DISAGREED): State.APPROVED,
    (State.APPROVED, Event.UPHELD): State.APPROVED,
    (State.APPROVED, Event.REVOKE_SIGNED): State.APPROVED,
    (State.APPROVED, Event.REVOKE_DROPPED): State.APPROVED,
    (State.APPROVED, Event.REVOKED): State.REVOKED,
    (State.RETURNED, Event.APPEALED): State.SUBMITTED,
    (State.REVOKED, Event.APPEALED): State.SUBMITTED,
}
"""The whole life of an attempt; None is "no attempt yet". What is open beside the state stands in `standing`.

After ``REVOKED`` a new attempt begins and this one stays, unless she asks another reviewer to look again.
"""


class Refused(Exception):
    """A sign-off rule says no; the kinds below say why, each with a sentence for the person (``words``)."""

    words = "This cannot be done now."

    def __init__(self, words: str = "") -> None:
        super().__init__(words or self.words)


class WrongState(Refused):
    """The event cannot happen to an attempt in this state."""

    words = "Something changed here. Go back and look again."

    def __init__(self, state: State | None, event: Event | None) -> None:
        super().__init__()
        self.state = state
        self.event = event


class AlreadySigned(WrongState):
    """She wants her work back, and somebody has signed it."""

    words = "This work is already signed."


class SomeoneElseHasIt(Refused):
    """Another reviewer has claimed this work and her lease still runs."""

    words = "Someone is already looking at this."


class WordsTooShort(Refused):
    """A strength or a next step says too little; ``fields`` names which."""

    words = "Say one thing that went well and one next step."

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__()
        self.fields = tuple(fields)


class NothingToWorkOn(Refused):
    """Work is returned though every criterion is met."""

    words = "Rate at least one line 1 or 2, or approve."


class CriteriaNotMet(Refused):
    """Work is approved though some criteria are not rated 3 or 4; ``ids`` names them in the practical's order."""

    words = "Rate each line 3 or 4 to approve."

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__()
        self.ids = tuple(ids)


class Conflict(Refused):
    """This person may not sign this work; the reason comes from `reviewers.may_sign`."""

    words = "Someone else must do this."


class ReasonTooShort(Refused):
    """A decision that she will read, or her own appeal, gives no reason."""

    words = "Give a reason of at least 15 characters."


class SnapshotChanged(Refused):
    """The work changed after the reviewer opened it, so she reviews it again."""

    words = "This work changed. Please review it again."


def step(state: State | None, event: Event) -> State:
    """Say where an attempt stands after one more event; raise `WrongState` for an event the table does not have."""
    after = TRANSITIONS.get((state, event))
    if after is not None:
        return after
    if event is Event.TAKEN_BACK and state in SIGNED_STATES:
        raise AlreadySigned(state, event)
    raise WrongState(state, event)


def check_return(strength: str, next_step: str, ratings: Mapping[str, int], criteria: Collection[str] = ()) -> None:
    """Refuse a return that does not help her: it names a strength, a next step and, with criteria, one to work on.

    ``criteria`` holds the ids of the practical; without them those that are rated stand for all.
    """
    said = {"strength": strength, "next_step": next_step}
    short = [field for field, words in said.items() if _length(words) < SHORTEST_WORDS]
    if short:
        raise WordsTooShort(short)
    rated = [ratings.get(id_, 0) for id_ in criteria or ratings]
    if rated and not any(1 <= rating < PASSING for rating in rated):
        raise NothingToWorkOn


def check_reason(reason: str) -> None:
    """Refuse a decision without a reason that says something."""
    if _length(reason) < SHORTEST_WORDS:
        raise ReasonTooShort


def check_approval(criteria: Sequence[str], ratings: Mapping[str, int]) -> None:
    """Refuse an approval unless every criterion is rated 3 or 4; ratings of anything else count for nothing."""
    short = [id_ for id_ in criteria if not PASSING <= ratings.get(id_, 0) <= HIGHEST]
    if short:
        raise CriteriaNotMet(short)


def check_snapshot(shown: str, stored: str) -> None:
    """Refuse to sign anything but what the reviewer saw; both are hashes of the work."""
    if shown != stored:
        raise SnapshotChanged


def lease_holder(claimed_by: int | None, claimed_at: dt.datetime | None, now: dt.datetime) -> int | None:
    """Say whose claim still keeps others away, if anyone's; leases end by themselves, without a scheduler."""
    if claimed_by is None or claimed_at is None or now - claimed_at >= LEASE:
        return None
    return claimed_by


def check_free(claimed_by: int | None, claimed_at: dt.datetime | None, person_id: int, now: dt.datetime) -> None:
    """Refuse a claim while somebody else's lease runs; her own claim again is no clash."""
    if lease_holder(claimed_by, claimed_at, now) not in (None, person_id):
        raise SomeoneElseHasIt


def _length(words: str) -> int:
    """Count what a reader can see, so that blanks and invisible characters say nothing."""
    seen = [char for char in words if char.isspace() or not unicodedata.category(char).startswith("C")]
    return len(" ".join("".join(seen).split()))
