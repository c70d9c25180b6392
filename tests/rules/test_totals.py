"""Small numbers stay hidden, and no two totals differ by fewer people than that."""

from hypothesis import given
from hypothesis import strategies as st

from lms.rules.totals import SMALLEST, released


def test_a_month_counts_once_it_is_over_and_large_enough():
    assert released([("2026-05", 11)], "2026-05") == frozenset()
    assert released([("2026-05", 11)], "2026-06") == {"2026-05"}
    assert released([("2026-05", 10)], "2026-06") == frozenset()


def test_small_months_wait_for_each_other():
    months = [("2026-01", 4), ("2026-02", 6), ("2026-03", 1), ("2026-04", 3)]
    assert released(months, "2026-03") == frozenset()
    assert released(months, "2026-04") == {"2026-01", "2026-02", "2026-03"}
    assert released(months, "2026-05") == {"2026-01", "2026-02", "2026-03"}


@given(st.lists(st.integers(1, 30), max_size=12))
def test_from_month_to_month_a_total_stays_or_grows_by_many(counts):
    months = [(f"2026-{n:02}", count) for n, count in enumerate(counts, 1)]
    before = 0
    for month in [*(name for name, _ in months), "2027-01"]:
        shown = released(months, month)
        total = sum(count for name, count in months if name in shown)
        assert total == before or total - before >= SMALLEST
        before = total
