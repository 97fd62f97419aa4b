"""The columns behind filters and counts: one small file for each segment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from .documents import SearchDocument

HAS_CODE, ENGLISH, CHINESE, PAGE = 1, 2, 4, 8


def facet_columns(documents: Sequence[SearchDocument], topics: Mapping[str, int]) -> bytes:
    """Write the columns of a segment.

    Args:
        documents: the segment's documents, in order.
        topics: the number of each topic by slug.

    Returns:
        JSON: `dates` and `digests` list what occurs, in order of first occurrence; `date`,
        `digest` and `topic` give each document's numbers (`digest` and `topic` as lists), `flags`
        the sum of 1 (has code), 2 (English available), 4 (Chinese available), 8 (a page).
    """
    dates: dict[str, int] = {}
    digests: dict[str, int] = {}
    columns = {
        "date": [dates.setdefault(one.date, len(dates)) for one in documents],
        "digest": [[digests.setdefault(digest, len(digests)) for digest in one.digests] for one in documents],
        "topic": [[topics[slug] for slug in one.topics if slug in topics] for one in documents],
        "flags": [_flags(one) for one in documents],
    }
    return json.dumps(
        {"dates": list(dates), "digests": list(digests), **columns},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode(errors="replace")


def author_columns(documents: Sequence[SearchDocument]) -> bytes:
    """Write the authors of a segment; apart, as they are large and few searches need them.

    Args:
        documents: the segment's documents, in order.

    Returns:
        JSON: `authors` lists the names that occur, in order of first occurrence; `author` gives each
        document's numbers.
    """
    names: dict[str, int] = {}
    numbers = [[names.setdefault(name, len(names)) for name in one.authors] for one in documents]
    return json.dumps(
        {"authors": list(names), "author": numbers}, ensure_ascii=False, separators=(",", ":")
    ).encode(errors="replace")


def _flags(one: SearchDocument) -> int:
    return (
        HAS_CODE * one.has_code
        + ENGLISH * ("en" in one.languages)
        + CHINESE * ("zh" in one.languages)
        + PAGE * (one.kind == "page")
    )
