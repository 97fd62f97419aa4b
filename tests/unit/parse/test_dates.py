from __future__ import annotations

import datetime as dt

import pytest

from paper_digest import codes
from paper_digest.model import Date, Month
from paper_digest.parse import parse_digest
from paper_digest.parse.dates import newest_month, period_of_path, read_period
from tests.support.sources import source_of


def date(told: str) -> Date:
    return Month(int(told[:4]), int(told[5:])) if len(told) == 7 else dt.date.fromisoformat(told)


def period(told: str) -> tuple[Date, Date] | None:
    if not told:
        return None
    first, _, last = told.partition(" ")
    return date(first), date(last or first)


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
        ("2025-02", "2025-02"),
        ("2025/02", "2025-02"),
        ("2025/04-April/notes", "2025-04"),
        ("2026-04-11/agents", "2026-04-11"),
        ("2026/04/11/agents", "2026-04-11"),
        ("2026-04/11", "2026-04-11"),
        ("2025/week-13/agents", "2025-03-24 2025-03-30"),
        ("1-Apr-2025/AI/README", "2025-04-01"),
        ("2025/notes", ""),
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
        ("Top papers (June 23 - June 29) - 2025", "2025-06-23 2025-06-29"),
        ("June 23–29, 2025", "2025-06-23 2025-06-29"),
        ("28 June – 4 July 2025", "2025-06-28 2025-07-04"),
        ("Dec 29 - Jan 4, 2026", "2025-12-29 2026-01-04"),
        ("2025年6月23日—7月2日", "2025-06-23 2025-07-02"),
        ("2025.12.30-01.03", "2025-12-30 2026-01-03"),
        ("2025年第13周", "2025-03-24 2025-03-30"),
        ("Week 13, 2025", "2025-03-24 2025-03-30"),
        ("2025年3月", "2025-03"),
        ("March 2025", "2025-03"),
        ("2503.12345 and 2010.12345", ""),
        ("version 2.5.1 of 123456789", ""),
        ("2025-02-30", ""),
    ],
)
def test_read_period(text: str, told: str) -> None:
    assert read_period(text) == period(told)


def test_newest_month() -> None:
    assert newest_month(["2503.1", "2412.00001", "cs/0112017"]) == Month(2025, 3)
    assert newest_month(["hep-th/9901001"]) == Month(1999, 1)
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
        ("x.md", "", "2025-03", False),
        ("x.md", "---\ndate: 2025-03\n---\n", "2025-03", False),
        ("2025-03.md", "# 周报 2025-03-14\n", "2025-03-14", False),
    ],
)
def test_the_date_of_a_digest(path: str, head: str, first: str, conflict: bool) -> None:
    digest, diagnostics = parse_digest(source_of(head + PAPER, path))
    assert str(digest.first_day) == first
    assert (codes.DATE_CONFLICT in [d.code for d in diagnostics]) == conflict


def test_a_month_sorts_before_its_days() -> None:
    days: list[Date] = [
        Month(2025, 4),
        dt.date(2025, 3, 31),
        Month(2025, 3),
        dt.date(2025, 3, 1),
        dt.date(2025, 2, 28),
    ]
    assert list(map(str, sorted(days))) == ["2025-02-28", "2025-03", "2025-03-01", "2025-03-31", "2025-04"]
    assert Month(2025, 3) != dt.date(2025, 3, 1)
