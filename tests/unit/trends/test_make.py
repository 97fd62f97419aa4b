"""The trends of small corpora, and sums that must agree for any."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from paper_digest.glossary import Rendering, Term
from paper_digest.model import Bilingual
from paper_digest.topics import Assignment, Reason
from paper_digest.trends import MonthCount, NamesIn, PaperFacts, Trends, make_trends, months_between
from tests.support.derived import facts_of, trends_of
from tests.support.papers import block, corpus, digest

COT = Term(
    "chain-of-thought",
    "Chain-of-Thought",
    "CoT",
    (Rendering("思维链", 3, papers=3, sure=True),),
    (),
    3,
    None,
    (),
)


def made(*weeks: tuple[str | None, tuple[str, ...]], terms: tuple[Term, ...] = (COT,)) -> Trends:
    """The trends of digests, each a day and titles; who says agent is of that topic."""
    digests = [
        digest(
            f"d{number:03}",
            *(block(f"2501.{number:03}{place:02}", title) for place, title in enumerate(titles)),
            day=day,
        )
        for number, (day, titles) in enumerate(weeks)
    ]
    merged = corpus(*digests)
    assignments = {
        paper.id: (Assignment("agents", 1.0, Reason()),)
        for paper in merged.papers
        if "agent" in paper.title.en
    }
    return trends_of(merged, assignments, terms)


def test_papers_count_in_the_month_of_their_digest() -> None:
    trends = made(
        ("2025-01-27", ("An agent", "Another agent", "A thing")),
        ("2025-03-03", ("An agent again",)),
        (None, ("An agent without a date",)),
    )
    assert trends.months == (MonthCount("2025-01", 3, 1), MonthCount("2025-03", 1, 1))
    assert trends.topics == {"agents": {"2025-01": 2, "2025-03": 1}}
    assert trends.undated == 1


def test_what_later_papers_take_up_has_a_first_month() -> None:
    trends = made(
        ("2025-01-06", ("Something else",) * 20),
        ("2025-02-03", ("Newnet-3: A Model", "On CoT")),
        ("2025-03-03", ("Beyond Newnet-3-7B", "More CoT")),
        ("2025-04-07", ("Newnet3 again", "Chain of thought", "Lonelynet-2: alone")),
    )
    found = [(one.subject.kind, one.subject.english, one.month, one.subject.total) for one in trends.firsts]
    assert found == [("term", "Chain-of-Thought", "2025-02", 3), ("name", "Newnet-3", "2025-02", 3)]
    assert trends.firsts[1].subject.paper_ids[0] == "2501.00100"


def test_what_the_first_papers_hold_may_be_older() -> None:
    weeks = [(f"2025-0{month}-06", ("On Newnet-3",)) for month in range(2, 5)]
    assert made(*weeks).firsts == ()
    assert made(("2025-01-06", ("Else",) * 19), *weeks).firsts == ()
    assert len(made(("2025-01-06", ("Else",) * 20), *weeks).firsts) == 1


def test_a_name_that_is_a_term_counts_once() -> None:
    weeks = [
        ("2025-01-06", ("Else",) * 20),
        *((f"2025-0{month}-06", ("CoT: on CoTs",)) for month in range(2, 6)),
    ]
    assert [one.subject.key for one in made(*weeks).firsts] == ["term:chain-of-thought"]


def test_the_newest_month_comes_first_and_in_it_the_most_taken_up() -> None:
    trends = made(
        ("2025-01-06", ("Else",) * 20),
        ("2025-02-03", ("Oldnet-1",) * 3),
        ("2025-03-03", (*("Fewnet-1",) * 3, *("Manynet-1",) * 4)),
    )
    assert [one.subject.english for one in trends.firsts] == ["Manynet-1", "Fewnet-1", "Oldnet-1"]


def test_what_rises() -> None:
    weeks = [(f"2024-{month:02}-04", ("A thing",) * 9 + ("An agent",)) for month in range(1, 10)]
    weeks += [(f"2024-{month:02}-04", ("On Newnet-3",) * 5 + ("An agent",) * 5) for month in range(10, 13)]
    trends = made(*weeks)
    (rise,) = trends.rising_topics
    assert (rise.id, rise.recent, rise.past) == ("agents", 15, 9)
    assert [(subject.english, rise.recent, rise.past) for subject, rise in trends.rising_subjects] == [
        ("Newnet-3", 15, 0)
    ]


def test_trends_are_counted_from_values_that_can_be_sent() -> None:
    weeks = [("2025-01-06", ("Something else",) * 20), ("2025-02-03", ("Newnet-3 and CoT",) * 3)]
    merged = corpus(
        *(
            digest(
                day,
                *(block(f"{day[2:4]}{day[5:7]}.{n:05}", title) for n, title in enumerate(titles)),
                day=day,
            )
            for day, titles in weeks
        )
    )
    facts = facts_of(merged, {}, (COT,))
    alone = make_trends(facts, (), (COT,))
    assert len(alone.firsts) == 2
    kept = [msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=PaperFacts) for one in facts]
    assert make_trends(kept, (), (COT,)) == alone
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(alone), type=Trends) == alone
    silent = [replace(one, names=NamesIn((), ""), terms=()) for one in facts]
    assert make_trends(silent, (), (COT,)).firsts == ()


def test_an_empty_corpus() -> None:
    assert make_trends((), (), ()) == Trends()


days = st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)).map(dt.date.isoformat)
titles = st.lists(
    st.sampled_from(("An agent", "On CoT", "Newnet-3: x", "Newnet-3 agent", "İ", "")), max_size=5
)


@given(st.lists(st.tuples(days, titles.map(tuple)), max_size=12))
def test_sums_agree(weeks: list[tuple[str | None, tuple[str, ...]]]) -> None:
    trends = made(*weeks)
    total = sum(len(found) for _, found in weeks)
    assert sum(trends.papers.values()) + trends.undated == total
    assert sum(count.digests for count in trends.months) == sum(day is not None for day, _ in weeks)
    agents = sum("agent" in title for day, found in weeks for title in found if day)
    assert sum(trends.topic("agents").values()) == agents
    assert all(trends.topic("agents")[m] <= trends.papers[m] for m in trends.topic("agents"))
    assert [count.month for count in trends.months] == sorted({count.month for count in trends.months})
    subjects = [one.subject for one in trends.firsts] + [subject for subject, _ in trends.rising_subjects]
    for subject in subjects:
        written = {"Chain-of-Thought": "CoT", "Newnet-3": "Newnet-3"}[subject.english]
        named = [day for day, found in weeks for title in found if written in title]
        assert subject.total == len(named)
        assert sum(subject.months.values()) == sum(day is not None for day in named)
    for rise in trends.rising_topics:
        assert trends.windows
        assert rise.recent == trends.windows.recent.count(trends.topic(rise.id))


def test_one_input_one_output_whatever_the_order() -> None:
    weeks = [(f"2025-0{month}-06", ("On Newnet-3", "An agent")) for month in range(1, 6)]
    assert made(*weeks) == made(*weeks)


def test_months_between() -> None:
    assert months_between("2024-11", "2025-02") == ("2024-11", "2024-12", "2025-01", "2025-02")
    assert months_between("2024-11", "2024-11") == ("2024-11",)


def test_titles_in_chinese_coin_names_too() -> None:
    blocks = [block(f"2501.0000{n}", "", "Newnet-3：一种模型", Bilingual(zh="正文")) for n in range(3)]
    others = [block(f"2501.{n:05}", "Else") for n in range(10, 30)]
    merged = corpus(digest("a", *others, day="2025-01-01"), digest("b", *blocks, day="2025-02-03"))
    assert [one.subject.english for one in trends_of(merged, {}).firsts] == ["Newnet-3"]
