"""Segments: runs of documents, oldest first, that are indexed each on its own.

New papers come last, so that only the last segment changes from week to week; the few segments keep
the number of requests of a query low.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .documents import SearchDocument

_WORTH_CUTTING = 512


def in_order(documents: Sequence[SearchDocument]) -> list[SearchDocument]:
    """Oldest first; what has no date last; then by id."""
    return sorted(documents, key=lambda one: (one.date or "~", one.id))


def segments(total: int) -> list[tuple[int, int]]:
    """Cut the numbers of the documents into at most two segments.

    The first holds a multiple of a power of two, the second what remains: so much that the weeks in
    which the first is written anew weigh as much as the second does in all others.

    Args:
        total: how many documents there are.

    Returns:
        First number and the one behind the last, of each segment.
    """
    step = 1 << (total.bit_length() + 5) // 2
    large = total // step * step if total >= _WORTH_CUTTING else 0
    return [(start, end) for start, end in pairwise((0, large, total)) if end > start]
