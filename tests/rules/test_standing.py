"""Where an attempt stands after its events, and what is open beside its state; held against a second telling by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.rules.signoffs import TRANSITIONS, Event, State, WrongState
from lms.rules.standing import Matter, Standing, fold, standing
from tests.rules.test_signoffs import BEFORE

STORIES = {
    "started": "in_progress",
    "started completed": "completed",
    "started submitted taken_back submitted claimed approved": "approved",
    "started submitted claimed lease_ended claimed returned moved submitted": "submitted",
    "started submitted claimed first_signed": "awaiting_second",
    "started submitted claimed first_signed returned": "returned",
    "started submitted claimed first_signed countersigned revoke_signed": "approved",
    "started submitted claimed first_signed countersigned revoke_signed revoked": "revoked",
    "started submitted claimed approved revoke_signed revoke_dropped revoke_signed revoked": "revoked",
    "started submitted claimed approved sampled disagreed upheld": "approved",
    "started submitted claimed approved sampled disagreed revoke_signed revoked appealed": "submitted",
    "started submitted claimed approved revoke_signed revoked appealed taken_back": "revoked",
    "started submitted claimed approved revoke_signed revoked appealed claimed taken_back": "revoked",
    "started submitted claimed approved revoke_signed revoked appealed claimed approved": "approved",
    "started submitted claimed returned appealed taken_back": "returned",
    "started submitted claimed returned appealed claimed released taken_back submitted taken_back": "in_progress",
    "started submitted claimed returned appealed claimed first_signed countersigned sampled agreed": "approved",
    "started submitted excepted claimed excepted returned": "returned",
}


def told(story):
    return [Event(word) for word in story.split()]


@pytest.mark.parametrize(("story", "state"), STORIES.items())
def test_a_story_ends_in_its_state(story, state):
    assert fold(told(story)) == state


NEVER = [
    "",
    "submitted",
    "started submitted claimed approved revoked",
    "started submitted claimed approved revoke_signed revoke_signed",
    "started submitted claimed approved revoke_signed revoke_dropped revoked",
    "started submitted claimed approved revoke_dropped",
    "started submitted claimed approved agreed",
    "started submitted claimed approved disagreed",
    "started submitted claimed approved sampled agreed disagreed",
    "started submitted claimed approved sampled sampled",
    "started submitted claimed approved sampled upheld",
    "started submitted claimed approved sampled revoke_signed revoked agreed",
    "started submitted claimed returned appealed appealed",
    "started submitted appealed",
    "started submitted claimed approved appealed",
    "started submitted claimed approved revoke_signed revoked submitted",
    "started submitted claimed approved revoke_signed revoked started",
]
"""No approval falls by one signature, nothing is settled that is not open, and nothing is opened twice."""


@pytest.mark.parametrize("story", NEVER)
def test_what_cannot_happen_is_refused_at_its_last_step(story):
    events = told(story)
    if events[:-1]:
        assert fold(events[:-1])
    with pytest.raises(WrongState):
        fold(events)


@pytest.mark.parametrize(
    ("story", "open_"),
    [
        ("started submitted claimed approved", set()),
        ("started submitted claimed approved sampled", {Matter.SAMPLE}),
        ("started submitted claimed approved sampled revoke_signed", {Matter.SAMPLE, Matter.REVOCATION}),
        ("started submitted claimed approved sampled disagreed", {Matter.DISAGREEMENT}),
        ("started submitted claimed approved sampled disagreed revoke_signed revoked", set()),
        ("started submitted claimed returned appealed claimed", {Matter.APPEAL}),
        ("started submitted claimed returned appealed claimed lease_ended claimed first_signed", {Matter.APPEAL}),
        ("started submitted claimed returned appealed claimed returned", set()),
        ("started submitted claimed returned appealed taken_back", set()),
    ],
)
def test_what_is_open_is_known(story, open_):
    assert standing(told(story)).open == open_


def retold(events):
    """The same story told another way: one look back over the whole past for each event; None where it cannot be."""
    state, stack = "", []
    for place, event in enumerate(events):
        past = [str(one) for one in events[:place]]

        def last(*names, past=past):
            return max((n for n, one in enumerate(past) if one in names), default=-1)

        after = BEFORE.get((state, str(event)))
        sample = last("sampled") > last("agreed", "disagreed", "revoked")
        revoking = last("revoke_signed") > last("revoke_dropped", "revoked")
        disputed = last("disagreed") > last("upheld", "revoked")
        appealing = last("appealed") > last("taken_back", "returned", "approved", "countersigned")
        allowed = {
            "sampled": not sample,
            "agreed": sample,
            "disagreed": sample and not disputed,
            "upheld": disputed,
            "revoke_signed": not revoking,
            "revoke_dropped": revoking,
            "revoked": revoking,
        }.get(str(event), True)
        if after is None or not allowed:
            return None
        if event == "appealed":
            stack.append(state)
        state = stack[-1] if event == "taken_back" and appealing else after
    return state or None


@given(st.lists(st.sampled_from(Event), max_size=14))
def test_any_events_fold_as_they_are_retold(events):
    expected = retold(events)
    if expected is None:
        with pytest.raises(WrongState):
            fold(events)
    else:
        assert fold(events) == expected


@settings(max_examples=30)
@given(st.data())
def test_a_long_legal_life_folds_as_it_is_retold(data):
    events = []
    legal = [Event.STARTED]
    for _ in range(data.draw(st.integers(1, 20))):
        if not legal:
            break
        events.append(data.draw(st.sampled_from(legal)))
        assert fold(events) == retold(events)
        legal = [event for event in Event if retold([*events, event]) is not None]
    for event in set(Event) - set(legal):
        with pytest.raises(WrongState):
            fold([*events, event])


def test_the_fold_would_notice_a_lost_row(monkeypatch):
    monkeypatch.delitem(TRANSITIONS, (State.AWAITING_SECOND, Event.COUNTERSIGNED))
    with pytest.raises(WrongState):
        fold(told("started submitted claimed first_signed countersigned"))


def test_nothing_has_happened_yet():
    assert standing([]) == Standing()
