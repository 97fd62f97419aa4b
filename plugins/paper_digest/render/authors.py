"""Pages of authors, and the index of them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from paper_digest.model import Bilingual
from paper_digest.plan import AuthorIndexPage, AuthorPage, author_uri, topic_uri
from paper_digest.render.article import Article
from paper_digest.render.lists import Lists
from paper_digest.render.site import Site
from paper_digest.render.words import counted, plain_both, spans, words


class AuthorLists:
    """Renders the pages of authors."""

    def __init__(self, site: Site, lists: Lists) -> None:
        """Prepare.

        Args:
            site: what pages have in common.
            lists: renders lists of papers.
        """
        self._site = site
        self._lists = lists

    def made_from(self, page: AuthorPage) -> tuple[Any, ...]:
        """What the article of an author's page is made from and others' are not, beside papers."""
        author, topics = page.author, [(entry.topic.slug, entry.count) for entry in page.topics]
        years = [(year, len(papers)) for year, papers in page.years]
        return page.uri, author.name, author.coauthors, years, topics

    def page(self, page: AuthorPage) -> Article:
        """An author's papers by year, co-authors and topics."""
        site, author = self._site, page.author
        papers = page.papers
        starts = {years[0].id: year for year, years in page.years}
        content = self._lists.filled(
            "author",
            page.uri,
            papers,
            author=author,
            years=[starts.get(paper.id) for paper in papers],
            topics=[
                (site.url(topic_uri(one.topic.slug)), spans(one.topic.name), one.count) for one in page.topics
            ],
            coauthors=[(site.url(author_uri(one.slug)), one.name, one.count) for one in author.coauthors],
        )
        about = plain_both(counted("papers", len(papers)))
        return self._lists.listing(page.uri, author_title(page), f"{author.name}: {about}", content)

    def index(self, page: AuthorIndexPage) -> Article:
        """All authors by letter."""
        letters = [
            (letter, [(self._site.url(author_uri(one.slug)), one.name, len(one.papers)) for one in group])
            for letter, group in groupby(page.authors, key=lambda one: one.letter)
        ]
        content = self._site.fill("authors", page.uri, letters=letters, total=len(page.authors))
        return self._lists.listing(page.uri, words("authors"), words("authors_lead").en, content)


def author_title(page: AuthorPage) -> Bilingual:
    """The title of an author's page, plain text."""
    return Bilingual(en=page.author.name, zh=page.author.name)
