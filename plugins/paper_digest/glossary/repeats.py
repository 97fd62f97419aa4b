"""Sentences that many papers repeat word for word: they tell nothing of any of them."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable

from paper_digest.glossary.glosses import HAN

MANY = 3
"""Papers that have a sentence before it counts for none."""

_LEAST = 4
# Chinese sentences end without a blank; a blank between Chinese letters parts them too.
_SENTENCE = re.compile(rf"(?:[^。！？!?\n.\s]|\.(?!\s|\Z)|(?<![{HAN}])\s|\s(?![{HAN}]))+[。！？!?.]?")


def sentences_of(text: str) -> tuple[int, ...]:
    """A number for each different sentence of a paper's texts, in ascending order."""
    return tuple(sorted({_number(found[0]) for found in _SENTENCE.finditer(text)}))


def repeated(papers: Iterable[Collection[int]]) -> tuple[int, ...]:
    """The sentences that many papers have.

    Args:
        papers: what `sentences_of` says of each.
    """
    counts = Counter(number for paper in papers for number in paper)
    return tuple(sorted(number for number, count in counts.items() if count >= MANY))


def without(text: str, numbers: Collection[int]) -> str:
    """A text of the same length, with those sentences as signs that no term holds."""
    if not numbers:
        return text
    return _SENTENCE.sub(
        lambda found: "\0" * len(found[0]) if _number(found[0]) in numbers else found[0], text
    )


def _number(sentence: str) -> int:
    bare = sentence.strip(" 。.\n")
    return zlib.crc32(bare.encode("utf-8", "surrogatepass")) if len(bare) >= _LEAST else -1
