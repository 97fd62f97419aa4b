"""What the site publishes for programs, as files of MkDocs: data, feeds, and Markdown beside papers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from importlib.resources import files as package_files
from itertools import groupby
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from paper_digest.memo import Keys, Memo, Shelf, encode
from paper_digest.mkdocs_adapter.standing import stamp_of
from paper_digest.mkdocs_adapter.write import write_bytes
from paper_digest.model import Paper
from paper_digest.outputs.abstracts import abstracts_json, abstracts_path, papers_by_year
from paper_digest.outputs.data import paper_record, papers_json
from paper_digest.outputs.feeds import feed_files
from paper_digest.outputs.llms import llms_txt
from paper_digest.outputs.trends import trends_csv, trends_json
from paper_digest.outputs.twins import twin, twin_path
from paper_digest.render.pages import Renderer
from paper_digest.workers import in_order

_BATCH = 500

Make = Callable[[], str | Iterator[str]]
"""Makes a file's text, whole or in pieces."""


class MadeFile(File):
    """A file whose content is made when MkDocs asks for it, and not kept: some are long."""

    def __init__(self, path: str, make: Make, config: MkDocsConfig) -> None:
        """Name the file.

        Args:
            path: where it goes, relative to the site's root.
            make: makes its text, whole or in pieces; pure.
            config: MkDocs's configuration.
        """
        super().__init__(
            path, None, config.site_dir, config.use_directory_urls, inclusion=InclusionLevel.INCLUDED
        )
        self.generated_by = "paper-digest"
        self._make = make
        self._given: str | bytes | None = None

    @property
    def _content(self) -> str | bytes | None:
        return "".join(self._pieces()) if self._given is None else self._given

    @_content.setter
    def _content(self, value: str | bytes | None) -> None:
        self._given = value

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file, piece by piece where it is made in pieces."""
        if self._given is not None:
            super().copy_file(dirty)
            return
        target = Path(self.abs_dest_path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(self._pieces())

    def _pieces(self) -> Iterable[str]:
        made = self._make()
        return (made,) if isinstance(made, str) else made


def in_batches(files: Iterable[MadeFile]) -> Iterator[list[MadeFile]]:
    """Files in groups to be made one after the other: a feed's forms, which share its entries."""
    return (list(group) for _, group in groupby(files, key=lambda file: file.src_uri.rsplit(".", 2)[0]))


def add_data(renderer: Renderer, files: Files, config: MkDocsConfig) -> None:
    """Add the site's data and feeds to MkDocs's files; an editor's own file at an address stays.

    Args:
        renderer: of the site's plan.
        files: MkDocs's files.
        config: MkDocs's configuration.
    """
    for path, make in _made(renderer, config.site_description or ""):
        if files.get_file_from_path(path) is None:
            files.append(MadeFile(path, make, config))


def _made(renderer: Renderer, description: str) -> Iterator[tuple[str, Make]]:
    plan, options = renderer.plan, renderer.options
    yield "data/papers.json", partial(papers_json, plan, options.site_url, renderer.url, options.source_path)
    # Feeds share entries, which one process makes fastest. What follows shares nothing and takes little time.
    yield from feed_files(renderer)
    for year, papers in papers_by_year(plan).items():
        yield abstracts_path(year), partial(abstracts_json, year, papers, options.site_url)
    yield "data/trends.json", partial(trends_json, plan, options.site_url, renderer.url)
    yield "data/trends.csv", partial(trends_csv, plan)
    for name in ("papers.schema.json", "abstracts.schema.json", "trends.schema.json"):
        schema = package_files("paper_digest").joinpath("outputs", "schemas", name)
        yield f"data/{name}", partial(schema.read_text, encoding="utf-8")
    site = (options.site_name, description, options.site_url)
    yield "llms.txt", partial(llms_txt, plan, *site, renderer.url)


class Twins:
    """Every paper as Markdown; MkDocs would make pages of these files, so that they pass it by.

    Attributes:
        papers: all that the site has.
    """

    def __init__(self, renderer: Renderer, site: Path, memo: Memo) -> None:
        """Begin; nothing is written yet.

        Args:
            renderer: of the site's plan.
            site: the site's folder.
            memo: remembers them.
        """
        plan, options = renderer.plan, renderer.options
        self.papers = plan.corpus.papers
        self._shelf: Shelf[str] = memo.shelf("twins", str)
        self._new: dict[bytes, bytes] = {}
        self._used = Keys()
        self._plan = plan
        self._record: Callable[[Paper], dict[str, Any]] = lambda paper: paper_record(
            paper, plan, renderer.url, options.source_path
        )
        self._site_url = options.site_url
        self._site = site

    def known(self, keys: Collection[bytes]) -> dict[bytes, str]:
        """Those twins that are remembered, by what they were made from: a paper's `Found.own`."""
        return self._shelf.stored(keys)

    def take(self, key: bytes, encoded: bytes) -> None:
        """Keep what was made of a paper in whichever process."""
        self._used.add(key)
        if encoded:
            self._new[key] = encoded
        if len(self._new) >= _BATCH:
            self._shelf.keep(self._new)
            self._new.clear()

    def finish(self) -> None:
        """Keep the rest, once every paper was taken; what was made of others may be forgotten."""
        self._shelf.keep(self._new, self._used)
        self._new.clear()

    def make(self, paper: Paper, known: str | None = None) -> tuple[str, bytes]:
        """A paper as Markdown, and it as bytes that are to be remembered; b"" where it is known."""
        if known is not None:
            return known, b""
        text = self._made(paper)
        return text, encode(text)

    def write(self, paper: Paper, made: str | None = None) -> tuple[str, bytes]:
        """Write a paper's twin, making it first unless that was done; give its path and stamp."""
        path, text = twin_path(paper), self._made(paper) if made is None else made
        return path, stamp_of(write_bytes(f"{self._site}/{path}", text.encode()))

    def _made(self, paper: Paper) -> str:
        return twin(paper, self._plan, self._record, self._site_url)

    def write_all(self) -> Iterator[object]:
        """Write all papers on all cores; gives something for each that is written."""
        return in_order(self.write, self.papers)
