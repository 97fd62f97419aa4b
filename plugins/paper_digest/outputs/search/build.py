"""Building the index: documents in, files out. `docs/search.md` describes the format."""

from __future__ import annotations

import gzip
import hashlib
import json
from array import array
from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from paper_digest.ids import paper_id_of_arxiv
from paper_digest.model import LANGUAGES, Bilingual

from .documents import SearchConfig, SearchDocument, SearchIndex
from .facets import facet_columns
from .fold import fold, pairs_needed
from .postings import REPEATED, TITLE, shards
from .segments import in_order, segments
from .terms import LONGEST, han_runs, terms_of
from .texts import GROUP, group_of_texts

FORMAT = 1
"""Number of the format, part of the manifest's name: a script never reads what it does not know."""

_RUN_SIZES = (3, 4, 5)
_KNOWN = 1 << 18
_MOST_RUNS = 4000

MANIFEST = f"manifest-{FORMAT}.bin"
"""Name of the one file that is not named by its content."""


class _Files:
    """Files named by their content, compressed beside the work that makes them."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._batches: list[tuple[list[str], Future[list[bytes]]]] = []

    def put(self, named: Mapping[str, bytes]) -> None:
        """Add files by path."""
        batch = list(named.values())
        self._batches.append((list(named), self._pool.submit(_compressed, batch)))

    def add(self, folder: str, contents: Sequence[bytes]) -> list[str]:
        """Add files to a folder under their contents' names, and return these names."""
        names = [_name(content) for content in contents]
        self.put({f"{folder}/{name}.bin": content for name, content in zip(names, contents, strict=True)})
        return names

    def written(self) -> dict[str, bytes]:
        """All files by path, in the order in which they were added."""
        found: dict[str, bytes] = {}
        for paths, batch in self._batches:
            found.update(zip(paths, batch.result(), strict=True))
        return found


def build_index(documents: Iterable[SearchDocument], *, config: SearchConfig) -> SearchIndex:
    """Build the index of a site.

    Args:
        documents: everything that can be found, in any order; ids are unique.
        config: topics, terms and sizes.

    Returns:
        The index's files; equal input gives equal bytes.
    """
    ordered = in_order(list(documents))
    topics = {slug: number for number, slug in enumerate(config.topics)}
    words: Counter[str] = Counter()
    characters: set[str] = set()
    described: list[dict[str, Any]] = []
    with ThreadPoolExecutor(max_workers=1) as pool:
        files = _Files(pool)
        for start, end in segments(len(ordered)):
            part = ordered[start:end]
            texts = _add_texts(files, part, topics, config.chunk_bytes)
            postings = _postings(part)
            characters.update(*postings)
            words.update(_words(postings))
            written = list(shards(postings, config.shard_bytes))
            del postings
            described.append(
                {
                    "start": start,
                    "count": len(part),
                    "first": [shard.first for shard in written],
                    "shards": "".join(files.add("s", [shard.data for shard in written])),
                    "texts": texts,
                    "facets": files.add("f", [facet_columns(part, topics)])[0],
                }
            )
        least = config.common_word or max(3, len(ordered) // 2000)
        vocabularies = [_common(words, least), _common(_runs(ordered, config), max(2, least - 1))]
        latin, han = files.add("w", vocabularies)
        manifest = {
            "format": FORMAT,
            "documents": len(ordered),
            "dated": sum(1 for one in ordered if one.date),
            "lacking": {one: sum(not each.abstract.get(one) for each in ordered) for one in LANGUAGES},
            "segments": described,
            "group": GROUP,
            "topics": [[slug, name.en, name.zh] for slug, name in config.topics.items()],
            "terms": _term_pairs(config),
            "words": latin,
            "runs": han,
            "simplified": pairs_needed("".join(sorted(characters))),
        }
        files.put({MANIFEST: _json(manifest)})
        return SearchIndex(files=files.written(), manifest=MANIFEST)


def _postings(documents: Sequence[SearchDocument]) -> Mapping[str, array[int]]:
    """Invert the documents of a segment: for each term `document << 2 | weight`, in rising order."""
    postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, one in enumerate(documents):
        once, twice = number << 2, number << 2 | REPEATED
        title_once, title_twice = once | TITLE, twice | TITLE
        titles, texts = _terms(one)
        counts = Counter(texts)
        counts.update(titles)
        in_title = set(titles)
        for term, count in counts.items():
            if term in in_title:
                postings[term].append(title_once if count == 1 else title_twice)
            else:
                postings[term].append(once if count == 1 else twice)
        for term in _marks(one):
            postings[term].append(title_once)
    return postings


def _terms(one: SearchDocument) -> tuple[list[str], list[str]]:
    """The terms of the titles and those of the texts of one document, with repetitions."""
    found: tuple[list[str], list[str]] = ([], [])
    lasts: tuple[list[str], list[str]] = ([], [])
    for at, both in enumerate((one.title, one.abstract)):
        for text in (both.en, both.zh):
            terms, ends = terms_of(fold(text))
            found[at].extend(terms)
            lasts[at].extend(ends)
    begun = {term[0] for terms in found for term in terms}
    for terms, ends in zip(found, lasts, strict=True):
        terms.extend(end for end in ends if end not in begun)
    return found


def _marks(one: SearchDocument) -> list[str]:
    """The terms that stand for a document's id and for the languages that it lacks."""
    names = dict.fromkeys((one.id, paper_id_of_arxiv(one.arxiv_id)))
    marks = [f"={name.lower()[:60]}" for name in names if name]
    for language in LANGUAGES:
        if not one.abstract.get(language):
            marks.append(f"!{language}")
            if not one.title.get(language):
                marks.append(f"!!{language}")
    return marks


def _words(postings: Mapping[str, array[int]]) -> dict[str, int]:
    """The words that corrections may choose from, with the numbers of their documents."""
    return {
        term: len(entries)
        for term, entries in postings.items()
        if 4 <= len(term) < LONGEST and term[0] < "\u3000" and term.isalpha()
    }


def _common(words: Mapping[str, int], least: int) -> bytes:
    """What corrections choose from, one a line, sorted, each behind half the bits of its count."""
    common = ((word, count) for word, count in sorted(words.items()) if count >= least)
    lines = (f"{min(9, count.bit_length() // 2)}{word}" for word, count in common)
    return "\n".join(lines).encode(errors="replace")


def _runs(documents: Sequence[SearchDocument], config: SearchConfig) -> dict[str, int]:
    """Runs of three to five Han characters in titles, with their numbers; known terms count most."""
    runs: Counter[str] = Counter()
    for one in documents:
        for run in han_runs(fold(one.title.zh)):
            for size in _RUN_SIZES:
                runs.update([run[at : at + size] for at in range(len(run) - size + 1)])
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


def _add_texts(
    files: _Files, documents: Sequence[SearchDocument], topics: Mapping[str, int], size: int
) -> list[list[object]]:
    """Add the chunks of texts; returns for each group its name and how many documents a chunk has."""
    described: list[list[object]] = []
    for at in range(0, len(documents), GROUP):
        group = group_of_texts(documents[at : at + GROUP], topics, size)
        name = _name(b"\n".join(group.chunks))
        files.put({f"t/{name}/{number}.bin": chunk for number, chunk in enumerate(group.chunks)})
        described.append([name, group.per_chunk])
    return described


def _name(data: bytes) -> str:
    """Eight letters and digits that tell the content."""
    return b32encode(hashlib.blake2b(data, digest_size=5).digest()).decode().lower()


def _compressed(contents: Sequence[bytes]) -> list[bytes]:
    return [gzip.compress(content, 6, mtime=0) for content in contents]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
