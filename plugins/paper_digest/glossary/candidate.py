"""A text before a bracket that may be the term that the bracket glosses, and what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from paper_digest.glossary.english import content_stems
from paper_digest.glossary.statistics import SIGNS, Cohesion, Lexicon
from paper_digest.glossary.words import (
    BASED,
    LEADS_IN,
    NEVER_FIRST,
    NEVER_INSIDE,
    PROTECTED,
    RELATIONS,
    RELATIVE,
)

# Characters of Chinese for each English word that nothing explains.
_FEWEST, _MOST = 1.2, 2.6
EXPLAINS = 0.12
"""How often units must meet beyond chance to count as translations of each other."""

_MOST_GAIN = 2.2
_MOST_OF_WORD = 4
_ONE_WORD = 0.55
# One character says less than two: many words share it.
_EXPLAINS_ALONE = 0.25
_WORDS = LEADS_IN | PROTECTED


class Boundary(NamedTuple):
    """The Chinese term that a place cuts out, and what speaks for it.

    Attributes:
        chinese: the term.
        score: how much speaks for its beginning.
        explained: the part of it, 0 to 1, that words of the English explain.
        excess: characters that are too many for the English.
        lack: characters that are too few for it.
    """

    chinese: str
    score: float
    explained: float = 1.0
    excess: float = 0.0
    lack: float = 0.0


class Phrase(dict[str, tuple[float, tuple[int, ...]]]):
    """A phrase: how surely a Chinese unit translates one of its words, and the numbers of the best."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """Take the English and what translates what."""
        words = set(text.lower().replace("-", " ").split())
        self.text = text
        self.stems = tuple(dict.fromkeys(content_stems(text)))
        self.relations = RELATIONS if words & RELATIVE else frozenset[str]()
        self._strength = lexicon.strength

    def __missing__(self, unit: str) -> tuple[float, tuple[int, ...]]:
        """Look a unit up, once."""
        strengths = [self._strength(stem, unit) for stem in self.stems]
        best = max(strengths, default=0.0)
        if unit in LEADS_IN or unit in NEVER_INSIDE:
            best = 0.0
        self[unit] = best, tuple(n for n, one in enumerate(strengths) if best and one == best)
        return self[unit]


class Candidate:
    """A text that may be the term, extended to the left token by token."""

    def __init__(self, tokens: Sequence[str], phrase: Phrase, abbreviation: str, cohesion: Cohesion) -> None:
        """Begin with no token; where there is no phrase, the abbreviation tells how long the term is."""
        self.tokens, self.phrase, self.cohesion = tokens, phrase, cohesion
        self.words = len(phrase.stems) or sum(letter.isupper() for letter in abbreviation)
        self.relations = phrase.relations
        if not phrase.text and ("B" in abbreviation or "F" in abbreviation):
            self.relations = BASED
        self.text = ""
        self.cost = 0.0
        self.size = 0.0
        self.open = [0.0] * len(tokens)
        self.strengths = [0.0] * len(tokens)
        self.word_of = [-1] * len(tokens)
        self.gains = [0.0] * len(phrase.stems)
        self.sizes = [0.0] * len(phrase.stems)
        self.unexplained = 0.0
        self.attributes = 0.0
        self.room = (0.0, 0.0)
        self._folded_right = ""

    def extend(self, start: int) -> bool:
        """Take in one token; tell whether the term can begin with it."""
        tokens, token, relations = self.tokens, self.tokens[start], self.relations
        self.text = token + self.text
        if token in SIGNS:
            self._folded_right = token
            return False
        right = tokens[start + 1] if start + 1 < len(tokens) else ""
        left = tokens[start - 1] if start else ""
        pair = token + right
        self._explain(start, token, right)
        if self.strengths[start]:
            return not self._splits_word(start)
        in_word = self._holds(token, right)
        if token in NEVER_INSIDE and not (in_word or self._holds(left, token)) and token not in relations:
            self.cost += NEVER_INSIDE[token]
            self.attributes += (token == "的") * 1.5
        leading = len(pair) > 1 and pair in LEADS_IN and pair not in relations
        if leading:
            self.cost += 2.0
        if pair in relations and "的" in self.text:
            # 基于人类反馈的强化学习: the English says the relation, so 的 belongs to it.
            self.cost -= self.attributes + 0.6
            self.attributes = 0.0
        if leading or (
            token in NEVER_FIRST and not in_word and token not in relations and pair not in relations
        ):
            return False
        return not self._splits_word(start)

    def _holds(self, left: str, right: str) -> bool:
        """Whether two neighbours are one word, as the list says or the corpus shows."""
        if not left or not right:
            return False
        return left + right in PROTECTED or self.cohesion.between(left[-1], right[0]) >= _ONE_WORD

    def _splits_word(self, start: int) -> bool:
        """Whether a boundary here would part a word; in 增强大模型, 强大 is none."""
        if not start or self.tokens[start - 1] + self.tokens[start] not in _WORDS:
            return False
        return start < 2 or self.tokens[start - 2] + self.tokens[start - 1] not in LEADS_IN

    def _explain(self, start: int, token: str, right: str) -> None:
        phrase = self.phrase
        folded, folded_right = token.lower(), self._folded_right
        self._folded_right = folded
        latin = token.isascii()
        weight = 2.0 if latin else 1.0
        self.size += weight
        if token not in NEVER_INSIDE:
            self.open[start] = weight
            self.unexplained += weight
        if not phrase.stems:
            return
        strength, words = phrase[folded]
        if strength >= _EXPLAINS_ALONE and token + right not in LEADS_IN:
            self._mark(start, 0.8 * strength, words)
        if latin:
            for word, stem in enumerate(phrase.stems):
                if folded[: len(stem)] == stem or folded[:6] == stem:
                    self._mark(start, 1.0, (word,))
        if right and right not in SIGNS:
            strength, words = phrase[folded + folded_right]
            if strength > EXPLAINS and (
                (token not in NEVER_INSIDE and right not in NEVER_INSIDE) or token + right in PROTECTED
            ):
                self._mark(start, strength, words)
                self._mark(start + 1, strength, words)

    def _mark(self, place: int, strength: float, words: tuple[int, ...]) -> None:
        """Note that an English word explains a token, if none explains it better."""
        old = self.strengths[place]
        if strength <= old or strength <= EXPLAINS:
            return
        # Words that always came together explain alike; each takes its share.
        word = words[0] if len(words) == 1 else min(words, key=self.sizes.__getitem__)
        weight = 2.0 if self.tokens[place].isascii() else 1.0
        if old:
            self.gains[self.word_of[place]] -= _gain(old)
            self.sizes[self.word_of[place]] -= weight
        elif not self.gains[word]:
            # 锚定的挑战者训练: what stands before 的 belongs to the term if the English says it too.
            self.cost -= self.attributes
            self.attributes = 0.0
        self.gains[word] += _gain(strength)
        self.sizes[word] += weight
        self.strengths[place] = strength
        self.word_of[place] = word
        self.unexplained -= self.open[place]
        self.open[place] = 0.0

    def score(self) -> float:
        """What the text itself says for being the term."""
        gained, left, surplus = 0.0, self.words, 0.0
        for gain in self.gains:
            if gain > 0:
                left -= 1
            # One English word is never rendered by a whole clause, however often the two meet.
            gained += gain if gain < _MOST_GAIN else _MOST_GAIN
        for size in self.sizes:
            if size > _MOST_OF_WORD:
                surplus += size - _MOST_OF_WORD
        excess = max(0.0, self.unexplained - _MOST * left - 0.5) + surplus
        lack = max(0.0, _FEWEST * left - self.unexplained)
        self.room = (excess, lack)
        return gained - 0.8 * (excess + lack) - self.cost

    def boundary(self, score: float) -> Boundary:
        """The candidate as `score` found it."""
        return Boundary(self.text, score, 1 - self.unexplained / self.size, *self.room)


def _gain(strength: float) -> float:
    return strength + 0.4 if strength < 0.6 else 1.0
