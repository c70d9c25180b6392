"""What a mentor has done before she signs, case by case."""

import datetime as dt

import pytest

from lms.rules.mentoring import (
    NOTHING_ASKED,
    WARNED_BEFORE,
    Agreed,
    Taken,
    Training,
    agreed,
    ends_soon,
    taken,
    text_hash,
)

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("modules", "done", "outdated", "said"),
    [
        ([], set(), set(), Taken.NOT_HERE),
        (["c/a", "c/b"], set(), set(), Taken.OPEN),
        (["c/a", "c/b"], {"c/a"}, set(), Taken.OPEN),
        (["c/a", "c/b"], {"c/a", "c/b"}, set(), Taken.DONE),
        (["c/a", "c/b"], {"c/a", "c/b", "c/old"}, {"c/old"}, Taken.DONE),
        (["c/a", "c/b"], {"c/a", "c/b"}, {"c/b"}, Taken.OUT_OF_DATE),
        (["c/a", "c/b"], {"c/b"}, {"c/b"}, Taken.OPEN),
    ],
)
def test_how_far_she_is_with_a_course(modules, done, outdated, said):
    assert taken(modules, done, outdated) is said


def test_she_is_ready_only_when_nothing_is_left():
    assert NOTHING_ASKED.ready
    for one in Taken:
        assert Training({"c": one}, Agreed.YES).ready is (one is Taken.DONE)
    for agreement in Agreed:
        assert Training({}, agreement).ready is (agreement in {Agreed.NOT_ASKED, Agreed.YES})
    assert not Training({"c": Taken.DONE, "d": Taken.OPEN}, Agreed.YES).ready


def test_the_agreement_is_known_by_its_words():
    assert agreed("", set()) is Agreed.NOT_ASKED
    assert agreed(" \n ", {"x"}) is Agreed.NOT_ASKED
    assert agreed("Be on time.", set()) is Agreed.NOT_YET
    assert agreed("Be on time.", {text_hash("Be on time.")}) is Agreed.YES
    assert agreed("Be on time.", {text_hash("Be early.")}) is Agreed.CHANGED


def test_the_fingerprint_of_a_text_is_that_of_its_words():
    assert text_hash("a\nb") == "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"
    assert text_hash("a  \r\nb\n\n") == text_hash("a\nb")
    assert text_hash("cafe\u0301") == text_hash("café")
    assert text_hash("a\nc") != text_hash("a\nb")


def test_a_clearance_is_pointed_out_in_its_last_days_and_not_after():
    assert WARNED_BEFORE == 14 * DAY
    assert not ends_soon(None, NOW)
    assert not ends_soon(NOW + 14 * DAY + dt.timedelta(seconds=1), NOW)
    assert ends_soon(NOW + 14 * DAY, NOW)
    assert ends_soon(NOW + dt.timedelta(seconds=1), NOW)
    assert not ends_soon(NOW, NOW)
