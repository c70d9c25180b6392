"""The share of approvals that is looked at once more: fixed by the hash alone, close to the per cent asked for."""

import hashlib

import pytest

from lms.rules.sampling import sampled

HASHES = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(20_000)]


@pytest.mark.parametrize("percent", [1, 5, 10, 50, 99])
def test_the_share_is_close_to_what_was_asked_for(percent):
    drawn = sum(sampled(one, percent) for one in HASHES)
    assert abs(drawn / len(HASHES) - percent / 100) < 0.01


def test_none_and_all_are_exact():
    assert not any(sampled(one, 0) for one in HASHES)
    assert all(sampled(one, 100) for one in HASHES)


def test_a_larger_share_holds_the_smaller_one():
    five = {one for one in HASHES if sampled(one, 5)}
    assert five < {one for one in HASHES if sampled(one, 6)}


def test_it_can_be_worked_out_by_hand():
    """The first hex digits of the hash itself do not decide, so that no signature can be picked by its looks."""
    hash_ = "0" * 64
    drawn = int(hashlib.sha256(("sample:" + hash_).encode()).hexdigest(), 16) % 10_000
    assert [sampled(hash_, percent) for percent in (drawn // 100, drawn // 100 + 1)] == [False, True]
