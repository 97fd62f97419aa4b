"""Documents to postings: which documents hold which terms, in columns of numbers.

A posting is one number: the term's above 22 bits, the document's above two, and its weight. A term's number
is that of its one or two characters, or counts the words of the vocabulary, which are cut up once each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from paper_digest.ids import paper_id_of_arxiv
from paper_digest.model import LANGUAGES

from .documents import SearchDocument
from .fold import HAN, LATIN, fold_all, in_class
from .terms import JOINERS, adjacency_of, is_name, joined, sides, tails

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]
    Numbers = NDArray[np.int64]
    Postings = NDArray[np.uint64]

TITLE = 2
"""The weight's bit that says that the term stands in a title."""

REPEATED = 1
"""The weight's bit that says that the term stands there more than once."""

LOW = 22
"""Bits of a posting below its term's number: a million documents, and two bits of weight."""

_BLOCK = 512
_CHARACTER = 21
_WORD = 1 << 40
_WORDS = 21
_MASK = (1 << _WORDS) - 1
_SIDE = 16


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a segment.

    Attributes:
        terms: in the order of their code points.
        counts: how many documents hold each.
        blocks: runs of documents, one behind the other; each sorted, with the place in `terms` as
            the term's number.
    """

    terms: list[str]
    counts: Numbers
    blocks: list[Postings]

    def between(self, first: int, last: int) -> Postings:
        """The postings of some terms, sorted by term and document."""
        bounds = np.array([first, last], np.uint64) << LOW
        slices = (block[slice(*np.searchsorted(block, bounds))] for block in self.blocks)
        found = np.concatenate([*slices, np.empty(0, np.uint64)])
        found.sort()
        return found


def invert(documents: Sequence[SearchDocument]) -> Inverted:
    """Find the terms of documents, numbered by their order."""
    words = _Words()
    blocks = [
        _block(documents[at : at + _BLOCK], at, words) for at in range(0, len(documents), _BLOCK)
    ]
    numbers = [_runs_of(block >> LOW) for block in blocks]
    distinct = np.unique(np.concatenate([found for found, _ in numbers])) if numbers else np.empty(0, np.int64)
    named = list(map(words.name, distinct.tolist()))
    order = sorted(range(len(named)), key=named.__getitem__)
    rank = np.empty(len(named), np.uint64)
    rank[order] = np.arange(len(named), dtype=np.uint64)
    counts = np.zeros(len(named), np.int64)
    for at, (block, (found, sizes)) in enumerate(zip(blocks, numbers, strict=True)):
        own = rank[np.searchsorted(distinct, found)]
        counts[own] += sizes
        blocks[at] = (np.repeat(own, sizes) << LOW) | (block & ((1 << LOW) - 1))
        blocks[at].sort()
    return Inverted([named[at] for at in order], counts, blocks)


def _runs_of(numbers: NDArray[Any]) -> tuple[NDArray[Any], Numbers]:
    """The different numbers of a sorted column, and how often each stands there."""
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] ^ 1))
    return numbers[starts], np.diff(starts, append=len(numbers))


def _block(documents: Sequence[SearchDocument], first: int, words: _Words) -> Postings:
    """The postings of a few documents, the first of which has a number."""
    fields = [(one.title.en, one.title.zh, one.abstract.en, one.abstract.zh) for one in documents]
    codes, starts = fold_all(list(chain.from_iterable(fields)))
    # Of each character: twice the number of its document, and one more in a title.
    document = np.repeat(np.arange(len(documents)), 4) * 2 + np.tile([1, 1, 0, 0], len(documents))
    place = np.repeat(document, np.diff(starts))
    found = [*_characters(codes, place), *words.of(codes, place)]
    marks = [(words.terms[mark], at * 2 + 1) for at, one in enumerate(documents) for mark in _marks(one)]
    found.append((_WORD | np.array([mark for mark, _ in marks]), np.array([at for _, at in marks])))
    entries = np.concatenate([(term.astype(np.int64) << LOW - 1) | at for term, at in found])
    entries.sort()
    # What differs only in the last bit is one posting; the last of them tells whether one is in a title.
    numbers, counts = _runs_of(entries >> 1)
    title = entries[np.cumsum(counts) - 1] & 1
    postings = ((numbers + first) << 2) + title * TITLE + (counts > 1) * REPEATED
    return postings.astype(np.uint64)


def _characters(codes: Codes, place: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs of Han characters, crossings from one kind to the other, and singles."""
    han, latin, lower = _classes()
    is_han, is_latin = han[codes], latin[codes]
    begins = is_han | is_latin
    at = np.flatnonzero(begins[:-1] & begins[1:] & ~(is_latin[:-1] & is_latin[1:]))
    small = lower[np.minimum(codes, len(lower) - 1)]
    small = np.where(is_latin, small, codes).astype(np.int64)
    yield small[at] << _CHARACTER | small[at + 1], place[at]
    # The last character of a run is a term where no other term of the document begins with it.
    last = np.flatnonzero(is_han[:-1] & ~is_han[1:])
    number = np.zeros(int(codes.max(initial=0)) + 1, np.int64)
    present = np.unique(codes[last])
    number[present] = np.arange(1, len(present) + 1)
    begun = np.zeros((int(place.max(initial=0)) // 2 + 1, len(present) + 1), np.bool_)
    begun[place[at] >> 1, number[codes[at]]] = True
    last = last[~begun[place[last] >> 1, number[codes[last]]]]
    yield small[last] << _CHARACTER, place[last]


@cache
def _classes() -> tuple[NDArray[np.bool_], NDArray[np.bool_], Codes]:
    """Han and Latin characters by code point, and the Latin ones in lower case."""
    lower = np.array([ord(chr(code).lower()[0]) for code in range(0x2000)], np.uint32)
    return in_class(HAN), in_class(LATIN), lower


class _Words:
    """The words of a segment, numbered, and the terms that they stand for."""

    def __init__(self) -> None:
        self.terms: defaultdict[str, int] = defaultdict(count().__next__)
        self._adjacent = np.array([self.terms[adjacency_of(code)] for code in range(1 << 12)])
        self._number: defaultdict[str, int] = defaultdict(count().__next__)
        self._tails: list[tuple[str, ...]] = []
        self._named = np.empty(0, np.bool_)
        self._sums = np.empty(0, np.uint32)
        self._behind = np.empty((0, _SIDE), np.uint8)
        self._own = _Lists(lambda word: self._tails[word], self.terms)
        self._two = _Lists(self._with_one_before, self.terms)
        self._three = _Lists(self._with_two_before, self.terms)
        self._names: list[str] = []

    def name(self, number: int) -> str:
        """A term by its number."""
        if number >= _WORD:
            if len(self._names) < len(self.terms):
                self._names = list(self.terms)
            return self._names[number ^ _WORD]
        first, second = chr(number >> _CHARACTER), number & (1 << _CHARACTER) - 1
        return first + chr(second) if second else first

    def of(self, codes: Codes, place: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        """Tails of words, words side by side, and what names make with the one or two words before."""
        latin = _classes()[1][codes]
        inside = latin.copy()
        inside[1:-1] |= np.isin(codes[1:-1], [ord(char) for char in JOINERS]) & latin[:-2] & latin[2:]
        bounds = np.flatnonzero(np.diff(inside, prepend=False, append=False))
        starts, ends = bounds[::2], bounds[1::2]
        text = codes.tobytes().decode("utf-32-le", "surrogatepass")
        slices = map(slice, starts.tolist(), ends.tolist())
        words = np.array([self._number[text[one]] for one in slices], np.int64)
        self._learn()
        at = place[starts]
        yield self._own.spread(words, at)
        blank = np.isin(codes[ends[:-1]], _BLANKS) & (starts[1:] == ends[:-1] + 1)
        left, right, here = words[:-1][blank], words[1:][blank], at[:-1][blank]
        yield _WORD | self._adjacent[self._checksums(left, right)], here
        named = self._named[left] | self._named[right]
        yield self._two.spread(left[named] << _WORDS | right[named], here[named])
        two = np.zeros(len(words), np.bool_)
        two[np.flatnonzero(blank)[named]] = True
        three = np.flatnonzero(two[:-1] & two[1:])
        both = words[three] << _WORDS | words[three + 1]
        yield self._three.spread(both << _WORDS | words[three + 2], at[three])

    def _checksums(self, left: Numbers, right: Numbers) -> Codes:
        """The twelve bits that tell of two words that they stand side by side: CRC-32, a byte at a time."""
        sums, behind = self._sums[left], self._behind[right]
        for byte in behind.T:
            sums = np.where(byte > 0, _crc_table()[(sums ^ byte) & 255] ^ (sums >> 8), sums)
        return ~sums & 0xFFF

    def _learn(self) -> None:
        """Cut up the words that have come newly."""
        new = list(self._number)[len(self._tails) :]
        own = list(map(tails, new))
        both = [sides(one[-1], one[0]) for one in own]
        sums = [crc32(before) ^ 0xFFFFFFFF for before, _ in both]
        behind = b"".join(after.ljust(_SIDE, b"\0") for _, after in both)
        self._tails += own
        self._named = np.append(self._named, np.array(list(map(is_name, new)), np.bool_))
        self._sums = np.append(self._sums, np.array(sums, np.uint32))
        self._behind = np.vstack((self._behind, np.frombuffer(behind, np.uint8).reshape(-1, _SIDE)))

    def _with_one_before(self, both: int) -> Iterator[str]:
        newest = self._tails[both & _MASK][0]
        for tail in self._tails[both >> _WORDS]:
            yield joined(tail, newest)

    def _with_two_before(self, three: int) -> Iterator[str]:
        middle, newest = self._tails[three >> _WORDS & _MASK][0], self._tails[three & _MASK][0]
        for tail in self._tails[three >> 2 * _WORDS]:
            yield joined(joined(tail, middle), newest)


@cache
def _crc_table() -> Codes:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(0xEDB88320), table >> 1)
    return table


class _Lists:
    """Numbers of terms by a key, made once for each."""

    def __init__(self, make: Callable[[int], Iterator[str] | tuple[str, ...]], terms: dict[str, int]) -> None:
        self._make, self._terms = make, terms
        self._place: dict[int, int] = {}
        self._flat: list[int] = []
        self._starts = [0]

    def spread(self, keys: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """The terms of each key, each with the key's place."""
        distinct, inverse = np.unique(keys, return_inverse=True)
        for key in distinct.tolist():
            if key not in self._place:
                self._place[key] = len(self._place)
                self._flat += [self._terms[term] for term in self._make(key)]
                self._starts.append(len(self._flat))
        starts = np.array(self._starts)
        numbers = np.array([self._place[key] for key in distinct.tolist()], np.int64)[inverse]
        sizes = np.diff(starts)[numbers]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        terms = np.array(self._flat, np.int64)[np.repeat(starts[numbers], sizes) + within]
        return _WORD | terms, np.repeat(places, sizes)


_BLANKS = [code for code in range(0x2100) if chr(code).isspace()]


def _marks(one: SearchDocument) -> Iterator[str]:
    """The terms that stand for a document's id and for the languages that it lacks."""
    for name in dict.fromkeys((one.id, paper_id_of_arxiv(one.arxiv_id))):
        if name:
            yield f"={name.lower()[:60]}"
    for language in LANGUAGES:
        if not one.abstract.get(language):
            yield f"!{language}"
            if not one.title.get(language):
                yield f"!!{language}"
