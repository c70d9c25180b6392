"""When a question comes again: soon after a miss, later each time it sat."""

import datetime as dt

import pytest

from lms.questions.base import Mark
from lms.rules.fresh import A_VISIT, after_answer, new_card

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
RIGHT, MISSED = Mark(1, 1, True), Mark(0, 1, False)
NEAR, PARTLY = Mark(1, 1, True, near=True), Mark(0.5, 1, False)
DAY = dt.timedelta(days=1)


def days(mark: Mark) -> int:
    return (after_answer(new_card(1, NOW), mark, NOW)[1] - NOW) // DAY


def test_the_better_it_sat_the_later_it_comes():
    assert 1 <= days(MISSED) <= days(PARTLY) <= days(NEAR) < days(RIGHT)


def test_each_right_answer_puts_it_further_off_and_a_miss_brings_it_back():
    card, now, gaps = new_card(1, NOW), NOW, []
    for _ in range(4):
        card, due = after_answer(card, RIGHT, now)
        gaps.append((due - now) // DAY)
        now = due
    assert gaps == sorted(set(gaps))
    _, due = after_answer(card, MISSED, now)
    assert (due - now) // DAY < gaps[-1]


@pytest.mark.parametrize("late", [0, 3, 400])
def test_days_that_were_missed_cost_nothing(late):
    card, due = after_answer(new_card(1, NOW), RIGHT, NOW)
    after = due + late * DAY
    again, later = after_answer(card, RIGHT, after)
    assert later > after
    assert again["stability"] >= card["stability"]


def test_the_same_answers_give_the_same_days():
    assert after_answer(new_card(1, NOW), RIGHT, NOW) == after_answer(new_card(1, NOW), RIGHT, NOW)
    assert A_VISIT == 5
