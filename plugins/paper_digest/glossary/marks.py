"""Which terms an abstract marks, and what a mark says: the term in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from paper_digest.glossary.english import is_abbreviation, term_key
from paper_digest.glossary.glosses import HAN, masked
from paper_digest.glossary.mentions import finder_of
from paper_digest.glossary.terms import Term
from paper_digest.glossary.words import EVERYDAY
from paper_digest.model import LANGUAGES, Bilingual, Language
from paper_digest.topics.phrases import fold

MOST = 8
"""Most marks in one language of an abstract."""

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z]")
_LETTER = re.compile(f"[{HAN}A-Za-z0-9]")
_LATIN_LETTERS = re.compile("[A-Za-z0-9]*")
# What may stand between a term and the bracket that glosses it: blanks, ends of quotations and emphasis.
_BRACKET_BEHIND = re.compile(r"[\s”」』》\"*_]{0,4}[(（]([^()（）]{1,120})[)）]")
_BRACKET_AROUND = re.compile(rf"[{HAN}][”」』》\"*_\s]{{0,4}}[(（][^()（）{HAN}]{{0,100}}\Z")
_BRACKET_REACH = 110
_BEFORE_BRACKET = 5
# So often is a word glossed, or a short abbreviation, that is sure to be meant as the term.
_OFTEN_WORD = 4
_OFTEN_SHORT = 5
# A rendering used less than this part of the usual one is a slip as often as not.
_RARE = 4
_EVERYDAY = frozenset(map(term_key, EVERYDAY))


class Mark(NamedTuple):
    """A term that an abstract marks once.

    Attributes:
        language: the language of the abstract.
        text: the term as the abstract writes it.
        before, after: the letter on either side of it there, "" where there is none.
        says: the term in the other language.
    """

    language: Language
    text: str
    before: str
    after: str
    says: str


class Marker:
    """The terms of a glossary, compiled to find those that abstracts mark."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Compile.

        Args:
            terms: the glossary's.
        """
        self._terms = terms
        self._worthy = [_is_worthy(term) for term in terms]
        self._slips = [_slips(term) for term in terms]
        self._finder = finder_of(tuple(terms))
        self._said: dict[tuple[int, str], str] = {}

    def marks_for(self, abstract: Bilingual) -> tuple[Mark, ...]:
        """The marks of an abstract: all that a paper's page takes from the glossary.

        A term is marked where it stands first, unless the text says it in the other language right there.
        Where there are too many, those that are glossed least often stay.

        Args:
            abstract: Markdown.

        Returns:
            At most `MOST` a language, in the order of the text.
        """
        return self.marks_and_terms(abstract)[0]

    def marks_and_terms(self, abstract: Bilingual) -> tuple[tuple[Mark, ...], tuple[int, ...]]:
        """The marks of an abstract, and the numbers of all terms that had a say in which they are."""
        heard: set[int] = set()
        marks = [mark for language in LANGUAGES for mark in self._in(abstract.get(language), language, heard)]
        return tuple(marks), tuple(sorted(heard))

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """What is looked for, by number of term; which terms an abstract holds depends on it alone."""
        return self._finder.forms

    def told_of(self, number: int) -> tuple[Any, ...]:
        """What marks depend on of a term that an abstract holds."""
        term = self._terms[number]
        return term.english, term.abbreviation, term.variants, term.renderings, term.count

    def _in(self, text: str, language: Language, heard: set[int]) -> list[Mark]:
        if not text:
            return []
        text = masked(text)
        found: dict[int, tuple[int, int]] = {}
        told: set[int] = set()
        reach = 0
        worthy = self._worthy
        for start, end, number in self._finder.places(_folded(text)):
            if start < reach:
                continue
            reach = end
            heard.add(number)
            if number in found or not worthy[number]:
                continue
            end = _word_end(text, end)
            if self._is_sure(number, text[start:end]):
                found[number] = (start, end)
                if _is_told(text, start, end, language):
                    told.add(number)
        wanted = [number for number in found if number not in told]
        if len(wanted) > MOST:
            rarest = sorted(wanted, key=lambda number: (self._terms[number].count, number))[:MOST]
            wanted = [number for number in wanted if number in rarest]
        return [self._mark(text, *found[number], number, language) for number in wanted]

    def _is_sure(self, number: int, written: str) -> bool:
        """Whether what is written means the term: a rare rendering or two letters may not."""
        if len(written) == 2 and written.isascii():
            return self._terms[number].count >= _OFTEN_SHORT
        return written not in self._slips[number]

    def _mark(self, text: str, start: int, end: int, number: int, language: Language) -> Mark:
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        written = text[start:end]
        said = self._said.get((number, written))
        if said is None:
            said = self._said[number, written] = _says(self._terms[number], written)
        return Mark(
            language,
            written,
            before if before.isalnum() and _LETTER.match(before) else "",
            after if after.isalnum() and _LETTER.match(after) else "",
            said,
        )


@lru_cache(maxsize=1)
def marker_of(terms: tuple[Term, ...]) -> Marker:
    """The terms of a glossary, compiled once for as long as they stay."""
    return Marker(terms)


def _folded(text: str) -> str:
    """The text as `fold` makes it, every letter in its place."""
    return fold(text.replace("\n\n", "\0\0").replace("://", "\0\0\0").replace("İ", "I"))


def _word_end(text: str, end: int) -> int:
    """The end of the word that a place ends in: an English term's plural goes with it."""
    after = text[end : end + 1]
    if not (after.isascii() and after.isalnum() and text[end - 1].isascii()):
        return end
    rest = _LATIN_LETTERS.match(text, end)
    return rest.end() if rest else end


def _is_worthy(term: Term) -> bool:
    """Whether a term is worth a mark: no everyday word, and sure enough to be meant.

    A single word, or an abbreviation of which no text tells the long form, may mean something else.
    """
    if term_key(term.english) in _EVERYDAY or not term.renderings:
        return False
    by_hand = any(rendering.own for rendering in term.renderings)
    return by_hand or not _is_one_word(term.english) or term.count >= _OFTEN_WORD


def _slips(term: Term) -> frozenset[str]:
    """The renderings of a term that are hardly used."""
    usual = max((rendering.count for rendering in term.renderings), default=0)
    return frozenset(one.chinese for one in term.renderings if not one.own and one.count * _RARE < usual)


def _is_one_word(english: str) -> bool:
    return english.isalnum() or is_abbreviation(english)


def _is_told(text: str, start: int, end: int, language: Language) -> bool:
    """Whether the text itself says a term in the other language, as `思维链（Chain-of-Thought）` does."""
    chinese = bool(_HAN.search(text, start, end))
    behind = _BRACKET_BEHIND.match(text, end)
    if behind and (_LATIN if chinese else _HAN).search(behind[1]):
        return True
    if language != "zh" or chinese:
        return False
    begin = max(0, start - _BRACKET_REACH)
    bracket = max(text.rfind("(", begin, start), text.rfind("（", begin, start))
    return bracket >= 0 and bool(_BRACKET_AROUND.search(text, max(begin, bracket - _BEFORE_BRACKET), start))


def _says(term: Term, written: str) -> str:
    """A term in the language in which it is not written; an abbreviation is written out as well."""
    if _HAN.search(written):
        return f"{term.english} ({term.abbreviation})" if term.abbreviation else term.english
    chinese = term.renderings[0].chinese
    short = written.rstrip("s") in (term.abbreviation, *term.variants) and is_abbreviation(written)
    return f"{chinese} ({term.english})" if short and term.english != written else chinese
