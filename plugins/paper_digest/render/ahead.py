"""Papers rendered ahead of the build that asks for them, on all cores."""

from __future__ import annotations

from collections.abc import Generator

from paper_digest.model import Bilingual
from paper_digest.plan import Page, PaperPage
from paper_digest.render.pages import Article, Renderer
from paper_digest.render.remembered import Made, Remembered
from paper_digest.workers import in_order


class Ahead:
    """Gives the articles of a plan; those of papers come from processes that work ahead.

    A paper's card comes with its article, so that the lists that follow find it made.
    """

    def __init__(self, renderer: Renderer, remembered: Remembered) -> None:
        """Begin; nothing is rendered before the first article is asked for.

        Args:
            renderer: renders the plan.
            remembered: gives its papers' articles and cards.
        """
        self._renderer = renderer
        self._remembered = remembered
        self._papers = [page for page in renderer.plan.pages.values() if isinstance(page, PaperPage)]
        self._coming: Generator[Made] | None = None
        self._next = 0

    def title(self, page: Page) -> Bilingual:
        """The title of a page, without rendering the rest."""
        return self._renderer.title(page)

    def article(self, page: Page) -> Article:
        """Render a page.

        Args:
            page: a page of the plan. Papers are fastest in the plan's order; any order will do.

        Returns:
            Its article.
        """
        if self._next >= len(self._papers) or page is not self._papers[self._next]:
            return self._renderer.article(page)
        if self._coming is None:
            self._renderer.prepare()
            self._coming = in_order(self._remembered.make, self._papers)
        self._next += 1
        made = next(self._coming)
        self._remembered.take(self._papers[self._next - 1], made.kept)
        if self._next == len(self._papers):
            # The processes end now rather than when somebody notices that nothing is left.
            self._coming.close()
            self._remembered.finish()
        return made.article
