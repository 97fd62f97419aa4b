"""Mine the glossary: what all papers say of terms in, terms out."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from paper_digest.diagnostics import Diagnostic
from paper_digest.glossary.assemble import Use, assemble
from paper_digest.glossary.boundary import Boundary, Chooser, Place, best
from paper_digest.glossary.english import abbreviation_key, content_stems, term_key
from paper_digest.glossary.glosses import Gloss, Reversed, han_count, tokens_of
from paper_digest.glossary.notes import PaperNotes, chinese_text, read_paper
from paper_digest.glossary.questions import Meanings, Question, questions_of
from paper_digest.glossary.statistics import Cohesion, Lexicon
from paper_digest.glossary.terms import Glossary, GlossaryOverrides
from paper_digest.glossary.words import BAD_END, LOOSE_ENDS, NEVER_INSIDE, NO_RENDERING, PROTECTED
from paper_digest.model import Paper
from paper_digest.workers import in_order

# A pair below this score is left out: too little speaks for any one beginning.
_LEAST_SCORE = 0.6
_LEAST_SCORE_ALONE = 0.5
_MOST_EXCESS = 1.2
_MOST_LACK = 1.6
_MOST_LACK_ALONE = 1.0
# An abbreviation of several meanings has the usual one only where this part of the Chinese says so.
_LEAST_SHARE = 0.7
# An abbreviation whose long form was told so often has no other meaning unless its paper says so.
_ESTABLISHED = 5
_NO_ENDINGS: Counter[str] = Counter()
# Up to so many papers all teach. Of more, so many teach the lexicon, and a part of these the cohesion of
# characters, since more text says little that is new.
_ENOUGH_PAPERS = 3000
_ENOUGH_TEXTS = 1000
_LONGEST_ENDING = 16
# Glosses that a process reads at a time, and how many there must be for processes to pay.
_AT_ONCE = 256
_WORTH_PROCESSES = 3000


def mine(
    papers: Iterable[Paper], overrides: GlossaryOverrides, notes: Sequence[PaperNotes] | None = None
) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    """Mine the glossary of a corpus. Pure; time is linear in papers.

    Args:
        papers: merged papers; among papers of one date, the order given is kept.
        overrides: what the editor sets.
        notes: what `read_paper` says of the texts of each paper, if that is known already.

    Returns:
        The glossary, and findings about the overrides.
    """
    listed = list(papers)
    if notes is None:
        notes = [read_paper(paper.title, paper.abstract) for paper in listed]
    return assemble(listed, _Reader(_spread(listed), notes).uses(), overrides)


def evidence_of(papers: Sequence[Paper], notes: Sequence[PaperNotes]) -> tuple[Any, ...]:
    """All that the glossary of a corpus depends on beside what the editor sets; most of any text is not.

    Args:
        papers: merged papers.
        notes: what `read_paper` says of each.

    Returns:
        Plain values; where they are equal, `mine` gives equal results.
    """
    teachers = _spread(papers)
    small = frozenset[str]().union(*(paper.small for paper in notes))
    phrases = sorted({seen.gloss.phrase.lower() for paper in notes for seen in paper.glosses})
    return (
        [(paper.id, paper.date) for paper in papers],
        [(paper.glosses, paper.reverse, paper.expansions) for paper in notes],
        [phrase for phrase in phrases if phrase in small],
        [paper.title for paper in teachers],
        [chinese_text(paper.title, paper.abstract) for paper in _for_cohesion(teachers, len(notes))],
    )


class _Reader:
    """Reads glosses, those with a long form first: they say what the others mean."""

    def __init__(self, teachers: Sequence[Paper], notes: Sequence[PaperNotes]) -> None:
        self.meanings = Meanings(notes)
        self.reverse = _by_meaning(notes, self.meanings)
        self.questions = questions_of(notes, self.meanings)
        self.chooser = Chooser(self._lexicon(teachers), _cohesion(teachers, len(notes)))
        self.endings = _endings(self.questions)
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        self.written: Counter[str] = Counter()

    def uses(self) -> Iterator[Use]:
        """The glosses whose Chinese is found."""
        read = list(zip(self.questions, self._found(), strict=True))
        unsure = []
        for question, found in read:
            if not question.gloss.phrase or not found:
                continue
            if _is_sure(found, True):
                self.known[question.key].add(found.chinese)
                self.written[question.key] += len(question.papers)
                yield _use(question, found.chinese)
            else:
                unsure.append((question, found))
        for question, found in unsure:
            if as_known := _as_known(found.chinese, self.known[question.key]):
                yield _use(question, as_known)
        for question, found in read:
            if not question.gloss.phrase and found and (use := self._in_short(question, found)):
                yield use
        for (told, phrase), papers in self.reverse.items():
            if use := self._reversed(told, phrase, papers):
                yield use

    def _found(self) -> list[Boundary | None]:
        """The best beginning for every gloss."""
        questions = self.questions
        alike: defaultdict[tuple[str, str, Gloss], list[int]] = defaultdict(list)
        for number, question in enumerate(questions):
            alike[question.meaning, question.key, question.gloss].append(number)
        # The chooser remembers what it knows of one English text, so those of one go together.
        groups = [alike[key] for key in sorted(alike)]
        found: list[Boundary | None] = [None] * len(questions)
        answers = in_order(self._best_of_alike, groups, chunk=_AT_ONCE, least=_WORTH_PROCESSES)
        for numbers, boundaries in zip(groups, answers, strict=True):
            for number, boundary in zip(numbers, boundaries, strict=True):
                found[number] = boundary
        return found

    def _best_of_alike(self, numbers: Sequence[int]) -> list[Boundary | None]:
        """The best beginnings for one gloss in papers where its text recurs in different ways."""
        questions = [self.questions[number] for number in numbers]
        one = questions[0]
        if one.gloss.whole:
            return [Boundary(one.gloss.before, _LEAST_SCORE)] * len(questions)
        places = self._places(one, one.key, one.meaning)
        return [best(places, question.repeats) for question in questions]

    def _places(self, question: Question, key: str, meaning: str) -> list[Place]:
        endings = self.endings.get(key, _NO_ENDINGS)
        return self.chooser.places(question.tokens, meaning, question.gloss.abbreviation, endings)

    def _in_short(self, question: Question, found: Boundary) -> Use | None:
        """Read an abbreviation as its usual long form if the Chinese agrees, else by itself."""
        phrase, key = question.phrase, question.key
        choice: Boundary | None = found
        if phrase:
            if as_known := _as_known(found.chinese, self.known[key]):
                return _use(question, as_known)
            if found.explained < _LEAST_SHARE:
                if self.written[key] >= _ESTABLISHED and not question.told:
                    return None
                phrase, key = "", "=" + abbreviation_key(question.gloss.abbreviation)
                choice = best(self._places(question, key, ""), question.repeats)
        if choice and _is_sure(choice, bool(phrase)):
            return Use(question.papers, key, choice.chinese, phrase, question.gloss.abbreviation, False)
        return None

    def _reversed(self, told: Reversed, phrase: str, papers: Sequence[int]) -> Use | None:
        key = term_key(phrase) if phrase else "=" + abbreviation_key(told.abbreviation)
        if (
            told.sure
            or told.chinese in self.known[key]
            or (not phrase and _fits(told))
            or self._share(told.chinese, phrase) >= _LEAST_SHARE
        ):
            return Use(papers, key, told.chinese, phrase, told.abbreviation, told.phrase != "")
        return None

    def _share(self, chinese: str, phrase: str) -> float:
        return self.chooser.share(tokens_of(chinese), self.meanings.written_out(phrase))

    def _lexicon(self, teachers: Sequence[Paper]) -> Lexicon:
        asked = [question.meaning for question in self.questions]
        asked += [self.meanings.written_out(phrase) for _, phrase in self.reverse]
        lexicon = Lexicon(frozenset(stem for text in dict.fromkeys(asked) for stem in content_stems(text)))
        for paper in teachers:
            if paper.title.en and paper.title.zh and paper.title.en != paper.title.zh:
                lexicon.learn(content_stems(paper.title.en), tokens_of(paper.title.zh))
        for question in self.questions:
            if question.lessons and (question.gloss.phrase or question.told):
                stems = content_stems(question.meaning)
                lexicon.learn(stems, question.tokens[-round(2.6 * len(stems) + 3) :], question.lessons)
        return lexicon


def _use(question: Question, chinese: str) -> Use:
    gloss = question.gloss
    written = gloss.phrase != ""
    return Use(question.papers, question.key, chinese, question.phrase, gloss.abbreviation, written)


def _by_meaning(notes: Sequence[PaperNotes], meanings: Meanings) -> dict[tuple[Reversed, str], list[int]]:
    """The papers of each text in brackets, by what the English before it means there."""
    found: defaultdict[tuple[Reversed, str], list[int]] = defaultdict(list)
    for number, paper in enumerate(notes):
        for told in paper.reverse:
            phrase = told.phrase or meanings.told_or_usual(number, told.abbreviation)
            found[told, phrase].append(number)
    return found


def _endings(questions: Sequence[Question]) -> dict[str, Counter[str]]:
    """For each English term, how many glosses end with each text; their number under ""."""
    endings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        endings[question.key][""] += len(question.papers)
    for question in questions:
        own, count = endings[question.key], len(question.papers)
        if own[""] == 1:
            continue
        tail = ""
        for token in question.tokens[: -_LONGEST_ENDING - 1 : -1]:
            tail = token + tail
            own[tail] += count
    return endings


def _cohesion(teachers: Sequence[Paper], papers: int) -> Cohesion:
    cohesion = Cohesion()
    some = _for_cohesion(teachers, papers)
    cohesion.learn([chinese_text(paper.title, paper.abstract) for paper in some])
    return cohesion


def _for_cohesion(teachers: Sequence[Paper], papers: int) -> Sequence[Paper]:
    return teachers[:_ENOUGH_TEXTS] if papers > _ENOUGH_PAPERS else teachers


def _spread(papers: Sequence[Paper]) -> Sequence[Paper]:
    """So many of the papers as are enough to learn from; a new paper takes the place of one at most."""
    if len(papers) <= _ENOUGH_PAPERS:
        return papers
    ranks = [zlib.crc32(paper.id.encode("utf-8", "surrogatepass")) for paper in papers]
    chosen = sorted(range(len(papers)), key=lambda number: (ranks[number], number))
    return [papers[number] for number in chosen[:_ENOUGH_PAPERS]]


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


def _is_rendering(chinese: str) -> bool:
    """Whether a Chinese text can be a rendering: two characters at least, no clause, no institution."""
    whole = not chinese.endswith(BAD_END) or chinese[-2:] in PROTECTED
    return han_count(chinese) >= 2 and whole and chinese not in NO_RENDERING
