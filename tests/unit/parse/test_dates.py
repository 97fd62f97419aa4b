from __future__ import annotations

import datetime as dt

import pytest

from paper_digest import codes
from paper_digest.parse import parse_digest
from paper_digest.parse.dates import newest_month, period_of_path, read_period
from tests.support.sources import source_of


def period(told: str) -> tuple[dt.date, dt.date] | None:
    if not told:
        return None
    first, _, last = told.partition(" ")
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("2025/0331-0404", "2025-03-31 2025-04-04"),
        ("2024/1230-0103", "2024-12-30 2025-01-03"),
        ("2026/1229-0102", "2025-12-29 2026-01-02"),
        ("2025/03/31", "2025-03-31"),
        ("2025/0331", "2025-03-31"),
        ("2025-03-31", "2025-03-31"),
        ("cv/2025_3_1", "2025-03-01"),
        ("hf-2025-03-31", "2025-03-31"),
        ("20250331-agents", "2025-03-31"),
        ("20250331-20250404", "2025-03-31 2025-04-04"),
        ("weekly/250331-250404", "2025-03-31 2025-04-04"),
        ("2025-W14", "2025-03-31 2025-04-06"),
        ("2025/W14", "2025-03-31 2025-04-06"),
        ("2025-02", "2025-02-01 2025-02-28"),
        ("2025/02", "2025-02-01 2025-02-28"),
        ("2025/0230-0303", ""),
        ("2025/13/45", ""),
        ("2025-W60", ""),
        ("9999-12-31", ""),
        ("0000/0000-0000", ""),
        ("notes", ""),
    ],
)
def test_period_of_path(path: str, told: str) -> None:
    assert period_of_path(path) == period(told)


@pytest.mark.parametrize(
    ("path", "newest", "told"),
    [
        ("2024/1230-0103", "2024-12-01", "2024-12-30 2025-01-03"),
        ("2024/1230-0103", "2025-01-01", "2024-12-30 2025-01-03"),
        ("2026/1229-0102", "2025-12-01", "2025-12-29 2026-01-02"),
        ("2025/1230-0103", "2024-12-01", "2024-12-30 2025-01-03"),
        ("2025/1230-0103", "2025-12-01", "2025-12-30 2026-01-03"),
    ],
)
def test_the_ids_tell_the_year_of_a_folder_across_new_year(path: str, newest: str, told: str) -> None:
    assert period_of_path(path, dt.date.fromisoformat(newest)) == period(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("每周AI论文速递（260202-260206）", "2026-02-02 2026-02-06"),
        ("2025年3月31日", "2025-03-31"),
        ("2025/3/31 – 2025/4/4", "2025-03-31 2025-04-04"),
        ("March 31, 2025", "2025-03-31"),
        ("31 Mar 2025", "2025-03-31"),
        ("version 2.5.1 of 123456789", ""),
        ("2025-02-30", ""),
    ],
)
def test_read_period(text: str, told: str) -> None:
    assert read_period(text) == period(told)


def test_newest_month() -> None:
    assert newest_month(["2503.1", "2412.00001", "cs/0112017"]) == dt.date(2025, 3, 1)
    assert newest_month(["hep-th/9901001"]) == dt.date(1999, 1, 1)
    assert newest_month([]) is None


PAPER = "## A Title\n[标题](https://arxiv.org/abs/2503.00001)\n\n摘要。\n"


@pytest.mark.parametrize(
    ("path", "head", "first", "conflict"),
    [
        ("2025/0331-0404.md", "---\ndate: 2025-04-02\n---\n", "2025-03-31", False),
        ("2025/0331-0404.md", "---\ndate: 2025-05-02\n---\n", "2025-05-02", True),
        ("x.md", "---\ndate: 2025-05-02\n---\n# 周报 2025-05-02\n", "2025-05-02", False),
        ("x.md", "# 周报 2025-05-02\n", "2025-05-02", False),
        ("2025/0331-0404.md", "# 周报 2025-05-02\n", "2025-03-31", True),
        ("2024/2025-03-31.md", "", "2025-03-31", True),
        ("2026/20251229-20260102.md", "", "2025-12-29", False),
        ("x.md", "", "2025-03-01", False),
    ],
)
def test_the_date_of_a_digest(path: str, head: str, first: str, conflict: bool) -> None:
    digest, diagnostics = parse_digest(source_of(head + PAPER, path))
    assert str(digest.first_day) == first
    assert (codes.DATE_CONFLICT in [d.code for d in diagnostics]) == conflict
