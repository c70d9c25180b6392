"""What a new version does to work under way: each state and change, what is kept, and what is proposed."""

import pytest

from lms.content.changes import WHAT
from lms.rules.progress import ModuleFacts, ModuleOutline
from lms.rules.publishing import BREAKS, Carried, Change, carried, may_choose, moves, proposal
from lms.rules.signoffs import State

MOVE = {State.IN_PROGRESS, State.RETURNED}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("change", Change)
def test_only_a_small_change_moves_and_only_what_is_hers_to_change(state, change):
    assert moves(state, change) is (change == "small" and state in MOVE)


@pytest.mark.parametrize("state", State)
def test_she_may_choose_while_the_work_is_hers_and_another_version_is_offered(state):
    assert may_choose(state, here=False, offered=True) is (state in MOVE)
    assert not may_choose(state, here=True, offered=True)
    assert not may_choose(state, here=False, offered=False)


def outline(*lessons, quiz=True, practical=True):
    return ModuleOutline("c/m", "M", (), tuple((one, one.title()) for one in lessons), quiz, practical, "mentor")


FACTS = ModuleFacts(frozenset({"mix", "gone"}), quiz_passed=True, practical_done=True, state=State.IN_PROGRESS)
OLD, NEW = outline("mix", "gone"), outline("mix", "heat")


def test_a_small_change_keeps_the_pass_and_the_practical():
    kept = carried(OLD, NEW, FACTS, small=True, same_quiz=False, same_practical=False)
    assert kept == Carried(("Mix",), ("Heat",), True, False, True, False, False)


def test_behind_a_breaking_change_only_what_asks_for_the_same_is_kept():
    assert carried(OLD, NEW, FACTS, False, False, False) == Carried(
        ("Mix",), ("Heat",), False, True, False, True, False
    )
    assert carried(OLD, NEW, FACTS, False, True, False) == Carried(("Mix",), ("Heat",), True, False, False, True, False)
    assert carried(OLD, NEW, FACTS, False, False, True) == Carried(("Mix",), ("Heat",), False, True, True, False, False)


def test_what_was_not_done_or_is_not_there_is_neither_kept_nor_asked_again():
    nothing = ModuleFacts(state=State.IN_PROGRESS)
    assert carried(OLD, NEW, nothing, False, False, False) == Carried(
        (), ("Mix", "Heat"), False, False, False, False, False
    )
    bare = outline("mix", quiz=False, practical=False)
    assert carried(OLD, bare, FACTS, False, False, False) == Carried(("Mix",), (), False, False, False, False, False)


def test_a_try_under_way_stands_in_the_way_only_where_it_would_count_no_more():
    busy = ModuleFacts(open_try=(1, 3), state=State.IN_PROGRESS)
    assert carried(OLD, NEW, busy, False, False, True).under_way
    assert not carried(OLD, NEW, busy, False, True, False).under_way
    assert not carried(OLD, NEW, busy, True, False, False).under_way


def test_a_proposal_says_its_first_ground():
    assert proposal([]) == (Change.SMALL, "")
    assert proposal([("text", ""), ("lesson-changed", ""), ("setting", "title"), ("question-changed", "")]) == (
        "small",
        "",
    )
    assert proposal([("lesson-changed", ""), ("key-changed", ""), ("setting", "pass_mark")]) == (
        "breaking",
        "key-changed",
    )
    assert proposal([("setting", "pass_mark")]) == ("breaking", "pass_mark")


def test_every_ground_is_something_that_can_be_found():
    assert set(BREAKS) <= set(WHAT)
