"""Statistics of questions against examples worked by hand."""

import pytest

from lms.rules.item_statistics import REASONS, Item, Meeting, correlation, item


def met(*rows):
    """Meetings from (how many, share, rest, chosen…)."""
    return [Meeting(share, rest, frozenset(chosen)) for times, share, rest, *chosen in rows for _ in range(times)]


def test_below_eleven_nothing_is_told():
    assert item(met((10, 1, 0.5))) == Item(0)
    assert item(met((11, 1, 0.5))).answered == 11


def test_two_readings_never_differ_by_fewer_than_eleven():
    first = item(met((11, 1, 0.5)))
    assert (first.answered, first.right) == (11, 1.0)
    for more in range(1, 11):
        assert item(met((11, 1, 0.5), (more, 0, 0.5))) == first
    both = item(met((11, 1, 0.5), (11, 0, 0.5)))
    assert (both.answered, both.right) == (22, 0.5)


def test_right_at_first_and_the_option_that_draws():
    """22 women: 13 take the right option 0, 6 take 1, 3 take 2: 13/22 = 0.59 right; option 1 draws 6/22 = 0.27."""
    found = item(met((13, 1, 0.5, 0), (6, 0, 0.5, 1), (3, 0, 0.5, 2)), {0})
    assert (found.answered, found.right, found.drawn) == (22, 0.6, (1, 0.3))
    assert found.reasons == ()


def test_the_connection_with_the_rest_is_worked_by_hand():
    """8 right with rest 0.75 and 4 not with rest 0.25 go wholly together; turned round, wholly against each other.

    With 6 right (rests: four 1, two 0) and 6 not (rests: two 1, four 0): the means are 1/2 and 1/2, each square sum is
    12 × 1/4 = 3, the product sum is 4·1/4 + 2·(−1/4) + 2·(−1/4) + 4·1/4 = 1, so it is 1/3.
    """
    assert correlation(met((8, 1, 0.75), (4, 0, 0.25))) == 1.0
    assert correlation(met((8, 0, 0.75), (4, 1, 0.25))) == -1.0
    assert correlation(met((4, 1, 1), (2, 1, 0), (2, 0, 1), (4, 0, 0))) == 0.33
    assert correlation(met((12, 1, 0.5))) is None, "nothing differs"
    assert correlation(met((6, 1, 0.5), (6, 0, 0.5))) is None
    assert correlation(met((10, 1, 0.5), (5, 0, None))) is None, "too few with anything else to compare"


@pytest.mark.parametrize(
    ("rows", "options", "reasons"),
    [
        ([(4, 1, 1, 0), (7, 0, 0, 1)], {0}, ("drawn",)),
        ([(3, 1, 1, 0), (3, 0, 0, 1), (3, 0, 0, 2), (2, 0, 0, 3)], {0}, ("few-right", "drawn")),
        ([(7, 1, 0, 0), (4, 0, 1, 1)], {0}, ("turned",)),
        ([(11, 1, 1), (11, 1, 0), (11, 0, 1), (11, 0, 0)], (), ("weak",)),
        ([(21, 1, 1), (1, 0, 0)], (), ("too-easy",)),
        ([(22, 1, 0.5)], (), ("too-easy",)),
        ([(8, 1, 1), (3, 0, 0)], (), ()),
    ],
)
def test_reasons_for_a_second_look(rows, options, reasons):
    assert item(met(*rows), options).reasons == reasons
    assert set(reasons) <= set(REASONS)


def test_several_right_options_count_the_wrong_one_against_the_best():
    rows = [(6, 1, 1, 0, 1), (5, 0.5, 0, 0, 2)]
    found = item(met(*rows), {0, 1})
    assert (found.right, found.drawn, found.reasons) == (0.5, (2, 0.5), ())
    rows = [(5, 1, 1, 0, 1), (6, 0, 0, 2)]
    assert item(met(*rows), {0, 1}).reasons == ("drawn",)
