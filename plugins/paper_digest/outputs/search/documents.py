"""What goes into the search index, and what comes out of building it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from paper_digest.model import Bilingual, Language

Kind = Literal["paper", "page"]


class SearchDocument(Struct, frozen=True):
    """A page that can be found.

    Attributes:
        id: the paper id; for an editor's page any id that no other document has.
        url: the page's URL, relative to the site's root, such as `papers/2504.01990/`.
        title: plain text.
        abstract: plain text; paragraphs are separated by a blank line.
        date: ISO date, or "" where there is none.
        topics: slugs of topics that `SearchConfig.topics` names.
        digests: ids of the digests that hold it.
        languages: the languages in which it can be read.
        has_code: whether it links to code.
        kind: what it is.
        arxiv_id: arXiv id without version, or "".
    """

    id: str
    url: str
    title: Bilingual
    abstract: Bilingual = Bilingual()
    date: str = ""
    topics: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    has_code: bool = False
    kind: Kind = "paper"
    arxiv_id: str = ""


class SearchConfig(Struct, frozen=True):
    """What the index knows beside its documents.

    Attributes:
        topics: the name of each topic by its slug, in the order in which filters list them.
        terms: pairs of an English term and a Chinese rendering; a query that is one of the two also
            finds papers that hold only the other. Topic names are added to them.
        shard_bytes: about how large a shard of postings is before compression.
        chunk_bytes: about how large a chunk of texts is after compression.
        common_word: from how many documents on a word is offered as a correction; 0 lets the
            number of documents decide.
    """

    topics: Mapping[str, Bilingual]
    terms: tuple[Bilingual, ...] = ()
    shard_bytes: int = 3000
    chunk_bytes: int = 3000
    common_word: int = 0


class SearchIndex(Struct, frozen=True):
    """A built index.

    Attributes:
        files: contents by path relative to the index's folder. All names but the manifest's tell
            the content, so that equal content keeps its name from one build to the next.
        manifest: the path of the one file that keeps its name.
    """

    files: Mapping[str, bytes]
    manifest: str
