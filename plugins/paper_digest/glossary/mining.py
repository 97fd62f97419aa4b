"""Mine the glossary: glosses of all papers in, terms out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from paper_digest.diagnostics import Diagnostic
from paper_digest.glossary.assemble import Use, assemble
from paper_digest.glossary.boundary import Boundary, Chooser
from paper_digest.glossary.english import (
    abbreviation_key,
    content_stems,
    is_abbreviation,
    is_ordinary_word,
    term_key,
)
from paper_digest.glossary.glosses import Gloss, Reversed, find_glosses, han_count, tokens_of
from paper_digest.glossary.statistics import Cohesion, Lexicon
from paper_digest.glossary.terms import Glossary, GlossaryOverrides
from paper_digest.glossary.words import BAD_END, LOOSE_ENDS, NEVER_INSIDE, NO_RENDERING, PROTECTED
from paper_digest.model import Paper
from paper_digest.workers import in_order

_T = TypeVar("_T")
# A pair below this score is left out: too little speaks for any one beginning.
_LEAST_SCORE = 0.6
_LEAST_SCORE_ALONE = 0.5
_MOST_EXCESS = 1.2
_MOST_LACK = 1.6
_MOST_LACK_ALONE = 1.0
# An abbreviation of several meanings has the usual one only where this part of the Chinese says so.
_LEAST_SHARE = 0.7
_SMALL = re.compile(r"(?<![A-Za-z])[a-z]{3,}")
# An abbreviation whose long form was told so often has no other meaning unless its paper says so.
_ESTABLISHED = 5
_NO_ENDINGS: Counter[str] = Counter()
# How many glosses of one term teach the lexicon; more would drown the other terms.
_MOST_LESSONS = 12
# Papers that teach the lexicon and the cohesion of characters; more say little that is new.
_ENOUGH_PAPERS = 3000
_LONGEST_ENDING = 16
# Glosses that a process reads at a time.
_AT_ONCE = 256


def mine(papers: Iterable[Paper], overrides: GlossaryOverrides) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    """Mine the glossary of a corpus. Pure; time is linear in papers.

    Args:
        papers: merged papers; among papers of one date, the order given is kept.
        overrides: what the editor sets.

    Returns:
        The glossary, and findings about the overrides.
    """
    listed = list(papers)
    texts = [f"{paper.title.zh}\n{paper.abstract.zh}" for paper in listed]
    notes = _read(listed, texts)
    notes.glosses = _without_names(notes, texts)
    return assemble(listed, _Reader(listed, texts, notes).uses(), overrides)


@dataclass(slots=True)
class _Notes:
    """What was read in all papers.

    Attributes:
        glosses, reverse: glosses in both directions.
        long_forms: by abbreviation key, how often each long form (by term key) goes with it.
        told: long form's key by paper and abbreviation key.
        spelled: one spelling of each long form, by term key.
    """

    glosses: list[Gloss] = field(default_factory=list)
    reverse: list[Reversed] = field(default_factory=list)
    long_forms: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    told: dict[tuple[int, str], str] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)

    def expand(self, paper: int, phrase: str, abbreviation: str) -> None:
        """Note that an abbreviation stands for a long form."""
        short, long = abbreviation_key(abbreviation), term_key(phrase)
        self.long_forms[short][long] += 1
        self.told.setdefault((paper, short), long)
        self.spelled.setdefault(long, phrase)

    def told_or_usual(self, paper: int, abbreviation: str) -> str:
        """The long form that a paper tells, else the usual one."""
        told = self.told.get((paper, abbreviation_key(abbreviation)))
        return self.spelled[told] if told else self.usual(abbreviation)

    def usual(self, abbreviation: str) -> str:
        """The long form that an abbreviation has in more than half of the texts that tell one, else ""."""
        forms = self.long_forms.get(abbreviation_key(abbreviation))
        if not forms:
            return ""
        ((best, count),) = forms.most_common(1)
        return self.spelled[best] if 2 * count > forms.total() else ""

    def written_out(self, phrase: str) -> str:
        """A phrase with the abbreviations in it written out: `Agentic RAG`."""
        if phrase.upper() == phrase or not any(map(is_abbreviation, phrase.split())):
            return phrase
        return " ".join((is_abbreviation(word) and self.usual(word)) or word for word in phrase.split())


def _read(papers: Sequence[Paper], texts: Sequence[str]) -> _Notes:
    notes = _Notes()
    for number, (paper, text) in enumerate(zip(papers, texts, strict=True)):
        english = f"{paper.title.en}\n{paper.abstract.en}"
        for found in find_glosses(f"{text}\n{english}" if "(" in english else text, number):
            if isinstance(found, Gloss):
                notes.glosses.append(found)
            elif isinstance(found, Reversed):
                notes.reverse.append(found)
            if found.phrase and found.abbreviation and not (isinstance(found, Reversed) and not found.sure):
                notes.expand(number, found.phrase, found.abbreviation)
    return notes


def _without_names(notes: _Notes, texts: Sequence[str]) -> list[Gloss]:
    """Leave out capitalised single words that no text writes small and no ending marks as words."""
    small = {word for text in texts for word in _SMALL.findall(text)}
    return [
        gloss
        for gloss in notes.glosses
        if not gloss.phrase.isalpha() or is_ordinary_word(gloss.phrase) or gloss.phrase.lower() in small
    ]


class _Reader:
    """Reads glosses one by one, those with a long form first: they say what the others mean."""

    def __init__(self, papers: Sequence[Paper], texts: Sequence[str], notes: _Notes) -> None:
        self.texts, self.notes = texts, notes
        self.phrases = [_phrase_of(gloss, notes) for gloss in notes.glosses]
        self.chooser = Chooser(_lexicon(papers, notes, self.phrases), _cohesion(texts))
        self.endings = _endings(notes.glosses, self.phrases)
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        self.written: Counter[str] = Counter()

    def uses(self) -> Iterator[Use]:
        """The glosses whose Chinese is found."""
        read = list(zip(self.notes.glosses, self.phrases, self._found(), strict=True))
        unsure = []
        for gloss, _, found in read:
            if not gloss.phrase:
                continue
            if use := self._in_full(gloss, found):
                yield use
            elif found:
                unsure.append((gloss, found))
        for gloss, found in unsure:
            key = term_key(gloss.phrase)
            if as_known := _as_known(found.chinese, self.known[key]):
                yield Use(gloss.paper, key, as_known, gloss.phrase, gloss.abbreviation, True)
        for gloss, phrase, found in read:
            if not gloss.phrase and (use := self._in_short(gloss, phrase, found)):
                yield use
        for told in self.notes.reverse:
            if use := self._reversed(told):
                yield use

    def _found(self) -> list[Boundary | None]:
        """The best beginning for every gloss, found on all cores."""
        order = sorted(range(len(self.phrases)), key=self.phrases.__getitem__)
        found: list[Boundary | None] = [None] * len(order)
        for number, boundary in zip(
            order, in_order(self._found_by_itself, order, chunk=_AT_ONCE), strict=True
        ):
            found[number] = boundary
        return found

    def _found_by_itself(self, number: int) -> Boundary | None:
        return self._choose(self.notes.glosses[number], self.phrases[number])

    def _in_full(self, gloss: Gloss, found: Boundary | None) -> Use | None:
        if not found or not _is_sure(found, True):
            return None
        key = term_key(gloss.phrase)
        self.known[key].add(found.chinese)
        self.written[key] += 1
        return Use(gloss.paper, key, found.chinese, gloss.phrase, gloss.abbreviation, True)

    def _in_short(self, gloss: Gloss, phrase: str, found: Boundary | None) -> Use | None:
        """Read an abbreviation as its usual long form if the Chinese agrees, else by itself."""
        if found and phrase:
            key = term_key(phrase)
            if as_known := _as_known(found.chinese, self.known[key]):
                return Use(gloss.paper, key, as_known, phrase, gloss.abbreviation, False)
            if found.explained < _LEAST_SHARE:
                told = (gloss.paper, _short(gloss)) in self.notes.told
                if self.written[key] >= _ESTABLISHED and not told:
                    return None
                phrase, found = "", self._choose(gloss, "")
        if found and _is_sure(found, bool(phrase)):
            return Use(gloss.paper, _key(gloss, phrase), found.chinese, phrase, gloss.abbreviation, False)
        return None

    def _reversed(self, told: Reversed) -> Use | None:
        phrase = told.phrase or self.notes.told_or_usual(told.paper, told.abbreviation)
        key = term_key(phrase) if phrase else "=" + abbreviation_key(told.abbreviation)
        if (
            told.sure
            or told.chinese in self.known[key]
            or (not phrase and _fits(told))
            or self._shared(told, phrase) >= _LEAST_SHARE
        ):
            return Use(told.paper, key, told.chinese, phrase, told.abbreviation, told.phrase != "")
        return None

    def _shared(self, told: Reversed, phrase: str) -> float:
        return self.chooser.share(tokens_of(told.chinese), self.notes.written_out(phrase))

    def _choose(self, gloss: Gloss, phrase: str) -> Boundary | None:
        if gloss.whole:
            return Boundary(gloss.before, _LEAST_SCORE)
        endings = self.endings.get(_key(gloss, phrase), _NO_ENDINGS)
        phrase = self.notes.written_out(phrase)
        text = self.texts[gloss.paper]
        return self.chooser.choose(gloss.tokens, phrase, gloss.abbreviation, endings, text)


def _as_known(chinese: str, known: Iterable[str]) -> str:
    """The known rendering that a text is, ends with, or says a little more than; "" where it is none."""
    fitting = (
        text
        for text in known
        if chinese.endswith(text) or (chinese.startswith(text) and chinese[len(text) :] in LOOSE_ENDS)
    )
    return max(fitting, key=lambda text: (len(text), text), default="")


def _fits(told: Reversed) -> bool:
    """Whether a Chinese text in brackets is as long as the abbreviation before it asks for."""
    letters = sum(letter.isupper() for letter in told.abbreviation)
    fits = 1.5 * letters <= han_count(told.chinese) <= 2.8 * letters
    return fits and letters >= 3 and not any(token in NEVER_INSIDE for token in tokens_of(told.chinese))


def _is_sure(found: Boundary, phrase: bool) -> bool:
    least = _LEAST_SCORE if phrase else _LEAST_SCORE_ALONE
    fits = found.excess <= _MOST_EXCESS and found.lack <= (_MOST_LACK if phrase else _MOST_LACK_ALONE)
    return found.score >= least and fits and _is_rendering(found.chinese)


def _phrase_of(gloss: Gloss, notes: _Notes) -> str:
    """The long form of a gloss: its own, the one that its paper tells, or the corpus' usual one."""
    if gloss.phrase:
        return gloss.phrase
    return notes.told_or_usual(gloss.paper, gloss.abbreviation)


def _short(gloss: Gloss) -> str:
    return abbreviation_key(gloss.abbreviation)


def _key(gloss: Gloss, phrase: str) -> str:
    return term_key(phrase) if phrase else "=" + _short(gloss)


def _endings(glosses: Sequence[Gloss], phrases: Sequence[str]) -> dict[str, Counter[str]]:
    """For each English term, how many glosses end with each text; their number under ""."""
    endings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for gloss, phrase in zip(glosses, phrases, strict=True):
        own = endings[_key(gloss, phrase)]
        tail = ""
        own[""] += 1
        for token in reversed(gloss.tokens[-_LONGEST_ENDING:]):
            tail = token + tail
            own[tail] += 1
    return endings


def _lexicon(papers: Sequence[Paper], notes: _Notes, phrases: Sequence[str]) -> Lexicon:
    asked = [*phrases, *(r.phrase or notes.told_or_usual(r.paper, r.abbreviation) for r in notes.reverse)]
    spelled = {phrase: content_stems(notes.written_out(phrase)) for phrase in dict.fromkeys(asked)}
    lexicon = Lexicon(frozenset(stem for stems in spelled.values() for stem in stems))
    for paper in _spread(papers):
        if paper.title.en and paper.title.zh and paper.title.en != paper.title.zh:
            lexicon.learn(content_stems(paper.title.en), tokens_of(paper.title.zh))
    lessons: Counter[str] = Counter()
    for gloss, phrase in zip(notes.glosses, phrases, strict=True):
        key = _key(gloss, phrase)
        lessons[key] += 1
        taught = gloss.phrase or (gloss.paper, _short(gloss)) in notes.told
        if taught and lessons[key] <= _MOST_LESSONS:
            stems = spelled[phrase]
            lexicon.learn(stems, gloss.tokens[-round(2.6 * len(stems) + 3) :])
    return lexicon


def _cohesion(texts: Sequence[str]) -> Cohesion:
    cohesion = Cohesion()
    for text in _spread(texts):
        cohesion.learn(text)
    return cohesion


def _spread(items: Sequence[_T]) -> Sequence[_T]:
    """So many of the items, evenly spread, as are enough to learn from."""
    return items[:: max(1, len(items) // _ENOUGH_PAPERS)]


def _is_rendering(chinese: str) -> bool:
    """Whether a Chinese text can be a rendering: two characters at least, no clause, no institution."""
    whole = not chinese.endswith(BAD_END) or chinese[-2:] in PROTECTED
    return han_count(chinese) >= 2 and whole and chinese not in NO_RENDERING
