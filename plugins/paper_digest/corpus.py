"""Merging: blocks and overlays become papers, and the indexes that every later stage looks up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import is_
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.ids import paper_id_of_arxiv, slug
from paper_digest.merging import Mention, Merged, merged_paper
from paper_digest.model import (
    Block,
    Date,
    Digest,
    Overlay,
    Paper,
)

_RESERVED_IDS = frozenset({"index", "readme"})
_NO_DATE: Date = dt.date.min


class Corpus(Struct, frozen=True):
    """All digests and papers, with the look-ups that later stages need.

    Attributes:
        digests: newest first; those without a date last, by id. Without their blocks and roles: what these
            say, papers say.
        papers: newest first; of one date by their digest's id, within a digest in its order.
        paper: paper by id.
        digest: digest by id.
        papers_of: papers of a digest by digest id, in the digest's order, each once.
    """

    digests: tuple[Digest, ...]
    papers: tuple[Paper, ...]
    paper: Mapping[str, Paper]
    digest: Mapping[str, Digest]
    papers_of: Mapping[str, tuple[Paper, ...]]


def merge(
    digests: Iterable[Digest], overlays: Iterable[Overlay], facts: Iterable[Overlay] = ()
) -> tuple[Corpus, tuple[Diagnostic, ...]]:
    """Join the blocks and overlays that speak of one paper.

    A field is taken from the overlay, else from the oldest digest that has it; a text of another
    digest that differs is kept as a variant. Blocks belong to one paper when they name the same
    arXiv id, or, without one, the same title and link.

    Args:
        digests: parsed digests in any order, ids unique.
        overlays: parsed overlays in any order.
        facts: what sources tell, one for each paper; those of papers that no digest names are left out.

    Returns:
        The corpus, and findings about conflicts between its sources.
    """
    return Merger().merge(digests, overlays, facts)


class Merger:
    """Merges as `merge` does; papers made of the very digests and overlays of the last time stay."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._before: dict[str, Merged] = {}

    def merge(
        self, digests: Iterable[Digest], overlays: Iterable[Overlay], facts: Iterable[Overlay] = ()
    ) -> tuple[Corpus, tuple[Diagnostic, ...]]:
        """See `merge`."""
        oldest_first = sorted(digests, key=lambda d: (d.first_day or dt.date.max, d.id))
        found: list[Diagnostic] = []
        mentions, ids = _identify(oldest_first, found)
        overlay_of = _overlays_by_paper(overlays, mentions, found)
        facts_of = {one.paper_id: one for one in facts}
        before, self._before = self._before, {}
        papers: dict[str, Paper] = {}
        for paper_id, group in mentions.items():
            own = overlay_of.get(paper_id, ())
            merged = before.get(paper_id)
            known = facts_of.get(paper_id) if group[0].block.arxiv_id else None
            if merged is None or merged.facts is not known or not _is_same(merged, group, own):
                merged = merged_paper(paper_id, group, own, known)
            self._before[paper_id] = merged
            papers[paper_id] = merged.paper
            found += merged.found
        by_id = sorted(oldest_first, key=lambda d: d.id)
        newest_first = sorted(by_id, key=lambda d: d.first_day or _NO_DATE, reverse=True)
        papers_of = {d.id: tuple(papers[p] for p in dict.fromkeys(ids[d.id])) for d in newest_first}
        ordered = (
            paper for d in newest_first for paper in papers_of[d.id] if paper.appearances[0].digest_id == d.id
        )
        kept = {d.id: replace(d, blocks=(), roles=()) for d in newest_first}
        corpus = Corpus(
            digests=tuple(kept.values()),
            papers=tuple(sorted(ordered, key=lambda paper: paper.date or _NO_DATE, reverse=True)),
            paper=MappingProxyType(papers),
            digest=MappingProxyType(kept),
            papers_of=MappingProxyType(papers_of),
        )
        return corpus, tuple(found)


def _is_same(merged: Merged, mentions: Sequence[Mention], overlays: Sequence[Overlay]) -> bool:
    """Whether a paper was made of these very digests and overlays."""
    before = merged.mentions
    if len(before) != len(mentions) or len(merged.overlays) != len(overlays):
        return False
    for old, new in zip(before, mentions, strict=True):
        if old.digest is not new.digest or old.position != new.position:
            return False
    return all(map(is_, merged.overlays, overlays))


def _identify(
    digests: Sequence[Digest], found: list[Diagnostic]
) -> tuple[dict[str, list[Mention]], dict[str, list[str]]]:
    """Give every block its paper id; oldest first, so that an id once published stays."""
    mentions: dict[str, list[Mention]] = {}
    id_of_key: dict[tuple[str, str], str] = {}
    ids: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for digest in digests:
        ids[digest.id] = []
        for position, block in enumerate(digest.blocks, start=1):
            key = _key(block)
            if key not in id_of_key:
                id_of_key[key] = _unique_id(key, mentions, numbers, digest, block, found)
            paper_id = id_of_key[key]
            mentions.setdefault(paper_id, []).append(Mention(digest, block, position))
            ids[digest.id].append(paper_id)
    for group in mentions.values():
        if len(group) > 1 and any(mention.block.first_day for mention in group):
            group.sort(key=lambda mention: mention.date or dt.date.max)
    return mentions, ids


def _key(block: Block) -> tuple[str, str]:
    if block.arxiv_id:
        return ("arxiv", paper_id_of_arxiv(block.arxiv_id))
    return (slug(block.title.any("en")) or "paper", block.link)


def _unique_id(
    key: tuple[str, str],
    taken: Mapping[str, list[Mention]],
    numbers: dict[str, int],
    digest: Digest,
    block: Block,
    found: list[Diagnostic],
) -> str:
    if key[0] == "arxiv" and key[1] not in taken:
        return key[1]
    stem = key[1] if key[0] == "arxiv" else key[0]
    # All smaller numbers behind this stem are taken.
    paper_id, number = stem, numbers.get(stem, 1)
    while paper_id in taken or paper_id in _RESERVED_IDS:
        number += 1
        paper_id = f"{stem}-{number}"
    numbers[stem] = number
    if stem in taken:
        first = taken[stem][0].source
        message = f"{first.path}:{first.line} has this title too; the page here is papers/{paper_id}/."
        found.append(Diagnostic(digest.path, block.line, codes.ID_COLLISION, message))
    return paper_id


def _overlays_by_paper(
    overlays: Iterable[Overlay], mentions: Mapping[str, list[Mention]], found: list[Diagnostic]
) -> dict[str, list[Overlay]]:
    by_paper: dict[str, list[Overlay]] = defaultdict(list)
    for overlay in sorted(overlays, key=lambda o: o.path):
        if overlay.paper_id in mentions:
            by_paper[overlay.paper_id].append(overlay)
        else:
            message = f"No digest holds the paper {overlay.paper_id!r}."
            found.append(Diagnostic(overlay.path, 0, codes.OVERLAY_WITHOUT_PAPER, message))
    return by_paper
