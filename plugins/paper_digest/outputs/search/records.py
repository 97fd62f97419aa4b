"""What one document puts into the postings: a pure function of it, fit to be kept between builds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from paper_digest.ids import paper_id_of_arxiv
from paper_digest.model import LANGUAGES

from .documents import Record, SearchDocument
from .fold import HAN, LATIN, folded_codes, in_class, text_of
from .terms import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]

TITLE = 2
"""The weight's bit that says that the term stands in a title."""

REPEATED = 1
"""The weight's bit that says that the term stands there more than once."""

NOTHING = "\0"
"""Stands behind a character that is a term alone."""

CHARACTER = 21
"""Bits of a code point."""

LATIN_KIND, HAN_KIND = 1, 2


def records_of(documents: Sequence[SearchDocument]) -> list[Record]:
    """The records of documents; of each its titles, abstracts and ids decide, and nothing else."""
    titles = [folded_codes(f"{one.title.en}\n\n{one.title.zh}\n\n") for one in documents]
    texts = [folded_codes(f"{one.abstract.en}\n\n{one.abstract.zh}\n\n") for one in documents]
    records: list[Record] = []
    for one, title, text, (pairs, pair_weights) in zip(
        documents, titles, texts, _pairs(titles, texts), strict=True
    ):
        words, word_weights = _words(words_of(text_of(title)), words_of(text_of(text)))
        marks = _marks(one)
        weights = word_weights + bytes((TITLE,)) * len(marks)
        records.append(Record(pairs, pair_weights, "\n".join([*words, *marks]), weights))
    return records


def _pairs(titles: Sequence[Codes], texts: Sequence[Codes]) -> Iterator[tuple[str, bytes]]:
    """For each document the pairs of Han characters, crossings from one kind to the other, and singles.

    All documents are gone through at once: a document's number is the highest part of a number for each term.
    """
    kinds, lower = _classes()
    parts = [part for both in zip(titles, texts, strict=True) for part in both]
    codes = np.concatenate(parts) if parts else np.zeros(0, np.uint32)
    part_of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    document = part_of >> 1 << 2 * CHARACTER
    kind = kinds[codes]
    at = np.flatnonzero(kind[:-1] * kind[1:] > LATIN_KIND)
    # The last character of a run is a term where no other term of the document begins with it.
    lasts = np.flatnonzero((kind[:-1] == HAN_KIND) & (kind[1:] != HAN_KIND))
    lasts = lasts[~np.isin(document[lasts] | codes[lasts], document[at] | codes[at])]
    left = np.concatenate((lower[codes[at]], codes[lasts])).astype(np.int64)
    right = np.concatenate((lower[codes[at + 1]], np.zeros(len(lasts), np.uint32))).astype(np.int64)
    place = np.concatenate((at, lasts))
    # What differs only in the last bit is one term; the last of them tells whether one is in a title.
    entries = (document[place] | left << CHARACTER | right) << 1 | (part_of[place] & 1 == 0)
    entries.sort()
    starts = np.flatnonzero(np.diff(entries >> 1, prepend=-1))
    ends = np.append(starts[1:], len(entries))[: len(starts)]
    weights = ((entries[ends - 1] & 1) * TITLE + (ends - starts > 1) * REPEATED).astype(np.uint8)
    terms = entries[starts] >> 1
    both = np.stack((terms >> CHARACTER & (1 << CHARACTER) - 1, terms & (1 << CHARACTER) - 1), axis=1)
    both = both.astype("<u4")
    bounds = np.searchsorted(terms, np.arange(len(titles) + 1) << 2 * CHARACTER).tolist()
    for start, end in pairwise(bounds):
        yield text_of(both[start:end]), weights[start:end].tobytes()


@cache
def _classes() -> tuple[NDArray[np.uint8], Codes]:
    """The kind of each code point, and what it is as a part of a pair: letters are small."""
    kinds = in_class(LATIN).astype(np.uint8) * LATIN_KIND + in_class(HAN).astype(np.uint8) * HAN_KIND
    lower = np.arange(0x110000, dtype=np.uint32)
    for code in np.flatnonzero(in_class(LATIN)).tolist():
        lower[code] = ord(chr(code).lower()[0])
    return kinds, lower


def _words(titles: list[str], texts: list[str]) -> tuple[Iterable[str], bytes]:
    """Each term once, with its weight."""
    counts = Counter(titles)
    in_title = len(counts)
    counts.update(texts)
    repeated = bytes([count > 1 for count in counts.values()])
    # Counters keep the order of first occurrence.
    return counts, bytes(TITLE | one for one in repeated[:in_title]) + repeated[in_title:]


def _marks(one: SearchDocument) -> list[str]:
    """The terms that stand for a document's id and for the languages that it lacks."""
    names = dict.fromkeys((one.id, paper_id_of_arxiv(one.arxiv_id)))
    marks = list(dict.fromkeys(f"={' '.join(name.lower().split())[:60]}" for name in names if name))
    for language in LANGUAGES:
        if not one.abstract.get(language):
            marks.append(f"!{language}")
            if not one.title.get(language):
                marks.append(f"!!{language}")
    return marks
