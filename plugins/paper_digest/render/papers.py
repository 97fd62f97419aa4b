"""Papers: their pages, and their cards in lists."""

from __future__ import annotations

from markupsafe import Markup

from paper_digest.glossary import Mark, marker_of
from paper_digest.model import Bilingual, Digest, Paper, Variant
from paper_digest.plan import PaperPage, paper_uri, topic_uri
from paper_digest.render import views
from paper_digest.render.article import Article
from paper_digest.render.head import paper_head
from paper_digest.render.site import Site
from paper_digest.render.words import spans

_MARKS_AT_HAND = 256


class Papers:
    """Renders papers. Keeps what papers of the same topics share.

    Attributes:
        marker: the glossary, compiled.
    """

    def __init__(self, site: Site) -> None:
        """Compile the glossary.

        Args:
            site: what pages have in common.
        """
        self._site = site
        self.marker = marker_of(site.plan.glossary.terms)
        self._marks: dict[str, tuple[tuple[Mark, ...], tuple[int, ...]]] = {}
        self._topics: dict[tuple[str, ...], tuple[Markup, tuple[str, ...]]] = {}

    def marks_and_terms(self, paper: Paper) -> tuple[tuple[Mark, ...], tuple[int, ...]]:
        """The marks of a paper's page, and the numbers of the terms that they depend on."""
        # Whoever asks for papers' marks to know whether their pages are remembered renders them next.
        if paper.id not in self._marks:
            if len(self._marks) >= _MARKS_AT_HAND:
                self._marks.clear()
            self._marks[paper.id] = self.marker.marks_and_terms(paper.abstract)
        return self._marks[paper.id]

    def page_and_card(self, page: PaperPage) -> tuple[Article, str]:
        """Render a paper's page, and its card."""
        opening = views.openings(page.paper)
        return self._page(page, opening), self._card(page.paper, opening)

    def page(self, page: PaperPage) -> Article:
        """Render a paper's page."""
        return self._page(page, views.openings(page.paper))

    def card(self, paper: Paper) -> str:
        """Render a paper's card for lists, with `ROOT` in its links."""
        return self._card(paper, views.openings(paper))

    def _page(self, page: PaperPage, opening: Bilingual) -> Article:
        site, paper = self._site, page.paper
        title = views.plain_titles(paper)
        topics, names = self._topics_of(paper)
        digests = [site.plan.corpus.digest[seen.digest_id] for seen in paper.appearances]
        content = site.fill(
            "paper",
            page.uri,
            paper=paper,
            title=site.sibling(paper)[1],
            topics=topics,
            authors=views.authors(paper),
            abstract=views.aligned(paper.abstract, self.marks_and_terms(paper)[0]),
            both=bool(paper.abstract.en and paper.abstract.zh),
            only=views.only_mark(paper.abstract or paper.title, site.ui),
            translated=views.translated_note(paper, site.ui),
            summary=views.aligned(paper.metadata.summary),
            buttons=views.buttons(paper.links, site.ui),
            digests=[(digest, a.position) for digest, a in zip(digests, paper.appearances, strict=True)],
            path=[site.digest(digest) for digest in digests],
            variants=[self._variant(variant) for variant in paper.variants],
            previous=page.previous,
            previous_link=page.previous and site.sibling(page.previous),
            next=page.next,
            next_link=page.next and site.sibling(page.next),
            related=page.related,
            related_links=[site.sibling(other) for other in page.related],
            edit_url=site.options.edit_url(paper.source),
        )
        keywords = dict.fromkeys((*names, *paper.metadata.tags))
        head = paper_head(page, title, keywords, site.options, site.absolute)
        return Article(title, views.description(paper, opening), content, head)

    def _variant(self, variant: Variant) -> tuple[Digest, Markup, tuple[Markup, ...]]:
        digest = self._site.plan.corpus.digest[variant.digest_id]
        return digest, views.title_html(variant), views.aligned(variant.text)

    def _card(self, paper: Paper, opening: Bilingual) -> str:
        site = self._site
        return site.piece(
            "card",
            paper=paper,
            url=site.url(paper_uri(paper.id)),
            title=site.sibling(paper)[1],
            topics=self._topics_of(paper)[0],
            opening=opening,
            date=paper.date.isoformat() if paper.date else "",
            date_name=spans(views.period(paper)),
            only=views.only_mark(paper.abstract, site.ui),
            buttons=views.short_buttons(paper.links, site.ui),
        )

    def _topics_of(self, paper: Paper) -> tuple[Markup, tuple[str, ...]]:
        """Links to a paper's topics and their names; made once for each set of topics."""
        slugs = tuple(assignment.topic for assignment in self._site.plan.assignments.get(paper.id, ()))
        if slugs not in self._topics:
            topics = [self._site.plan.topic[slug] for slug in slugs]
            named = [(self._site.url(topic_uri(topic.slug)), topic.name) for topic in topics]
            links = Markup("".join(f'<a href="{views.ROOT}{url}">{spans(name)}</a>' for url, name in named))
            self._topics[slugs] = links, tuple(topic.name.any() for topic in topics)
        return self._topics[slugs]
