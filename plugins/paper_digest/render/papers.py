"""Papers: their pages, and their cards in lists."""

from __future__ import annotations

from markupsafe import Markup

from paper_digest.model import Bilingual, Variant
from paper_digest.plan import DigestRef, PaperPage, PaperRef, paper_uri
from paper_digest.render import views
from paper_digest.render.article import Article
from paper_digest.render.head import paper_head
from paper_digest.render.links import Resolve, resolver
from paper_digest.render.options import Frame
from paper_digest.render.site import Site
from paper_digest.render.words import spans


class PaperRenderer:
    """Renders papers. A page holds all that it shows; only what all pages share is needed besides."""

    def __init__(self, site: Site) -> None:
        """Prepare.

        Args:
            site: what pages have in common.
        """
        self._site = site

    @classmethod
    def of(cls, frame: Frame) -> PaperRenderer:
        """A renderer of its own, for any process."""
        return cls(Site(frame))

    @property
    def site(self) -> Site:
        """What pages have in common."""
        return self._site

    def article(self, page: PaperPage) -> Article:
        """Render a paper's page."""
        return self._article(page, views.openings(page.paper))

    def card(self, page: PaperPage) -> str:
        """Render a paper's card for lists, with `ROOT` in its links."""
        return self._card(page, views.openings(page.paper))

    def article_and_card(self, page: PaperPage) -> tuple[Article, str]:
        """Render a paper's page, and its card."""
        opening = views.openings(page.paper)
        return self._article(page, opening), self._card(page, opening)

    def _article(self, page: PaperPage, opening: Bilingual) -> Article:
        site, paper = self._site, page.paper
        title = views.plain_titles(paper)
        resolve = resolver(page.targets, site.url)
        content = site.fill(
            "paper",
            page.uri,
            paper=paper,
            title=views.title_html(paper.title),
            topics=site.topics(page.topics),
            authors=views.authors(paper, [site.author(slug) for slug in page.authors]),
            abstract=views.aligned(paper.abstract, page.marks, resolve),
            both=bool(paper.abstract.en and paper.abstract.zh),
            only=views.only_mark(paper.abstract or paper.title, site.ui),
            translated=views.translated_note(paper, site.ui) + views.source_notes(paper),
            facts=views.facts(paper, site.ui),
            summary=views.aligned(paper.metadata.summary, resolve=resolve),
            buttons=views.buttons(paper.links, site.ui),
            digests=[(d, a.position) for d, a in zip(page.digests, paper.appearances, strict=True)],
            path=[site.digest(digest) for digest in page.digests],
            variants=[_variant(variant, page.digests, resolve) for variant in paper.variants],
            previous_link=self._link(page.previous),
            next_link=self._link(page.next),
            related_links=[site.sibling(other) for other in page.related],
            edit_url=site.options.sources.edit_url(paper.source),
        )
        names = [site.topic[slug].any() for slug in page.topics]
        keywords = dict.fromkeys((*names, *paper.metadata.tags))
        head = paper_head(page, title, keywords, site.options, site.absolute)
        return Article(title, views.description(paper, opening), content, head)

    def _link(self, other: PaperRef | None) -> tuple[str, Markup] | None:
        return self._site.sibling(other) if other else None

    def _card(self, page: PaperPage, opening: Bilingual) -> str:
        site, paper = self._site, page.paper
        return site.piece(
            "card",
            paper=paper,
            url=site.url(paper_uri(paper.id)),
            title=views.title_html(paper.title),
            topics=site.topics(page.topics),
            opening=opening,
            date=paper.date.isoformat() if paper.date else "",
            date_name=spans(views.period(paper)),
            only=views.only_mark(paper.abstract, site.ui),
            buttons=views.short_buttons(paper.links, site.ui),
        )


def _variant(
    variant: Variant, digests: tuple[DigestRef, ...], resolve: Resolve
) -> tuple[DigestRef, Markup, tuple[Markup, ...]]:
    digest = next(digest for digest in digests if digest.id == variant.digest_id)
    return digest, views.title_html(variant.title), views.aligned(variant.text, resolve=resolve)
