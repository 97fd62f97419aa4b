"""Pages of authors: what they show, and who leads to them."""

from __future__ import annotations

import re

from paper_digest.pipeline import plan_site
from paper_digest.plan import AUTHORS_URI, AuthorPage, author_uri, paper_uri
from paper_digest.render.options import Options
from paper_digest.render.pages import Renderer
from paper_digest.sources import Sources
from tests.support.sources import source_of


def site(*authors: str, own: str = "") -> Renderer:
    """A paper for each line of authors, each in a digest of its own year, newest last."""
    digests = tuple(
        source_of(
            f"## Paper {at}\n\nhttps://arxiv.org/abs/2501.{at:05}\n\n- Authors: {line}\n\nText {at}.\n",
            f"{2020 + at}-01-06.md",
        )
        for at, line in enumerate(authors, start=1)
    )
    sources = Sources(digests=digests, authors=own, authors_path="authors.yml")
    return Renderer(plan_site(sources).plan, Options(site_name="S"))


def content(renderer: Renderer, uri: str) -> str:
    return renderer.article(renderer.plan.pages[uri]).content


def test_a_page_lists_papers_by_year_and_co_authors() -> None:
    made = site("Ana One, Ben Two", "Ana One, Ben Two", "Ana One")
    page = content(made, author_uri("ana-one"))
    assert re.findall(r'<h2 class="pd-year">(\d+)</h2>', page) == ["2023", "2022", "2021"]
    assert page.index("Paper 3") < page.index("Paper 2") < page.index("Paper 1")
    assert page.count("<ul") == page.count("</ul>")
    assert '<a href="../../authors/ben-two/">Ben Two</a> <small>2</small>' in page


def test_names_on_papers_lead_to_pages_where_there_are_any() -> None:
    made = site("Ana One, R&D Three", "Ana One")
    paper = content(made, paper_uri("2501.00001"))
    assert '<a href="../../authors/ana-one/">Ana One</a>, R&amp;D Three' in paper


def test_the_index_leads_to_every_author_by_letter() -> None:
    twice = "Ana One, Ben Abe, 安娜"
    made = site(twice, twice)
    index = content(made, AUTHORS_URI)
    assert re.findall(r'<h2 id="(\w+)">', index) == ["a", "o", "other"]
    pages = [page for page in made.plan.pages.values() if isinstance(page, AuthorPage)]
    assert len(pages) == 3
    for page in pages:
        assert f'href="../{made.url(page.uri)}"' in index


def test_a_site_without_such_authors_has_no_pages_of_them() -> None:
    made = site("Ana One", "Ben Two")
    assert AUTHORS_URI not in made.plan.pages
    assert not any(isinstance(page, AuthorPage) for page in made.plan.pages.values())


def test_merged_names_share_a_page_and_papers_keep_what_they_print() -> None:
    made = site("A. One", "Ana One", own="authors:\n  - name: Ana One\n    also: [A. One]\n")
    assert "2 papers" in content(made, author_uri("ana-one"))
    assert '<a href="../../authors/ana-one/">A. One</a>' in content(made, paper_uri("2501.00001"))
