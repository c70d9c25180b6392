"""The states of an attempt, what may follow what, and the checks before a submit, a return and an approval."""

import datetime as dt
import itertools

import pytest

from lms.rules import progress, signoffs
from lms.rules.progress import NotReady, Step, StepKind, check_ready
from lms.rules.signoffs import (
    DONE_STATES,
    OPEN_STATES,
    SIGNED_STATES,
    TRANSITIONS,
    AlreadySigned,
    CriteriaNotMet,
    Event,
    NothingToWorkOn,
    SnapshotChanged,
    SomeoneElseHasIt,
    State,
    WordsTooShort,
    WrongState,
)

NOW = dt.datetime(2026, 5, 4, 10, 0, tzinfo=dt.UTC)

LIFE = """
    -                started        in_progress
    in_progress      submitted      submitted
    returned         submitted      submitted
    submitted        taken_back     in_progress
    in_review        taken_back     in_progress
    submitted        claimed        in_review
    in_review        released       submitted
    in_review        lease_ended    submitted
    in_review        returned       returned
    in_review        approved       approved
    in_review        first_signed   awaiting_second
    awaiting_second  countersigned  approved
    awaiting_second  returned       returned
    approved         revoked        revoked
    revoked          appealed       submitted
    returned         appealed       submitted
    submitted        excepted       submitted
    in_review        excepted       in_review
    approved         sampled        approved
    approved         agreed         approved
    approved         disagreed      approved
    approved         upheld         approved
    approved         revoke_signed  approved
    approved         revoke_dropped approved
    in_progress      completed      completed
    in_progress      moved          in_progress
    returned         moved          returned
"""
"""The product's table of states, written out a second time."""

ROWS = [tuple(line.split()) for line in LIFE.strip().splitlines()]
BEFORE = {("" if before == "-" else before, event): after for before, event, after in ROWS}


def test_the_table_is_the_products_table():
    assert {(before or "", event): after for (before, event), after in TRANSITIONS.items()} == BEFORE


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("event", list(Event))
def test_an_event_leads_where_the_table_says_or_is_refused(state, event):
    expected = BEFORE.get((state or "", event))
    if expected is None:
        with pytest.raises(WrongState) as refused:
            signoffs.step(state, event)
        assert (refused.value.state, refused.value.event) == (state, event)
    else:
        assert signoffs.step(state, event) == expected


def test_states_are_open_or_done_or_revoked():
    assert {*OPEN_STATES, *DONE_STATES, State.REVOKED} == set(State)
    assert not OPEN_STATES & DONE_STATES
    assert State.REVOKED not in OPEN_STATES | DONE_STATES


def test_no_state_says_that_she_did_not_pass():
    assert not {"failed", "rejected", "denied"} & {*State, *Event}


@pytest.mark.parametrize("state", sorted(SIGNED_STATES))
def test_signed_work_is_not_taken_back(state):
    with pytest.raises(AlreadySigned, match="This work is already signed"):
        signoffs.step(state, Event.TAKEN_BACK)


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.RETURNED, State.COMPLETED, None])
def test_taking_back_unsigned_work_that_is_not_out_is_only_a_wrong_state(state):
    with pytest.raises(WrongState) as refused:
        signoffs.step(state, Event.TAKEN_BACK)
    assert type(refused.value) is WrongState


def test_every_state_can_be_reached_and_only_one_is_an_end():
    reached = {""}
    for _ in State:
        reached |= {after for (before, _event), after in BEFORE.items() if before in reached}
    assert reached - {""} == set(State)
    assert {str(state) for state in State} - {before for before, _event in BEFORE} == {"completed"}


def test_what_is_left_is_named_when_she_asks_too_early():
    left = [Step(StepKind.LESSON, "Forms", "forms"), Step(StepKind.QUIZ, "Pay")]
    with pytest.raises(NotReady) as refused:
        check_ready(left)
    assert refused.value.left == tuple(left)
    assert check_ready([]) is None


FIFTEEN = "Clear numbers.."


@pytest.mark.parametrize(
    ("strength", "next_step", "fields"),
    [
        (FIFTEEN[:14], FIFTEEN, ("strength",)),
        (FIFTEEN, FIFTEEN[:14], ("next_step",)),
        ("", "", ("strength", "next_step")),
        ("  " + FIFTEEN[:14] + " \n ", FIFTEEN, ("strength",)),
        ("Good" + " " * 30 + "work", FIFTEEN, ("strength",)),
        ("ok" + "\u200b" * 30, FIFTEEN, ("strength",)),
        ("ok" + "\x00" * 30, FIFTEEN, ("strength",)),
    ],
)
def test_a_return_without_words_is_refused(strength, next_step, fields):
    assert len(FIFTEEN) == 15
    with pytest.raises(WordsTooShort) as refused:
        signoffs.check_return(strength, next_step, {})
    assert refused.value.fields == fields


def test_fifteen_characters_are_enough():
    assert signoffs.check_return(f" {FIFTEEN}\n", FIFTEEN, {}) is None
    assert signoffs.check_return("áéíóú ñandú " + "\n" + "sí sí", FIFTEEN, {}) is None


@pytest.mark.parametrize(
    ("ratings", "criteria"),
    [
        ({"a": 3, "b": 4}, ()),
        ({"a": 3, "b": 4}, ("a", "b")),
        ({}, ("a",)),
        ({"a": 0}, ("a",)),
        ({"a": 3, "elsewhere": 1}, ("a",)),
    ],
)
def test_a_return_names_a_criterion_to_work_on(ratings, criteria):
    with pytest.raises(NothingToWorkOn):
        signoffs.check_return(FIFTEEN, FIFTEEN, ratings, criteria)


@pytest.mark.parametrize("low", [1, 2])
def test_one_criterion_below_three_allows_a_return(low):
    assert signoffs.check_return(FIFTEEN, FIFTEEN, {"a": 4, "b": low}, ("a", "b")) is None
    assert signoffs.check_return(FIFTEEN, FIFTEEN, {"a": 4, "b": low}) is None


@pytest.mark.parametrize("rating", [-1, 0, 1, 2, 5])
def test_an_approval_needs_three_or_four_on_every_criterion(rating):
    with pytest.raises(CriteriaNotMet) as refused:
        signoffs.check_approval(["a", "b", "c"], {"c": rating, "b": 3, "elsewhere": 4})
    assert refused.value.ids == ("a", "c")


def test_threes_and_fours_approve():
    assert signoffs.check_approval(["a", "b"], {"a": 3, "b": 4, "elsewhere": 1}) is None
    assert signoffs.check_approval([], {}) is None


def test_only_what_was_shown_is_signed():
    assert signoffs.check_snapshot("abc", "abc") is None
    with pytest.raises(SnapshotChanged):
        signoffs.check_snapshot("abc", "abd")


@pytest.mark.parametrize(
    ("claimed_by", "ago", "holder"),
    [
        (7, dt.timedelta(0), 7),
        (7, dt.timedelta(hours=72) - dt.timedelta(microseconds=1), 7),
        (7, dt.timedelta(hours=72), None),
        (7, dt.timedelta(days=-3650), 7),
        (None, dt.timedelta(0), None),
        (7, None, None),
    ],
)
def test_a_claim_holds_for_seventy_two_hours(claimed_by, ago, holder):
    claimed_at = None if ago is None else NOW - ago
    assert signoffs.lease_holder(claimed_by, claimed_at, NOW) == holder


def test_a_claim_keeps_others_away_but_not_herself():
    an_hour_ago = NOW - dt.timedelta(hours=1)
    with pytest.raises(SomeoneElseHasIt, match="Someone is already looking at this"):
        signoffs.check_free(7, an_hour_ago, 8, NOW)
    assert signoffs.check_free(7, an_hour_ago, 7, NOW) is None
    assert signoffs.check_free(7, NOW - dt.timedelta(hours=73), 8, NOW) is None


def test_waiting_is_long_after_a_week():
    assert dt.timedelta(days=7) == signoffs.WAITING_LONG


def test_every_refusal_speaks_plainly():
    kinds = [signoffs.Refused, *signoffs.Refused.__subclasses__(), *WrongState.__subclasses__()]
    kinds = [kind for kind in kinds if kind.__module__ in (signoffs.__name__, progress.__name__)]
    texts = [kind.words for kind in kinds]
    assert len(kinds) == 11
    assert all(text.endswith(".") and "!" not in text and len(text.split()) <= 15 for text in texts)
    assert all(first != second for first, second in itertools.combinations(texts, 2))


def test_a_refusal_can_carry_its_own_words():
    assert str(signoffs.Conflict("You cannot sign your own work.")) == "You cannot sign your own work."
    assert str(signoffs.Conflict()) == "Someone else must do this."
