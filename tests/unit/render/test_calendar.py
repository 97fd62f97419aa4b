from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from paper_digest.model import Digest
from paper_digest.render.calendar import LEVELS, calendar
from tests.support.papers import block, corpus, digest


def week(day: str, papers: int = 1, days: int = 4) -> Digest:
    blocks = (block(f"2501.{day[5:7]}{day[8:]}{n}", f"Paper {n}") for n in range(papers))
    made = digest(day, *blocks, day=day)
    return replace(made, last_day=dt.date.fromisoformat(day) + dt.timedelta(days))


def test_months_from_the_first_to_the_last_with_gaps_between() -> None:
    made = corpus(week("2025-01-27"), week("2025-03-03", papers=4), week("2025-03-31"), digest("x", day=None))
    (months,) = calendar(made, lambda one: f"u/{one.id}").values()
    assert [month.digests for month in months] == [
        (("u/2025-01-27", "2025-01-27", "27–31", 1),),
        (),
        (("u/2025-03-03", "2025-03-03", "3–7", LEVELS), ("u/2025-03-31", "2025-03-31", "31–4", 1)),
    ]
    assert months[0].name == '<span lang="en">Jan</span><span lang="zh-CN">1月</span>'


def test_a_digest_of_one_day_or_without_papers() -> None:
    made = corpus(*(week(f"2025-01-0{day}", papers=day - 1, days=0) for day in (1, 2, 3)))
    (months,) = calendar(made, lambda one: one.id).values()
    assert [(days, shade) for _, _, days, shade in months[0].digests] == [("1", 0), ("2", 2), ("3", LEVELS)]


def test_years_with_few_digests_have_none() -> None:
    made = corpus(week("2024-01-01"), week("2024-02-05"))
    assert calendar(made, lambda one: one.id) == {}
    assert calendar(corpus(), lambda one: one.id) == {}
