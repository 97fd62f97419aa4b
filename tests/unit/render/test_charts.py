from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from paper_digest.render.charts import HEIGHT, bars

BAR = re.compile(r"M(\d+) (\d+)v-(\d+)h(\d+)v(\d+)z")


def drawn(markup: str) -> list[tuple[int, int, bool]]:
    """Place, height and colour of each bar, by place."""
    found = []
    for path in LexborHTMLParser(markup).css("svg path"):
        for left, bottom, up, _, down in BAR.findall(path.attributes["d"] or ""):
            assert (int(bottom), up) == (HEIGHT, down)
            found.append((int(left) // 6, int(up), "pd-now" in (path.attributes.get("class") or "")))
    return sorted(found)


def test_the_highest_bar_fills_the_chart_and_zero_is_a_gap() -> None:
    assert drawn(bars([5, 0, 10])) == [(0, 15, False), (2, 30, False)]


def test_the_latest_bars_are_in_colour() -> None:
    assert [colour for _, _, colour in drawn(bars([1, 1, 1, 1], recent=3))] == [False, True, True, True]
    assert [colour for _, _, colour in drawn(bars([1, 1], recent=3))] == [True, True]


def test_nothing_makes_no_chart() -> None:
    assert bars([]) == bars([0, 0]) == ""


def test_it_is_silent_where_the_numbers_are_told_beside_it() -> None:
    assert 'aria-hidden="true"' in bars([1])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40), st.integers(0, 40))
def test_every_bar_that_is_not_zero_can_be_seen(values: list[int], recent: int) -> None:
    shown = {place: height for place, height, _ in drawn(bars(values, recent))}
    assert set(shown) == {place for place, value in enumerate(values) if value}
    assert all(1 <= height <= HEIGHT for height in shown.values())
    ordered = sorted(shown, key=lambda place: values[place])
    assert [shown[place] for place in ordered] == sorted(shown.values())
