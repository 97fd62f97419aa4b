"""What rendering needs to know of the site, as values that can be sent to another process."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from pathlib import PurePosixPath
from string import Formatter
from urllib.parse import quote, urljoin

from msgspec import Struct

from paper_digest.model import Bilingual, Position
from paper_digest.plan import SINGLE_URIS, Plan


class SourceLinks(Struct, frozen=True):
    """Where the lines of sources can be edited, and how data name the files.

    Attributes:
        root: the folder that positions count from, "" where nothing is known of files.
        docs: MkDocs's `docs_dir`. Both count from a folder that holds both, wherever the project is.
        repository: address of the repository, with a slash at its end; "" for none.
        uri: MkDocs's `edit_uri`: what comes between that address and a path below `docs`.
        template: MkDocs's `edit_uri_template`, in place of `uri`.
    """

    root: str = ""
    docs: str = ""
    repository: str = ""
    uri: str = ""
    template: str = ""

    def edit_url(self, position: Position) -> str:
        """Where a position can be edited: a URL with the line as `#L…`, the form that code hosts share.

        "" where the project names no `edit_uri`, or the source is not in the repository of `docs_dir`.
        """
        if not (self.template or self.uri):
            return ""
        return _edit_url(self, position.path) + (f"#L{position.line}" if position.line else "")

    def published_path(self, position: Position) -> str:
        """The path of a source in public data: below `docs_dir`, else below what is above it."""
        return _published_path(self, position.path)

    def from_docs(self, path: str) -> str:
        """A source's path seen from `docs_dir`, with forward slashes."""
        source = PurePosixPath(posixpath.normpath(posixpath.join(self.root, path))).parts
        docs = PurePosixPath(self.docs).parts
        shared = len(posixpath.commonprefix([source, docs]))
        return posixpath.join(*[".."] * (len(docs) - shared), *source[shared:])


_WAY_UP = re.compile(r"\A(?:(?:\.\./)+|(?:[A-Za-z]:)?/.*/(?=[^/]*/[^/]*$))")


class _Template(Formatter):
    """MkDocs's `edit_uri_template`: paths are quoted, and with `{path!q}` their slashes too."""

    def convert_field(self, value: str, conversion: str | None) -> str:
        return quote(value, safe="" if conversion == "q" else "/")


# Every paper of a digest asks for the same file.
@lru_cache(maxsize=1024)
def _edit_url(links: SourceLinks, path: str) -> str:
    source = links.from_docs(path)
    if links.template:
        target = _Template().format(links.template, path=source, path_noext=source.rpartition(".")[0])
    else:
        target = f"{links.uri}{quote(source)}"
    return urljoin(links.repository, target)


@lru_cache(maxsize=1024)
def _published_path(links: SourceLinks, path: str) -> str:
    if not links.root:
        return path
    below = links.from_docs(path)
    # Where the project lies on somebody's machine is nobody's business.
    return _WAY_UP.sub("", path) if below.startswith("../") else below


class Options(Struct, frozen=True):
    """What rendering needs to know of the project.

    Attributes:
        site_name: plain text, both languages.
        site_url: the site's own address with a slash at its end, "" where it has none.
        description: what the site says of itself, plain text.
        directory_urls: MkDocs's `use_directory_urls`.
        sources: where sources can be edited, and how data name them.
        template_dirs: folders whose `paper-digest/articles/*.html` come before the package's own.
    """

    site_name: str = ""
    site_url: str = ""
    description: str = ""
    directory_urls: bool = True
    sources: SourceLinks = SourceLinks()
    template_dirs: tuple[str, ...] = ()


class Frame(Struct, frozen=True):
    """What all pages of one site share.

    Attributes:
        options: what is known of the project.
        topics: slug and name of each topic, in the taxonomy's order.
        singles: the source paths of those pages of which the site has one.
    """

    options: Options = Options()
    topics: tuple[tuple[str, Bilingual], ...] = ()
    singles: tuple[str, ...] = ()


def frame_of(plan: Plan, options: Options) -> Frame:
    """What all pages of a plan share."""
    return Frame(
        options=options,
        topics=tuple((topic.slug, topic.name) for topic in plan.topic.values()),
        singles=tuple(uri for uri in SINGLE_URIS if uri in plan.pages),
    )
