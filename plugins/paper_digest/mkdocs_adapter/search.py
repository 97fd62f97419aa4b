"""The search index of a site: what goes into it, and its files."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

from paper_digest.memo import Memo, Shelf
from paper_digest.mkdocs_adapter.pages import GeneratedPage
from paper_digest.model import Bilingual, Paper
from paper_digest.outputs.search import (
    WORKER,
    SearchConfig,
    SearchDocument,
    SearchIndex,
    worker_script,
)
from paper_digest.outputs.search_documents import (
    page_document,
    paper_documents,
    search_config,
    searched_text,
)
from paper_digest.render.pages import Renderer

FOLDER = "search-index"
"""Where the index lies, relative to the site's root."""

WORKER_PATH = f"{FOLDER}/{WORKER}"


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


def index_input(
    renderer: Renderer, own: list[SearchDocument], memo: Memo
) -> tuple[list[SearchDocument], SearchConfig]:
    """What the index of a site is built from.

    Args:
        renderer: the renderer of the site's plan.
        own: the documents of the editors' own pages.
        memo: remembers papers' texts.
    """
    plan = renderer.plan
    shelf: Shelf[Bilingual] = memo.shelf("texts", Bilingual)

    def key(paper: Paper) -> bytes:
        told = paper.metadata
        return shelf.key(paper.abstract.encoded(), told.summary, told.authors, told.venue, paper.variants)

    papers = plan.corpus.papers
    texts = shelf.recall(papers, list(map(key, papers)), searched_text)
    return [*paper_documents(plan, renderer.url, texts), *own], search_config(plan)


def make_index(renderer: Renderer, own: list[SearchDocument], memo: Memo) -> SearchIndex:
    """Build the index of a site.

    Args:
        renderer: the renderer of the site's plan.
        own: the documents of the editors' own pages.
        memo: remembers documents' records.
    """
    return index_of(*index_input(renderer, own, memo), memo)


def index_of(documents: list[SearchDocument], config: SearchConfig, memo: Memo) -> SearchIndex:
    """Build the index of documents."""
    # With numpy they take 0.2 s to load and 20 MB.
    from paper_digest.outputs.search.build import build_index
    from paper_digest.outputs.search.records import Record, record_of

    shelf: Shelf[Record] = memo.shelf("search", Record)

    def records(found: Sequence[SearchDocument]) -> list[Record]:
        keys = [shelf.key(one.id, one.arxiv_id, one.title, one.abstract) for one in found]
        return shelf.recall(found, keys, record_of)

    return build_index(documents, config=config, records=records)


def write_index(site: Path, index: SearchIndex) -> None:
    """Write the index and its worker into a site, and take away what an older index left.

    Args:
        site: the site's folder.
        index: the index. Files that are named by their content are written once.
    """
    folder = site / FOLDER
    files = {**index.files, WORKER: worker_script()}
    if folder.is_dir():
        for old in sorted(folder.rglob("*")):
            if old.is_file() and old.relative_to(folder).as_posix() not in files:
                old.unlink()
    for parent in sorted({(folder / path).parent for path in files}):
        parent.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = folder / path
        if path in (index.manifest, WORKER) or not target.exists():
            target.write_bytes(content)
