"""The readings of the glossary's Chinese, from a process of its own while the build does something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paper_digest.glossary import learn, pinyin
from paper_digest.model import Bilingual
from paper_digest.plan import GLOSSARY_URI, GlossaryPage, Page
from paper_digest.render.pages import Article, Renderer
from paper_digest.workers import WORTH_IT, aside


class Beside:
    """Gives the articles of a plan.

    The dictionaries of what reads Chinese aloud fill more memory than many a plan, which is free again as
    soon as their process ends.
    """

    def __init__(self, renderer: Renderer) -> None:
        """Remember the plan.

        Args:
            renderer: renders the plan.
        """
        self._renderer = renderer
        self._texts: list[str] = []
        self._readings: Callable[[], list[str]] | None = None

    def begin(self) -> None:
        """Begin to read, if the site is large."""
        plan = self._renderer.plan
        page = plan.pages.get(GLOSSARY_URI)
        if isinstance(page, GlossaryPage) and len(plan.corpus.papers) >= WORTH_IT:
            self._texts = [term.renderings[0].chinese for term in page.terms if term.renderings]
            self._readings = aside(_read, self._texts)

    def title(self, page: Page) -> Bilingual:
        """The title of a page, without rendering the rest."""
        return self._renderer.title(page)

    def article(self, page: Page) -> Article:
        """Render a page; the glossary waits for its readings."""
        if page.uri == GLOSSARY_URI:
            self.close()
        return self._renderer.article(page)

    def close(self) -> None:
        """Take the readings, so that their process can end."""
        if self._readings:
            readings, self._readings = self._readings, None
            learn(dict(zip(self._texts, readings(), strict=True)))


def _read(texts: Sequence[str]) -> list[str]:
    return list(map(pinyin, texts))
