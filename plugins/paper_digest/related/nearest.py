"""The nearest of many texts to each of them: cosine of weighted features, by an inverted index.

All weights are whole numbers, so that sums do not depend on the order in which they are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from paper_digest.related.features import BITS, MOST_TIMES, TIMES_BITS, Ints, starts

FEATURES = 32
"""Features that stand for a text: those that tell most."""

WINDOW = 128
"""Texts that a feature leads to. Of one that more texts have, those nearest in the order of the texts."""

Numbers = NDArray[np.int32]

# Few enough texts at once for a processor's cache.
_CHOOSE_AT_ONCE = 1024
_SEARCH_AT_ONCE = 64
_VALUE_BITS = 8
_TEXT_BITS = 31 - _VALUE_BITS
_LONGEST = (1 << _VALUE_BITS) - 1
_SCORE_BITS = 18
_WEIGHT_BITS = 13
_TIMES = np.rint(10 * (1 + np.log(np.arange(1, MOST_TIMES + 1)))).astype(np.int64)
_PLACE_BITS = 12
_PLACES = 1 << _PLACE_BITS
_FOLDED = 512


def nearest(features: Sequence[bytes], number: int) -> list[tuple[int, ...]]:
    """Find the texts that are nearest to each text.

    Args:
        features: of each text, as `features_of` gives them; papers near in time stand near each other.
        number: how many to find for each.

    Returns:
        For each text the numbers of others, nearest first; of equally near ones the first in the order
        of texts. Fewer than asked for where fewer have anything in common with it. Time and memory
        are linear in texts.
    """
    index = _indexed(features)
    if index is None:
        return [()] * len(features)
    table = np.zeros(_SEARCH_AT_ONCE * _PLACES, np.int32)
    found: list[tuple[int, ...]] = []
    for at in range(0, len(features), _SEARCH_AT_ONCE):
        found += _neighbours(index, at, min(at + _SEARCH_AT_ONCE, len(features)), number, table)
    return found


class _Index(Struct, frozen=True):
    """The features of texts, an entry each; by text, and by feature.

    Attributes:
        first: where the entries of each text begin, and where the last ends.
        begin, size: of each entry by text, the entries by feature that it leads to.
        value: weight of each entry by text.
        entry: by feature, the entry's text, and its weight in the lowest bits.
    """

    first: Ints
    begin: Numbers
    size: Numbers
    value: Numbers
    entry: Numbers


def _indexed(features: Sequence[bytes]) -> _Index | None:
    """The index of texts, None where no two of them have anything in common."""
    text, feature, value = _chosen(features)
    if not len(text):
        return None
    # Feature and place in one number: sorting these takes a third of the time of a stable `argsort`.
    ranked = feature.astype(np.int64) << 32 | np.arange(len(feature))
    ranked.sort()
    order = (ranked & (1 << 32) - 1).astype(np.int32)
    heads = starts(ranked >> 32).astype(np.int32)
    sizes: Numbers = np.append(heads[1:], np.int32(len(order))) - heads
    place = np.empty_like(order)
    place[order] = np.arange(len(order), dtype=np.int32)
    which = np.repeat(np.arange(len(heads), dtype=np.int32), sizes)[place]
    size = np.minimum(sizes[which], np.int32(WINDOW))
    last = heads[which] + sizes[which] - size
    return _Index(
        first=np.searchsorted(text, np.arange(len(features) + 1)),
        begin=np.clip(place - np.int32(WINDOW // 2), heads[which], last),
        size=size,
        value=value,
        entry=(text << _VALUE_BITS | value)[order],
    )


def _chosen(features: Sequence[bytes]) -> tuple[Numbers, Numbers, Numbers]:
    """Choose the features that tell most of each text, `FEATURES` at most.

    Returns:
        Text, feature and weight of each, by text; the weights make each text's vector `_LONGEST` long.
    """
    total = len(features)
    counted = np.frombuffer(b"".join(features), "<u4")
    frequency = np.zeros(1 << BITS, np.int32)
    np.add.at(frequency, counted >> TIMES_BITS, np.int32(1))
    # The root, as the product of two vectors takes each weight twice: rare words would be all that counts.
    telling = np.rint(40 * np.sqrt(np.log(total / np.arange(1, total + 1)))).astype(np.int64)
    ends = np.cumsum([0, *(len(one) // counted.itemsize for one in features)])
    chosen = [np.zeros((3, 0), np.int32)]
    for base in range(0, total, _CHOOSE_AT_ONCE):
        end = min(base + _CHOOSE_AT_ONCE, total)
        own = counted[ends[base] : ends[end]].astype(np.int64)
        owner = np.repeat(np.arange(end - base), np.diff(ends[base : end + 1]))
        seen = frequency[own >> TIMES_BITS]
        shared = np.flatnonzero((seen > 1) & (seen < total))
        own, owner, seen = own[shared], owner[shared], seen[shared]
        weight = _TIMES[(own & MOST_TIMES) - 1] * telling[seen - 1]
        owner, feature, value = _heaviest(owner, own >> TIMES_BITS, weight)
        chosen.append(np.array((owner + base, feature, value), np.int32))
    text, feature, value = np.concatenate(chosen, axis=1)
    return text, feature, value


def _heaviest(owner: Ints, feature: Ints, weight: Ints) -> tuple[Ints, Ints, Ints]:
    """Of each owner the heaviest features, `FEATURES` at most, with weights scaled to its vector's length."""
    # Owner, weight and feature in one number, which sorting puts in order and nothing else must follow.
    keys = (owner << _WEIGHT_BITS | (1 << _WEIGHT_BITS) - 1 - weight) << BITS | feature
    keys.sort()
    owner = keys >> (_WEIGHT_BITS + BITS)
    rank = np.arange(len(owner)) - np.searchsorted(owner, np.arange(_CHOOSE_AT_ONCE))[owner]
    best = rank < FEATURES
    keys, owner = keys[best], owner[best]
    weight = (1 << _WEIGHT_BITS) - 1 - (keys >> BITS & (1 << _WEIGHT_BITS) - 1)
    length = np.sqrt(np.bincount(owner, weights=weight * weight, minlength=1))
    return owner, keys & (1 << BITS) - 1, np.rint(_LONGEST * weight / length[owner]).astype(np.int64)


def _neighbours(index: _Index, first: int, end: int, number: int, table: Numbers) -> list[tuple[int, ...]]:
    """The nearest to the texts from `first` to before `end`, at most `number` of each.

    Products of weights are summed in a table first, in which several others may share a place. What is
    in each text's best places is then summed for itself. No place's sum is less than that of an other in
    it, so that nothing better can be elsewhere once the last one found is as good as the places left out.
    """
    own = slice(index.first[first], index.first[end])
    size = index.size[own]
    pairs = int(size.sum())
    if not pairs:
        return [()] * (end - first)
    row = np.repeat(np.arange(end - first, dtype=np.int32), np.diff(index.first[first : end + 1]))
    before = np.cumsum(size, dtype=np.int32) - size
    entry = index.entry[np.repeat(index.begin[own] - before, size) + np.arange(pairs, dtype=np.int32)]
    other = entry >> _VALUE_BITS
    score = np.repeat(index.value[own], size) * (entry & _LONGEST)
    score[other == np.repeat(row, size) + first] = 0
    place = np.repeat(row << _PLACE_BITS, size) | (other & _PLACES - 1)
    table.fill(0)
    np.add.at(table, place, score)
    # The best places of each text; of some places only the best one is compared, which asks for less.
    folded = table.reshape(-1, _PLACES // _FOLDED, _FOLDED).max(axis=1)
    worst = max(_FOLDED - 2 * number - 2, 0)
    least = np.maximum(np.partition(folded, worst, axis=1)[: end - first, worst], 1)
    sums = table[place]
    while True:
        kept = np.flatnonzero(sums >= np.repeat(least[row], size))
        found, last = _ranked(place[kept] >> _PLACE_BITS, other[kept], score[kept], end - first, number)
        if not (last < least).any():
            return found
        least = np.minimum(least, last)


def _ranked(
    row: Numbers, other: Numbers, score: Numbers, rows: int, number: int
) -> tuple[list[tuple[int, ...]], Numbers]:
    """Sum the scores of each pair, and rank the others of each text.

    Returns:
        The best of each text, and the score of the last of them; 1 where there are fewer than `number`.
    """
    keys = (row.astype(np.int64) << _TEXT_BITS | other) << _SCORE_BITS | score
    keys.sort()
    heads = starts(keys >> _SCORE_BITS)
    total = np.add.reduceat(keys & (1 << _SCORE_BITS) - 1, heads) if len(heads) else keys
    pair, total = keys[heads[total > 0]] >> _SCORE_BITS, total[total > 0]
    ranked = pair >> _TEXT_BITS << _SCORE_BITS | (1 << _SCORE_BITS) - 1 - total
    ranked = ranked << _TEXT_BITS | pair & (1 << _TEXT_BITS) - 1
    ranked.sort()
    bounds = np.searchsorted(ranked >> (_SCORE_BITS + _TEXT_BITS), np.arange(rows + 1))
    full = np.flatnonzero(np.diff(bounds) >= number)
    last = np.ones(rows, np.int32)
    lowest = ranked[bounds[full] + number - 1] >> _TEXT_BITS & (1 << _SCORE_BITS) - 1
    last[full] = (1 << _SCORE_BITS) - 1 - lowest
    names = (ranked & (1 << _TEXT_BITS) - 1).tolist()
    return [tuple(names[a : min(a + number, b)]) for a, b in pairwise(bounds.tolist())], last
