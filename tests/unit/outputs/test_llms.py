"""llms.txt: the form of https://llmstxt.org/, and links that lead somewhere."""

from __future__ import annotations

import re
from types import MappingProxyType

from paper_digest.model import Bilingual
from paper_digest.outputs.llms import NEWEST, llms_txt
from paper_digest.plan import make_plan, url_of
from paper_digest.render.words import BETWEEN
from paper_digest.topics import Taxonomy, Topic
from tests.support.papers import block, corpus, digest

AGENTS = Topic("agents", Bilingual("Agents", "智能体"), Bilingual("Systems that act.", "会行动的系统。"))
LINK = re.compile(r"- \[((?:[^\]\\]|\\.)*)\]\(([^()\s]+)\)(?:: .+)?")


def text_of(*digests: object, site_url: str = "https://example.org/repo/", description: str = "News.") -> str:
    plan = make_plan(corpus(*digests), Taxonomy((AGENTS,)), MappingProxyType({}))  # type: ignore[arg-type]
    if not site_url:
        plan = plan.without("feeds/index.md")
    return llms_txt(
        plan, f"Papers{BETWEEN}论文", description, site_url, lambda uri: url_of(uri, directory_urls=True)
    )


DIGEST = digest(
    "2025/0106",
    block("2501.00001", "An [odd] *title* <b>x</b> & [y](javascript:z)", "一"),
    block("", "只有中文", "只有中文", link="https://example.org/x"),
    day="2025-01-06",
)


def test_the_form() -> None:
    blocks = text_of(DIGEST).rstrip("\n").split("\n\n")
    assert blocks[:2] == ["# Papers · 论文", "> News."]
    assert blocks[2].startswith("2 papers, 1 digest. ")
    assert blocks[3::2] == ["## Data", "## Topics", "## Newest papers", "## Newest digests"]
    lines = [line for block in blocks[4::2] for line in block.splitlines()]
    assert all(LINK.fullmatch(line) for line in lines), lines
    assert "- [Agents · 智能体](https://example.org/repo/topics/agents/): Systems that act." in lines
    assert "- [6 January 2025 · 2025年1月6日](https://example.org/repo/digests/2025/0106/): 2 papers" in lines
    assert "https://example.org/repo/papers/%E5%8F%AA%E6%9C%89%E4%B8%AD%E6%96%87/index.md" in text_of(DIGEST)
    assert "https://example.org/repo/feeds/" in text_of(DIGEST)


def test_titles_stay_text() -> None:
    (line,) = (line for line in text_of(DIGEST).splitlines() if "odd" in line)
    assert line == (
        r"- [An \[odd\] title x & y](https://example.org/repo/papers/2501.00001/index.md): 2025-01-06"
    )


def test_without_an_address_links_are_relative() -> None:
    text = text_of(DIGEST, site_url="", description="")
    assert "- [papers.json](data/papers.json)" in text
    assert "feeds/" not in text
    assert "\n> " not in text


def test_a_large_site_makes_no_long_file() -> None:
    blocks = [block(f"2501.{number:05}", f"Paper {number}") for number in range(1, 200)]
    text = text_of(digest("2025/0106", *blocks, day="2025-01-06"))
    assert text.count("/index.md)") == NEWEST


def test_an_empty_site() -> None:
    assert "## Newest" not in text_of()
