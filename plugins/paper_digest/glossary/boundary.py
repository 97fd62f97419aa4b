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

from paper_digest.glossary.english import content_stems
from paper_digest.glossary.statistics import SIGNS, Cohesion, Lexicon
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
_LEAD_ENDS = frozenset(word[-1] for word in LEADS_IN)


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


class Place(NamedTuple):
    """A place where a term can begin.

    Attributes:
        length: number of tokens from there to the bracket.
        support: what the other glosses of the same English say for it.
        misfit: how little the length fits an abbreviation.
        boundary: what it cuts out; its score leaves out all of the above.
    """

    length: int
    support: float
    misfit: float
    boundary: Boundary


class _Phrase(dict[str, tuple[float, tuple[int, ...]]]):
    """A phrase: how surely a Chinese unit translates one of its words, and the numbers of the best."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        words = set(text.lower().replace("-", " ").split())
        self.text = text
        self.stems = tuple(dict.fromkeys(content_stems(text)))
        self.relations = RELATIONS if words & RELATIVE else frozenset[str]()
        self._strength = lexicon.strength

    def __missing__(self, unit: str) -> tuple[float, tuple[int, ...]]:
        strengths = [self._strength(stem, unit) for stem in self.stems]
        best = max(strengths, default=0.0)
        told: tuple[float, tuple[int, ...]] = (0.0, ())
        if best and unit not in LEADS_IN and unit not in NEVER_INSIDE:
            told = (best, tuple(n for n, one in enumerate(strengths) if one == best))
        self[unit] = told
        return told


class Chooser:
    """Scores the places where a term can begin. Fastest if asked for one phrase after the other."""

    def __init__(self, lexicon: Lexicon, cohesion: Cohesion) -> None:
        """Take what the corpus teaches."""
        self.lexicon = lexicon
        self.cohesion = cohesion
        self._phrase = _Phrase("", lexicon)

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
        candidate = _Candidate(tokens, self._told(phrase), abbreviation, self.cohesion)
        places: list[Place] = []
        for start in range(len(tokens) - 1, max(-1, len(tokens) - _LONGEST), -1):
            possible = candidate.extend(start)
            if places and candidate.cost > _HOPELESS:
                break
            if not possible:
                continue
            score = candidate.score() + self._outside(tokens, start)
            support = _support(candidate.text, tokens, start, endings)
            misfit = 0.0 if phrase else candidate.misfit(tokens[start - 1] if start else "")
            places.append(Place(len(tokens) - start, support, misfit, candidate.boundary(score)))
        return places

    def share(self, tokens: Sequence[str], phrase: str) -> float:
        """The part of a text, 0 to 1, that English words explain."""
        told = self._told(phrase)
        folded = [token.lower() for token in tokens if token not in SIGNS]
        explained = [False] * len(folded)
        for place in range(len(folded) - 1):
            if told[folded[place] + folded[place + 1]][0] >= _EXPLAINS:
                explained[place] = explained[place + 1] = True
        return sum(explained) / max(1, len(explained))

    def _told(self, phrase: str) -> _Phrase:
        if phrase != self._phrase.text:
            self._phrase = _Phrase(phrase, self.lexicon)
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
            if (tokens[start - 2] + before if start > 1 else before) in OFTEN_BEFORE:
                return 0.7
            if before in LEADS_IN:
                return 1.0
        return -0.8 - 1.5 * self.cohesion.between(before[-1], tokens[start][0])


class _Candidate:
    """A text that may be the term, extended to the left token by token."""

    __slots__ = (
        "_folded_right",
        "attributes",
        "cohesion",
        "cost",
        "gains",
        "open",
        "relations",
        "room",
        "size",
        "sizes",
        "strengths",
        "text",
        "tokens",
        "told",
        "unexplained",
        "word_of",
        "words",
    )

    def __init__(self, tokens: Sequence[str], told: _Phrase, abbreviation: str, cohesion: Cohesion) -> None:
        self.tokens, self.told, self.cohesion = tokens, told, cohesion
        self.words = len(told.stems) or sum(letter.isupper() for letter in abbreviation)
        self.relations = told.relations
        if not told.text and ("B" in abbreviation or "F" in abbreviation):
            self.relations = BASED
        self.text = ""
        self.cost = 0.0
        self.size = 0.0
        self.open = [0.0] * len(tokens)
        self.strengths = [0.0] * len(tokens)
        self.word_of = [-1] * len(tokens)
        self.gains = [0.0] * len(told.stems)
        self.sizes = [0.0] * len(told.stems)
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
        return start < 2 or self.tokens[start - 2] + self.tokens[start - 1] not in _LEADING

    def _explain(self, start: int, token: str, right: str) -> None:
        told = self.told
        folded, folded_right = token.lower(), self._folded_right
        self._folded_right = folded
        latin = token.isascii()
        weight = 2.0 if latin else 1.0
        self.size += weight
        if token not in NEVER_INSIDE:
            self.open[start] = weight
            self.unexplained += weight
        if not told.stems:
            return
        strength, words = told[folded]
        if strength >= _EXPLAINS_ALONE and token + right not in LEADS_IN:
            self._mark(start, 0.8 * strength, words)
        if latin:
            for word, stem in enumerate(told.stems):
                if folded[: len(stem)] == stem or folded[:6] == stem:
                    self._mark(start, 1.0, (word,))
        if right and right not in SIGNS:
            strength, words = told[folded + folded_right]
            if strength > _EXPLAINS and (
                (token not in NEVER_INSIDE and right not in NEVER_INSIDE) or token + right in PROTECTED
            ):
                self._mark(start, strength, words)
                self._mark(start + 1, strength, words)

    def _mark(self, place: int, strength: float, words: tuple[int, ...]) -> None:
        """Note that an English word explains a token, if none explains it better."""
        old = self.strengths[place]
        if strength <= old or strength <= _EXPLAINS:
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
        told, left, surplus = 0.0, self.words, 0.0
        for gain in self.gains:
            if gain > 0:
                left -= 1
            # One English word is never rendered by a whole clause, however often the two meet.
            told += gain if gain < _MOST_GAIN else _MOST_GAIN
        for size in self.sizes:
            if size > _MOST_OF_WORD:
                surplus += size - _MOST_OF_WORD
        excess = max(0.0, self.unexplained - _MOST * left - 0.5) + surplus
        lack = max(0.0, _FEWEST * left - self.unexplained)
        self.room = (excess, lack)
        return told - 0.8 * (excess + lack) - self.cost

    def misfit(self, before: str) -> float:
        """How little the length fits an abbreviation, where that is all that tells the English."""
        # 基于强化学习的视觉规划框架 (VPRL): what follows 的 is often but a part of it.
        cut = before == "的" and self.unexplained < 1.6 * self.words
        return 0.1 * abs(self.size - 2 * self.words) + cut

    def boundary(self, score: float) -> Boundary:
        """The candidate as `score` found it."""
        return Boundary(self.text, score, 1 - self.unexplained / self.size, *self.room)


def _gain(strength: float) -> float:
    return strength + 0.4 if strength < 0.6 else 1.0


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
    for length, support, misfit, boundary in places:
        if length <= len(repeats):
            further = repeats[length] if length < len(repeats) else 1
            support += min(1.2, 0.8 * math.log(repeats[length - 1] / further))
        score = boundary.score + support - misfit
        if score > most:
            chosen, most = boundary, score
    return chosen._replace(score=most) if chosen else None
