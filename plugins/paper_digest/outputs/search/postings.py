"""Shards of postings: a sorted run of terms, each with its documents and weights, as bytes.

A shard, before compression, is four blocks after three numbers (how many terms, the length of the
first and of the third block):

1. the terms in the order of their UTF-8 bytes: one byte, how many bytes are shared with the term
   before; one byte, how many follow; these bytes;
2. for each term the number of its documents;
3. for each posting the distance to the document before, for the first to the number -1;
4. for each posting two bits, four in a byte, the first in the lowest bits: its weight.

Numbers are varints, seven bits a byte, the lowest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from .invert import Inverted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_PLACES = np.array([0, 2, 4, 6], np.uint8)
_AT_ONCE = 1 << 18
"""How many postings are written together, which bounds the memory."""


class Shard(Struct, frozen=True):
    """A run of terms. `first` tells it from the shard before: no term of that one reaches it."""

    first: str
    data: bytes


def varints(values: NDArray[np.integer[Any]]) -> tuple[NDArray[np.uint8], Numbers]:
    """Write numbers of zero or more.

    Returns:
        The bytes, and where those of each number begin, with the length of all as last.
    """
    sizes = np.ones(len(values), np.uint8)
    for shift in range(7, int(values.max(initial=0)).bit_length(), 7):
        sizes += values >> shift > 0
    starts = np.zeros(len(values) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    out = np.empty(int(starts[-1]), np.uint8)
    rest, places = values, starts[:-1]
    while len(rest):
        more = rest > 127
        out[places] = (rest & 127) | (more * 128)
        rest, places = rest[more] >> 7, places[more] + 1
    return out, starts


def shards(inverted: Inverted, size: int) -> Iterator[Shard]:
    """Cut the postings of a segment into shards.

    Args:
        inverted: the postings.
        size: about how many bytes a shard has before compression.

    Yields:
        Shards in the order of their terms.
    """
    cuts = _cuts(inverted.terms, inverted.counts.tolist(), size)
    ends = np.cumsum(inverted.counts)
    at = 0
    while at < len(cuts) - 1:
        before = int(ends[cuts[at] - 1]) if cuts[at] else 0
        last = at + 1
        while last < len(cuts) - 1 and ends[cuts[last + 1] - 1] - before <= _AT_ONCE:
            last += 1
        yield from _write(inverted, cuts[at : last + 1], before)
        at = last


def _cuts(terms: Sequence[str], counts: Sequence[int], size: int) -> list[int]:
    """Where shards begin, with the end of the last."""
    cuts, room = [0], size
    for at, (term, count) in enumerate(zip(terms, counts, strict=True)):
        cost = len(term) + 4 + count
        # A term and its forms with a break (`qwen25`, `qwen25-4`) are looked up in one shard.
        if cost > room and at > cuts[-1] and term[-2:-1] != "-":
            cuts.append(at)
            room = size
        room -= cost
    return [*cuts, len(terms)] if terms else []


def _write(inverted: Inverted, cuts: Sequence[int], before: int) -> Iterator[Shard]:
    """Write shards that lie side by side, with so many postings before them."""
    counts = inverted.counts[cuts[0] : cuts[-1]]
    ends = np.cumsum(counts)
    postings = inverted.postings[before : before + int(ends[-1])]
    documents = (postings >> 2).astype(np.int32)
    distances = np.diff(documents, prepend=np.int32(-1))
    distances[ends[:-1]] = documents[ends[:-1]] + 1
    deltas, delta_starts = varints(distances)
    numbers, number_starts = varints(counts)
    weights = (postings & 3).astype(np.uint8)
    for start, end in pairwise(cuts):
        run = inverted.terms[start:end]
        low, high = start - cuts[0], end - cuts[0]
        first, last = (int(ends[at - 1]) if at else 0 for at in (low, high))
        lexicon = _lexicon(run)
        written = deltas[delta_starts[first] : delta_starts[last]].tobytes()
        head, _ = varints(np.array([len(run), len(lexicon), len(written)]))
        how_many = numbers[number_starts[low] : number_starts[high]].tobytes()
        data = b"".join((head.tobytes(), lexicon, how_many, written, _packed(weights[first:last])))
        yield Shard(_separator(inverted.terms[start - 1] if start else "", run[0]), data)


def _separator(before: str, first: str) -> str:
    """The shortest beginning of `first` that sorts behind `before`."""
    for length in range(1, len(first)):
        if first[:length] > before:
            return first[:length]
    return first


def _lexicon(run: Sequence[str]) -> bytes:
    out = bytearray()
    before = b""
    for term in run:
        name = term.encode(errors="replace")
        shared = _shared(before, name)
        out.append(shared)
        out.append(len(name) - shared)
        out += name[shared:]
        before = name
    return bytes(out)


def _shared(before: bytes, name: bytes) -> int:
    length = min(len(before), len(name))
    for at in range(length):
        if before[at] != name[at]:
            return at
    return length


def _packed(weights: NDArray[np.uint8]) -> bytes:
    """Put four weights of two bits into each byte."""
    fours = np.zeros((len(weights) + 3) // 4 * 4, np.uint8)
    fours[: len(weights)] = weights
    packed: NDArray[np.uint8] = np.bitwise_or.reduce(fours.reshape(-1, 4) << _PLACES, axis=1)
    return packed.tobytes()


def decode(data: bytes) -> dict[str, list[tuple[int, int]]]:
    """Read a shard back.

    Args:
        data: what `shards` wrote.

    Returns:
        For each term its (document, weight), in order.
    """
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    total, lexicon, deltas = number(), number(), number()
    counts_at = at + lexicon
    names: list[str] = []
    name = b""
    while at < counts_at:
        shared, length = data[at], data[at + 1]
        name = name[:shared] + data[at + 2 : at + 2 + length]
        names.append(name.decode())
        at += 2 + length
    counts = [number() for _ in range(total)]
    weights_at = at + deltas
    found: dict[str, list[tuple[int, int]]] = {}
    index = 0
    for name_, count in zip(names, counts, strict=True):
        document = -1
        entries = found.setdefault(name_, [])
        for _ in range(count):
            document += number()
            entries.append((document, data[weights_at + index // 4] >> 2 * (index % 4) & 3))
            index += 1
    return found
