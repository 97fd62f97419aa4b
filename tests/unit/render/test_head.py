from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from paper_digest.model import Bilingual, Metadata, Paper
from paper_digest.plan import DigestPage, PaperPage, digest_uri, make_plan, paper_uri, url_of
from paper_digest.render.head import digest_head, listing_head, paper_head
from paper_digest.render.options import Options
from paper_digest.render.text import tex_title
from paper_digest.topics import Taxonomy
from tests.support.papers import block, corpus, digest, paper

OPTIONS = Options(site_name="Site", site_url="https://example.org/repo/")


def absolute(uri: str) -> str:
    return OPTIONS.site_url + url_of(uri, directory_urls=True)


def nowhere(uri: str) -> str:
    return ""


def head_of(one: Paper, where: Any = absolute, keywords: Sequence[str] = ()) -> LexborHTMLParser:
    page = PaperPage(paper_uri(one.id), one)
    return LexborHTMLParser(f"<head>{paper_head(page, one.title, keywords, OPTIONS, where)}</head>")


def metas(tree: LexborHTMLParser, attribute: str) -> list[tuple[str, str]]:
    return [
        (str(n.attributes[attribute]), str(n.attributes["content"])) for n in tree.css(f"meta[{attribute}]")
    ]


def linked_data(tree: LexborHTMLParser) -> dict[str, Any]:
    (script,) = tree.css('script[type="application/ld+json"]')
    found: dict[str, Any] = json.loads(script.text())
    return found


def test_what_zotero_and_scholar_read() -> None:
    said = Metadata(authors=("A. One", 'B "Two" & <i>'), venue="NeurIPS", published=dt.date(2024, 12, 3))
    one = paper("2504.01990", en="A **Title** of $n^2$", metadata=said)
    assert metas(head_of(one, keywords=("Agents", "cs.AI")), "name") == [
        ("citation_title", "A Title of $n^2$"),
        ("citation_author", "A. One"),
        ("citation_author", 'B "Two" & <i>'),
        ("citation_publication_date", "2024/12/03"),
        ("citation_online_date", "2025/04"),
        ("citation_arxiv_id", "2504.01990"),
        ("citation_abstract_html_url", "https://arxiv.org/abs/2504.01990"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2504.01990"),
        ("citation_conference_title", "NeurIPS"),
        ("citation_language", "en"),
        ("citation_keywords", "Agents; cs.AI"),
    ]


def dates_of(one: Paper) -> dict[str, str]:
    return {name: text for name, text in metas(head_of(one), "name") if name.endswith("_date")}


def test_a_month_is_known_from_the_id() -> None:
    assert dates_of(paper("2504.01990")) == {"citation_publication_date": "2025/04"}


def test_the_day_of_its_month_is_no_other_date() -> None:
    said = Metadata(published=dt.date(2025, 4, 3))
    assert dates_of(paper("2504.01990", metadata=said)) == {"citation_publication_date": "2025/04/03"}


def test_the_digests_day_is_when_it_came_online_not_when_it_was_published() -> None:
    assert dates_of(paper("", link="https://example.org/")) == {"citation_online_date": "2025/01/06"}


def test_a_journal_is_told_from_a_meeting() -> None:
    tags = dict(metas(head_of(paper(metadata=Metadata(venue="Journal of the ACM"))), "name"))
    assert tags["citation_journal_title"] == "Journal of the ACM"
    assert "citation_conference_title" not in tags


def test_linked_data_and_open_graph() -> None:
    tree = head_of(paper("2504.01990"))
    data = linked_data(tree)
    assert data["@type"] == "ScholarlyArticle"
    assert (data["name"], data["alternateName"]) == ("A Title", "标题")
    assert data["url"] == "https://example.org/repo/papers/2504.01990/"
    assert data["isPartOf"] == ["https://example.org/repo/digests/2025/0106/"]
    assert data["inLanguage"] == ["zh-CN"]
    assert (data["identifier"], data["datePublished"]) == ("arXiv:2504.01990", "2025-04")
    graph = dict(metas(tree, "property"))
    assert graph["og:type"] == "article"
    assert graph["og:url"] == data["url"]
    assert graph["og:site_name"] == "Site"


def test_no_address_is_made_up_where_the_site_has_none() -> None:
    tree = head_of(paper(), nowhere)
    assert not {"url", "isPartOf"} & linked_data(tree).keys()
    assert "og:url" not in dict(metas(tree, "property"))


def test_a_digest_is_an_issue_with_parts() -> None:
    merged = corpus(digest("2025/0106", block("2501.00001", "**One**", "一"), day="2025-01-06"))
    page = make_plan(merged, Taxonomy(()), MappingProxyType({})).pages[digest_uri("2025/0106")]
    assert isinstance(page, DigestPage)
    tree = LexborHTMLParser(digest_head(page, Bilingual("Issue", "期"), OPTIONS, absolute, str))
    data = linked_data(tree)
    assert data["@type"] == "PublicationIssue"
    assert data["datePublished"] == "2025-01-06"
    assert data["hasPart"] == [
        {
            "@type": "ScholarlyArticle",
            "name": "One",
            "alternateName": "一",
            "datePublished": "2025-01",
            "identifier": "arXiv:2501.00001",
            "url": "https://example.org/repo/papers/2501.00001/",
            "sameAs": "https://arxiv.org/abs/2501.00001",
        }
    ]


def test_the_parts_of_a_digest_have_addresses_without_a_site_url() -> None:
    merged = corpus(digest("2025/0106", block("2501.00001", "One", "一"), day="2025-01-06"))
    page = make_plan(merged, Taxonomy(()), MappingProxyType({})).pages[digest_uri("2025/0106")]
    assert isinstance(page, DigestPage)
    head = digest_head(page, Bilingual("Issue"), OPTIONS, nowhere, lambda uri: f"../{uri}")
    assert linked_data(LexborHTMLParser(head))["hasPart"][0]["url"] == "../papers/2501.00001.md"


def test_a_list_is_a_website() -> None:
    tree = LexborHTMLParser(listing_head("digests/index.md", Bilingual("Digests", "速递"), OPTIONS, absolute))
    graph = dict(metas(tree, "property"))
    assert graph["og:type"] == "website"
    assert graph["og:url"] == "https://example.org/repo/digests/"


@given(st.text(max_size=30), st.text(max_size=30), st.lists(st.text(min_size=1, max_size=10), max_size=2))
def test_no_text_leaves_its_place(en: str, zh: str, authors: list[str]) -> None:
    evil = '"><script>alert(1)</script>'
    one = paper(en=en + evil, zh=zh + evil, metadata=Metadata(authors=(*authors, evil), venue=evil))
    tree = head_of(one)
    assert len(tree.css("script")) == 1
    assert linked_data(tree)["name"] == tex_title(en + evil)
    assert [body.text() for body in tree.css("body")] == [""]
