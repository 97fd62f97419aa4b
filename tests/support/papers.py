"""Digests, overlays and papers as values, with as little as a test needs to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from paper_digest.corpus import Corpus, merge
from paper_digest.model import Bilingual, Block, Digest, Metadata, Overlay, Paper
from paper_digest.urls import links_in


def block(
    arxiv_id: str = "", en: str = "", zh: str = "", body: Bilingual = Bilingual(), line: int = 1, **more: Any
) -> Block:
    """A block; its link leads to arXiv where it has an id."""
    link = more.pop("link", f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else "")
    return Block(
        line=line,
        end_line=line + 3,
        title=Bilingual(en, zh),
        link=link,
        arxiv_id=arxiv_id,
        body=body,
        urls=links_in(body.en, body.zh),
        **more,
    )


def digest(digest_id: str, *blocks: Block, day: dt.date | str | None = None, **more: Any) -> Digest:
    """A digest of these blocks."""
    first = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return Digest(
        id=digest_id, path=f"digests/{digest_id}.md", blocks=blocks, first_day=first, last_day=first, **more
    )


def overlay(paper_id: str, **fields: Any) -> Overlay:
    """An overlay of a paper."""
    return Overlay(path=f"papers/{paper_id}.md", paper_id=paper_id, **fields)


def corpus(*digests: Digest, overlays: tuple[Overlay, ...] = ()) -> Corpus:
    """The corpus of these digests, whatever is wrong with them."""
    return merge(digests, overlays)[0]


def paper(arxiv_id: str = "2501.00001", en: str = "A Title", zh: str = "标题", **fields: Any) -> Paper:
    """The one paper of a digest of January 2025."""
    body = fields.pop("body", Bilingual(zh="摘要。"))
    metadata = fields.pop("metadata", Metadata())
    one = block(arxiv_id, en, zh, body, metadata=metadata, **fields)
    return corpus(digest("2025/0106", one, day="2025-01-06")).papers[0]
