"""Texts as counted features: words of Latin letters, and pairs of Chinese characters.

Everything is done on arrays of code points, many texts at a time. A feature is a number: a hash of its
characters, the same on every machine and in every build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 22
"""Width of a feature. Of the features of 100,000 papers every tenth shares its number with another."""

TITLE_WEIGHT = 3
"""What a word in a title counts for, against one in an abstract."""

TIMES_BITS = 5
MOST_TIMES = (1 << TIMES_BITS) - 1
"""More mentions than this count for no more."""

Ints = NDArray[np.int64]

_AT_ONCE = 256
_LATIN, _HAN = 1, 2
_SPLITTING = "的了和与在是为以及其等将并这该从而被所或且之一种个们我"
_COMMON = """
about across after all also among and any are as at based be been before being better beyond both but by
can could do does each for from had has have how if improve improved improving in into is it its just
large more most new no not of on one only or our out over paper propose proposed show some study such than
that the their them then there these they this those through to toward towards under up upon us use used
using very via was we well were what when where which while who why will with within without you your
"""
_URL = re.compile("https?://[!-~]+")
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_TOP = np.uint64(64 - BITS)


def features_of(texts: Sequence[tuple[str, str]]) -> list[bytes]:
    """Count the features of texts.

    Args:
        texts: title and abstract of each paper, in any languages.

    Returns:
        For each text, whatever the others are, its features in ascending order: numbers of four bytes, the
        lowest first, with the feature above `TIMES_BITS` bits of how often the text has it. A word in a
        title counts `TITLE_WEIGHT` times, and nothing more often than `MOST_TIMES`.
    """
    found: list[bytes] = []
    for at in range(0, len(texts), _AT_ONCE):
        found += _counted(texts[at : at + _AT_ONCE])
    return found


def _counted(texts: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    parts = [_folded(part) for text in texts for part in text]
    codes = np.frombuffer("\n".join([*parts, ""]).encode("utf-32-le", "replace"), dtype=np.uint32)
    part = np.repeat(np.arange(len(parts)), [len(one) + 1 for one in parts])
    kind = _kinds()[np.minimum(codes, 0xFFFF)]
    pairs, pair_at = _pairs(codes, kind)
    words, word_at = _words(codes, kind)
    owner = part[np.concatenate((pair_at, word_at))]
    # Text, feature and weight in one number, so that one sort of numbers brings equal ones together.
    keys = (owner >> 1 << BITS | np.concatenate((pairs, words))) << 2 | np.where(owner & 1, 1, TITLE_WEIGHT)
    keys.sort()
    heads = starts(keys >> 2)
    times = np.add.reduceat(keys & 3, heads) if len(heads) else keys
    keys = keys[heads] >> 2
    packed = (keys & (1 << BITS) - 1) << TIMES_BITS | np.minimum(times, MOST_TIMES)
    data = packed.astype("<u4").tobytes()
    ends = (4 * np.searchsorted(keys, np.arange(len(texts) + 1) << BITS)).tolist()
    return (data[first:end] for first, end in pairwise(ends))


def starts(ordered: NDArray[Any]) -> Ints:
    """Where in a sorted array each new value begins."""
    if not len(ordered):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))


def _folded(text: str) -> str:
    text = text.lower()
    return _URL.sub(" ", text) if "://" in text else text


def _pairs(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Pairs of Chinese characters that stand side by side, and where."""
    han = kind == _HAN
    at = np.flatnonzero(han[:-1] & han[1:])
    both = (codes[at].astype(np.uint64) << np.uint64(32)) | codes[at + 1]
    return _hash(both), at


def _words(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Words of two letters or more, without the plural's `s`, numbers and common words, and where."""
    latin = np.concatenate(([False], kind == _LATIN, [False]))
    edges = np.flatnonzero(latin[1:] != latin[:-1])
    first, end = edges[::2], edges[1::2]
    long = end - first > 3
    plural = long & (codes[end - 1] == ord("s")) & (codes[end - 2] != ord("s"))
    end = end - plural
    letters = np.concatenate(([0], np.cumsum(codes >= ord("a"))))
    keep = (end - first > 1) & (letters[end] > letters[first])
    first, end = first[keep], end[keep]
    found = _hash(_sums(codes, first, end))
    wanted = ~np.isin(found, _common())
    return found[wanted], first[wanted]


def _sums(codes: NDArray[np.uint32], first: Ints, end: Ints) -> NDArray[np.uint64]:
    """A number for the characters of each slice: a polynomial in them, modulo 2 to the 64."""
    longest = int((end - first).max(initial=0))
    sums = np.zeros(len(first), np.uint64)
    going = np.arange(len(first))
    for step in range(longest):
        going = going[first[going] + step < end[going]]
        sums[going] = (sums[going] + codes[first[going] + step]) * _BASE
    return sums


def _hash(values: NDArray[np.uint64]) -> Ints:
    mixed = (values ^ (values >> np.uint64(29))) * _MIX
    return (((mixed ^ (mixed >> np.uint64(32))) * _BASE) >> _TOP).astype(np.int64)


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each character of the Basic Multilingual Plane belongs to."""
    kinds = np.zeros(0x10000, np.uint8)
    for first, last in (("0", "9"), ("a", "z"), ("ß", "ɏ"), ("Ͱ", "ӿ")):
        kinds[ord(first) : ord(last) + 1] = _LATIN
    for first, last in (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3")):
        kinds[ord(first) : ord(last) + 1] = _HAN
    kinds[[ord(char) for char in _SPLITTING]] = 0
    return kinds


@cache
def _common() -> Ints:
    words = _COMMON.split()
    codes = np.frombuffer("\n".join(words).encode("utf-32-le"), dtype=np.uint32)
    end = np.cumsum([len(word) + 1 for word in words]) - 1
    first = end - [len(word) for word in words]
    return _hash(_sums(codes, first, end))
