"""Segments: runs of documents, oldest first, that are indexed each on its own.

New papers come last, so that only the last segment changes from week to week; the few segments keep
the number of requests of a query low.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .documents import SearchDocument

_SMALLEST = 512


def in_order(documents: Sequence[SearchDocument]) -> list[SearchDocument]:
    """Oldest first; what has no date last; then by id."""
    return sorted(documents, key=lambda one: (one.date or "~", one.id))


def segments(total: int) -> list[tuple[int, int]]:
    """Cut the numbers of the documents into at most three segments.

    The first holds a multiple of a power of two near half of all, the second a multiple of an
    eighth of that, the last what remains.

    Args:
        total: how many documents there are.

    Returns:
        First number and the one behind the last, of each segment.
    """
    large = max(_SMALLEST, 1 << max(total, 2).bit_length() - 2)
    bounds = [0, total // large * large]
    if large > _SMALLEST:
        bounds.append(total // (large // 8) * (large // 8))
    bounds.append(total)
    return [(start, end) for start, end in pairwise(bounds) if end > start]
