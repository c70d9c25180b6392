"""Totals without names: what is shown, what is hidden, and that nobody is ranked."""

import datetime as dt

import pytest

from lms.rules.watching import SMALLEST, Decided, Spread, picture, shown, spread

HOUR = dt.timedelta(hours=1)


def made(count, by=1, returned=False, waited=HOUR, reviewed=HOUR):
    return [Decided(by, returned, waited, reviewed)] * count


@pytest.mark.parametrize(("number", "said"), [(0, 0), (1, None), (10, None), (11, 11), (500, 500)])
def test_a_total_below_eleven_is_not_shown(number, said):
    assert SMALLEST == 11
    assert shown(number) == said


def test_with_ten_decisions_nothing_is_said_and_with_eleven_it_is():
    few = picture(made(10), 0, 0)
    assert (few.decided, few.median, few.longest, few.approvals, few.quick) == (None,) * 5
    enough = picture([*made(10), *made(1, waited=9 * HOUR)], 0, 0)
    assert (enough.decided, enough.median, enough.longest) == (11, HOUR, 9 * HOUR)


def test_quick_approvals_are_those_under_thirty_seconds():
    at = dt.timedelta(seconds=30)
    under = at - dt.timedelta(microseconds=1)
    found = picture([*made(11, reviewed=under), *made(8, reviewed=at), *made(3, reviewed=None)], 0, 0)
    assert (found.approvals, found.quick) == (22, 11)
    assert picture([*made(10, reviewed=under), *made(4)], 0, 0).quick is None
    assert picture(made(20), 0, 0).quick == 0
    assert picture(made(20, returned=True, reviewed=under), 0, 0).quick == 0


def test_second_looks_are_counted_and_small_numbers_hidden():
    assert (picture([], 9, 1).looked_again, picture([], 9, 1).disagreed) == (None, None)
    assert (picture([], 30, 12).looked_again, picture([], 30, 12).disagreed) == (42, 12)
    assert (picture([], 30, 2).looked_again, picture([], 30, 2).disagreed) == (32, None)
    assert picture([], 30, 0).disagreed == 0


def test_no_small_number_comes_out_by_subtraction():
    """What is left of a total is a number too: 1 return of 20, 1 approval that was not quick, 1 look that agreed."""
    found = picture([*made(19), *made(1, returned=True)], 0, 0)
    assert (found.decided, found.approvals, found.quick) == (20, None, None)
    found = picture([*made(19), *made(11, returned=True)], 0, 0)
    assert (found.decided, found.approvals) == (30, 19)
    found = picture([*made(19, reviewed=dt.timedelta()), *made(1)], 0, 0)
    assert (found.approvals, found.quick) == (20, None)
    assert picture(made(20, reviewed=dt.timedelta()), 0, 0).quick == 20
    assert (picture([], 1, 19).looked_again, picture([], 1, 19).disagreed) == (20, None)
    assert (picture([], 0, 20).looked_again, picture([], 0, 20).disagreed) == (20, 20)


def test_the_spread_needs_three_reviewers_with_eleven_decisions_each():
    two = [*made(11, by=1), *made(11, by=2, returned=True)]
    assert spread(two) is None
    assert spread([*two, *made(10, by=3)]) is None
    mixed = [*made(9, by=3), *made(3, by=3, returned=True)]
    assert spread([*two, *mixed]) == Spread(0, 25, 100)
    assert spread([*two, *mixed, *made(10, by=4, returned=True)]) == Spread(0, 25, 100)
