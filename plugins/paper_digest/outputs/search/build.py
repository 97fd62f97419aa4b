"""Building the index: documents in, files out. `docs/search.md` describes the format."""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paper_digest.ids import paper_id_of_arxiv
from paper_digest.model import LANGUAGES, Bilingual

from .documents import SearchConfig, SearchDocument, SearchIndex
from .facets import facet_columns
from .fold import fold, pairs_needed
from .postings import REPEATED, TITLE, Shard, shards
from .segments import in_order, segments
from .terms import LONGEST, terms_of
from .texts import GROUP, group_of_texts

FORMAT = 1
"""Number of the format, part of the manifest's name: a script never reads what it does not know."""

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
    topics = {slug: number for number, slug in enumerate(config.topics)}
    files: dict[str, bytes] = {}
    words: Counter[str] = Counter()
    characters: set[str] = set()
    described: list[dict[str, Any]] = []
    for start, end in segments(len(ordered)):
        part = ordered[start:end]
        postings = _postings(part, characters)
        for term, entries in postings.items():
            if 4 <= len(term) < LONGEST and term.isalpha() and term[0] < "\u3000":
                words[term] += len(entries)
        written = list(shards(postings, config.shard_bytes))
        del postings
        described.append(
            {
                "start": start,
                "count": len(part),
                "first": [shard.first for shard in written],
                "shards": "".join(_add_shard(files, shard) for shard in written),
                "texts": _add_texts(files, part, topics, config.chunk_bytes),
                "facets": _add(files, "f/", facet_columns(part, topics)),
            }
        )
    manifest = {
        "format": FORMAT,
        "root": config.root,
        "documents": len(ordered),
        "dated": sum(1 for one in ordered if one.date),
        "lacking": {one: sum(1 for each in ordered if not each.abstract.get(one)) for one in LANGUAGES},
        "segments": described,
        "group": GROUP,
        "topics": [[slug, name.en, name.zh] for slug, name in config.topics.items()],
        "terms": _term_pairs(config),
        "words": _add(files, "w/", _common_words(words, config.common_word or max(3, len(ordered) // 2000))),
        "simplified": pairs_needed("".join(sorted(characters))),
    }
    files[MANIFEST] = _compressed(_json(manifest))
    return SearchIndex(files=files, manifest=MANIFEST)


def _postings(documents: Sequence[SearchDocument], characters: set[str]) -> dict[str, list[int]]:
    """Invert the documents of a segment; adds the characters met to `characters`."""
    # The documents' few numbers are shared by all lists, which keeps them small.
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(documents):
        once, twice = number << 2, number << 2 | REPEATED
        title_once, title_twice = once | TITLE, twice | TITLE
        titles, texts = _terms(one, characters)
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


def _terms(one: SearchDocument, characters: set[str]) -> tuple[list[str], list[str]]:
    """The terms of the titles and those of the texts of one document, with repetitions."""
    found: tuple[list[str], list[str]] = ([], [])
    lasts: tuple[list[str], list[str]] = ([], [])
    for at, both in enumerate((one.title, one.abstract)):
        for text in (both.en, both.zh):
            folded = fold(text)
            characters.update(folded)
            terms, ends = terms_of(folded)
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


def _common_words(words: Counter[str], least: int) -> bytes:
    """Words for corrections, one a line, sorted, each behind the size of its count in bits."""
    common = ((word, count) for word, count in sorted(words.items()) if count >= least)
    return "\n".join(f"{min(9, count.bit_length() // 2)}{word}" for word, count in common).encode()


def _term_pairs(config: SearchConfig) -> list[list[str]]:
    """Pairs of terms without repetition, topics first."""
    both: list[Bilingual] = [*config.topics.values(), *config.terms]
    return [list(pair) for pair in dict.fromkeys((one.en, one.zh) for one in both if one.en and one.zh)]


def _add_shard(files: dict[str, bytes], shard: Shard) -> str:
    return _add(files, "s/", shard.data)


def _add_texts(
    files: dict[str, bytes], documents: Sequence[SearchDocument], topics: Mapping[str, int], size: int
) -> list[list[object]]:
    """Add the chunks of texts; returns for each group its name and how many documents a chunk has."""
    described: list[list[object]] = []
    for at in range(0, len(documents), GROUP):
        group = group_of_texts(documents[at : at + GROUP], topics, size)
        name = _name(b"\n".join(group.chunks))
        for number, chunk in enumerate(group.chunks):
            files[f"t/{name}/{number}.bin"] = _compressed(chunk)
        described.append([name, group.per_chunk])
    return described


def _add(files: dict[str, bytes], folder: str, data: bytes) -> str:
    """Add a file under its content's name, and return the name."""
    name = _name(data)
    files[f"{folder}{name}.bin"] = _compressed(data)
    return name


def _name(data: bytes) -> str:
    """Eight letters and digits that tell the content."""
    return b32encode(hashlib.blake2b(data, digest_size=5).digest()).decode().lower()


def _compressed(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
