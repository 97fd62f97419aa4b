"""What of a site can be found: papers from the plan, editors' pages from their HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual
from paper_digest.outputs.search import SearchConfig, SearchDocument
from paper_digest.outputs.search.build import build_index
from paper_digest.outputs.search_documents import (
    page_document,
    paper_documents,
    paper_entries,
    search_config,
)
from paper_digest.pipeline import plan_site
from paper_digest.plan import Plan, url_of
from paper_digest.render.words import BETWEEN
from paper_digest.sources import Folder, read_sources
from tests.support.samples import TOPICS, TWO_WEEKS

OVERLAY = """---
authors: [Ada Lovelace, Alan Turing]
venue: ICLR 2025
tldr_zh: 先规划，再行动。
---
We propose an *agent* that plans.
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    root = tmp_path_factory.mktemp("sources")
    files = {**TWO_WEEKS, "site_src/papers/2501.00001.md": OVERLAY}
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    docs = root / "site_src"
    return plan_site(
        read_sources(
            [Folder(docs / "digests", "digests")],
            Folder(docs / "papers", "papers"),
            Folder(docs / "topics.yml", "topics.yml"),
        )
    ).plan


def documents_of(plan: Plan, *, directory_urls: bool = True) -> list[SearchDocument]:
    def url(uri: str) -> str:
        return url_of(uri, directory_urls=directory_urls)

    return list(paper_documents(plan, url, paper_entries(plan.corpus.papers)))


@pytest.fixture(scope="module")
def documents(plan: Plan) -> dict[str, SearchDocument]:
    return {one.id: one for one in documents_of(plan)}


def test_every_paper_is_a_document(plan: Plan, documents: dict[str, SearchDocument]) -> None:
    assert list(documents) == [paper.id for paper in plan.corpus.papers]
    assert {one.kind for one in documents.values()} == {"paper"}


def test_a_paper_with_everything(documents: dict[str, SearchDocument]) -> None:
    one = documents["2501.00001"]
    assert one.url == "papers/2501.00001/"
    assert one.title == Bilingual("Agents that plan", "会规划的智能体")
    assert one.date == "2025-01-06"
    assert one.topics == ("agents",)
    assert one.digests == ("2025/0106-0110", "2025/0113-0117")
    assert one.languages == ("en", "zh")
    assert one.has_code
    assert one.arxiv_id == "2501.00001"


def test_all_that_its_page_says_is_found(documents: dict[str, SearchDocument]) -> None:
    one = documents["2501.00001"]
    for words in ("We propose an agent that plans.", "Ada Lovelace, Alan Turing", "ICLR 2025"):
        assert words in one.abstract.en
    for words in ("我们提出一种会规划的智能体。", "先规划，再行动。", "并且开源"):
        assert words in one.abstract.zh, words
    assert "*" not in one.abstract.en


def test_a_paper_in_one_language(documents: dict[str, SearchDocument]) -> None:
    one = next(one for one in documents.values() if one.title.zh == "只有中文标题的论文")
    assert one.title.en == ""
    assert one.abstract.en == ""
    assert one.languages == ("zh",)
    assert (one.arxiv_id, one.has_code) == ("", False)


def test_topics_keep_their_order_and_names(plan: Plan) -> None:
    config = search_config(plan)
    assert list(config.topics.items()) == [
        ("agents", Bilingual("Agents", "智能体")),
        ("speech", Bilingual("Speech", "语音")),
    ]
    assert TOPICS.index("agents") < TOPICS.index("speech")


def page(content: str, title: str = "") -> SearchDocument:
    return page_document("about.md", "about/", title, content)


def test_text_goes_to_its_language() -> None:
    one = page(
        '<h1 id="a"><span lang="en">About</span><span lang="zh-CN">关于</span>'
        '<a class="headerlink" href="#a" title="Link">¶</a></h1>'
        '<div lang="en"><p>Made by <em>a few</em> people.</p><p>GPT 模型</p></div>'
        '<div lang="zh-CN"><p>由几个人维护。</p></div>'
    )
    assert one.title == Bilingual("About", "关于")
    assert one.abstract == Bilingual("Made by a few people.\n\nGPT 模型", "由几个人维护。")
    assert one.languages == ("en", "zh")
    assert (one.kind, one.url, one.id) == ("page", "about/", "page:about.md")


def test_text_without_a_language_goes_by_its_characters() -> None:
    one = page("<h1>指南</h1><p>A &lt;b&gt; guide.</p><ul><li>第一步</li><li>Step two</li></ul>")
    assert one.title == Bilingual(zh="指南")
    assert one.abstract == Bilingual("A <b> guide.\n\nStep two", "第一步")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Guide", Bilingual("Guide")),
        ("指南", Bilingual(zh="指南")),
        (f"Guide{BETWEEN}指南", Bilingual("Guide", "指南")),
        ("", Bilingual("about.md")),
    ],
)
def test_a_page_without_a_heading_has_its_title(title: str, expected: Bilingual) -> None:
    assert page("<p>Text.</p>", title).title == expected


def test_what_is_not_shown_is_not_found() -> None:
    one = page("<p>Seen</p><script>secret()</script><style>.x{}</style><p hidden>unseen</p>")
    assert one.abstract.en == "Seen"


def test_a_void_element_does_not_swallow_what_follows() -> None:
    assert page("<p>one<br>two<img src=x>three</p><p>four").abstract.en == "one\n\ntwo\n\nthree\n\nfour"


@given(st.text(alphabet='<>/ab语文 "=&;!-', max_size=60))
def test_no_page_is_too_odd(content: str) -> None:
    one = page(content)
    assert one.title
    assert build_index([one], config=SearchConfig(topics={})).files


def test_equal_sources_give_equal_documents(plan: Plan, documents: dict[str, SearchDocument]) -> None:
    assert documents_of(plan) == list(documents.values())


def test_addresses_follow_the_sites_way(plan: Plan) -> None:
    urls = [one.url for one in documents_of(plan, directory_urls=False)]
    assert "papers/2501.00001.html" in urls
    assert not any(Path(url).is_absolute() for url in urls)
