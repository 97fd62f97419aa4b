"""trends.json against its schema, and trends.csv, read by readers that are not ours."""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from paper_digest.glossary import Glossary, Rendering, Term
from paper_digest.model import Bilingual
from paper_digest.outputs.trends import trends_csv, trends_json
from paper_digest.plan import Plan, make_plan, url_of
from paper_digest.topics import Assignment, Reason, Taxonomy, Topic
from paper_digest.trends import Trends
from tests.support.derived import trends_of
from tests.support.papers import block, corpus, digest
from tests.support.schemas import published

COT = Term("chain-of-thought", "Chain-of-Thought", "CoT", (Rendering("思维链", 3),), (), 3, None, ())


@lru_cache(maxsize=1)
def plan() -> Plan:
    """A year in which agents and a model rise, and an undated digest."""

    def titles(month: int) -> tuple[str, ...]:
        return ("On Newnet-3",) * 5 + ("An agent",) * 5 if month > 9 else ("A thing",) * 9 + ("CoT agent",)

    digests = [
        digest(
            f"2025/{month:02}",
            *(block(f"2501.{month:02}{n:03}", title) for n, title in enumerate(titles(month))),
            day=f"2025-{month:02}-06",
        )
        for month in range(1, 13)
    ]
    merged = corpus(*digests, digest("x", block("2401.00001", "An agent"), day=None))
    assigned = {p.id: (Assignment("agents", 1.0, Reason()),) for p in merged.papers if "agent" in p.title.en}
    topics = Taxonomy(tuple(Topic(slug, Bilingual(slug, slug)) for slug in ("agents", "speech")))
    trends = trends_of(merged, assigned, (COT,))
    return make_plan(merged, topics, MappingProxyType(assigned), Glossary((COT,)), trends=trends)


def data_of(plan: Plan) -> Any:
    data = json.loads(trends_json(plan, "https://example.org/", lambda uri: url_of(uri, directory_urls=True)))
    published("trends").validate(data)
    return data


def test_the_whole_contract() -> None:
    data = data_of(plan())
    assert (data["schema"], data["undated"], len(data["months"])) == (1, 1, 12)
    assert data["recent"] == {"first": "2025-10", "last": "2025-12", "papers": 30}
    agents, speech = data["topics"]
    assert sum(agents["months"].values()) == 9 + 15
    assert "months" not in speech
    assert data["rising_topics"][0]["id"] == "agents"
    newnet = data["rising_terms"][0]
    assert (newnet["kind"], newnet["name"], newnet["rise"]["recent"]) == ("name", {"en": "Newnet-3"}, 15)
    assert newnet["first"] == {
        "date": "2025-10-06",
        "paper": "2501.10000",
        "url": "papers/2501.10000/",
        "digest": "2025/10",
        "digest_url": "digests/2025/10/",
    }
    assert [one["id"] for one in data["first_seen"]] == ["newnet3"]


def test_an_empty_site() -> None:
    empty = make_plan(corpus(), Taxonomy(()), {}, trends=Trends())
    assert data_of(empty)["months"] == []
    assert trends_csv(empty) == "month,papers,digests\r\n"


def test_the_table_says_the_same() -> None:
    data, rows = data_of(plan()), list(csv.DictReader(io.StringIO(trends_csv(plan()))))
    assert [(row["month"], int(row["papers"]), int(row["digests"])) for row in rows] == [
        (one["month"], one["papers"], one["digests"]) for one in data["months"]
    ]
    for topic in data["topics"]:
        assert {row["month"]: int(row[topic["id"]]) for row in rows if int(row[topic["id"]])} == topic.get(
            "months", {}
        )
