"""What each kind of page shows and does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Chromium
from tests.support.every_page import EDIT_URI, FILES, MANY, PAGES
from tests.support.languages import POSITIONS, choose
from tests.support.site import BuiltSite

AGENTS = MANY + 1 + 4
"""Papers of the topic `agents`: those of two digests, and one told twice."""


REQUESTS: list[str] = []
"""What the pages of this module asked of the network."""


@pytest.fixture
def reader(tab: Page, every_page_url: str) -> Page:
    """A page in English at 1280 pixels, without memory; one for all that only look."""
    tab.goto(every_page_url)
    tab.evaluate("localStorage.clear(), sessionStorage.clear()")
    tab.set_viewport_size({"width": 1280, "height": 800})
    return tab


@pytest.fixture(scope="module")
def tab(browser: Chromium) -> Iterator[Page]:
    """One page for the whole module; what it asks of the network is kept."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    context.on("request", lambda request: REQUESTS.append(request.url))
    yield page
    context.close()


def source_line(path: str, text: str) -> int:
    """The 1-based line of a source on which a text stands."""
    lines = str(FILES[f"site_src/{path}"]).splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line == text)


def meta(page: Page, name: str) -> list[str]:
    found: list[str] = page.locator(f"meta[name='{name}'], meta[property='{name}']").evaluate_all(
        "all => all.map((element) => element.content)"
    )
    return found


def linked_data(page: Page) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        page.locator("script[type='application/ld+json']").text_content() or ""
    )
    return found


# Home


def test_home_begins_with_the_editors_words_and_the_newest_digest(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url)
    article = reader.locator("article.md-content__inner")
    expect(article.locator("h1")).to_contain_text("Every Page")
    expect(article.get_by_text("The words of the editor.")).to_be_visible()
    newest = article.locator(".pd-newest")
    expect(newest.locator("h2 a")).to_have_text("31 March – 4 April 2025", use_inner_text=True)
    titles = newest.locator(".pd-card h3").all_inner_texts()
    assert [title.split(":")[0] for title in titles] == [
        "Attention Is All You Need",
        "只有中文的论文",
        "Only English Here",
        "Twice Told",
    ]
    tops = [box["y"] for box in (item.bounding_box() for item in (article.locator("h1"), newest)) if box]
    assert tops == sorted(tops)


def test_home_leads_on(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url)
    recent = reader.locator("section:has(#recent) .pd-issue")
    expect(recent.locator("> a")).to_have_text(["24–28 March 2025", "18–22 March 2024"], use_inner_text=True)
    expect(recent.first.locator(".pd-count")).to_have_text(f"{MANY + 1} papers", use_inner_text=True)
    topics = reader.locator("section:has(#topics) .pd-topic")
    expect(topics).to_have_text([f"Agents {AGENTS}", "Architectures 1"], use_inner_text=True)
    years = reader.locator("section:has(#archive) .pd-topic")
    expect(years).to_have_text(["2025 2", "2024 1"], use_inner_text=True)
    years.last.click()
    assert reader.url == f"{every_page_url}digests/#2024"
    expect(reader.locator("[id='2024']")).to_be_in_viewport()


def test_the_header_names_the_page_once_its_heading_is_gone(every_page_url: str, instant: Page) -> None:
    instant.goto(every_page_url + PAGES["paper"], wait_until="networkidle")
    topic = instant.locator("[data-md-component=header-topic]")
    expect(topic).to_contain_text("Attention Is All You Need")
    instant.evaluate("window.sameDocument = true")
    instant.locator(".pd-path a").click()
    expect(topic).to_contain_text("Digest of 31 March – 4 April 2025")
    assert instant.evaluate("window.sameDocument")


def test_a_paper_names_five_others_in_the_chosen_language(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"])
    related = reader.locator(".pd-related")
    expect(related.locator("h2")).to_have_text("Related papers", use_inner_text=True)
    expect(related.locator("li a")).to_have_count(5)
    own = reader.url
    assert own not in related.locator("li a").evaluate_all("all => all.map((link) => link.href)")
    choose(reader, "zh")
    expect(related.locator("h2")).to_have_text("相关论文", use_inner_text=True)
    related.locator("li a").first.click()
    expect(reader.locator(".pd-abstract")).to_be_visible()
    assert reader.url != own


# Digests


def test_a_digest_tells_its_dates_and_lists_its_papers(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["digest"])
    expect(reader.locator("h1")).to_have_text("Digest of 31 March – 4 April 2025", use_inner_text=True)
    expect(reader.locator(".pd-sub")).to_contain_text("4 papers")
    expect(reader.locator(".pd-introduction")).to_have_text(
        re.compile(r"^\s*This week brings four papers\.\s*$"), use_inner_text=True
    )
    expect(reader.locator(".pd-introduction strong").first).to_have_text("four")
    card = reader.locator(".pd-card").first
    expect(card.locator("h3 a")).to_have_attribute("href", re.compile(r"papers/1706\.03762/$"))
    expect(card.locator(".pd-opening")).to_contain_text("The dominant models are recurrent or convolutional.")
    expect(card.locator(".pd-meta a[href*='topics/']")).to_have_text(["Architectures"], use_inner_text=True)
    hrefs = card.locator(".pd-meta a[href^=http]").evaluate_all("all => all.map((a) => a.href)")
    assert "https://arxiv.org/abs/1706.03762" in hrefs
    assert "https://github.com/tensorflow/tensor2tensor" in hrefs
    assert len(reader.locator(".pd-card").all()) == 4
    choose(reader, "zh")
    expect(reader.locator("h1")).to_have_text("2025年3月31日–4月4日速递", use_inner_text=True)
    expect(card.locator("h3")).to_contain_text("注意力就是你所需要的一切")


def test_digests_have_neighbours(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["digest-between"])
    nav = reader.locator(".pd-neighbours")
    expect(nav.locator("[rel=next]")).to_have_attribute("href", re.compile("2025/0331-0404/$"))
    nav.locator("[rel=prev]").click()
    reader.wait_for_url("**/digests/2024/0318-0322/")
    expect(nav.locator("[rel=prev]")).to_have_count(0)
    expect(nav.locator("[rel=next]")).to_have_count(1)


def test_all_digests_stand_by_year(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["digests"])
    expect(reader.locator("article h2")).to_have_text(["2025", "2024"])
    expect(reader.locator(".pd-years a")).to_have_text(["2025", "2024"])
    expect(reader.locator(".pd-issue > a")).to_have_text(
        ["31 March – 4 April 2025", "24–28 March 2025", "18–22 March 2024"], use_inner_text=True
    )


# Papers


def test_a_paper_shows_what_is_known_of_it(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"])
    expect(reader.locator("h1")).to_contain_text("Attention Is All You Need")
    expect(reader.locator(".pd-authors")).to_have_text("Ashish Vaswani, Noam Shazeer")
    expect(reader.locator(".pd-venue")).to_have_text("NIPS 2017")
    expect(reader.locator(".pd-summary")).to_contain_text("Attention alone is enough.")
    expect(reader.locator(".pd-topics a")).to_have_text(["Architectures"], use_inner_text=True)
    expect(reader.locator(".pd-path a")).to_have_text(["31 March – 4 April 2025"], use_inner_text=True)
    buttons = reader.locator(".pd-links a").evaluate_all("all => all.map((a) => [a.innerText, a.href])")
    assert dict(buttons) == {
        "arXiv": "https://arxiv.org/abs/1706.03762",
        "PDF": "https://arxiv.org/pdf/1706.03762",
        "HTML": "https://arxiv.org/html/1706.03762",
        "Code": "https://github.com/tensorflow/tensor2tensor",
        "Project": "https://example.org/project",
        "Hugging Face": "https://huggingface.co/papers/1706.03762",
    }


def test_a_url_ends_where_chinese_punctuation_begins(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"] + "?lang=both")
    chinese = reader.locator(".pd-abstract [lang=zh-CN] a").first
    expect(chinese).to_have_attribute("href", "https://example.org/project")
    expect(chinese.locator("..")).to_contain_text("见 https://example.org/project。")


def test_abstracts_are_aligned_paragraph_by_paragraph(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"] + "?lang=both")
    rows = reader.locator(".pd-abstract > .pd-row")
    expect(rows).to_have_count(4)
    expect(rows.nth(2).locator("> [lang=en]")).to_have_text("The training code follows:")
    expect(rows.nth(2).locator("> [lang=zh-CN]")).to_have_text("训练代码如下：")
    expect(rows.nth(3).locator("code")).to_contain_text('loss = model("<b>raw</b>", x < 3)')


def test_mathematics_is_drawn_by_the_browser(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"] + "?lang=en")
    for place in ("h1 [lang=en] math", ".pd-abstract [lang=en] p math", ".pd-abstract .pd-math math"):
        box = reader.locator(place).first.bounding_box()
        assert box is not None
        assert box["width"] > 10, place
        assert box["height"] > 8, place
    fraction = reader.locator(".pd-math mfrac").first
    parts = [part.bounding_box() for part in fraction.locator("> *").all()]
    assert parts[0] is not None
    assert parts[1] is not None
    assert parts[0]["y"] + parts[0]["height"] <= parts[1]["y"] + 1
    assert "$" not in reader.locator(".pd-abstract").inner_text()


def test_papers_have_neighbours_in_their_digest(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"])
    nav = reader.locator(".pd-neighbours")
    expect(nav.locator("[rel=prev]")).to_have_count(0)
    nav.locator("[rel=next]").click()
    reader.wait_for_url("**/" + PAGES["paper-zh"])
    expect(nav.locator("[rel=prev]")).to_contain_text("Attention Is All You Need")
    expect(nav.locator("[rel=next]")).to_contain_text("Only English Here")


def test_the_edit_link_leads_to_the_line(every_page_url: str, reader: Page) -> None:
    digest = "digests/2025/0331-0404.md"
    for kind, heading in (("paper-zh", "## 只有中文的论文"), ("paper-en", "## Only English Here")):
        reader.goto(every_page_url + PAGES[kind])
        line = source_line(digest, heading)
        expect(reader.locator(".pd-edit a")).to_have_attribute("href", f"{EDIT_URI}{digest}#L{line}")
    reader.goto(every_page_url + PAGES["digest"])
    expect(reader.locator(".pd-edit a")).to_have_attribute("href", re.compile(re.escape(EDIT_URI + digest)))


def test_a_paper_of_two_digests_lists_both_and_loses_no_text(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper-variant"] + "?lang=zh")
    expect(reader.locator(".pd-path a")).to_have_count(2)
    reader.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
    for text in ("第一次是那样讲的", "第二次是这样讲的"):
        expect(reader.locator("article").get_by_text(text)).to_be_visible()
    expect(reader.locator("article table td").first).to_have_text("旧法")
    for kind in ("digest", "digest-between"):
        reader.goto(every_page_url + PAGES[kind])
        expect(reader.locator(".pd-card a[href$='papers/2503.00001/']")).to_have_count(1)


def test_a_papers_head_speaks_to_machines(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["paper"])
    assert meta(reader, "citation_title")[0].startswith("Attention Is All You Need")
    assert meta(reader, "citation_author") == ["Ashish Vaswani", "Noam Shazeer"]
    assert meta(reader, "citation_arxiv_id") == ["1706.03762"]
    assert meta(reader, "citation_pdf_url") == ["https://arxiv.org/pdf/1706.03762"]
    assert meta(reader, "citation_abstract_html_url") == ["https://arxiv.org/abs/1706.03762"]
    assert meta(reader, "citation_publication_date")[0].startswith("2017/06")
    assert meta(reader, "citation_conference_title") == ["NIPS 2017"]
    assert meta(reader, "og:type") == ["article"]
    assert meta(reader, "og:url")[0].endswith("/repo/papers/1706.03762/")
    assert "Attention Is All You Need" in meta(reader, "og:title")[0]
    assert len(meta(reader, "description")) == 1
    data = linked_data(reader)
    assert data["@type"] == "ScholarlyArticle"
    assert data["inLanguage"] == ["en", "zh-CN"]
    assert data["author"] == [
        {"@type": "Person", "name": "Ashish Vaswani"},
        {"@type": "Person", "name": "Noam Shazeer"},
    ]
    reader.goto(every_page_url + PAGES["digest"])
    data = linked_data(reader)
    assert data["@type"] == "PublicationIssue"
    assert data["datePublished"] == "2025-03-31"
    for kind in ("home", "topics", "topic"):
        reader.goto(every_page_url + PAGES[kind])
        assert meta(reader, "og:type") == ["website"] or kind == "home"


# Topics


def test_topics_are_listed_with_counts_and_newest_papers(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["topics"])
    items = reader.locator(".pd-topic-list > li")
    expect(items.locator("h2 a")).to_have_text(["Agents", "Architectures", "Robotics"], use_inner_text=True)
    expect(items.locator("h2 .pd-count")).to_have_text(
        [f"{AGENTS} papers", "1 paper", "0 papers"], use_inner_text=True
    )
    expect(items.first).to_contain_text("Models that plan and act.")
    expect(items.nth(1).locator(".pd-glance a")).to_have_attribute("href", re.compile("papers/1706.03762/$"))


def test_a_topic_is_paged_newest_first(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["topic"])
    expect(reader.locator(".pd-card")).to_have_count(50)
    first = reader.locator(".pd-card h3").all_inner_texts()
    expect(reader.locator(".pd-pager [aria-current=page]")).to_have_text("1")
    reader.locator(".pd-pager [rel=next]").click()
    reader.wait_for_url("**/" + PAGES["topic-page-2"])
    expect(reader.locator(".pd-card")).to_have_count(AGENTS - 50)
    second = reader.locator(".pd-card h3").all_inner_texts()
    assert not set(first) & set(second)
    assert second[-4:] == [f"Study {number} of Language Agents" for number in range(101, 105)]
    expect(reader.locator(".pd-sub")).to_contain_text("Page 2 of 2")
    expect(reader.locator(".pd-pager [rel=next]")).to_have_count(0)
    reader.locator(".pd-pager [rel=prev]").click()
    reader.wait_for_url("**/" + PAGES["topic"])


def test_years_filter_a_topic(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["topic"])
    years = reader.locator(".pd-years a")
    expect(years).to_have_text(["All years", f"2025 {AGENTS - 4}", "2024 4"], use_inner_text=True)
    years.last.click()
    reader.wait_for_url("**/" + PAGES["topic-year"])
    expect(reader.locator(".pd-card")).to_have_count(4)
    expect(reader.locator(".pd-years [aria-current=page]")).to_have_text("2024 4", use_inner_text=True)
    years.first.click()
    reader.wait_for_url("**/" + PAGES["topic"])


def test_a_topic_without_papers_says_so(every_page_url: str, reader: Page) -> None:
    reader.goto(every_page_url + PAGES["topic-empty"])
    expect(reader.locator(".pd-note")).to_have_text("No papers yet.", use_inner_text=True)


# Every page


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wider_than_the_screen(every_page_url: str, reader: Page, kind: str) -> None:
    reader.goto(every_page_url + PAGES[kind])
    reader.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
    too_wide = []
    for lang in POSITIONS:
        choose(reader, lang)
        for width in (390, 640, 960, 1280, 1600):
            reader.set_viewport_size({"width": width, "height": 800})
            if reader.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((lang, width))
    assert too_wide == []


def test_print_keeps_the_text_alone(every_page_url: str, reader: Page) -> None:
    reader.emulate_media(media="print")
    for kind in ("paper", "digest", "topic-page-2"):
        reader.goto(every_page_url + PAGES[kind])
        for hidden in (
            ".md-header",
            ".pd-toggle",
            ".md-tabs",
            ".md-footer",
            ".pd-neighbours",
            ".pd-pager",
            ".pd-edit",
        ):
            for element in reader.locator(hidden).all():
                expect(element).to_be_hidden()
        expect(reader.locator("h1")).to_be_visible()
        for text in reader.locator(".pd-opening p[lang=en], .pd-abstract .pd-row > [lang=en]").all()[:5]:
            expect(text).to_be_visible()
    reader.emulate_media(media="screen")


def test_no_page_asks_another_host(every_page_url: str, reader: Page) -> None:
    for path in PAGES.values():
        reader.goto(every_page_url + path)
    reader.wait_for_load_state("networkidle")
    assert len(REQUESTS) > len(PAGES)
    assert {urlsplit(url).hostname for url in REQUESTS} == {"127.0.0.1"}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_has_one_heading_and_its_landmarks(every_page_url: str, reader: Page, kind: str) -> None:
    reader.goto(every_page_url + PAGES[kind])
    for selector in ("h1", "main", "body > .md-container, .md-main", "article.md-content__inner"):
        assert reader.locator(selector).count() >= 1, selector
    expect(reader.locator("h1")).to_have_count(1)
    expect(reader.get_by_role("main")).to_have_count(1)
    expect(reader.locator("main footer.md-footer")).to_have_count(0)
    levels = reader.locator("article :is(h1, h2, h3, h4)").evaluate_all(
        "all => all.map((h) => +h.localName[1])"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_the_data_can_be_fetched(every_page_url: str, every_page_site: BuiltSite, reader: Page) -> None:
    reader.goto(every_page_url)
    data = reader.evaluate("fetch('data/papers.json').then((response) => response.json())")
    assert data["schema"] == 1
    urls = [paper["url"] for paper in data["papers"]]
    assert len(urls) == len(set(urls)) == MANY + 8
    assert all((every_page_site.directory / url / "index.html").is_file() for url in urls)
