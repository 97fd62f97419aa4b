"""Records to postings: which documents hold which terms, as columns of numbers."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from .documents import Record
from .records import NOTHING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


class Inverted(Struct, frozen=True):
    """The postings of a segment.

    Attributes:
        terms: in the order of their code points.
        counts: how many documents hold each.
        postings: `document << 2 | weight` for each term in turn, its documents in rising order.
    """

    terms: list[str]
    counts: Numbers
    postings: NDArray[np.uint32]


def invert(records: Sequence[Record]) -> Inverted:
    """Sort the terms of documents, which are numbered by their order."""
    low = len(records).bit_length() + 2
    pairs, characters = _pairs(records)
    words, vocabulary = _words(records)
    square = len(characters) ** 2
    # One number a posting, which tells term, document and weight in this order, so that sorting does it all.
    entries = np.concatenate((pairs, words + square))
    del pairs, words
    entries <<= low
    weights = [one.pair_weights for one in records] + [one.word_weights for one in records]
    documents = np.tile(np.arange(len(records), dtype=np.int32) << 2, 2)
    entries |= np.repeat(documents, list(map(len, weights)))
    entries |= np.frombuffer(b"".join(weights), np.uint8)
    entries.sort()
    postings = (entries & (1 << low) - 1).astype(np.uint32)
    entries >>= low
    starts = np.flatnonzero(np.diff(entries, prepend=-1))
    names = [
        _pair(characters, key) if key < square else vocabulary[key - square]
        for key in entries[starts].tolist()
    ]
    counts = np.diff(starts, append=len(entries))
    del entries
    order = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
    return Inverted([names[at] for at in order], counts[order], postings[_gathered(starts, counts, order)])


def _gathered(starts: Numbers, counts: Numbers, order: Numbers) -> NDArray[np.int32]:
    """The places of all postings, term by term in an order."""
    sizes = counts[order]
    before = np.cumsum(sizes) - sizes
    places = np.repeat((starts[order] - before).astype(np.int32), sizes)
    places += np.arange(len(places), dtype=np.int32)
    return places


def _pairs(records: Sequence[Record]) -> tuple[Numbers, str]:
    """Numbers of pairs, and the characters of which they count the combinations, in order."""
    text = "".join(one.pairs for one in records)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    present = np.flatnonzero(np.bincount(codes)) if len(codes) else np.empty(0, np.int64)
    rank = np.zeros(int(codes.max(initial=0)) + 1, np.int64)
    rank[present] = np.arange(len(present))
    numbers = rank[codes[0::2]] * len(present)
    numbers += rank[codes[1::2]]
    return numbers, "".join(map(chr, present.tolist()))


def _pair(characters: str, number: int) -> str:
    first, second = divmod(number, len(characters))
    return (characters[first] + characters[second]).rstrip(NOTHING)


def _words(records: Sequence[Record]) -> tuple[Numbers, list[str]]:
    """Numbers of words, and the words by number."""
    vocabulary: defaultdict[str, int] = defaultdict(count().__next__)
    numbers = array("q")
    for one in records:
        if one.words:
            numbers.extend(map(vocabulary.__getitem__, one.words.split("\n")))
    return np.frombuffer(numbers, np.int64) if numbers else np.empty(0, np.int64), list(vocabulary)
