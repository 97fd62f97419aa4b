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

import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import sub

TITLE = 2
"""The weight's bit that says that the term stands in a title."""

REPEATED = 1
"""The weight's bit that says that the term stands there more than once."""

_LOW_BYTE = 0 if sys.byteorder == "little" else 3
_WEIGHT = bytes(byte & 3 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of terms. `first` tells it from the shard before: no term of that one reaches it."""

    first: str
    data: bytes


@lru_cache(maxsize=1 << 16)
def varint(value: int) -> bytes:
    """Write a number of zero or more."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def shards(postings: Mapping[str, array[int]], size: int) -> Iterator[Shard]:
    """Cut the postings of a segment into shards.

    Args:
        postings: for each term the documents in rising order, as `document << 2 | weight`.
        size: about how many bytes a shard has before compression.

    Yields:
        Shards in the order of their terms.
    """
    run: list[str] = []
    room, before = size, ""
    for term in sorted(postings):
        cost = len(term) + 4 + len(postings[term])
        # A term and its forms with a break (`qwen25`, `qwen25-4`) are looked up in one shard.
        if run and cost > room and term[-2:-1] != "-":
            yield Shard(_separator(before, run[0]), encode(run, postings))
            before, run, room = run[-1], [], size
        run.append(term)
        room -= cost
    if run:
        yield Shard(_separator(before, run[0]), encode(run, postings))


def _separator(before: str, first: str) -> str:
    """The shortest beginning of `first` that sorts behind `before`."""
    for length in range(1, len(first)):
        if first[:length] > before:
            return first[:length]
    return first


def encode(run: list[str], postings: Mapping[str, array[int]]) -> bytes:
    """Write one shard; `run` is a sorted part of the terms in `postings`."""
    lexicon, counts, deltas, weights = bytearray(), bytearray(), bytearray(), bytearray()
    before = b""
    for term in run:
        name = term.encode(errors="replace")
        shared = _shared(before, name)
        lexicon.append(shared)
        lexicon.append(len(name) - shared)
        lexicon += name[shared:]
        before = name
        entries = postings[term]
        counts += varint(len(entries))
        weights += entries.tobytes()[_LOW_BYTE::4].translate(_WEIGHT)
        documents = [entry >> 2 for entry in entries]
        distances = list(map(sub, documents, chain((-1,), documents)))
        deltas += bytes(distances) if max(distances) < 128 else b"".join(map(varint, distances))
    head = varint(len(run)) + varint(len(lexicon)) + varint(len(deltas))
    return b"".join((head, lexicon, counts, deltas, _packed(bytes(weights))))


def _shared(before: bytes, name: bytes) -> int:
    length = min(len(before), len(name))
    for at in range(length):
        if before[at] != name[at]:
            return at
    return length


def _packed(weights: bytes) -> bytes:
    """Put four weights of two bits into each byte, by arithmetic on whole columns."""
    size = (len(weights) + 3) // 4
    padded = weights.ljust(size * 4, b"\0")
    columns = (int.from_bytes(padded[at::4], "little") << 2 * at for at in range(4))
    return sum(columns).to_bytes(size, "little")


def decode(data: bytes) -> dict[str, list[tuple[int, int]]]:
    """Read a shard back.

    Args:
        data: what `encode` wrote.

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
