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
from dataclasses import dataclass, field
from itertools import pairwise

from paper_digest.glossary.english import content_stems
from paper_digest.glossary.words import (
    BASED,
    LEADS_IN,
    NEVER_FIRST,
    NEVER_INSIDE,
    OFTEN_BEFORE,
    PROTECTED,
    RELATIONS,
    RELATIVE,
)

# Characters of Chinese for each English word that nothing explains.
_FEWEST, _MOST = 1.2, 2.6
# How often units must meet beyond chance to count as translations of each other.
_EXPLAINS = 0.12
_MOST_GAIN = 2.2
_MOST_OF_WORD = 4
_LONGEST = 22
_HOPELESS = 5.0
_ONE_WORD = 0.55
# One character says less than two: many words share it.
_EXPLAINS_ALONE = 0.25


_LEADING = LEADS_IN | OFTEN_BEFORE
_WORDS = _LEADING | PROTECTED


def units(tokens: Sequence[str]) -> set[str]:
    """What Chinese text is compared by: Latin words, characters and pairs of neighbours."""
    folded = [token.lower() for token in tokens if token not in _SIGNS]
    return {*folded, *map("".join, pairwise(folded))}


_SIGNS = frozenset(" -·‑–")


@dataclass(slots=True)
class Lexicon:
    """Which Chinese units stand where which English words stand, as counts of texts."""

    english: Counter[str] = field(default_factory=Counter)
    chinese: Counter[str] = field(default_factory=Counter)
    both: Counter[tuple[str, str]] = field(default_factory=Counter)

    def learn(self, stems: Iterable[str], tokens: Sequence[str]) -> None:
        """Add one pair of texts that say the same."""
        stems, found = set(stems), units(tokens)
        self.english.update(stems)
        self.chinese.update(found)
        for stem in stems:
            self.both.update([(stem, unit) for unit in found])

    def strength(self, stem: str, unit: str) -> float:
        """How surely the two translate each other, 0 to 1, leaving out the text that is being read."""
        together = self.both.get((stem, unit), 0) - 1
        if together < 1:
            return 0.0
        expected = self.english[stem] * self.chinese[unit]
        # The small addend damps what was seen once or twice.
        return together / (math.sqrt(expected) + 1)


@dataclass(slots=True)
class Cohesion:
    """How firmly two neighbouring characters hold together in the corpus."""

    single: Counter[str] = field(default_factory=Counter)
    pair: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: int = 0

    def learn(self, text: str) -> None:
        """Add a text."""
        self.total += len(text)
        self.single.update(text)
        self.pair.update(pairwise(text))

    def between(self, left: str, right: str) -> float:
        """0 where the two meet by chance, up to 1 where they mostly stand together."""
        together = self.pair.get((left, right), 0)
        if together < 3:
            return 0.0
        chance = self.single[left] * self.single[right] / max(1, self.total)
        return min(1.0, max(0.0, math.log(together / chance) / 6))


@dataclass(frozen=True, slots=True)
class Boundary:
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


class Chooser:
    """Scores the places where a term can begin."""

    def __init__(self, lexicon: Lexicon, cohesion: Cohesion) -> None:
        """Take what the corpus teaches."""
        self.lexicon = lexicon
        self.cohesion = cohesion
        self._units: dict[tuple[tuple[str, ...], str], tuple[float, tuple[int, ...]]] = {}

    def choose(
        self, tokens: Sequence[str], phrase: str, abbreviation: str, endings: Counter[str], text: str
    ) -> Boundary | None:
        """Find where the term begins.

        Args:
            tokens: the text before the bracket.
            phrase: the English written out, "" where only an abbreviation is known.
            abbreviation: as written; it tells how long the term is where there is no phrase.
            endings: for all glosses of the same English, how often each text stands at their end;
                its value for "" is their number.
            text: the whole text of the paper.

        Returns:
            The best place, or None where no text can be the term.
        """
        candidate = _Candidate(tokens, phrase, abbreviation, self)
        best: Boundary | None = None
        for start in range(len(tokens) - 1, max(-1, len(tokens) - _LONGEST), -1):
            possible = candidate.extend(start)
            if best and candidate.cost > _HOPELESS:
                break
            if not possible:
                continue
            score = candidate.score() + self._outside(tokens, start)
            score += _support(candidate.text, tokens, start, endings, text)
            if not phrase:
                score -= candidate.misfit(tokens[start - 1] if start else "")
            if best is None or score > best.score:
                best = candidate.boundary(score)
        return best

    def share(self, tokens: Sequence[str], stems: tuple[str, ...]) -> float:
        """The part of a text, 0 to 1, that English words explain."""
        folded = [token.lower() for token in tokens if token not in _SIGNS]
        told = [False] * len(folded)
        for place in range(len(folded) - 1):
            if self.explain(stems, folded[place] + folded[place + 1])[0] >= _EXPLAINS:
                told[place] = told[place + 1] = True
        return sum(told) / max(1, len(told))

    def explain(self, stems: tuple[str, ...], unit: str) -> tuple[float, tuple[int, ...]]:
        """How surely a Chinese unit translates one of the English words, and the numbers of the best."""
        key = (stems, unit)
        if key not in self._units:
            strengths = [self.lexicon.strength(stem, unit) for stem in stems]
            best = max(strengths, default=0.0)
            if best == 0.0 or unit in LEADS_IN or unit in NEVER_INSIDE:
                self._units[key] = (0.0, ())
            else:
                self._units[key] = (best, tuple(n for n, one in enumerate(strengths) if one == best))
        return self._units[key]

    def _outside(self, tokens: Sequence[str], start: int) -> float:
        """What speaks for a boundary between a place and the text before it."""
        if start == 0:
            return 1.5
        before = tokens[start - 1]
        if before in _SIGNS:
            return 0.3 if before == " " else -9.0
        if not before.isascii():
            for length in (4, 3, 2):
                if start >= length and "".join(tokens[start - length : start]) in LEADS_IN:
                    return 1.5
            if "".join(tokens[max(0, start - 2) : start]) in OFTEN_BEFORE:
                return 0.7
            if before in LEADS_IN:
                return 1.0
        return -0.8 - 1.5 * self.cohesion.between(before[-1], tokens[start][0])


class _Candidate:
    """A text that may be the term, extended to the left token by token."""

    def __init__(self, tokens: Sequence[str], phrase: str, abbreviation: str, chooser: Chooser) -> None:
        words = set(phrase.lower().replace("-", " ").split())
        self.tokens, self.chooser = tokens, chooser
        self.stems = tuple(dict.fromkeys(content_stems(phrase)))
        self.words = len(self.stems) or sum(letter.isupper() for letter in abbreviation)
        self.relations = RELATIONS if words & RELATIVE else frozenset[str]()
        if not phrase and set("BF") & set(abbreviation):
            self.relations = BASED
        self.text = ""
        self.cost = 0.0
        self.size = 0.0
        self.open = [0.0] * len(tokens)
        self.strengths = [0.0] * len(tokens)
        self.word_of = [-1] * len(tokens)
        self.gains = [0.0] * len(self.stems)
        self.sizes = [0.0] * len(self.stems)
        self.unexplained = 0.0
        self.attributes = 0.0

    def extend(self, start: int) -> bool:
        """Take in one token; tell whether the term can begin with it."""
        tokens, token = self.tokens, self.tokens[start]
        self.text = token + self.text
        if token in _SIGNS:
            return False
        right = tokens[start + 1] if start + 1 < len(tokens) else ""
        left = tokens[start - 1] if start else ""
        pair = token + right
        self._explain(start, token, right)
        if self.strengths[start]:
            return not self._splits_word(start)
        in_word = self._holds(token, right)
        protected = in_word or self._holds(left, token)
        if not protected and token not in self.relations:
            self.cost += NEVER_INSIDE.get(token, 0.0)
            self.attributes += (token == "的") * 1.5
        leading = len(pair) > 1 and pair in LEADS_IN and pair not in self.relations
        self.cost += 2.0 * leading
        if pair in self.relations and "的" in self.text:
            # 基于人类反馈的强化学习: the English says the relation, so 的 belongs to it.
            self.cost -= self.attributes + 0.6
            self.attributes = 0.0
        never = token in NEVER_FIRST and not in_word and not {token, pair} & self.relations
        return not (leading or never or self._splits_word(start))

    def _holds(self, left: str, right: str) -> bool:
        """Whether two neighbours are one word, as the list says or the corpus shows."""
        if not left or not right:
            return False
        return left + right in PROTECTED or self.chooser.cohesion.between(left[-1], right[0]) >= _ONE_WORD

    def _splits_word(self, start: int) -> bool:
        """Whether a boundary here would part a word; in 增强大模型, 强大 is none."""
        if not start or "".join(self.tokens[start - 1 : start + 1]) not in _WORDS:
            return False
        return start < 2 or "".join(self.tokens[start - 2 : start]) not in _LEADING

    def _explain(self, start: int, token: str, right: str) -> None:
        folded = token.lower()
        weight = 2.0 if token.isascii() else 1.0
        self.size += weight
        if token not in NEVER_INSIDE:
            self.open[start] = weight
            self.unexplained += weight
        strength, words = self.chooser.explain(self.stems, folded)
        if strength >= _EXPLAINS_ALONE and token + right not in LEADS_IN:
            self._mark(start, 0.8 * strength, words)
        if token.isascii():
            for word, stem in enumerate(self.stems):
                if folded[: len(stem)] == stem or folded[:6] == stem:
                    self._mark(start, 1.0, (word,))
        if (
            right
            and right not in _SIGNS
            and (not {token, right} & NEVER_INSIDE.keys() or token + right in PROTECTED)
        ):
            strength, words = self.chooser.explain(self.stems, folded + right.lower())
            self._mark(start, strength, words)
            self._mark(start + 1, strength, words)

    def _mark(self, place: int, strength: float, words: tuple[int, ...]) -> None:
        """Note that an English word explains a token, if none explains it better."""
        old = self.strengths[place]
        if strength <= max(old, _EXPLAINS):
            return
        # Words that always came together explain alike; each takes its share.
        word = min(words, key=self.sizes.__getitem__)
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

    def _room(self) -> tuple[float, float]:
        """Characters too many, and too few, for the English words that explain none."""
        left = self.words - sum(gain > 0 for gain in self.gains)
        excess = max(0.0, self.unexplained - _MOST * left - 0.5)
        excess += sum(max(0.0, size - _MOST_OF_WORD) for size in self.sizes)
        return excess, max(0.0, _FEWEST * left - self.unexplained)

    def score(self) -> float:
        """What the text itself says for being the term."""
        excess, lack = self._room()
        # One English word is never rendered by a whole clause, however often the two meet.
        return sum(min(gain, _MOST_GAIN) for gain in self.gains) - 0.8 * (excess + lack) - self.cost

    def misfit(self, before: str) -> float:
        """How little the length fits an abbreviation, where that is all that tells the English."""
        # 基于强化学习的视觉规划框架 (VPRL): what follows 的 is often but a part of it.
        cut = before == "的" and self.unexplained < 1.6 * self.words
        return 0.1 * abs(self.size - 2 * self.words) + cut

    def boundary(self, score: float) -> Boundary:
        """The candidate as it stands."""
        return Boundary(self.text, score, 1 - self.unexplained / self.size, *self._room())


def _gain(strength: float) -> float:
    return min(1.0, strength + 0.4)


def _support(chinese: str, tokens: Sequence[str], start: int, endings: Counter[str], text: str) -> float:
    """How the corpus and the paper go on to the left of this text elsewhere."""
    longer = tokens[start - 1] + chinese if start else ""
    score = 0.0
    total = endings[""]
    if total > 1:
        here, further = max(1, endings[chinese]), endings[longer] if longer else 1
        score += math.log(here / total) + min(2.0, math.log(here / max(0.5, further)))
        # All glosses end with it, and not all go on alike: the longest text that they share.
        score += 1.0 if further < here == total else 0.0
    again = text.count(chinese)
    if again > 1:
        score += min(1.2, 0.8 * math.log(again / max(1, text.count(longer) if longer else 1)))
    return score
