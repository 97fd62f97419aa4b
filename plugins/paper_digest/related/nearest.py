"""The nearest of many texts to each of them: cosine of weighted features, by an inverted index.

All weights are whole numbers, so that sums do not depend on the order in which they are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from paper_digest.related.features import BITS, Ints, features, starts

FEATURES = 32
"""Features that stand for a text: those that tell most."""

WINDOW = 128
"""Texts that a feature leads to. Of one that more texts have, those nearest in the order of the texts."""

Numbers = NDArray[np.int32]

_AT_ONCE = 512
_SCALE = 255
_SCORE_BITS = 18
_MOST_TIMES = 31
_TIMES = np.rint(10 * (1 + np.log(np.arange(1, _MOST_TIMES + 1)))).astype(np.int64)


def nearest(texts: Sequence[tuple[str, str]], number: int) -> list[tuple[int, ...]]:
    """Find the texts that are nearest to each text.

    Args:
        texts: title and abstract of each paper; papers near in time stand near each other.
        number: how many to find for each.

    Returns:
        For each text the numbers of others, nearest first; of equally near ones the first in the order
        of texts. Fewer than asked for where fewer have anything in common with it. Time and memory
        are linear in texts.
    """
    index = _indexed(texts)
    found: list[tuple[int, ...]] = []
    for at in range(0, len(texts), _AT_ONCE):
        found += _neighbours(index, at, min(at + _AT_ONCE, len(texts)), number)
    return found


@dataclass(frozen=True, slots=True)
class _Index:
    """The features of texts by text, and by feature.

    Attributes:
        first: where the entries of each text begin, and where the last ends.
        place: of each entry, where it stands among the entries by feature.
        begin, size: of each entry, the entries of the same feature.
        value: weight of each entry by text.
        text, weight: of each entry by feature.
    """

    first: Ints
    place: Numbers
    begin: Numbers
    size: Numbers
    value: Numbers
    text: Numbers
    weight: Numbers


def _indexed(texts: Sequence[tuple[str, str]]) -> _Index:
    frequency = np.zeros(1 << BITS, np.int32)
    counted = []
    for at in range(0, len(texts), _AT_ONCE):
        owner, found, times = features(texts[at : at + _AT_ONCE])
        np.add.at(frequency, found, np.int32(1))
        # Little room: text and feature in one number, how often in a byte.
        kept = times.clip(1, _MOST_TIMES).astype(np.uint8)
        counted.append(((owner << BITS | found).astype(np.uint32), kept))
    text, feature, value = _joined(
        _chosen(keys, times, frequency, at, len(texts))
        for at, (keys, times) in zip(count(0, _AT_ONCE), counted, strict=False)
    )
    del counted, frequency
    order = np.argsort(feature, kind="stable").astype(np.int32)
    heads = starts(feature[order]).astype(np.int32)
    sizes: Numbers = np.append(heads[1:], np.int32(len(order))) - heads
    place = np.empty_like(order)
    place[order] = np.arange(len(order), dtype=np.int32)
    which = np.repeat(np.arange(len(heads), dtype=np.int32), sizes)[place]
    first = np.searchsorted(text, np.arange(len(texts) + 1))
    return _Index(first, place, heads[which], sizes[which], value, text[order], value[order])


def _joined(parts: Iterable[tuple[Numbers, Numbers, Numbers]]) -> Iterator[Numbers]:
    return (np.concatenate(part, dtype=np.int32) for part in zip(*parts, strict=True))


def _chosen(
    keys: NDArray[np.uint32], times: NDArray[np.uint8], frequency: Numbers, base: int, total: int
) -> tuple[Numbers, Numbers, Numbers]:
    """The features that tell most of each text, with weights that make its vector `_SCALE` long."""
    owner, feature = (keys >> BITS).astype(np.int64), (keys & ((1 << BITS) - 1)).astype(np.int64)
    seen = frequency[feature]
    shared = (seen > 1) & (seen < total)
    owner, feature, times, seen = owner[shared], feature[shared], times[shared], seen[shared]
    # The root, as the product of two vectors takes each weight twice: rare words would be all that counts.
    weight = _TIMES[times - 1] * np.rint(40 * np.sqrt(np.log(total / seen))).astype(np.int64)
    order = np.argsort((owner << 48) | ((1 << 24) - weight << BITS) | feature)
    owner, feature, weight = owner[order], feature[order], weight[order]
    rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
    best = rank < FEATURES
    owner, feature, weight = owner[best], feature[best], weight[best]
    length = np.sqrt(np.bincount(owner, weights=weight * weight, minlength=1))
    value = np.rint(_SCALE * weight / length[owner]).astype(np.int32)
    return (owner + base).astype(np.int32), feature.astype(np.int32), value


def _neighbours(index: _Index, first: int, end: int, number: int) -> list[tuple[int, ...]]:
    """The nearest to the texts from `first` to before `end`, at most `number` of each."""
    own = slice(index.first[first], index.first[end])
    texts = np.repeat(np.arange(end - first), np.diff(index.first[first : end + 1]))
    size = np.minimum(index.size[own], WINDOW).astype(np.int64)
    last = index.begin[own] + index.size[own] - size
    begin = np.clip(index.place[own] - WINDOW // 2, index.begin[own], last)
    at = np.repeat(begin - np.cumsum(size) + size, size) + np.arange(size.sum())
    other = index.text[at].astype(np.int64)
    width = int(index.first.size).bit_length()
    pair = (np.repeat(texts, size) << width) | other
    keys = (pair << _SCORE_BITS) | np.repeat(index.value[own], size) * index.weight[at]
    keys.sort()
    heads = starts(keys >> _SCORE_BITS)
    if not len(heads):
        return [()] * (end - first)
    score = np.add.reduceat(keys & ((1 << _SCORE_BITS) - 1), heads)
    pair = keys[heads] >> _SCORE_BITS
    text, other = pair >> width, pair & ((1 << width) - 1)
    others = other != text + first
    text, other, score = text[others], other[others], score[others]
    ranked = (text << (_SCORE_BITS + width)) | ((1 << _SCORE_BITS) - 1 - score << width) | other
    ranked.sort()
    text = ranked >> (_SCORE_BITS + width)
    bounds = np.searchsorted(text, np.arange(end - first + 1))
    other = ranked & ((1 << width) - 1)
    return [tuple(other[a : min(a + number, b)].tolist()) for a, b in pairwise(bounds)]
