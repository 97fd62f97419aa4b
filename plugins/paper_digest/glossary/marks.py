"""Which terms an abstract marks, and what a mark says: the term in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from paper_digest.glossary.english import is_abbreviation, term_key
from paper_digest.glossary.glosses import HAN
from paper_digest.glossary.terms import Term
from paper_digest.glossary.words import EVERYDAY
from paper_digest.model import Language

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


class MarkRules:
    """Which terms of a glossary are worth a mark, and what it says."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Take the glossary's terms, which go by their numbers."""
        self._terms = terms
        self._worthy: dict[int, bool] = {}

    def is_worthy(self, number: int) -> bool:
        """Whether a term is worth a mark: no everyday word, and sure enough to be meant."""
        known = self._worthy.get(number)
        if known is None:
            known = self._worthy[number] = _is_worthy(self._terms[number])
        return known

    def is_sure(self, number: int, written: str) -> bool:
        """Whether what is written means the term: a rare rendering or two letters may not."""
        term = self._terms[number]
        if len(written) == 2 and written.isascii():
            return term.count >= _OFTEN_SHORT
        usual = max(rendering.count for rendering in term.renderings)
        return not any(
            one.chinese == written and not one.own and one.count * _RARE < usual for one in term.renderings
        )

    def mark(self, number: int, text: str, start: int, end: int, language: Language) -> Mark:
        """The mark of a term at a place of an abstract."""
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        return Mark(
            language,
            text[start:end],
            before if _LETTER.match(before) else "",
            after if _LETTER.match(after) else "",
            _says(self._terms[number], text[start:end]),
        )

    def rarest(self, numbers: Sequence[int]) -> frozenset[int]:
        """The `MOST` terms that are glossed least often."""
        ranked = sorted(numbers, key=lambda number: (self._terms[number].count, number))
        return frozenset(ranked[:MOST])


def word_end(text: str, end: int) -> int:
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


def _is_one_word(english: str) -> bool:
    return english.isalnum() or is_abbreviation(english)


def is_told(text: str, start: int, end: int, language: Language) -> bool:
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
