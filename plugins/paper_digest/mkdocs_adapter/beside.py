"""The article that takes most to make, made in a process of its own while the build does something else."""

from __future__ import annotations

from collections.abc import Callable

from paper_digest.model import Bilingual
from paper_digest.plan import GLOSSARY_URI, Page
from paper_digest.render.pages import Article, Renderer
from paper_digest.workers import WORTH_IT, aside


class Beside:
    """Gives the articles of a plan.

    That of the glossary comes from another process: what reads Chinese aloud fills much memory, which is
    free again as soon as that process ends.
    """

    def __init__(self, renderer: Renderer) -> None:
        """Begin with the glossary, if the site is large.

        Args:
            renderer: renders the plan.
        """
        self._renderer = renderer
        page = renderer.plan.pages.get(GLOSSARY_URI)
        many = len(renderer.plan.corpus.papers) >= WORTH_IT
        self._glossary: Callable[[], Article] | None = (
            aside(renderer.article, page) if page and many else None
        )

    def title(self, page: Page) -> Bilingual:
        """The title of a page, without rendering the rest."""
        return self._renderer.title(page)

    def article(self, page: Page) -> Article:
        """Render a page, or wait until it is rendered."""
        if page.uri == GLOSSARY_URI and self._glossary:
            made, self._glossary = self._glossary, None
            return made()
        return self._renderer.article(page)

    def close(self) -> None:
        """Take what nobody has asked for, so that its process can end."""
        if self._glossary:
            self._glossary()
            self._glossary = None
