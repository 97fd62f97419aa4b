"""Where the Chinese term begins that a bracket glosses: statistics over the corpus.

A gloss such as `我们提出一种连续语音分词器 (continuous speech tokenizer)` leaves open where its Chinese
term begins. Each place is scored by what the corpus tells: which Chinese stands where these English
words stand (titles in both languages, other glosses), how other glosses of the same English go on to
the left, whether the same text recurs in its paper, how firmly the characters on both sides hold
together, and whether the words before are such as lead a term in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paper_digest.glossary.candidate import EXPLAINS, Boundary, Candidate, Phrase
from paper_digest.glossary.statistics import SIGNS, Cohesion, Lexicon
from paper_digest.glossary.words import LEADS_IN

_LONGEST = 22
_HOPELESS = 5.0
_LEAD_ENDS = frozenset(word[-1] for word in LEADS_IN)


class Place(NamedTuple):
    """A place where a term can begin.

    Attributes:
        length: number of tokens from there to the bracket.
        support: what the other glosses of the same English say for it.
        boundary: what it cuts out; its score leaves out all of the above.
    """

    length: int
    support: float
    boundary: Boundary


class Chooser:
    """Scores the places where a term can begin. Fastest if asked for one phrase after the other."""

    def __init__(self, lexicon: Lexicon, cohesion: Cohesion) -> None:
        """Take what the corpus teaches."""
        self.lexicon = lexicon
        self.cohesion = cohesion
        self._phrase = Phrase("", lexicon)

    def places(
        self, tokens: Sequence[str], phrase: str, abbreviation: str, endings: Counter[str]
    ) -> list[Place]:
        """Score the places where the term can begin, by all but what recurs in the paper.

        Args:
            tokens: the text before the bracket.
            phrase: the English written out, "" where only an abbreviation is known.
            abbreviation: as written; it tells how long the term is where there is no phrase.
            endings: for all glosses of the same English, how often each text stands at their end;
                its value for "" is their number.

        Returns:
            The places from right to left; none where no text can be the term.
        """
        candidate = Candidate(tokens, self._read(phrase), abbreviation, self.cohesion)
        places: list[Place] = []
        for start in range(len(tokens) - 1, max(-1, len(tokens) - _LONGEST), -1):
            possible = candidate.extend(start)
            if places and candidate.cost > _HOPELESS:
                break
            if not possible:
                continue
            score = candidate.score() + self._outside(tokens, start)
            support = _support(candidate.text, tokens, start, endings)
            places.append(Place(len(tokens) - start, support, candidate.boundary(score)))
        return places

    def share(self, tokens: Sequence[str], phrase: str) -> float:
        """The part of a text, 0 to 1, that English words explain."""
        read = self._read(phrase)
        folded = [token.lower() for token in tokens if token not in SIGNS]
        explained = [False] * len(folded)
        for place in range(len(folded) - 1):
            if read[folded[place] + folded[place + 1]][0] >= EXPLAINS:
                explained[place] = explained[place + 1] = True
        return sum(explained) / max(1, len(explained))

    def _read(self, phrase: str) -> Phrase:
        if phrase != self._phrase.text:
            self._phrase = Phrase(phrase, self.lexicon)
        return self._phrase

    def _outside(self, tokens: Sequence[str], start: int) -> float:
        """What speaks for a boundary between a place and the text before it."""
        if start == 0:
            return 1.5
        before = tokens[start - 1]
        if before in SIGNS:
            return 0.3 if before == " " else -9.0
        if not before.isascii():
            if before in _LEAD_ENDS:
                for length in (4, 3, 2):
                    if start >= length and "".join(tokens[start - length : start]) in LEADS_IN:
                        return 1.5
            if before in LEADS_IN:
                return 1.0
        return -0.8 - 1.5 * self.cohesion.between(before[-1], tokens[start][0])


def _support(chinese: str, tokens: Sequence[str], start: int, endings: Counter[str]) -> float:
    """How the corpus goes on to the left of this text elsewhere."""
    total = endings[""]
    if total < 2:
        return 0.0
    here = max(1, endings[chinese])
    further = endings[tokens[start - 1] + chinese] if start else 1
    score = math.log(here / total) + min(2.0, math.log(here / max(0.5, further)))
    # All glosses end with it, and not all go on alike: the longest text that they share.
    return score + (1.0 if further < here == total else 0.0)


def best(places: Iterable[Place], repeats: Sequence[int]) -> Boundary | None:
    """The best of the places in a paper where the text recurs in this way.

    Args:
        places: from right to left.
        repeats: how often the last token, the last two and so on stand in the paper, as far as they do
            more than once.

    Returns:
        The best place with its score, None where there is none.
    """
    chosen, most = None, -math.inf
    for length, support, boundary in places:
        if length <= len(repeats):
            further = repeats[length] if length < len(repeats) else 1
            support += min(1.2, 0.8 * math.log(repeats[length - 1] / further))
        score = boundary.score + support
        if score > most:
            chosen, most = boundary, score
    return chosen._replace(score=most) if chosen else None
