"""Building the index: documents in, files out. `docs/search.md` describes the format."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paper_digest.model import LANGUAGES, Bilingual

from .documents import (
    IndexedSegment,
    SearchConfig,
    SearchDocument,
    SearchIndex,
    Segment,
    TitleRuns,
)
from .facets import author_columns, facet_columns
from .fold import fold, pairs_needed
from .invert import Inverted, invert
from .postings import shards
from .records import records_of
from .segments import in_order, least_documents, segments_of, title_runs
from .terms import LONGEST, han_runs
from .texts import GROUP, group_of_texts

FORMAT = 1
"""Number of the format, part of the manifest's name: a script never reads what it does not know."""

_RUN_SIZES = (3, 4, 5)
_KNOWN = 1 << 18
_MOST_RUNS = 4000

MANIFEST = f"manifest-{FORMAT}.bin"
"""Name of the one file that is not named by its content."""


def build_index(documents: Iterable[SearchDocument], *, config: SearchConfig) -> SearchIndex:
    """Build the index of a site.

    Args:
        documents: everything that can be found, in any order; ids are unique.
        config: topics, terms and sizes.

    Returns:
        The index's files; equal input gives equal bytes.
    """
    ordered = in_order(list(documents))
    cut = segments_of(ordered, records_of(ordered), config)
    return assemble(list(map(index_segment, cut)), runs_of(title_runs(ordered, config)), config)


def index_segment(segment: Segment) -> IndexedSegment:
    """Index a segment: its postings, the texts that results show, and the columns behind filters."""
    documents = segment.documents
    topics = {slug: number for number, slug in enumerate(segment.topics)}
    files: dict[str, bytes] = {}
    inverted = invert(segment.records)
    first, names = [], []
    for shard in shards(inverted, segment.shard_bytes):
        first.append(shard.first)
        names.append(_add(files, "s", shard.data))
    described = {
        "count": len(documents),
        "first": first,
        "shards": "".join(names),
        "texts": _add_texts(files, documents, topics, segment.chunk_bytes),
        "facets": _add(files, "f", facet_columns(documents, topics)),
        "authors": _add(files, "n", author_columns(documents)),
    }
    return IndexedSegment(
        files=files,
        described=described,
        words=_words(inverted),
        characters="".join(sorted(set("".join(inverted.terms)))),
        dated=sum(1 for one in documents if one.date),
        lacking={one: sum(not each.abstract.get(one) for each in documents) for one in LANGUAGES},
    )


def assemble(indexed: Sequence[IndexedSegment], runs: Mapping[str, int], config: SearchConfig) -> SearchIndex:
    """Put segments together.

    Args:
        indexed: all segments, in order.
        runs: common runs of Han characters in titles, see `runs_of`.
        config: topics, terms and sizes.
    """
    files: dict[str, bytes] = {}
    words: Counter[str] = Counter()
    described: list[dict[str, Any]] = []
    total = 0
    for one in indexed:
        files |= one.files
        words.update(one.words)
        described.append({"start": total, **one.described})
        total += one.described["count"]
    manifest = {
        "format": FORMAT,
        "documents": total,
        "dated": sum(one.dated for one in indexed),
        "lacking": {key: sum(one.lacking[key] for one in indexed) for key in LANGUAGES},
        "segments": described,
        "group": GROUP,
        "topics": [[slug, name.en, name.zh] for slug, name in config.topics.items()],
        "terms": _term_pairs(config),
        "words": _add(files, "w", _common(words, least_documents(total, config))),
        "runs": _add(files, "w", _common(runs, 0)),
        "simplified": pairs_needed("".join(sorted(set().union(*(one.characters for one in indexed))))),
    }
    files[MANIFEST] = _compressed(_json(manifest))
    return SearchIndex(files=files, manifest=MANIFEST)


def _add_texts(
    files: dict[str, bytes], documents: Sequence[SearchDocument], topics: Mapping[str, int], size: int
) -> list[list[object]]:
    """Add what results show; for each group of documents its name and how many a chunk has."""
    groups: list[list[object]] = []
    for at in range(0, len(documents), GROUP):
        group = group_of_texts(documents[at : at + GROUP], topics, size)
        name = _name(b"\n".join(group.chunks))
        for number, chunk in enumerate(group.chunks):
            files[f"t/{name}/{number}.bin"] = _compressed(chunk)
        groups.append([name, group.per_chunk])
    return groups


def _add(files: dict[str, bytes], folder: str, content: bytes) -> str:
    """Add a file to a folder under its content's name, and return this name."""
    name = _name(content)
    files[f"{folder}/{name}.bin"] = _compressed(content)
    return name


def _words(inverted: Inverted) -> dict[str, int]:
    """The words that corrections may choose from, with the numbers of their documents."""
    return {
        term: count
        for term, count in zip(inverted.terms, inverted.counts.tolist(), strict=True)
        if 4 <= len(term) < LONGEST and term[0] < "\u3000" and term.isalpha()
    }


def _common(words: Mapping[str, int], least: int) -> bytes:
    """What corrections choose from, one a line, sorted, each behind half the bits of its count."""
    common = ((word, count) for word, count in sorted(words.items()) if count >= least)
    lines = (f"{min(9, count.bit_length() // 2)}{word}" for word, count in common)
    return "\n".join(lines).encode(errors="replace")


def runs_of(told: TitleRuns) -> dict[str, int]:
    """Common runs of three to five Han characters in titles, with their numbers; known terms count most."""
    found: Counter[str] = Counter()
    titles = han_runs(fold("\n".join(told.titles)))
    for size in _RUN_SIZES:
        found.update([run[at : at + size] for run in titles for at in range(len(run) - size + 1)])
    runs = {run: count for run, count in found.items() if count >= told.least}
    for term in told.known:
        for run in han_runs(fold(term)):
            if len(run) in _RUN_SIZES:
                runs[run] = _KNOWN
    # A correction reads the whole list, which therefore stays small.
    return dict(sorted(runs.items(), key=lambda one: (-one[1], one[0]))[:_MOST_RUNS])


def _term_pairs(config: SearchConfig) -> list[list[str]]:
    """Pairs of terms without repetition, topics first."""
    both: list[Bilingual] = [*config.topics.values(), *config.terms]
    return [list(pair) for pair in dict.fromkeys((one.en, one.zh) for one in both if one.en and one.zh)]


def _name(data: bytes) -> str:
    """Eight letters and digits that tell the content."""
    return b32encode(hashlib.blake2b(data, digest_size=5).digest()).decode().lower()


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
