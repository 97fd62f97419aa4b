"""What goes into the search index, and what comes out of building it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

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
        authors: names.
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
    authors: tuple[str, ...] = ()


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


class Record(NamedTuple):
    """The terms of one document, each once, with their weights.

    Attributes:
        pairs: terms of two characters, one behind the other.
        pair_weights: a byte for each.
        words: all other terms, one a line.
        word_weights: a byte for each.
    """

    pairs: str
    pair_weights: bytes
    words: str
    word_weights: bytes


class Segment(Struct, frozen=True):
    """A run of documents that is indexed on its own, by `index_segment`.

    Attributes:
        documents: in the order of `in_order`.
        records: what each puts into the postings.
        topics: slugs, in the order in which they are numbered.
        shard_bytes, chunk_bytes: as in `SearchConfig`.
    """

    documents: tuple[SearchDocument, ...]
    records: tuple[Record, ...]
    topics: tuple[str, ...]
    shard_bytes: int
    chunk_bytes: int


class IndexedSegment(Struct, frozen=True):
    """The files of a segment, and what the manifest and the corrections say of it.

    Attributes:
        files: by path.
        described: the segment as the manifest has it, but for its first document.
        words: words that corrections may choose from, with the numbers of their documents.
        characters: all characters of its terms.
        dated: how many documents have a date.
        lacking: by language, how many documents have no abstract in it.
    """

    files: dict[str, bytes]
    described: dict[str, Any]
    words: dict[str, int]
    characters: str
    dated: int
    lacking: dict[str, int]


class TitleRuns(Struct, frozen=True):
    """What the common runs of Han characters are counted from, by `runs_of`.

    Attributes:
        titles: Chinese titles.
        known: terms and topics, of which all runs count.
        least: in how many places a run must stand.
    """

    titles: tuple[str, ...]
    known: tuple[str, ...]
    least: int


class SearchIndex(Struct, frozen=True):
    """A built index.

    Attributes:
        files: contents by path relative to the index's folder. All names but the manifest's tell
            the content, so that equal content keeps its name from one build to the next.
        manifest: the path of the one file that keeps its name.
    """

    files: Mapping[str, bytes]
    manifest: str
