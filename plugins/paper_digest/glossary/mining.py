"""Mine the glossary: what all papers say of terms in, terms out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from paper_digest.diagnostics import Diagnostic
from paper_digest.glossary.assemble import assemble
from paper_digest.glossary.boundary import Chooser, Place, best
from paper_digest.glossary.candidate import Boundary
from paper_digest.glossary.english import abbreviation_key, content_stems, term_key
from paper_digest.glossary.evidence import Evidence
from paper_digest.glossary.glosses import Gloss, Reversed, han_count, tokens_of
from paper_digest.glossary.merging import Use
from paper_digest.glossary.questions import Meanings, Question, questions_of
from paper_digest.glossary.statistics import Cohesion, Lexicon
from paper_digest.glossary.terms import Glossary, GlossaryOverrides
from paper_digest.glossary.votes import with_votes
from paper_digest.glossary.words import BAD_END, LOOSE_ENDS, NEVER_INSIDE, NO_RENDERING, PROTECTED

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
_LONGEST_ENDING = 16


def mine(evidence: Evidence, overrides: GlossaryOverrides) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    """Mine the glossary of a corpus. Time is linear in papers.

    Args:
        evidence: what the papers say, see `evidence_of`.
        overrides: what the editor sets.

    Returns:
        The glossary, and findings about the overrides.
    """
    found, diagnostics = assemble(evidence.ids, evidence.dates, _Reader(evidence).uses(), overrides)
    return Glossary(with_votes(found.terms, evidence)), diagnostics


class _Reader:
    """Reads glosses, those with a long form first: they say what the others mean."""

    def __init__(self, evidence: Evidence) -> None:
        self.meanings = Meanings(evidence.notes)
        self.questions = questions_of(evidence.notes, self.meanings, frozenset(evidence.small))
        self.reverse: defaultdict[tuple[Reversed, str], list[int]] = defaultdict(list)
        for number, paper in enumerate(evidence.notes):
            for reverse in paper.reverse:
                phrase = reverse.phrase or self.meanings.told_or_usual(number, reverse.abbreviation)
                self.reverse[reverse, phrase].append(number)
        self.chooser = Chooser(self._lexicon(evidence), Cohesion(evidence.texts))
        self.endings = _endings(self.questions)
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        self.written: Counter[str] = Counter()

    def uses(self) -> Iterator[Use]:
        """The glosses whose Chinese is found."""
        read = list(zip(self.questions, self._boundaries(), strict=True))
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
        for (reverse, phrase), papers in self.reverse.items():
            if use := self._reversed(reverse, phrase, papers):
                yield use

    def _boundaries(self) -> list[Boundary | None]:
        """The best beginning for every gloss; the places of equal glosses are scored once."""
        found: list[Boundary | None] = [None] * len(self.questions)
        alike: defaultdict[tuple[str, str, Gloss], list[int]] = defaultdict(list)
        for number, question in enumerate(self.questions):
            alike[question.meaning, question.key, question.gloss].append(number)
        # Those of one English text go together: the chooser keeps what it knows of the last one.
        for meaning, key, gloss in sorted(alike):
            numbers = alike[meaning, key, gloss]
            places = [] if gloss.whole else self._places(self.questions[numbers[0]], key, meaning)
            for number in numbers:
                whole = Boundary(gloss.before, _LEAST_SCORE) if gloss.whole else None
                found[number] = whole or best(places, self.questions[number].repeats)
        return found

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

    def _reversed(self, reverse: Reversed, phrase: str, papers: Sequence[int]) -> Use | None:
        key = term_key(phrase) if phrase else "=" + abbreviation_key(reverse.abbreviation)
        if (
            reverse.sure
            or reverse.chinese in self.known[key]
            or (not phrase and _fits(reverse))
            or self.chooser.share(tokens_of(reverse.chinese), self.meanings.written_out(phrase))
            >= _LEAST_SHARE
        ):
            return Use(papers, key, reverse.chinese, phrase, reverse.abbreviation, reverse.phrase != "")
        return None

    def _lexicon(self, evidence: Evidence) -> Lexicon:
        asked = [question.meaning for question in self.questions]
        asked += [self.meanings.written_out(phrase) for _, phrase in self.reverse]
        lexicon = Lexicon(frozenset(stem for text in dict.fromkeys(asked) for stem in content_stems(text)))
        for title in evidence.titles:
            lexicon.learn(content_stems(title.en), tokens_of(title.zh))
        for question in self.questions:
            if question.lessons and (question.gloss.phrase or question.told):
                stems = content_stems(question.meaning)
                lexicon.learn(stems, question.tokens[-round(2.6 * len(stems) + 3) :], question.lessons)
        return lexicon


def _use(question: Question, chinese: str) -> Use:
    gloss = question.gloss
    written = gloss.phrase != ""
    return Use(question.papers, question.key, chinese, question.phrase, gloss.abbreviation, written)


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


def _as_known(chinese: str, known: Iterable[str]) -> str:
    """The known rendering that a text is, ends with, or says a little more than; "" where it is none."""
    fitting = (
        text
        for text in known
        if chinese.endswith(text) or (chinese.startswith(text) and chinese[len(text) :] in LOOSE_ENDS)
    )
    return max(fitting, key=lambda text: (len(text), text), default="")


def _fits(reverse: Reversed) -> bool:
    """Whether a Chinese text in brackets is as long as the abbreviation before it asks for."""
    letters = sum(letter.isupper() for letter in reverse.abbreviation)
    fits = 1.5 * letters <= han_count(reverse.chinese) <= 2.8 * letters
    return fits and letters >= 3 and not any(token in NEVER_INSIDE for token in tokens_of(reverse.chinese))


def _is_sure(found: Boundary, phrase: bool) -> bool:
    least = _LEAST_SCORE if phrase else _LEAST_SCORE_ALONE
    fits = found.excess <= _MOST_EXCESS and found.lack <= (_MOST_LACK if phrase else _MOST_LACK_ALONE)
    return found.score >= least and fits and _is_rendering(found.chinese)


def _is_rendering(chinese: str) -> bool:
    """Whether a Chinese text can be a rendering: two characters at least, no clause, no institution."""
    whole = not chinese.endswith(BAD_END) or chinese[-2:] in PROTECTED
    return han_count(chinese) >= 2 and whole and chinese not in NO_RENDERING
