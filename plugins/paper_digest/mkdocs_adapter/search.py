"""The search index of a site: the editors' own pages in it, and its files."""

from __future__ import annotations

import html
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

from paper_digest.mkdocs_adapter.pages import GeneratedPage
from paper_digest.outputs.search import WORKER, SearchDocument, SearchIndex, worker_script
from paper_digest.outputs.search_documents import page_document

INDEX_FOLDER = "search-index"
"""Where the index lies, relative to the site's root."""

WORKER_PATH = f"{INDEX_FOLDER}/{WORKER}"


class OwnPages:
    """The editors' pages as documents, kept from one rebuild to the next."""

    def __init__(self) -> None:
        """Know of no page."""
        self._documents: dict[str, SearchDocument | None] = {}

    def add(self, page: Page, content: str) -> None:
        """Take a page's content, unless its front matter keeps it out: `search: {exclude: true}`."""
        settings: Any = page.meta.get("search")
        excluded = isinstance(settings, dict) and settings.get("exclude")
        title = html.unescape(str(page.title or ""))
        uri = page.file.src_uri
        self._documents[uri] = None if excluded else page_document(uri, page.url, title, content)

    def documents(self, files: Files, config: MkDocsConfig) -> list[SearchDocument]:
        """The documents of the pages that the site has, by source path."""
        own = [f.page for f in files.documentation_pages(inclusion=InclusionLevel.is_included) if f.page]
        found = []
        for page in sorted(own, key=lambda one: one.file.src_uri):
            if isinstance(page, GeneratedPage):
                continue
            # A build with `--dirty` passes over pages that have not changed.
            if page.file.src_uri not in self._documents:
                page.read_source(config)
                page.render(config, files)
                self.add(page, page.content or "")
            document = self._documents[page.file.src_uri]
            if document:
                found.append(document)
        return found


def index_files(index: SearchIndex) -> dict[str, bytes]:
    """The files of an index and of its worker, by path relative to the site's root."""
    files = {**index.files, WORKER: worker_script()}
    return {f"{INDEX_FOLDER}/{path}": content for path, content in files.items()}
