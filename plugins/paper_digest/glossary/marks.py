"""Which terms an abstract marks, and what a mark says: the term in the other language."""

from __future__ import annotations

import re
from typing import NamedTuple

from paper_digest.glossary.english import is_abbreviation, term_key
from paper_digest.glossary.glosses import HAN
from paper_digest.glossary.terms import Term
from paper_digest.model import Language

MOST = 8
"""Most marks in one language of an abstract."""

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[A-Za-z]")
_LETTER = re.compile(f"[{HAN}A-Za-z0-9]")
_LATIN_LETTERS = re.compile("[A-Za-z0-9]*")
# What may stand between a term and the bracket that glosses it: blanks, ends of quotations and emphasis.
_BRACKET_BEHIND = re.compile(r"[\s”」』》\"*_]{0,4}[(（]([^()（）]{1,120})[)）]")
_LONG_FORM = re.compile(r"[A-Za-z]+[ -][A-Za-z]+")
_BRACKET_AROUND = re.compile(rf"[{HAN}][”」』》\"*_\s]{{0,4}}[(（][^()（）{HAN}]{{0,100}}\Z")
_BRACKET_REACH = 110
_BEFORE_BRACKET = 5


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


def word_end(text: str, end: int) -> int:
    """The end of the word that a place ends in: an English term's plural goes with it."""
    after = text[end : end + 1]
    if not (after.isascii() and after.isalnum() and text[end - 1].isascii()):
        return end
    rest = _LATIN_LETTERS.match(text, end)
    return rest.end() if rest else end


def mark(term: Term, text: str, start: int, end: int, language: Language) -> Mark:
    """The mark of a term at a place of an abstract."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return Mark(
        language,
        text[start:end],
        before if _LETTER.match(before) else "",
        after if _LETTER.match(after) else "",
        _says(term, text[start:end]),
    )


def is_told(term: Term, text: str, start: int, end: int, language: Language) -> bool:
    """Whether the text itself says a term in the other language, as `思维链（Chain-of-Thought）` does.

    An abbreviation that the text writes out as something else is taken as told too.
    """
    chinese = bool(_HAN.search(text, start, end))
    behind = _BRACKET_BEHIND.match(text, end)
    if behind and (_LATIN if chinese else _HAN).search(behind[1]):
        return True
    other = behind and not chinese and _LONG_FORM.match(behind[1])
    if behind and other and term_key(term.english) not in term_key(behind[1]):
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
