"""What the glosses of a corpus leave open: each different gloss once, with what its English means."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from paper_digest.glossary.english import abbreviation_key, is_abbreviation, is_ordinary_word, term_key
from paper_digest.glossary.glosses import Gloss, tokens_of
from paper_digest.glossary.notes import PaperNotes, Seen

# How many glosses of one term teach the lexicon; more would drown the other terms.
_MOST_LESSONS = 12


class Meanings:
    """What abbreviations stand for, in single papers and in most."""

    def __init__(self, notes: Sequence[PaperNotes]) -> None:
        """Take what the papers tell, by their numbers."""
        self._long_forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._told: dict[tuple[int, str], str] = {}
        self._spelled: dict[str, str] = {}
        for number, paper in enumerate(notes):
            for phrase, abbreviation in paper.expansions:
                short, long = abbreviation_key(abbreviation), term_key(phrase)
                self._long_forms[short][long] += 1
                self._told.setdefault((number, short), long)
                self._spelled.setdefault(long, phrase)

    def told(self, paper: int, abbreviation: str) -> str:
        """The long form that a paper tells, else ""."""
        long = self._told.get((paper, abbreviation_key(abbreviation)))
        return self._spelled[long] if long else ""

    def told_or_usual(self, paper: int, abbreviation: str) -> str:
        """The long form that a paper tells, else the usual one."""
        return self.told(paper, abbreviation) or self.usual(abbreviation)

    def usual(self, abbreviation: str) -> str:
        """The long form that an abbreviation has in more than half of the texts that tell one, else ""."""
        forms = self._long_forms.get(abbreviation_key(abbreviation))
        if not forms:
            return ""
        best = max(forms, key=forms.__getitem__)
        return self._spelled[best] if 2 * forms[best] > forms.total() else ""

    def written_out(self, phrase: str) -> str:
        """A phrase with the abbreviations in it written out: `Agentic RAG`."""
        if phrase.upper() == phrase or not any(map(is_abbreviation, phrase.split())):
            return phrase
        return " ".join((is_abbreviation(word) and self.usual(word)) or word for word in phrase.split())


@dataclass(slots=True)
class Question:
    """Where does the Chinese term of a gloss begin? Asked once for all papers that have the same gloss.

    Attributes:
        gloss, repeats: what stands there, see `Seen`.
        phrase: the long form: its own, the one that its paper tells, or the corpus' usual one.
        told: whether its paper tells what the abbreviation stands for.
        key: what glosses of one English term share.
        meaning: the long form with abbreviations written out.
        tokens: `gloss.before` in pieces: a Han character, a Latin word or a connecting sign each.
        papers: numbers of the papers, once for each time that it stands there.
        lessons: how many of them are among the first of its term, which teach the lexicon.
    """

    gloss: Gloss
    repeats: tuple[int, ...]
    phrase: str
    told: bool
    key: str
    meaning: str
    tokens: tuple[str, ...]
    papers: list[int] = field(default_factory=list)
    lessons: int = 0


def questions_of(notes: Sequence[PaperNotes], meanings: Meanings, small: frozenset[str]) -> list[Question]:
    """The questions that glosses leave open, in the order in which papers ask them first.

    Left out are capitalised single words that no ending marks as words, and that no text writes without a
    capital, as it does those in `small`.
    """
    questions: dict[tuple[Seen, str, bool], Question] = {}
    names: dict[str, bool] = {"": False}
    lessons: Counter[str] = Counter()
    for number, paper in enumerate(notes):
        for seen in paper.glosses:
            gloss = seen.gloss
            phrase, told = gloss.phrase, False
            if phrase not in names:
                names[phrase] = _is_name(phrase, small)
            if names[phrase]:
                continue
            if not phrase:
                phrase = meanings.told(number, gloss.abbreviation)
                told = phrase != ""
                phrase = phrase or meanings.usual(gloss.abbreviation)
            question = questions.get((seen, phrase, told))
            if question is None:
                question = questions[seen, phrase, told] = _ask(seen, phrase, told, meanings)
            question.papers.append(number)
            if lessons[question.key] < _MOST_LESSONS:
                lessons[question.key] += 1
                question.lessons += 1
    return list(questions.values())


def _ask(seen: Seen, phrase: str, told: bool, meanings: Meanings) -> Question:
    gloss, repeats = seen
    key = term_key(phrase) if phrase else "=" + abbreviation_key(gloss.abbreviation)
    return Question(gloss, repeats, phrase, told, key, meanings.written_out(phrase), tokens_of(gloss.before))


def _is_name(phrase: str, small: frozenset[str]) -> bool:
    return phrase.isalpha() and not is_ordinary_word(phrase) and phrase.lower() not in small
