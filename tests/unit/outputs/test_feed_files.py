"""The feeds' files as feed readers read them."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as etree
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual, Metadata
from paper_digest.outputs.feeds import feed_files
from paper_digest.plan import make_plan
from paper_digest.render.options import Options
from paper_digest.render.pages import Renderer
from paper_digest.render.words import BETWEEN
from paper_digest.topics import Assignment, Reason, Taxonomy, Topic
from tests.support.papers import block, corpus, digest, overlay
from tests.support.schemas import JSON_FEED

SITE = "https://example.org/repo/"
OPTIONS = Options(site_name=f"Papers{BETWEEN}论文", site_url=SITE)
ATOM = "{http://www.w3.org/2005/Atom}"
AGENTS = Topic("agents", Bilingual("Agents & more", "智能体"))
PAPER = "2501.00001"


def files_of(*digests: Any, overlays: Any = (), assigned: Mapping[str, str] = MappingProxyType({})) -> Any:
    merged = corpus(*digests, overlays=overlays)
    made = {paper: (Assignment(topic, 1.0, Reason()),) for paper, topic in assigned.items()}
    plan = make_plan(merged, Taxonomy((AGENTS,)), MappingProxyType(made))
    return {path: make() for path, make in feed_files(Renderer(plan, OPTIONS))}


BOTH = Bilingual(
    en="First *one*, $x<1$.\n\nSecond <script>alert(1)</script>.",
    zh="第一段。\n\n第二段，见 https://a.example/x。",
)
FILES = files_of(
    digest("周报/2025/0113", block(PAPER, "One", "一", Bilingual(zh="改口了。"), line=9), day="2025-01-13"),
    digest(
        "周报/2025/0106",
        block(PAPER, "**One** & only", "一", Bilingual(zh=BOTH.zh)),
        block("2501.00002", "Two", "二", Bilingual(zh="只有中文。")),
        block("", "Three", "三", link="https://example.org/three.pdf"),
        day="2025-01-06",
        introduction=Bilingual(en="Welcome to *this* week.", zh="欢迎。"),
    ),
    digest("undated", block("2501.00004", "Four", "四", Bilingual(en="Old."))),
    overlays=(
        overlay(
            PAPER,
            abstract=Bilingual(en=BOTH.en),
            metadata=Metadata(authors=("A. One", "B. Two"), translated_from={"en": "zh"}),
        ),
    ),
    assigned={PAPER: "agents"},
)


def read(path: str) -> Any:
    parsed = feedparser.parse(FILES[path].encode())
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def test_every_feed_comes_in_each_language_and_format() -> None:
    stems = ["papers", "digests", "digests/周报", "topics/agents"]
    expected = {f"feeds/{s}.{v}.{x}" for s in stems for v in ("en", "zh", "both") for x in ("xml", "json")}
    lists = {f"feeds/{name}.opml" for name in ("en", "zh", "both", "all")}
    assert set(FILES) == expected | lists


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".xml")])
def test_atom_is_complete(path: str) -> None:
    parsed = read(path)
    root = etree.fromstring(FILES[path])
    assert parsed.feed.id == parsed.feed.links[0].href
    assert parsed.feed.links[0].rel == "self"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids)
    for element in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, (name, path)
            assert element.findtext(f"{ATOM}{name}")
    for entry in parsed.entries:
        assert entry.link == entry.id
        assert entry.link.startswith(SITE)
        assert entry.content[0].type == "text/html"
        assert entry.content[0].value


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".json")])
def test_json_feeds_follow_the_schema(path: str) -> None:
    feed = json.loads(FILES[path])
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(JSON_FEED.schema, format_checker=checker).validate(feed)
    assert feed["feed_url"].endswith(".json")
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("stem", ["papers", "digests", "digests/周报", "topics/agents"])
@pytest.mark.parametrize("view", ["en", "zh", "both"])
def test_both_formats_say_the_same(stem: str, view: str) -> None:
    atom = read(f"feeds/{stem}.{view}.xml")
    feed = json.loads(FILES[f"feeds/{stem}.{view}.json"])
    assert atom.feed.title == feed["title"]
    assert atom.feed.get("language", "") == feed.get("language", "")
    raw = [
        e.findtext(f"{ATOM}content")
        for e in etree.fromstring(FILES[f"feeds/{stem}.{view}.xml"]).iter(f"{ATOM}entry")
    ]
    assert raw == [item["content_html"] for item in feed["items"]]
    assert [(e.id, e.title) for e in atom.entries] == [(item["id"], item["title"]) for item in feed["items"]]
    days = [entry.get("published", "") for entry in atom.entries]
    assert days == [item.get("date_published", "") for item in feed["items"]]


def items_of(path: str) -> dict[str, Any]:
    return {item["url"].removeprefix(SITE): item for item in json.loads(FILES[path])["items"]}


def test_a_paper_in_each_language() -> None:
    en = items_of("feeds/papers.en.json")[f"papers/{PAPER}/?lang=en"]
    zh = items_of("feeds/papers.zh.json")[f"papers/{PAPER}/?lang=zh"]
    both = items_of("feeds/papers.both.json")[f"papers/{PAPER}/"]
    assert [item["title"] for item in (en, zh, both)] == ["One & only", "一", f"One & only{BETWEEN}一"]
    assert "第" not in en["content_html"]
    assert "First <em>one</em>" in en["content_html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in en["content_html"]
    assert "<math" in en["content_html"]
    assert "English translated from the Chinese abstract" in en["content_html"]
    assert zh["content_html"].startswith("<p>第一段。</p><p>第二段，见 <a ")
    assert "译自" not in zh["content_html"]
    order = [both["content_html"].index(part) for part in ("First", "第一段", "Second", "第二段")]
    assert order == sorted(order)
    assert '<div lang="zh-CN"><p>第一段' in both["content_html"]
    assert en["tags"] == ["Agents & more"]
    assert zh["tags"] == ["智能体"]
    assert en["authors"] == [{"name": "A. One"}, {"name": "B. Two"}]
    assert en["external_url"] == f"https://arxiv.org/abs/{PAPER}"


def test_what_lacks_a_language_is_shown_in_the_other_and_marked() -> None:
    two = items_of("feeds/papers.en.json")["papers/2501.00002/?lang=en"]
    assert two["language"] == "zh-CN"
    assert "<p>只有中文。</p><p><em>Chinese only</em></p>" in two["content_html"]
    assert "language" not in items_of("feeds/papers.zh.json")["papers/2501.00002/?lang=zh"]
    assert "<em>" not in items_of("feeds/papers.zh.json")["papers/2501.00002/?lang=zh"]["content_html"]
    three = items_of("feeds/papers.en.json")["papers/three/?lang=en"]
    assert three["content_html"].startswith("<p>This digest gives no abstract.</p>")


def test_dates_come_from_the_digests() -> None:
    by_id = {entry.id: entry for entry in read("feeds/papers.both.xml").entries}
    one = by_id[f"{SITE}papers/{PAPER}/"]
    assert (one.published, one.updated) == ("2025-01-06T00:00:00Z", "2025-01-13T00:00:00Z")
    old = by_id[f"{SITE}papers/2501.00004/"]
    assert "published" not in old
    assert dt.datetime(*old.updated_parsed[:3]) == dt.datetime(1970, 1, 1)
    assert list(by_id)[-1] == f"{SITE}papers/2501.00004/"
    assert "date_published" not in items_of("feeds/papers.both.json")["papers/2501.00004/"]
    assert read("feeds/papers.both.xml").feed.updated == "2025-01-13T00:00:00Z"


def test_a_digest_is_told_with_its_introduction_and_abstracts() -> None:
    told = items_of("feeds/digests.en.json")
    assert list(told) == [
        "digests/%E5%91%A8%E6%8A%A5/2025/0113/?lang=en",
        "digests/%E5%91%A8%E6%8A%A5/2025/0106/?lang=en",
        "digests/undated/?lang=en",
    ]
    one = told["digests/%E5%91%A8%E6%8A%A5/2025/0106/?lang=en"]
    assert one["title"] == "Digest of 6 January 2025"
    assert one["date_published"] == "2025-01-06T00:00:00Z"
    html = one["content_html"]
    assert html.startswith("<p>Welcome to <em>this</em> week.</p><h3><a href=")
    assert f'<h3><a href="{SITE}papers/{PAPER}/?lang=en">One &amp; only</a></h3><p>First' in html
    assert [html.index(part) for part in ("First", "只有中文", "Three")] == sorted(
        html.index(part) for part in ("First", "只有中文", "Three")
    )
    assert len(items_of("feeds/digests/周报.en.json")) == 2


def test_an_empty_feed_is_a_feed() -> None:
    files = files_of()
    for path, text in files.items():
        if path.endswith(".xml"):
            parsed = feedparser.parse(text.encode())
            assert not parsed.bozo
            assert parsed.entries == []
            assert parsed.feed.updated == "1970-01-01T00:00:00Z"
        elif path.endswith(".json"):
            JSON_FEED.validate(json.loads(text))


def test_the_lists_name_every_feed_once() -> None:
    for view in ("en", "zh", "both"):
        outlines = [e.attrib for e in etree.fromstring(FILES[f"feeds/{view}.opml"]).iter("outline")]
        feeds = [path for path in FILES if path.endswith(f".{view}.xml")]
        urls = [etree.fromstring(FILES[path]).findtext(f"{ATOM}id") for path in feeds]
        assert [outline["xmlUrl"] for outline in outlines] == urls
        assert all(o["type"] == "rss" and o["text"] and o["htmlUrl"].startswith(SITE) for o in outlines)
    everything = etree.fromstring(FILES["feeds/all.opml"])
    groups = everything.findall("body/outline")
    assert [group.get("text") for group in groups] == ["English", "中文", f"Both{BETWEEN}中英对照"]
    assert all(len(group) == 4 for group in groups)


def test_without_feeds_in_the_plan_there_are_no_files() -> None:
    plan = make_plan(corpus(), Taxonomy(()), MappingProxyType({})).without("feeds/index.md")
    assert list(feed_files(Renderer(plan, OPTIONS))) == []


NASTY = (
    "\x00\x01\x08",
    "\x0b\x0c\x1f",
    "\ufffe\uffff",
    "]]>",
    "</content>",
    "&amp;&lt;",
    "<!--",
    "\x85\u2028",
)
anything = st.text(max_size=30) | st.sampled_from(NASTY)


@given(en=anything, zh=anything, author=anything, name=anything)
def test_whatever_is_written_the_files_are_well_formed(en: str, zh: str, author: str, name: str) -> None:
    told = digest("a", block(PAPER, f"A {en}", zh, Bilingual(en=en, zh=zh)), day="2025-01-06")
    metadata = Metadata(authors=(author or "x",), summary=Bilingual(en=zh))
    merged = corpus(told, overlays=(overlay(PAPER, metadata=metadata),))
    plan = make_plan(merged, Taxonomy(()), MappingProxyType({}))
    renderer = Renderer(plan, Options(site_name=f"N{name}", site_url=SITE))
    for path, make in feed_files(renderer):
        text = make()
        if path.endswith(".json"):
            JSON_FEED.validate(json.loads(text))
        else:
            etree.fromstring(text.encode())
