"""Papers in groups: what is remembered of papers is kept in one record for those of one digest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import is_
from typing import NamedTuple

from paper_digest.memo import Memo, fingerprint
from paper_digest.model import Paper

_LARGEST = 64


class Group(NamedTuple):
    """Papers that one digest held first, in its order, and a hash of their titles and abstracts."""

    papers: tuple[Paper, ...]
    texts: bytes


def grouped(papers: Sequence[Paper], memo: Memo) -> list[Group]:
    """The papers of each digest that first held them; those of a large digest in parts.

    Args:
        papers: the corpus, those of one digest side by side.
        memo: holds the groups for the next build, which hashes only what has changed.
    """
    before = memo.same("groups", dict[tuple[str, int], Group])
    groups: dict[tuple[str, int], Group] = {}
    for digest_id, found in groupby(papers, lambda paper: paper.appearances[0].digest_id):
        members = tuple(found)
        for first in range(0, len(members), _LARGEST):
            some = members[first : first + _LARGEST]
            group = before.get((digest_id, first))
            if group is None or len(group.papers) != len(some) or not all(map(is_, group.papers, some)):
                texts = [(paper.title.encoded(), paper.abstract.encoded()) for paper in some]
                group = Group(some, fingerprint(texts))
            groups[digest_id, first] = group
    before.clear()
    before.update(groups)
    return list(groups.values())
