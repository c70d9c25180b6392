"""Which questions a try asks, and what its marks add up to."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions.base import Mark
from lms.rules.grading import QuizResult, best, draw, result

ROOT = Path(__file__).parents[2]
RIGHT, NOT_YET = Mark(1, 1, True), Mark(0, 1, False)
UNSCORED = Mark(0, 0, None)

IDS = [f"q{number}" for number in range(10)]
PAST = [f"past{number}" for number in range(6)]

ids = st.lists(st.sampled_from(IDS), unique=True, max_size=10)
past = st.lists(st.sampled_from([*PAST, "q0", "q1"]), max_size=8)
draws = st.tuples(
    ids, past, st.integers(0, 12), st.integers(0, 8), st.integers(0, 2**63), st.sets(st.sampled_from(IDS))
)


def test_all_are_asked_in_their_order_when_nothing_is_drawn_or_shuffled():
    assert draw(IDS, PAST[:2], 0, 2, seed=1, shuffle=False) == [*IDS, *PAST[:2]]
    assert draw(IDS, PAST, 0, 0, seed=1, shuffle=False) == IDS
    assert draw([], [], 0, 2, seed=1) == []


def test_a_draw_is_the_same_in_every_process():
    code = (
        "from lms.rules.grading import draw; ids = [f'q{n}' for n in range(40)];"
        "print([draw(ids, ids[30:] + ['x', 'y'], 12, 2, seed, star={'q9', 'q3', 'q5'}) for seed in range(20)])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert "'q9'" in printed.pop()


def test_another_seed_gives_another_try():
    assert len({tuple(draw(IDS, [], 0, 0, seed=seed)) for seed in range(50)}) > 45
    assert {id_ for seed in range(50) for id_ in draw(IDS, PAST, 3, 1, seed)} == {*IDS, *PAST}


@given(draws, st.booleans())
def test_a_draw_holds_what_it_should(parts, shuffle):
    own, recall, count, recall_count, seed, star = parts
    drawn = draw(own, recall, count, recall_count, seed, star, shuffle)
    assert drawn == draw(own, recall, count, recall_count, seed, star, shuffle)
    assert len(set(drawn)) == len(drawn)
    stars = star & set(own)
    mine = [id_ for id_ in drawn if id_ in own]
    others = [id_ for id_ in drawn if id_ not in own]
    assert drawn == mine + others
    assert stars <= set(mine)
    assert len(mine) == max(len(stars), min(count or len(own), len(own)))
    assert set(others) <= set(recall)
    assert len(others) == min(recall_count, len(set(recall) - set(own)))
    if not shuffle:
        assert mine == sorted(mine, key=own.index)
        assert others == sorted(others, key=recall.index)


@given(draws)
def test_shuffling_changes_the_order_only(parts):
    own, recall, count, recall_count, seed, star = parts
    plain = draw(own, recall, count, recall_count, seed, star, shuffle=False)
    assert sorted(draw(own, recall, count, recall_count, seed, star)) == sorted(plain)


@given(st.integers(0, 2**48), st.booleans())
def test_what_was_not_asked_before_is_drawn_first(seed, shuffle):
    before = ["b", "d", "e"]
    again = draw(list("abcdef"), list("uvwx"), 4, 2, seed, star=["d"], shuffle=shuffle, before=[*before, "u", "x"])
    assert {"a", "c", "d", "f"} == set(again[:4])
    assert {"v", "w"} == set(again[4:])


@given(st.integers(0, 2**48))
def test_the_same_questions_come_in_another_order(seed):
    before = draw(list("abc"), [], 0, 0, seed)
    again = draw(list("abc"), [], 0, 0, seed, before=before)
    assert again != before
    assert sorted(again) == ["a", "b", "c"]
    assert draw(["a"], [], 0, 0, seed, before=["a"]) == ["a"]
    assert draw(list("abc"), [], 0, 0, seed, shuffle=False, before=list("abc")) == list("abc")


def test_a_repeated_id_is_asked_once():
    assert draw(["a", "b", "a"], ["b", "c", "c"], 0, 5, seed=3, shuffle=False) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("marks", "points", "out_of", "percent", "passed"),
    [
        ([RIGHT] * 4 + [NOT_YET], Fraction(4), 5, 80, True),
        ([RIGHT] * 79 + [NOT_YET] * 21, Fraction(79), 100, 79, False),
        ([RIGHT] * 799 + [NOT_YET] * 201, Fraction(799), 1000, 79, False),
        ([RIGHT] * 2 + [NOT_YET], Fraction(2), 3, 66, False),
        ([Mark(2 / 3, 1, False), Mark(2 / 3, 1, False), Mark(2 / 3, 1, False)], Fraction(2), 3, 66, False),
        ([Mark(1 / 3, 1, False), Mark(2 / 3, 1, False), RIGHT, RIGHT, RIGHT], Fraction(4), 5, 80, True),
        (
            [Mark(0.1, 1, False), Mark(0.2, 1, False), Mark(0.7, 1, False), *[RIGHT] * 3, NOT_YET],
            Fraction(4),
            7,
            57,
            False,
        ),
        ([Mark(Fraction(4, 5), 1, False)], Fraction(4, 5), 1, 80, True),
        ([Mark(6 / 7, 1, False)] * 7, Fraction(6), 7, 85, True),
        ([RIGHT, None], Fraction(1), 2, 50, False),
        ([None], Fraction(0), 1, 0, False),
        ([RIGHT, UNSCORED], Fraction(1), 1, 100, True),
        ([UNSCORED], Fraction(0), 0, 100, True),
        ([], Fraction(0), 0, 100, True),
    ],
)
def test_marks_add_up_exactly(marks, points, out_of, percent, passed):
    summed = result({f"q{place}": mark for place, mark in enumerate(marks)}, (), 80)
    assert (summed.points, summed.out_of, summed.percent, summed.passed) == (points, out_of, percent, passed)


def test_binary_numbers_alone_would_have_missed_this_pass():
    marks = {str(place): Mark(2 / 3, 1, False) if place < 3 else RIGHT for place in range(5)}
    assert sum(Fraction(mark.points) for mark in marks.values()) * 100 < 80 * 5
    assert result(marks, (), 80).passed


@pytest.mark.parametrize("pass_mark", [0, 1, 79, 80, 81, 100])
def test_the_pass_mark_is_the_modules(pass_mark):
    marks = {f"q{place}": RIGHT if place < 4 else NOT_YET for place in range(5)}
    assert result(marks, (), pass_mark).passed is (pass_mark <= 80)


@pytest.mark.parametrize(
    ("stars", "missed"),
    [
        (("a",), ()),
        (("b",), ("b",)),
        (("e", "d", "b", "a"), ("b", "d", "e")),
        (("c",), ()),
        (("z", "y"), ("y", "z")),
    ],
)
def test_every_star_must_be_right(stars, missed):
    marks = {"a": RIGHT, "b": Mark(0.9, 1, False), "c": UNSCORED, "d": None, "e": NOT_YET, "f": RIGHT}
    for star in (stars, set(stars)):
        summed = result(marks, star, 30)
        assert (summed.stars_missed, summed.passed) == (missed, not missed)


def test_what_to_reread_is_everything_not_right_yet_in_the_order_asked():
    marks = {"d": NOT_YET, "a": RIGHT, "c": Mark(0.5, 1, False), "r": UNSCORED, "b": None}
    assert result(marks, (), 80).to_reread == ("d", "c", "b")


fractions = st.integers(1, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.lists(fractions, max_size=12), st.integers(0, 100))
def test_points_from_binary_numbers_are_exact(shares, pass_mark):
    marks = {str(place): Mark(up / down, 1, up == down) for place, (up, down) in enumerate(shares)}
    exact = sum((Fraction(up, down) for up, down in shares), Fraction(0))
    summed = result(marks, (), pass_mark)
    assert summed.points == exact
    assert summed.passed is (not shares or exact / len(shares) >= Fraction(pass_mark, 100))
    assert summed.passed is (summed.percent >= pass_mark)


def outcome(points, out_of, passed, stars=()):
    return QuizResult(Fraction(points), out_of, 0, passed, stars, ())


def test_the_best_try_counts():
    low, high = outcome(4, 5, True), outcome(5, 5, True)
    starred = outcome(9, 10, False, ("a",))
    assert best([]) is None
    assert best([low, high, low]) is high
    assert best([starred, low]) is low
    assert best([outcome(4, 8, False), outcome(3, 5, False)]).points == 3
    assert best([outcome(9, 10, False, ("a", "b")), starred]) is starred
    assert best(one for one in [outcome(1, 2, False), outcome(0, 0, True)]).out_of == 0
    first, second = outcome(4, 5, True), outcome(8, 10, True)
    assert best([first, second]) is first
    assert best([second, first]) is second
