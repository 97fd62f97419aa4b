"""Papers as Markdown: what they say, and that nothing in them can run whoever shows them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from paper_digest.model import Bilingual, Metadata
from paper_digest.outputs.papers_markdown import harmless, markdown_path, paper_markdown
from paper_digest.plan import make_plan, url_of
from paper_digest.render.options import Options
from paper_digest.topics import Taxonomy
from tests.support.papers import block, corpus, digest, overlay

SITE = "https://example.org/repo/"
PAPER = "2501.00001"


def markdown_of(*digests: Any, overlays: Any = (), site_url: str = SITE) -> str:
    plan = make_plan(corpus(*digests, overlays=overlays), Taxonomy(()), MappingProxyType({}))
    page = plan.page_of(plan.corpus.papers[-1])
    return paper_markdown(page, Options(site_url=site_url), lambda uri: url_of(uri, directory_urls=True))


def halves_of(text: str) -> tuple[dict[str, Any], str]:
    assert text.startswith("---\n")
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def test_a_whole_paper() -> None:
    text = markdown_of(
        digest("2025/0113", block(PAPER, "**One**", "一", Bilingual(zh="改口了。")), day="2025-01-13"),
        digest(
            "2025/0106",
            block(PAPER, "**One**", "一", Bilingual(zh="说 $x<1$。\n\n再说。")),
            day="2025-01-06",
        ),
        overlays=(
            overlay(
                PAPER,
                abstract=Bilingual(en="It says `a<b`."),
                metadata=Metadata(authors=("A. One",), summary=Bilingual(en="Short.")),
            ),
        ),
    )
    head, body = halves_of(text)
    assert head["id"] == PAPER
    assert head["url"] == f"{SITE}papers/{PAPER}/"
    assert head["title"] == {"en": "One", "zh": "一"}
    assert head["authors"] == ["A. One"]
    urls = [told["url"] for told in head["digests"]]
    assert urls == [f"{SITE}digests/2025/0106/", f"{SITE}digests/2025/0113/"]
    assert head["date"] == "2025-01-06"
    assert "venue" not in head
    assert body == (
        "\n# One\n\n一\n\n## In short (en)\n\nShort.\n\n## Abstract (en)\n\nIt says `a< b`.\n\n"
        "## 摘要 (zh-CN)\n\n说 $x<1$。\n\n再说。\n\n"
        "## As told in the digest of 13 January 2025\n\n### 摘要 (zh-CN)\n\n改口了。\n"
    )


def test_without_an_address_links_are_relative() -> None:
    head, _ = halves_of(markdown_of(digest("a", block(PAPER, "One")), site_url=""))
    assert head["url"] == f"papers/{PAPER}/"


def test_where_it_lies() -> None:
    merged = corpus(digest("a", block("cs/0112017", "Old"), block("", "A “new” one: 新")))
    assert [markdown_path(paper) for paper in merged.papers] == [
        "papers/cs-0112017/index.md",
        "papers/a-new-one-新/index.md",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b and c <= d, <3", "a < b and c <= d, <3"),
        ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("\\<script>", "\\&lt;script>"),
        ("<!-- x --> <?php ?>", "&lt;!-- x --> &lt;?php ?>"),
        ("`List<String>` is $a<b$", "`List< String>` is $a< b$"),
        ("[x](javascript:alert(1))", "[x] (javascript:alert(1))"),
        ("[x]( \n data:text/html,x)", "[x] ( \n data:text/html,x)"),
        ("[x]( https://a.example)", "[x]( https://a.example)"),
        ("[x](HTTPS://a.example) ![y](mailto:a@b)", "[x](HTTPS://a.example) ![y](mailto:a@b)"),
        ("[x]: javascript:alert(1)", "[x] : javascript:alert(1)"),
        ("[1]: https://a.example", "[1]: https://a.example"),
        ("# x {onclick=alert(1)}", "# x &#123;onclick=alert(1)}"),
        ("$x_{i=1}$", "$x_{i=1}$"),
        ("a\x00b\x1bc\td\ne", "a\ufffdb\ufffdc\td\ne"),
    ],
)
def test_what_could_do_harm_reads_the_same_and_does_none(text: str, expected: str) -> None:
    assert harmless(text) == expected


# A careless reader: everything that Python-Markdown can be made to do with raw HTML and attributes.
CARELESS = Markdown(
    extensions=[
        "extra",
        "attr_list",
        "md_in_html",
        "fenced_code",
        "tables",
        "pymdownx.superfences",
    ]
)
OF_MARKDOWN = re.compile(
    r"p|a|img|em|strong|code|pre|h[1-6]|ul|ol|li|blockquote|hr|br|table|thead|tbody|tr|th|td|div|span|sup"
    r"|dl|dt|dd|abbr|section"
)
OF_ATTRIBUTES = {"href", "src", "alt", "title", "class", "id", "start", "rel", "role"}
PIECES = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</p>"),
    *("<iframe ", "<div markdown=1>", "<!--", "-->", "<", ">", "&lt;", "&#60;", "\\", "    ", "- ", "> "),
    *("`", "``", "```", "```\n", "~~~\n", "\n```\n", "$", "$$", "|", "\n|--|\n", "\n\n", "\n", "\t", " "),
    *("[a]", "(javascript:alert(1))", "[a]: javascript:alert(1)", "<javascript:alert(1)>", "![a](", "data:x"),
    *("{onclick=alert(1)}", '{: style="x" }', "{", "}", "(https://a.example)", "https://a.example/"),
    *("x", "中", "[^1]", "*", "_", "# "),
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
def test_no_reader_makes_elements_or_scripts_of_it(text: str) -> None:
    CARELESS.reset()
    tree = LexborHTMLParser(CARELESS.convert(harmless(text)))
    assert tree.body is not None
    for node in tree.body.css("*"):
        if node.tag == "body":
            continue
        assert OF_MARKDOWN.fullmatch(str(node.tag)), (node.html, text)
        for name, value in node.attributes.items():
            aligned = name == "style" and "text-align" in str(value)
            assert name in OF_ATTRIBUTES or aligned, (node.html, text)
            if name in ("href", "src") and value:
                assert re.match(r"https?://|mailto:|#", value, re.IGNORECASE), (node.html, text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_title_leaves_the_front_matter_whole(en: str, venue: str) -> None:
    told = digest("a", block(PAPER, f"A {en}", ""))
    text = markdown_of(told, overlays=(overlay(PAPER, metadata=Metadata(venue=venue)),))
    head = text[4:].split("\n---\n")[0]
    read = yaml.safe_load(head)
    assert read["id"] == PAPER
    assert read.get("venue", "") == venue
