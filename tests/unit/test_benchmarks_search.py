"""The pure parts of the search comparison; what it measures is never tested."""

from __future__ import annotations

import gzip
import urllib.request
from pathlib import Path

import pytest

from benchmarks.search.box import Cost
from benchmarks.search.quality import means
from benchmarks.search.report import Figures, number, quality_table, summary, table
from benchmarks.search.serve import serve
from benchmarks.search.sides import Side


def test_a_summary_is_the_median_of_the_queries_that_were_answered() -> None:
    found = [
        Cost("a", 0.1, 10_000, 2, 10),
        Cost("b", 0.3, 30_000, 6, 10),
        Cost("c", 0.2, 20_000, 4, 3),
        Cost("never", 60.0, 0, 0, 0),
    ]
    assert summary("cold", found) == {"cold, s": 0.2, "cold, kB": 20.0, "cold, requests": 4}
    assert set(summary("cold", found[-1:]).values()) == {None}


def test_a_table_gives_ratios_to_the_first_side() -> None:
    sides = [
        Figures("A", {"time, s": 0.2, "free": 0.0}),
        Figures("B", {"time, s": 1.0, "free": 7.0, "own": None}),
    ]
    assert table(sides).splitlines() == [
        "|  | A | B |",
        "|---|---|---|",
        "| time, s | 0.20 | 1.00 (×5.00) |",
        "| free | 0.00 | 7.00 |",
        "| own | – | – |",
    ]


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0.123, "0.12"), (12.34, "12.3"), (1234.5, "1,234"), (0, "0.00")]
)
def test_numbers_have_the_digits_that_count(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_quality_keeps_what_a_list_of_ten_can_show() -> None:
    judged = means(
        {
            "zh-term": {"P": 1.0, "R": 0.2, "p10": 0.98, "r10": 0.97},
            "known": {"rr": 0.5, "hit10": 1.0},
            "zero-results": ["query"],
        }
    )
    assert judged == {"zh-term": {"p10": 0.98, "r10": 0.97}, "known": {"rr": 0.5, "hit10": 1.0}}
    rows = quality_table({"A": judged, "B": {}}).splitlines()
    assert rows[2:] == ["| zh-term | p10 0.98, r10 0.97 | – |", "| known | rr 0.50 | – |"]


def test_an_index_is_told_from_texts_and_programs(tmp_path: Path) -> None:
    for name, size in (("index/a.bin", 7), ("index/t/1.bin", 50), ("index/worker.js", 900), ("page.bin", 9)):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * size)
    side = Side("A", tmp_path, ("index/",), {}, texts="index/t/")
    assert side.index_sizes() == (7, 50)


def test_the_server_compresses_and_counts(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("home " * 100, encoding="utf-8")
    (tmp_path / "data.bin").write_bytes(b"data")
    with serve(tmp_path, {"more.html": b"more"}) as served:

        def get(path: str) -> bytes:
            with urllib.request.urlopen(served.url + path) as answer:
                data: bytes = answer.read()
                return gzip.decompress(data) if answer.headers["Content-Encoding"] else data

        assert get("") == b"home " * 100
        assert (get("data.bin?x=1"), get("more.html")) == (b"data", b"more")
        assert served.cost(("data",)) == (4, 1)
        size, requests = served.cost(("",))
        assert (size < 200, requests) == (True, 3)
