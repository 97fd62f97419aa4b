"""Building the index: documents in, files out. `docs/search.md` describes the format."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from paper_digest import workers
from paper_digest.model import LANGUAGES, Bilingual

from .documents import SearchConfig, SearchDocument, SearchIndex
from .facets import facet_columns
from .fold import fold, pairs_needed
from .invert import Inverted, invert
from .postings import shards
from .records import Record, records_of
from .segments import in_order, segments
from .terms import LONGEST, han_runs
from .texts import GROUP, group_of_texts

FORMAT = 1
"""Number of the format, part of the manifest's name: a script never reads what it does not know."""

_RUN_SIZES = (3, 4, 5)
_KNOWN = 1 << 18
_MOST_RUNS = 4000
_WORTH_PROCESSES = 500

MANIFEST = f"manifest-{FORMAT}.bin"
"""Name of the one file that is not named by its content."""


_Named = dict[str, bytes]
"""Compressed files by path."""


class _Shards(Struct, frozen=True):
    """The postings of a segment: files, first term of each shard, names, words and characters."""

    files: _Named
    first: list[str]
    names: str
    words: dict[str, int]
    characters: str


class _Texts(Struct, frozen=True):
    """The texts of a segment: files, and for each group its name and how many documents a chunk has."""

    files: _Named
    groups: list[list[object]]


_Done = _Shards | _Texts | dict[str, int]


def build_index(
    documents: Iterable[SearchDocument],
    *,
    config: SearchConfig,
    records: Callable[[Sequence[SearchDocument]], Sequence[Record]] = records_of,
) -> SearchIndex:
    """Build the index of a site, on all cores where that pays.

    Args:
        documents: everything that can be found, in any order; ids are unique.
        config: topics, terms and sizes.
        records: gives the record of each document; one that keeps them makes the next build shorter.

    Returns:
        The index's files; equal input gives equal bytes.
    """
    ordered = in_order(list(documents))
    topics = {slug: number for number, slug in enumerate(config.topics)}
    bounds = segments(len(ordered))
    found = records(ordered)
    least = config.common_word or max(3, len(ordered) // 2000)
    tasks: list[Callable[[], _Done]] = [
        *(partial(_shards_of, found[start:end], config.shard_bytes) for start, end in bounds),
        *(partial(_texts_of, ordered[start:end], topics, config.chunk_bytes) for start, end in bounds),
        partial(_runs, ordered, config, max(2, least - 1)),
    ]
    *done, runs = workers.in_order(_run, tasks, chunk=1, least=2 if len(ordered) >= _WORTH_PROCESSES else 99)
    assert isinstance(runs, dict)
    files: _Named = {}
    words: Counter[str] = Counter()
    characters: set[str] = set()
    described: list[dict[str, Any]] = []
    for (start, end), postings, texts in zip(bounds, done, done[len(bounds) :], strict=False):
        assert isinstance(postings, _Shards)
        assert isinstance(texts, _Texts)
        files |= postings.files | texts.files
        words.update(postings.words)
        characters.update(postings.characters)
        described.append(
            {
                "start": start,
                "count": end - start,
                "first": postings.first,
                "shards": postings.names,
                "texts": texts.groups,
                "facets": _add(files, "f", facet_columns(ordered[start:end], topics)),
            }
        )
    manifest = {
        "format": FORMAT,
        "documents": len(ordered),
        "dated": sum(1 for one in ordered if one.date),
        "lacking": {one: sum(not each.abstract.get(one) for each in ordered) for one in LANGUAGES},
        "segments": described,
        "group": GROUP,
        "topics": [[slug, name.en, name.zh] for slug, name in config.topics.items()],
        "terms": _term_pairs(config),
        "words": _add(files, "w", _common(words, least)),
        "runs": _add(files, "w", _common(runs, 0)),
        "simplified": pairs_needed("".join(sorted(characters))),
    }
    files[MANIFEST] = _compressed(_json(manifest))
    return SearchIndex(files=files, manifest=MANIFEST)


def _run(task: Callable[[], _Done]) -> _Done:
    return task()


def _shards_of(records: Sequence[Record], size: int) -> _Shards:
    inverted = invert(records)
    characters = "".join(sorted(set("".join(inverted.terms))))
    files: _Named = {}
    first, names = [], []
    for shard in shards(inverted, size):
        first.append(shard.first)
        names.append(_add(files, "s", shard.data))
    return _Shards(files, first, "".join(names), _words(inverted), characters)


def _texts_of(documents: Sequence[SearchDocument], topics: Mapping[str, int], size: int) -> _Texts:
    files: _Named = {}
    groups: list[list[object]] = []
    for at in range(0, len(documents), GROUP):
        group = group_of_texts(documents[at : at + GROUP], topics, size)
        name = _name(b"\n".join(group.chunks))
        files |= {f"t/{name}/{number}.bin": _compressed(chunk) for number, chunk in enumerate(group.chunks)}
        groups.append([name, group.per_chunk])
    return _Texts(files, groups)


def _add(files: _Named, folder: str, content: bytes) -> str:
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


def _runs(documents: Sequence[SearchDocument], config: SearchConfig, least: int) -> dict[str, int]:
    """Common runs of three to five Han characters in titles, with their numbers; known terms count most."""
    found: Counter[str] = Counter()
    titles = han_runs(fold("\n".join(one.title.zh for one in documents)))
    for size in _RUN_SIZES:
        found.update([run[at : at + size] for run in titles for at in range(len(run) - size + 1)])
    runs = {run: count for run, count in found.items() if count >= least}
    for term in (*config.topics.values(), *config.terms):
        for run in han_runs(fold(term.zh)):
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
