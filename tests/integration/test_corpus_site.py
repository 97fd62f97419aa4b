"""The large corpus of real digests: every title and every abstract is on its page.

What has to be there is read from the sources by a few patterns of this test's own.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from paper_digest.codes import ALL_CODES
from paper_digest.diagnostics import Severity
from tests.conftest import BuildSite
from tests.support.samples import CORPUS_CONFIG, CORPUS_FILES, SHARED_CORPUS
from tests.support.site import BuiltSite

pytestmark = pytest.mark.skipif(
    not SHARED_CORPUS.is_dir(), reason="the large corpus is not beside the project"
)

HEADING = re.compile(r"^(#{1,2}) +(.+)$", re.MULTILINE)
LINK_LINE = re.compile(r"^ ?\[(?P<title>.+)\]\( ?(?P<url>[^)\s]+) ?\)?\s*$", re.MULTILINE)
ARXIV_ID = re.compile(r"\d{4}\.\d{5}")
BLOCKS = 801
LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+")
LABELLED_URL = re.compile(r"\W*(?:项目|代码)\w{0,6}\W*[:：]\W*https?://\S+\s*")
MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
TEX = re.compile(r"\\(?:emph|text(?:bf|it|tt))\{([^{}]*)\}")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
NO_WORD = re.compile(r"[\W_]+")
CODE = re.compile(r"\[([a-z-]+)\]$")


@dataclass(frozen=True)
class Expected:
    """What a source says of one paper: where, its id ("" where its link has none), and its texts."""

    path: str
    line: int
    paper_id: str
    heading: tuple[str, ...]
    link_text: str
    body: str


@lru_cache(maxsize=1)
def expected() -> tuple[Expected, ...]:
    files = sorted(SHARED_CORPUS.rglob("*.md"))
    return tuple(one for file in files for one in _expected_of(file))


def _expected_of(file: Path) -> Iterator[Expected]:
    text = file.read_text(encoding="utf-8")
    heads = list(HEADING.finditer(text))
    level = "##" if any(head[1] == "##" for head in heads) else "#"
    heads = [head for head in heads if head[1] == level]
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        block = text[head.end() : after.start() if after else len(text)]
        link = LINK_LINE.search(block)
        found = ARXIV_ID.search(link["url"]) if link else None
        body = LINK_LINE.sub("", block, count=1)
        path = file.relative_to(SHARED_CORPUS).as_posix()
        line = text.count("\n", 0, head.start()) + 1
        paper_id, title = (found[0] if found else ""), (link["title"] if link else "")
        yield Expected(path, line, paper_id, tuple(_parts(head[2])), title, body)


def _parts(heading: str) -> Iterator[str]:
    """A heading's English, "" where there is none, and its Chinese."""
    han = re.search("[\u4e00-\u9fff]", heading)
    yield from (heading[: han.start()], heading[han.start() :]) if han else (heading,)


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text without marks of lists and without lines that only give a link its name."""
    for line in text.split("\n"):
        if not LABELLED_URL.fullmatch(line):
            yield LIST_MARK.sub("", line)


def missing_of(one: Expected, words: str, *, titles_only: bool = False) -> list[str]:
    # A heading's Chinese is a second Chinese title, which stands on the paper's page alone.
    texts = (
        [one.heading[0], one.link_text] if titles_only else [*one.heading, one.link_text, *lines_of(one.body)]
    )
    return [f"{one.path}: {piece[:80]}" for text in texts for piece in pieces(text) if piece not in words]


def pieces(text: str) -> list[str]:
    """The words of a Markdown text without marks and blanks, in pieces between its formulas."""
    plain = (LINK.sub(r"\1", TEX.sub(r"\1", html.unescape(part))) for part in MATH.split(text))
    return [folded for part in plain if (folded := NO_WORD.sub("", part))]


@pytest.fixture(scope="module")
def corpus_site(build_site: BuildSite) -> BuiltSite:
    site = build_site(CORPUS_FILES, CORPUS_CONFIG, strict=False)
    assert not site.failed, site.warnings
    return site


@pytest.fixture(scope="module")
def words_of(corpus_site: BuiltSite) -> dict[str, str]:
    """The words of the article of every paper's and every digest's page, by address."""
    found = {}
    for path in corpus_site.files():
        if path.startswith(("papers/", "digests/")) and path.endswith("/index.html"):
            article = LexborHTMLParser(corpus_site.read(path)).css_first("article.md-content__inner")
            assert article is not None, path
            for formula in article.css("math, .pd-tex, script, style"):
                formula.replace_with("\x00")
            found[path.removesuffix("index.html")] = re.sub(r"[^\w\x00]+|_+", "", article.text())
    return found


def test_the_corpus_is_whole() -> None:
    assert len(list(SHARED_CORPUS.rglob("*.md"))) == 51
    assert len(expected()) == BLOCKS
    assert all(pieces(text) for one in expected() for text in (one.link_text, one.body))


def test_every_digest_has_its_page(words_of: dict[str, str]) -> None:
    for path in {one.path for one in expected()}:
        assert f"digests/{path.removesuffix('.md')}/" in words_of
    assert len([page for page in words_of if page.startswith("digests/") and page != "digests/"]) == 51


def test_every_paper_has_its_page(words_of: dict[str, str]) -> None:
    ids = {one.paper_id for one in expected() if one.paper_id}
    assert len(ids) > 780
    assert [paper_id for paper_id in sorted(ids) if f"papers/{paper_id}/" not in words_of] == []


def test_every_title_and_abstract_is_on_its_page(corpus_site: BuiltSite, words_of: dict[str, str]) -> None:
    data = json.loads(corpus_site.read("data/papers.json"))["papers"]
    sources = {(p["source"]["path"].rpartition("/corpus/")[2], p["source"]["line"]): p["url"] for p in data}
    missing = []
    for one in expected():
        page = f"papers/{one.paper_id}/" if one.paper_id else sources[one.path, one.line]
        missing += missing_of(one, words_of[page])
    assert missing == []


def test_every_title_is_on_the_page_of_its_digest(words_of: dict[str, str]) -> None:
    missing = []
    for one in expected():
        missing += missing_of(one, words_of[f"digests/{one.path.removesuffix('.md')}/"], titles_only=True)
    assert missing == []


def test_papers_json_holds_every_paper(corpus_site: BuiltSite, words_of: dict[str, str]) -> None:
    data = json.loads(corpus_site.read("data/papers.json"))["papers"]
    assert {paper["url"] for paper in data} == {page for page in words_of if page.startswith("papers/")}
    assert len({paper["id"] for paper in data}) == len(data)
    assert sum(len(paper["digests"]) for paper in data) == BLOCKS


def test_what_is_wrong_with_the_corpus(corpus_site: BuiltSite) -> None:
    severity = {code.name: code.severity for code in ALL_CODES}
    counts = Counter(match[1] for line in corpus_site.log if (match := CODE.search(line)))
    print("\nDiagnostics on the 51 digests:", dict(sorted(counts.items())))
    assert set(counts) <= severity.keys()
    assert not [name for name in counts if severity[name] is Severity.ERROR and name != "mistyped-host"]
    assert not [line for line in corpus_site.warnings if not CODE.search(line)], (
        "warnings that are no diagnostics"
    )


def test_no_page_is_heavy(corpus_site: BuiltSite) -> None:
    sizes = [
        (corpus_site.directory / p).stat().st_size for p in corpus_site.files() if p.startswith("papers/")
    ]
    assert sum(sizes) / len(sizes) < 20_000
