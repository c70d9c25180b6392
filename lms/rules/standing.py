"""Where an attempt stands after all its events: its state, and what is open beside the state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.rules.signoffs import Event, State, WrongState, step


class Matter(StrEnum):
    """What can be open beside the state, until somebody settles it."""

    SAMPLE = "sample"
    DISAGREEMENT = "disagreement"
    REVOCATION = "revocation"
    APPEAL = "appeal"


OPENS: Mapping[Event, Matter] = {
    Event.SAMPLED: Matter.SAMPLE,
    Event.DISAGREED: Matter.DISAGREEMENT,
    Event.REVOKE_SIGNED: Matter.REVOCATION,
    Event.APPEALED: Matter.APPEAL,
}
"""Events that open a matter; it cannot be open already."""

SETTLES: Mapping[Event, Matter] = {
    Event.AGREED: Matter.SAMPLE,
    Event.DISAGREED: Matter.SAMPLE,
    Event.UPHELD: Matter.DISAGREEMENT,
    Event.REVOKE_DROPPED: Matter.REVOCATION,
    Event.REVOKED: Matter.REVOCATION,
}
"""Events that settle a matter and can only happen while it is open: nothing is revoked by one person alone."""

ENDS_APPEAL = frozenset({Event.TAKEN_BACK, Event.RETURNED, Event.APPROVED, Event.COUNTERSIGNED})
"""Events after which an appeal is decided, or given up."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands. ``appealed`` is the state that she asked to have looked at again."""

    state: State | None = None
    open: frozenset[Matter] = frozenset()
    appealed: State | None = None


def follow(before: Standing, event: Event) -> Standing:
    """Say where an attempt stands after one more event; raise `WrongState` for one that cannot happen now."""
    after = step(before.state, event)
    open_ = before.open
    settled = SETTLES.get(event)
    if settled is not None and settled not in open_:
        raise WrongState(before.state, event)
    open_ -= {settled}
    if event is Event.REVOKED:
        open_ = frozenset()
    opened = OPENS.get(event)
    if opened in open_:
        raise WrongState(before.state, event)
    if event is Event.APPEALED:
        return Standing(after, open_ | {Matter.APPEAL}, before.state)
    if event in ENDS_APPEAL and before.appealed is not None:
        given_up = event is Event.TAKEN_BACK
        return Standing(before.appealed if given_up else after, open_ - {Matter.APPEAL})
    return Standing(after, open_ | ({opened} if opened else frozenset()), before.appealed)


def standing(events: Iterable[Event]) -> Standing:
    """Say where an attempt stands after all its events, oldest first."""
    found = Standing()
    for event in events:
        found = follow(found, event)
    return found


def fold(events: Iterable[Event]) -> State:
    """Give the state after all its events, oldest first; the stored state is only a cache of this."""
    state = standing(events).state
    if state is None:
        raise WrongState(None, None)
    return state
