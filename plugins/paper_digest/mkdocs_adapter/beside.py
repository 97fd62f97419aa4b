"""What is made in processes of its own while MkDocs does something else: data, feeds and the glossary."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mkdocs.exceptions import PluginError

from paper_digest.mkdocs_adapter.publish import MadeFile
from paper_digest.mkdocs_adapter.template import log
from paper_digest.model import Bilingual
from paper_digest.plan import GLOSSARY_URI, Page
from paper_digest.render.pages import Article, Renderer
from paper_digest.workers import WORTH_IT, aside


class Beside:
    """Gives the articles of a plan, that of a large glossary from another process; has files written.

    What reads Chinese aloud fills much memory, which is free again as soon as its process ends.
    """

    def __init__(self, renderer: Renderer) -> None:
        """Begin.

        Args:
            renderer: renders the plan.
        """
        self._renderer = renderer
        self._many = len(renderer.plan.corpus.papers) >= WORTH_IT
        self._glossary: Callable[[], Article] | None = None
        self._files: Callable[[], str] | None = None

    def begin(self, files: Sequence[MadeFile]) -> None:
        """Begin to render the glossary, and to write data and feeds.

        Args:
            files: data and feeds.
        """
        page = self._renderer.plan.pages.get(GLOSSARY_URI)
        if page and self._many:
            self._glossary = aside(self._renderer.article, page)
        self._files = aside(_write, files) if self._many else lambda: _write(files)

    def title(self, page: Page) -> Bilingual:
        """The title of a page, without rendering the rest."""
        return self._renderer.title(page)

    def article(self, page: Page) -> Article:
        """Render a page, or wait until it is rendered."""
        if page.uri == GLOSSARY_URI and self._glossary:
            made, self._glossary = self._glossary, None
            return made()
        return self._renderer.article(page)

    def end(self) -> None:
        """Wait until everything is written.

        Raises:
            PluginError: a file could not be written.
        """
        failed = self.close()
        if failed:
            raise PluginError(failed)

    def close(self) -> str:
        """Take what nobody has asked for, so that processes can end; says what has failed."""
        if self._glossary:
            self._glossary()
        failed = self._files() if self._files else ""
        self._glossary = self._files = None
        return failed


def _write(files: Sequence[MadeFile]) -> str:
    """Write files; gives what has failed, as an error of any kind may not find its way between processes."""
    for file in files:
        try:
            file.copy_file()
        except Exception as error:
            log.debug("Writing %s failed:", file.src_uri, exc_info=True)
            return f"Error writing '{file.src_uri}': {error!r}"
    return ""
