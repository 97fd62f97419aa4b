"""The readings of the glossary's Chinese, from a process of its own while the build does something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paper_digest.glossary import learn, pinyin
from paper_digest.memo import Memo, Shelf
from paper_digest.model import Bilingual
from paper_digest.plan import GLOSSARY_URI, GlossaryPage, Page
from paper_digest.render.pages import Article, Renderer
from paper_digest.workers import WORTH_IT, aside


class Beside:
    """Gives the articles of a plan.

    The dictionaries of what reads Chinese aloud fill more memory than many a plan, which is free again as
    soon as their process ends.
    """

    def __init__(self, renderer: Renderer, memo: Memo) -> None:
        """Remember the plan.

        Args:
            renderer: renders the plan.
            memo: remembers readings.
        """
        self._renderer = renderer
        self._shelf: Shelf[str] = memo.shelf("pinyin", str)
        self._known: dict[bytes, str] = {}
        self._new: dict[bytes, str] = {}
        self._readings: Callable[[], list[str]] | None = None

    def begin(self) -> None:
        """Begin to read what no build before has read, if the site is large."""
        plan = self._renderer.plan
        page = plan.pages.get(GLOSSARY_URI)
        if isinstance(page, GlossaryPage) and len(plan.corpus.papers) >= WORTH_IT:
            texts = [term.renderings[0].chinese for term in page.terms if term.renderings]
            keys = {self._shelf.key(text): text for text in texts}
            self._known = self._shelf.known(keys)
            learn({keys[key]: reading for key, reading in self._known.items()})
            self._new = {key: text for key, text in keys.items() if key not in self._known}
            if self._new:
                self._readings = aside(_read, list(self._new.values()))

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
            read = readings()
            learn(dict(zip(self._new.values(), read, strict=True)))
            new = dict(zip(self._new, read, strict=True))
            self._shelf.remember({**self._known, **new}, new)


def _read(texts: Sequence[str]) -> list[str]:
    return list(map(pinyin, texts))
