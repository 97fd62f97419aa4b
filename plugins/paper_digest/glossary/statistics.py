"""What the corpus teaches: which Chinese stands where which English stands, and what holds together."""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SIGNS = frozenset(" -·‑–")
"""Tokens that connect others."""


def units(tokens: Sequence[str]) -> set[str]:
    """What Chinese text is compared by: Latin words, characters and pairs of neighbours."""
    folded = [token.lower() for token in tokens if token not in SIGNS]
    return {*folded, *map("".join, pairwise(folded))}


@dataclass(slots=True)
class Lexicon:
    """Which Chinese units stand where which English words stand, as counts of texts.

    Attributes:
        stems: the English words that are asked for; others are not counted.
        english, chinese: in how many texts each stands.
        both: by English word, in how many of its texts each Chinese unit stands.
    """

    stems: frozenset[str]
    english: Counter[str] = field(default_factory=Counter)
    chinese: Counter[str] = field(default_factory=Counter)
    both: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def learn(self, stems: Iterable[str], tokens: Sequence[str], times: int = 1) -> None:
        """Add one pair of texts that say the same, as often as it was met."""
        found = units(tokens) if times == 1 else [*units(tokens)] * times
        self.chinese.update(found)
        for stem in self.stems.intersection(stems):
            self.english[stem] += times
            self.both[stem].update(found)

    def strength(self, stem: str, unit: str) -> float:
        """How surely the two translate each other, 0 to 1, leaving out the text that is being read."""
        together = self.both[stem].get(unit, 0) - 1 if stem in self.both else 0
        if together < 1:
            return 0.0
        expected = self.english[stem] * self.chinese[unit]
        # The small addend damps what was seen once or twice.
        return together / (math.sqrt(expected) + 1)


class Cohesion:
    """How firmly two neighbouring characters hold together in texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the characters of the texts, and the pairs of neighbours."""
        self._single: Counter[str] = Counter()
        self._pair: Counter[int] = Counter()
        self._known: dict[str, float] = {}
        for text in texts:
            self._single.update(text)
            # Two neighbours in UTF-16 are one number, which is counted faster than a pair of texts.
            coded = memoryview(text.encode("utf-16-le", "surrogatepass"))
            for start in (0, 2):
                even = coded[start : start + (len(coded) - start) // 4 * 4]
                self._pair.update(even.cast("I").tolist())
        self._total = self._single.total()

    def between(self, left: str, right: str) -> float:
        """0 where two characters meet by chance, up to 1 where they mostly stand together."""
        known = self._known.get(left + right)
        if known is None:
            known = self._known[left + right] = self._between(left, right)
        return known

    def _between(self, left: str, right: str) -> float:
        together = self._pair[int.from_bytes((left + right).encode("utf-16-le"), sys.byteorder)]
        if together < 3:
            return 0.0
        chance = self._single[left] * self._single[right] / self._total
        return min(1.0, max(0.0, math.log(together / chance) / 6))
