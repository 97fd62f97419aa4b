"""papers.json against its contract: keys may be added, never renamed; absent values are left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual, Metadata, Position
from paper_digest.outputs import data
from paper_digest.outputs.data import papers_json
from paper_digest.plan import Plan, make_plan, url_of
from paper_digest.render.options import Options
from paper_digest.topics import Assignment, Reason, Taxonomy, Topic
from tests.conftest import SITE_URL, BuildSite
from tests.support.papers import block, corpus, digest, overlay
from tests.support.samples import TWO_WEEKS
from tests.support.schemas import published
from tests.support.site import BuiltSite

ORDER = ["id", "url", "title", "languages", "topics", "digests", "date", "links", "source"]


def check(text: str) -> list[dict[str, Any]]:
    """Check the whole contract; gives the papers."""
    told = json.loads(text)
    published("papers").validate(told)
    assert list(told) == [key for key in ("schema", "site_url", "abstracts", "papers") if key in told]
    for paper in told["papers"]:
        assert [key for key in paper if key in ORDER] == [key for key in ORDER if key in paper]
        assert not [value for value in values_of(paper) if value in (None, "", [], {})]
    assert len({paper["id"] for paper in told["papers"]}) == len(told["papers"])
    papers: list[dict[str, Any]] = told["papers"]
    return papers


def values_of(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values_of(inner)


def text_of(plan: Plan, site_url: str = "https://example.org/repo/", *, directory_urls: bool = True) -> str:
    return "".join(
        papers_json(
            plan,
            Options(site_url=site_url),
            lambda uri: url_of(uri, directory_urls=directory_urls),
        )
    )


def plan_of(*digests: Any, **assigned: tuple[str, ...]) -> Plan:
    merged = corpus(*digests, overlays=(overlay("2501.00001", metadata=Metadata(authors=("A. One",))),))
    topics = tuple(Topic(slug, Bilingual(slug, slug)) for slug in ("agents", "speech"))
    made = {
        key.removeprefix("p"): tuple(Assignment(t, 1.0, Reason()) for t in value)
        for key, value in assigned.items()
    }
    return make_plan(merged, Taxonomy(topics), MappingProxyType({f"2501.{k}": v for k, v in made.items()}))


PLAN = plan_of(
    digest("2025/0113", block("2501.00001", "One", "一"), day="2025-01-13"),
    digest(
        "2025/0106",
        block("", "Two", "", line=3),
        block("2501.00001", "**One**", "一", Bilingual(zh="文 https://github.com/a/b"), line=9),
        day="2025-01-06",
    ),
    p00001=("speech", "agents"),
)


def test_a_whole_paper() -> None:
    one = next(paper for paper in check(text_of(PLAN)) if paper["id"] == "2501.00001")
    assert one == {
        "id": "2501.00001",
        "url": "papers/2501.00001/",
        "title": {"en": "One", "zh": "一"},
        "languages": ["zh"],
        "authors": ["A. One"],
        "topics": ["speech", "agents"],
        "digests": [
            {"id": "2025/0106", "url": "digests/2025/0106/", "position": 2},
            {"id": "2025/0113", "url": "digests/2025/0113/", "position": 1},
        ],
        "date": "2025-01-06",
        "links": {
            "abstract": "https://arxiv.org/abs/2501.00001",
            "pdf": "https://arxiv.org/pdf/2501.00001",
            "html": "https://arxiv.org/html/2501.00001",
            "huggingface": "https://huggingface.co/papers/2501.00001",
            "code": ["https://github.com/a/b"],
        },
        "source": {"path": "digests/2025/0106.md", "line": 9},
    }


def test_absent_values_are_left_out() -> None:
    two = next(paper for paper in check(text_of(PLAN)) if paper["id"] == "two")
    assert list(two) == ["id", "url", "title", "digests", "date", "source"]
    assert "site_url" not in json.loads(text_of(PLAN, ""))


def test_addresses_without_directory_urls() -> None:
    one = next(paper for paper in check(text_of(PLAN, directory_urls=False)) if paper["id"] == "2501.00001")
    assert one["url"] == "papers/2501.00001.html"
    assert one["digests"][0]["url"] == "digests/2025/0106.html"


def test_one_paper_a_line() -> None:
    lines = text_of(PLAN).splitlines()
    assert len(lines) == 2 + len(PLAN.corpus.papers)
    assert all(json.loads(line.rstrip(",")) for line in lines[1:-1])
    assert check(text_of(plan_of())) == []


@given(
    st.lists(
        st.builds(
            block,
            arxiv_id=st.sampled_from(["", "2501.00001", "cs/0112017"]),
            en=st.text(max_size=12),
            zh=st.text(max_size=12),
            body=st.builds(Bilingual, en=st.text(max_size=12), zh=st.text(max_size=12)),
            link=st.sampled_from(["", "https://example.org/a", "https://example.org/b.pdf"]),
        ).filter(lambda made: made.title.any().strip(" \n\t*_#")),
        max_size=4,
    )
)
def test_any_text_is_valid_json(blocks: list[Any]) -> None:
    papers = json.loads(text_of(plan_of(digest("a", *blocks))))["papers"]
    assert len(papers) == len({paper["id"] for paper in papers}) == len(corpus(digest("a", *blocks)).papers)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_the_addresses_of_a_built_site_exist(build_site: BuildSite, directory_urls: bool) -> None:
    site = build_site(TWO_WEEKS, {"use_directory_urls": directory_urls}, strict=False)
    papers = check(site.read("data/papers.json"))
    assert len(papers) == 3
    for url in [p["url"] for p in papers] + [d["url"] for p in papers for d in p["digests"]]:
        assert unquote(url) + ("index.html" if directory_urls else "") in site.files()


def test_the_sample(sample_site: BuiltSite) -> None:
    papers = check(sample_site.read("data/papers.json"))
    assert len(papers) == 14
    assert json.loads(sample_site.read("data/papers.json"))["site_url"] == SITE_URL
    first = papers[0]
    assert first["id"] == "2504.01990"
    assert first["languages"] == ["en", "zh"]
    assert first["translated_from"] == {"en": "zh"}
    assert "agents" in first["topics"]
    assert first["source"] == {"path": "digests/2025/0331-0404.md", "line": 1}
    assert Position(**first["source"]).line == 1


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_in_whatever_pieces_it_says_the_same(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    blocks = [block(f"2501.0000{number}", f"P{number}", "文", line=number) for number in range(1, 6)]
    plan = plan_of(digest("2025/0106", *blocks, day="2025-01-06"))
    whole = text_of(plan)
    monkeypatch.setattr(data, "_AT_ONCE", at_once)
    assert text_of(plan) == whole
    assert len(check(whole)) == 5
    assert check(text_of(plan_of())) == []
