"""Segments: runs of documents, oldest first, that are indexed each on its own.

New papers come last, so that only the last segment changes from week to week; the few segments keep
the number of requests of a query low.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .documents import Record, SearchConfig, SearchDocument, Segment, TitleRuns

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


def segments_of(
    documents: Sequence[SearchDocument], records: Sequence[Record], config: SearchConfig
) -> list[Segment]:
    """Cut documents, in the order of `in_order`, and their records into segments."""
    topics = tuple(config.topics)
    return [
        Segment(
            tuple(documents[start:end]),
            tuple(records[start:end]),
            topics,
            config.shard_bytes,
            config.chunk_bytes,
        )
        for start, end in segments(len(documents))
    ]


def title_runs(documents: Sequence[SearchDocument], config: SearchConfig) -> TitleRuns:
    """What the common runs of documents are counted from."""
    known = (*config.topics.values(), *config.terms)
    least = max(2, least_documents(len(documents), config) - 1)
    return TitleRuns(tuple(one.title.zh for one in documents), tuple(one.zh for one in known), least)


def least_documents(documents: int, config: SearchConfig) -> int:
    """From how many documents on a word is offered as a correction."""
    return config.common_word or max(3, documents // 2000)
