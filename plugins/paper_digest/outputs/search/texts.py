"""The store of texts: what is shown of a found paper, in small chunks that are read on demand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct

from .documents import SearchDocument

GROUP = 128
"""How many documents share one content-hashed folder."""

_COMPRESSED = 0.55
"""How much of a chunk is left by compression, about."""


class TextGroup(Struct, frozen=True):
    """The chunks of up to `GROUP` documents, `per_chunk` documents in each but the last."""

    per_chunk: int
    chunks: tuple[bytes, ...]


def group_of_texts(
    documents: Sequence[SearchDocument], topics: Mapping[str, int], chunk_bytes: int
) -> TextGroup:
    """Write what is shown of some documents.

    Args:
        documents: at most `GROUP` documents, in order.
        topics: the number of each topic by slug.
        chunk_bytes: about how large a chunk is after compression.

    Returns:
        Chunks of JSON: for each document `[url, English title, Chinese title, English text,
        Chinese text, date, [topic, …], kind]`; kind is 1 for an editor's page.
    """
    rows = [json.dumps(_row(one, topics), ensure_ascii=False, separators=(",", ":")) for one in documents]
    size = sum(len(row.encode(errors="replace")) for row in rows) * _COMPRESSED / len(rows)
    per_chunk = max(1, min(GROUP, round(chunk_bytes / size)))
    chunks = (rows[at : at + per_chunk] for at in range(0, len(rows), per_chunk))
    return TextGroup(per_chunk, tuple(f"[{','.join(chunk)}]".encode(errors="replace") for chunk in chunks))


def _row(one: SearchDocument, topics: Mapping[str, int]) -> list[object]:
    numbers = [topics[slug] for slug in one.topics if slug in topics]
    return [
        one.url,
        one.title.en,
        one.title.zh,
        one.abstract.en,
        one.abstract.zh,
        one.date,
        numbers,
        int(one.kind == "page"),
    ]
