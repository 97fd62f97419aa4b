"""Citations as the browser makes them, read by programs that have nothing to do with this one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, Page, expect
from pybtex.database import parse_string

from paper_digest.citation import is_journal
from tests.conftest import BuildSite, ServeSite
from tests.support.browser import Chromium
from tests.support.every_page import FILES, MANY, PAGES
from tests.support.languages import choose
from tests.support.samples import CORPUS_CONFIG, CORPUS_FILES, SHARED_CORPUS
from tests.support.site import ROOT, BuiltSite

GOLDEN = ROOT / "tests" / "golden" / "citations"
SCRIPT = ROOT / "plugins" / "paper_digest" / "theme" / "assets" / "cite" / "formats.js"
SUFFIXES = {"bibtex": "bib", "ris": "ris", "csl": "json"}

Records = list[dict[str, Any]]
Made = dict[str, str]


@pytest.fixture(scope="module")
def make(browser: Chromium) -> Iterator[Callable[[Records], Made]]:
    """The formats by themselves, on an empty page."""
    context = browser.new_context()
    page = context.new_page()
    page.add_script_tag(content="window.paperDigest = { root: 'https://example.org/repo/' };")
    page.add_script_tag(path=SCRIPT)

    def make(records: Records) -> Made:
        made: Made = page.evaluate(
            "(records) => Object.fromEntries("
            "Object.entries(paperDigestCite).map(([name, make]) => [name, make(records)]))",
            records,
        )
        return made

    yield make
    context.close()


@pytest.mark.parametrize("name", SUFFIXES)
def test_what_is_made_is_as_it_was(make: Callable[[Records], Made], name: str) -> None:
    made = make(json.loads((GOLDEN / "records.json").read_text("utf-8")))[name]
    expected = (GOLDEN / f"expected.{SUFFIXES[name]}").read_bytes().decode()
    assert made == expected


def test_bibtex_is_read(make: Callable[[Records], Made]) -> None:
    records = json.loads((GOLDEN / "records.json").read_text("utf-8"))
    entries = parse_string(make(records)["bibtex"], "bibtex").entries
    assert [entry.type for entry in entries.values()] == [
        "inproceedings",
        "misc",
        "article",
        "misc",
        "misc",
        "misc",
    ]
    assert list(entries) == ["1706.03762", "2504.00002", "cs-0112017", "paper", "paper-2", "bare"]
    first, chinese, journal, *_ = entries.values()
    assert [
        (p.first_names, p.prelast_names, p.last_names, p.lineage_names) for p in first.persons["author"]
    ] == [
        (["Ashish"], [], ["Vaswani"], []),
        (["Ludwig"], ["van"], ["Beethoven"], []),
        (["John"], [], ["Smith"], ["Jr."]),
        (["Martin"], [], ["King"], ["Jr."]),
        (["Ana"], ["de", "la"], ["Cruz"], []),
    ]
    assert first.fields["note"] == "注意力：$O(n^2)$ 的一半"
    assert (first.fields["year"], first.fields["month"].lower()[:3]) == ("2017", "jun")
    assert [person.last_names for person in chinese.persons["author"]] == [
        ["{张三}"],
        ["{欧阳 修}"],
        ["{Qwen Team}"],
        ["{Plato}"],
    ]
    assert journal.fields["title"] == "{Before $x$ the change}"
    assert [str(person) for person in journal.persons["author"]] == ["{Barnes and Noble Readers}"]
    assert entries["bare"].fields["annote"].startswith("50\\% of $x$ is")


def test_ris_is_read(make: Callable[[Records], Made]) -> None:
    records = json.loads((GOLDEN / "records.json").read_text("utf-8"))
    first, chinese, journal, *rest = rispy.loads(make(records)["ris"])
    assert len(rest) == 3
    assert first["type_of_reference"] == "CPAPER"
    assert first["title"] == records[0]["title"]["en"]
    assert first["translated_title"] == records[0]["title"]["zh"]
    assert first["authors"][1:4] == ["van Beethoven, Ludwig", "Smith, John, Jr.", "King, Martin, Jr."]
    assert (first["year"], first["date"]) == ("2017", "2017/06//")
    assert first["accession_number"] == "arXiv:1706.03762"
    assert first["urls"] == ["https://arxiv.org/abs/1706.03762"]
    assert chinese["language"] == "zh-CN"
    assert chinese["authors"] == ["张三", "欧阳 修", "Qwen Team", "Plato"]
    assert journal["date"] == "2002/01/15/"
    assert rest[2]["notes"] == ["50% of $x$ is {new}", "第二行 @misc{x,"]
    assert rest[0]["urls"] == ["https://example.org/repo/papers/%E8%AE%BA%E6%96%87/"]


def test_csl_is_read(make: Callable[[Records], Made]) -> None:
    records = json.loads((GOLDEN / "records.json").read_text("utf-8"))
    text = make(records)["csl"]
    shown = bibliography(json.loads(text))
    assert len(shown) == len(records)
    assert shown[0].startswith("Vaswani, A. et al. (2017)")
    assert "只有中文的论文" in shown[1]
    items = json.loads(text)
    assert items[0]["author"][1] == {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}
    assert items[0]["note"] == "中文标题：注意力：$O(n^2)$ 的一半"
    assert items[1]["author"][0] == {"literal": "张三"}
    assert items[2]["issued"] == {"date-parts": [[2002, 1, 15]]}
    assert items[5]["annote"] == "50% of $x$ is {new}\n\n第二行 @misc{x,"
    assert [item["type"] for item in items[:3]] == ["paper-conference", "article", "article-journal"]


def bibliography(items: list[dict[str, Any]]) -> list[str]:
    """The items as a processor sets them."""
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    cited = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        cited.register(Citation([CitationItem(item["id"])]))
    return [str(entry) for entry in cited.bibliography()]


VENUES = (
    *("NeurIPS 2025", "Journal of Machine Learning Research", "TMLR", "IEEE Transactions on X", "Nature"),
    *(
        "Journal Club Workshop",
        "Science Robotics",
        "Conference on Science",
        "计算机学报",
        "ICML（口头报告）",
        "",
    ),
)


@pytest.mark.parametrize("venue", VENUES)
def test_browser_and_build_know_the_same_journals(make: Callable[[Records], Made], venue: str) -> None:
    [item] = json.loads(make([{"id": "x", "venue": venue}])["csl"])
    assert (item["type"] == "article-journal") == is_journal(venue)


words = st.text(max_size=30)


@given(st.lists(st.tuples(words, words, words, st.lists(words, max_size=3)), min_size=1, max_size=4))
def test_nothing_in_a_text_breaks_a_format(
    make: Callable[[Records], Made], papers: list[tuple[str, str, str, list[str]]]
) -> None:
    records: Records = [
        {"id": paper_id, "title": {"en": en, "zh": zh}, "authors": authors, "venue": zh, "note": en}
        for paper_id, en, zh, authors in papers
    ]
    # What JavaScript's strings cannot hold comes back as the replacement character.
    made = make(json.loads(json.dumps(records).encode("utf-8", "replace")))
    assert len(parse_string(made["bibtex"], "bibtex").entries) == len(records)
    assert len(rispy.loads(made["ris"])) == len(records)
    assert len(json.loads(made["csl"])) == len(records)
    for entry in re.split(r"^@", made["bibtex"], flags=re.MULTILINE)[1:]:
        assert entry.count("{") == entry.count("}")


# On pages


def open_dialog(page: Page) -> None:
    page.locator(".pd-cite button").click()
    expect(page.locator(".pd-cite-text")).to_be_visible()


def downloaded(page: Page, kind: str) -> tuple[str, str]:
    """The name and the text of the file in a format."""
    page.locator(f"[name=pd-cite][value={kind}]").check()
    with page.expect_download() as waiting:
        page.locator(".pd-cite-download").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes().decode()


def test_a_paper_is_cited_in_three_formats(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    open_dialog(page)
    expect(page.get_by_role("dialog", name="Cite this paper")).to_be_visible()
    name, text = downloaded(page, "bibtex")
    assert name == "1706.03762.bib"
    [entry] = parse_string(text, "bibtex").entries.values()
    assert entry.fields["title"] == "{Attention Is All You Need: $O(n^2)$ and the Transformer}"
    assert entry.fields["note"] == "注意力就是你所需要的一切：$O(n^2)$ 与 Transformer"
    assert [str(person) for person in entry.persons["author"]] == ["Vaswani, Ashish", "Shazeer, Noam"]
    assert (entry.fields["booktitle"], entry.fields["eprint"]) == ("NIPS 2017", "1706.03762")
    name, text = downloaded(page, "ris")
    assert name == "1706.03762.ris"
    [reference] = rispy.loads(text)
    assert reference["authors"] == ["Vaswani, Ashish", "Shazeer, Noam"]
    name, text = downloaded(page, "csl")
    assert name == "1706.03762.json"
    assert page.locator(".pd-cite-text").text_content() == text
    assert json.loads(text)[0]["issued"] == {"date-parts": [[2017, 6]]}


@pytest.mark.parametrize(
    ("kind", "lang", "title"),
    [("paper-zh", "zh-CN", "只有中文的论文"), ("paper-en", "en", "Only English Here")],
)
def test_a_title_in_one_language_is_the_title(
    every_page_url: str, page: Page, kind: str, lang: str, title: str
) -> None:
    page.goto(every_page_url + PAGES[kind])
    open_dialog(page)
    [item] = json.loads(downloaded(page, "csl")[1])
    assert (item["title"], item["language"]) == (title, lang)
    assert "note" not in item
    assert "author" not in item


def test_a_digest_is_cited_without_another_request(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["digest-between"], wait_until="networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    open_dialog(page)
    expect(page.locator(".pd-cite-dialog h2")).to_have_text(f"Cite {MANY + 1} papers", use_inner_text=True)
    name, text = downloaded(page, "bibtex")
    assert name == "2025-0324-0328.bib"
    entries = parse_string(text, "bibtex").entries
    assert len(entries) == MANY + 1
    assert "Study 1 of Language Agents" in entries["2503.10001"].fields["title"]
    # The theme fetches the list of pages once it has time, whatever the reader does.
    of_others = ("/cite.", "/favicon.", "/sitemap.xml")
    asked = [url for url in requests if url.startswith("http")]
    assert [url for url in asked if not any(part in url for part in of_others)] == []
    shown = parse_string(page.locator(".pd-cite-text").text_content() or "", "bibtex").entries
    assert len(shown) == 20
    expect(page.locator(".pd-cite-more")).to_contain_text(f"{MANY + 1 - 20} more")


@pytest.mark.parametrize(("kind", "count"), [("topic-page-2", MANY + 5), ("topic-year", 4)])
def test_a_topic_is_cited_whole(every_page_url: str, page: Page, kind: str, count: int) -> None:
    page.goto(every_page_url + PAGES[kind])
    open_dialog(page)
    name, text = downloaded(page, "ris")
    assert name == ("agents.ris" if kind == "topic-page-2" else "agents-2024.ris")
    assert len(rispy.loads(text)) == count


def test_a_list_that_cannot_be_loaded_is_tried_again(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["topic"] + "?lang=zh")
    page.route("**/data/papers.json", lambda route: route.abort())
    page.locator(".pd-cite button").click()
    status = page.locator(".pd-cite-status")
    expect(status).to_contain_text("论文列表无法加载")
    page.unroute("**/data/papers.json")
    status.get_by_role("button", name="重试").click()
    expect(page.locator(".pd-cite-text")).to_contain_text("@misc{")


def test_a_script_that_cannot_be_loaded_is_tried_again(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    page.route("**/cite.*.js", lambda route: route.abort())
    button = page.locator(".pd-cite button")
    button.click()
    expect(button).to_contain_text("try again")
    page.unroute("**/cite.*.js")
    open_dialog(page)


def test_the_citation_is_copied(every_page_url: str, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(every_page_url + PAGES["paper"] + "?lang=zh")
    page.get_by_role("button", name="引用", exact=True).click()
    page.get_by_role("button", name="复制", exact=True).click()
    expect(page.locator(".pd-cite-status")).to_have_text("已复制。", use_inner_text=True)
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".pd-cite-text").text_content()


def test_it_is_copied_where_the_clipboard_is_closed(every_page_url: str, page: Page) -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('closed'));"
        "document.addEventListener('copy', () => { window.copied = getSelection().toString() || "
        "document.activeElement.value; });"
    )
    page.goto(every_page_url + PAGES["paper"])
    open_dialog(page)
    page.locator(".pd-cite-copy").click()
    expect(page.locator(".pd-cite-status")).to_have_text("Copied.", use_inner_text=True)
    assert page.evaluate("window.copied").startswith("@inproceedings{1706.03762,")


def test_it_is_selected_where_nothing_may_copy(every_page_url: str, page: Page) -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('closed'));"
        "document.execCommand = () => false;"
    )
    page.goto(every_page_url + PAGES["paper"])
    open_dialog(page)
    page.locator(".pd-cite-copy").click()
    expect(page.locator(".pd-cite-status")).to_contain_text("does not let this page copy")
    assert page.evaluate("getSelection().toString()").startswith("@inproceedings{1706.03762,")


def test_the_dialog_by_keyboard(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    button = page.locator(".pd-cite button")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator(".pd-cite-dialog")
    expect(page.locator("[name=pd-cite][value=bibtex]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pd-cite-text")).to_contain_text("TY  - CPAPER")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('header, article')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    assert page.locator("[name=pd-cite]:checked").get_attribute("value") == "ris", "the format is remembered"


def test_the_dialog_goes_with_its_page(every_page_url: str, instant: Page) -> None:
    instant.goto(every_page_url + PAGES["paper"], wait_until="networkidle")
    instant.evaluate("window.sameDocument = true")
    instant.locator(".pd-neighbours [rel=next]").click()
    instant.wait_for_url("**/" + PAGES["paper-zh"])
    open_dialog(instant)
    expect(instant.locator(".pd-cite-text")).to_contain_text("只有中文的论文")
    instant.evaluate("history.back()")
    instant.wait_for_url("**/" + PAGES["paper"])
    expect(instant.locator(".pd-cite-dialog")).to_be_hidden()
    open_dialog(instant)
    expect(instant.locator(".pd-cite-text")).to_contain_text("Attention")
    assert instant.evaluate("window.sameDocument")


def test_the_dialog_has_no_violation(every_page_url: str, page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for lang in ("en", "zh", "both"):
        page.goto(every_page_url + PAGES["topic"] + f"?lang={lang}")
        open_dialog(page)
        found = Axe().run(page).response["violations"]
        assert not found, [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
        if lang == "zh":
            assert not re.search(
                r"Cite|Copy|Download|Close|Format", page.locator(".pd-cite-dialog").inner_text()
            )


def test_without_a_script_the_page_says_where_its_data_is(every_page_url: str, unscripted: Page) -> None:
    unscripted.goto(every_page_url + PAGES["paper"])
    link = unscripted.get_by_role("link", name="Data for citing")
    expect(link).to_be_visible()
    assert link.evaluate("(element) => element.href") == f"{every_page_url}data/papers.json"


def test_citing_works_without_a_site_url(build_site: BuildSite, serve_site: ServeSite, page: Page) -> None:
    built = build_site(FILES, {"site_url": None})
    url = serve_site(built)
    page.goto(url + PAGES["digest"])
    open_dialog(page)
    ids = [item["id"] for item in json.loads(downloaded(page, "csl")[1])]
    assert ids == ["1706.03762", "2504.00002", "2504.00003", "2503.00001"]


def test_the_language_of_the_dialog_is_the_pages(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    open_dialog(page)
    page.keyboard.press("Escape")
    choose(page, "zh")
    open_dialog(page)
    expect(page.get_by_role("dialog", name="引用本文")).to_be_visible()


def test_the_samples_digest_is_read_by_all(sample_url: str, sample_site: BuiltSite, page: Page) -> None:
    check_digest(page, sample_url, sample_site, "2025/0331-0404")


@pytest.mark.skipif(not SHARED_CORPUS.is_dir(), reason="the large corpus is not beside the project")
def test_every_digest_of_the_corpus_is_read_by_all(
    build_site: BuildSite, serve_site: ServeSite, page: Page
) -> None:
    site = build_site(CORPUS_FILES, CORPUS_CONFIG, strict=False)
    url = serve_site(site)
    papers = papers_of(site)
    digests = sorted({digest["id"] for paper in papers for digest in paper["digests"]})
    assert len(digests) == 51
    for digest in digests:
        check_digest(page, url, site, digest)


def papers_of(site: BuiltSite) -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = json.loads((site.directory / "data/papers.json").read_text("utf-8"))[
        "papers"
    ]
    return papers


def check_digest(page: Page, url: str, site: BuiltSite, digest: str) -> None:
    """Cite a digest in each format, and compare what programs read with the site's data."""
    placed = [
        (d["position"], paper) for paper in papers_of(site) for d in paper["digests"] if d["id"] == digest
    ]
    papers = [paper for _, paper in sorted(placed, key=lambda pair: pair[0])]
    [address] = {d["url"] for paper in papers for d in paper["digests"] if d["id"] == digest}
    page.goto(url + address)
    open_dialog(page)
    items = json.loads(downloaded(page, "csl")[1])
    references = rispy.loads(downloaded(page, "ris")[1])
    entries = list(parse_string(downloaded(page, "bibtex")[1], "bibtex").entries.values())
    assert len(items) == len(references) == len(entries) == len(bibliography(items)) == len(papers)
    for paper, item, reference, entry in zip(papers, items, references, entries, strict=True):
        exact = paper["title"] | paper.get("title_tex", {})
        en, zh = exact.get("en", ""), exact.get("zh", "")
        assert item["title"] == reference["title"] == (en or zh), paper["id"]
        if en and zh and en != zh:
            assert item["note"].endswith(zh)
            assert reference["translated_title"] == zh
            assert "note" in entry.fields
        arxiv = paper["links"].get("abstract", "").partition("arxiv.org/abs/")[2]
        assert entry.fields.get("eprint", "") == arxiv
        assert len(entry.persons.get("author", ())) == len(paper.get("authors", ()))
