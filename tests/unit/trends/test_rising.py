from __future__ import annotations

from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.trends import Window, Windows
from paper_digest.trends.rising import (
    LEAST_PAPERS,
    LEAST_RECENT,
    PRIOR,
    THRESHOLD,
    compare,
    rises,
    windows_of,
)

YEAR = {f"2025-{month:02}": 40 for month in range(1, 13)}
WINDOWS = Windows(Window("2025-10", "2025-12", 120), Window("2025-01", "2025-09", 360))

counts = st.integers(0, 400)


def test_the_latest_three_months_stand_against_the_year_before() -> None:
    two_years = {**{month.replace("2025", "2024"): 10 for month in YEAR}, **YEAR}
    windows = windows_of(two_years)
    assert windows == Windows(
        Window("2025-10", "2025-12", 120), Window("2024-10", "2025-09", 3 * 10 + 9 * 40)
    )


def test_a_short_past_is_called_by_its_first_month() -> None:
    windows = windows_of(YEAR)
    assert windows == WINDOWS


@pytest.mark.parametrize(
    "papers",
    [
        {},
        {"2025-03": 500},
        {"2025-01": LEAST_PAPERS - 1, "2025-06": 100},
        {"2025-01": 100, "2025-06": LEAST_PAPERS - 1},
        # The past is the year before, and years ago is no past.
        {"2015-01": 500, "2025-06": 100},
    ],
)
def test_with_few_papers_nothing_is_compared(papers: dict[str, int]) -> None:
    assert windows_of(papers) is None
    assert rises([("agents", papers)], None) == ()


def test_a_gap_of_months_stays_in_the_windows() -> None:
    windows = windows_of({"2025-01": 50, "2025-02": 50, "2025-11": 30})
    assert windows == Windows(Window("2025-09", "2025-11", 30), Window("2025-01", "2025-08", 100))


def test_the_first_years_that_can_be_written() -> None:
    windows = windows_of({"0001-01": 50, "0001-04": 50})
    assert windows == Windows(Window("0001-02", "0001-04", 50), Window("0001-01", "0001-01", 50))


def test_the_measure_is_that_of_the_paper() -> None:
    # Equations 15 and 19 of Monroe, Colaresi and Quinn with two words: has it, has it not.
    have, lack = 30 + PRIOR * 0.1, 70 + PRIOR * 0.9
    had, lacked = 10 + PRIOR * 0.1, 290 + PRIOR * 0.9
    odds = log(have / lack) - log(had / lacked)
    expected = odds / sqrt(1 / have + 1 / lack + 1 / had + 1 / lacked)
    assert compare(30, 100, 10, 300) == pytest.approx((odds, expected))


def test_small_counts_are_damped() -> None:
    few, many = compare(2, 100, 1, 300), compare(40, 100, 20, 300)
    assert few[0] < log(6), "less than the bare ratio"
    assert few[1] < THRESHOLD < many[1]


@given(counts, counts, counts, counts)
def test_the_measure_is_finite_and_antisymmetric(k: int, n: int, k2: int, n2: int) -> None:
    k, k2 = min(k, n), min(k2, n2)
    odds, score = compare(k, n, k2, n2)
    assert abs(odds) < 20
    assert abs(score) < 50
    assert (odds, score) == pytest.approx(tuple(-x for x in compare(k2, n2, k, n)))
    # More papers now never lower it.
    if k < n:
        assert compare(k + 1, n, k2, n2)[0] >= odds - 1e-9


@given(st.integers(1, 100), st.integers(1, 10))
def test_equal_shares_do_not_rise(n: int, times: int) -> None:
    assert compare(n // 2, n, times * (n // 2), times * n)[0] == pytest.approx(0)


def test_the_strongest_comes_first_and_the_steady_not_at_all() -> None:
    strong = {"2025-03": 3, "2025-11": 40}
    weak = {"2025-03": 10, "2025-12": 15}
    steady = dict.fromkeys(YEAR, 10)
    falling = {"2025-01": 90, "2025-12": LEAST_RECENT}
    few = {"2025-12": LEAST_RECENT - 1}
    subjects = [("weak", weak), ("steady", steady), ("falling", falling), ("few", few), ("strong", strong)]
    found = rises(subjects, WINDOWS)
    assert [(rise.id, rise.recent, rise.past) for rise in found] == [("strong", 40, 3), ("weak", 15, 10)]
    assert all(rise.score >= THRESHOLD and rise.log_odds > 0 for rise in found)
    equal = rises([("b", strong), ("a", strong)], WINDOWS)
    assert [rise.id for rise in equal] == ["a", "b"]
