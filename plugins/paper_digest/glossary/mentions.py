"""Which terms a paper speaks of, and which of them its page marks; both from one search of its texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from paper_digest.glossary.glosses import HAN, masked
from paper_digest.glossary.marks import MOST, Mark, is_told, mark, word_end
from paper_digest.glossary.repeats import without
from paper_digest.glossary.terms import Term
from paper_digest.model import LANGUAGES, Bilingual, Language
from paper_digest.topics.phrases import Matcher, fold

_OFTEN_SHORT = 3
_NEGATES, _PEOPLE = frozenset("不无非未强"), frozenset("师者家员")
_PIECE = re.compile(rf"[{HAN}]|[^\s{HAN}]+")
_NAME_BEFORE, _NAME_BEHIND = re.compile(r"[A-Za-z0-9.][-_/]\Z"), re.compile(r"[-_/][A-Za-z0-9]")
_CAPITALS_INSIDE = re.compile(r"[A-Z0-9][A-Z]|[a-z][A-Z]")

Place = tuple[int, int, int]
"""Start and end of a form in a text, and the number of its term."""


class Mentions(Struct, frozen=True, gc=False):
    """What a paper says of the glossary's terms.

    Attributes:
        terms: the numbers of the terms that its titles and abstracts hold, in ascending order.
        marks: the terms that its page marks, at most `marks.MOST` in each language, in the order of the text.
            A mark holds no number of a term: these change with every new term, and so would pages.
    """

    terms: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()


class ToFind(NamedTuple):
    """The terms to find in papers, and the sentences that count for none."""

    terms: tuple[Term, ...]
    repeated: tuple[int, ...]


class TermIndex:
    """The terms of a glossary, compiled to find all of them in one pass over a text.

    A form that several terms share tells nothing. Abbreviations count only as they are written, as `IT`
    is not `it`.
    """

    def __init__(self, terms: Sequence[Term], repeated: Collection[int] = ()) -> None:
        """Compile.

        Args:
            terms: the glossary's.
            repeated: sentences that count for no paper, see `repeats`.
        """
        self._terms = terms
        self._repeated = repeated
        forms = [dict.fromkeys(_forms(term)) for term in terms]
        owners = Counter(same for found in forms for same in {_same(form) for form in found})
        # The even groups hold what may have any case, the odd ones what may not.
        groups: list[list[str]] = []
        self._written: list[frozenset[str]] = []
        self._sure: list[frozenset[str]] = []
        for term, found in zip(terms, forms, strict=True):
            own = [form for form in found if owners[_same(form)] == 1]
            groups += [[f for f in found if not _has_case(f)], [f for f in found if _has_case(f)]]
            self._written.append(frozenset(map(_bare, groups[-1])))
            self._sure.append(frozenset(_bare(form).lower() for form in own if _is_sure(form, term)))
        self._matcher = Matcher(groups) if any(groups) else None
        owner = {form: n for n, sure in enumerate(self._sure) for form in sure}
        self._inside = [frozenset(_inside(found, owner)) - {n} for n, found in enumerate(forms)]

    def mentions(self, title: Bilingual, abstract: Bilingual) -> Mentions:
        """Find the terms of a paper.

        A term is marked where an abstract says it first, unless the text says it in the other language right
        there. Where there are too many, those that are glossed least often stay.

        Args:
            title: inline Markdown.
            abstract: Markdown.
        """
        abstract = Bilingual(without(abstract.en, self._repeated), without(abstract.zh, self._repeated))
        parts = (title.en, title.zh, abstract.en, abstract.zh)
        places = self._places("\n\n".join(parts))
        spoken = {term for _, _, term in places if term >= 0}
        spoken = spoken.union(*(self._inside[term] for term in spoken))
        marks: list[Mark] = []
        start = len(title.en) + len(title.zh) + 4
        for language in LANGUAGES:
            text = abstract.get(language)
            end = start + len(text)
            inside = [(a - start, b - start, term) for a, b, term in places if start <= a < end]
            marks += self._marks(masked(text), language, inside)
            start = end + 2
        return Mentions(tuple(sorted(spoken)), tuple(marks))

    def _places(self, text: str) -> list[Place]:
        """Where a text holds which terms, longest first; -1 where none is told."""
        places: list[Place] = []
        folded = fold(text)
        for start, end, groups in self._matcher.hits(folded.lower()) if self._matcher else ():
            for group in groups:
                term, has_case = divmod(group, 2)
                written = folded[start:end].replace(" ", "")
                if has_case and written not in self._written[term]:
                    continue
                within = (has_case or not text[start].isascii()) and _in_word(text, start, end)
                tells = written.lower() in self._sure[term] and not within
                places.append((start, end, term if tells else -2 - term if within else -1))
        return places

    def _marks(self, text: str, language: Language, places: Iterable[Place]) -> list[Mark]:
        """The marks of an abstract without its addresses, code and mathematics."""
        found: dict[int, Mark | None] = {}
        reach = 0
        for start, end, term in places:
            if start < reach or text[start] == "\0":
                continue
            reach = end
            if term < -1:
                # The page would take the name for the place of the mark.
                found.setdefault(-2 - term, None)
            if term < 0 or term in found or self._terms[term].common or not self._terms[term].is_main:
                continue
            end = word_end(text, end)
            if text[start:end].istitle() and not self._terms[term].english[0].isupper():
                continue  # A word with a capital in running text is a name: `Seed Diffusion`.
            told = is_told(self._terms[term], text, start, end, language)
            found[term] = None if told else mark(self._terms[term], text, start, end, language)
        wanted = [term for term, one in found.items() if one]
        rarest = sorted(wanted, key=lambda term: (self._terms[term].count, term))[:MOST]
        return [one for term, one in found.items() if one and term in rarest]


def _forms(term: Term) -> Iterator[str]:
    yield from (form for form in (term.english, term.abbreviation, *term.variants) if form)
    yield from (one.chinese for one in term.renderings)


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether a text is a part of a name or of another word: `Qwen2.5-VL`, 非自回归, 软件工程师."""
    if text[start].isascii():
        return bool(_NAME_BEFORE.search(text[max(0, start - 2) : start]) or _NAME_BEHIND.match(text, end))
    return text[max(0, start - 1) : start] in _NEGATES or text[end : end + 1] in _PEOPLE


def _inside(forms: Iterable[str], owner: Mapping[str, int]) -> Iterator[int]:
    """The terms that stand inside of others: `Deep Research Agent` speaks of `Deep Research` too."""
    for form in forms:
        pieces = _PIECE.findall(fold(form).lower())
        for start in range(len(pieces)):
            for end in range(start + 1, len(pieces) + 1):
                if (inner := owner.get("".join(pieces[start:end]))) is not None:
                    yield inner


def _is_sure(form: str, term: Term) -> bool:
    """Whether a form means the term wherever it stands; English does where the Chinese is agreed on."""
    chinese = [one for one in term.renderings if one.chinese == form]
    usual = term.renderings[:1]
    # Many things have the same few letters.
    often = not _has_case(form) or term.count >= _OFTEN_SHORT
    return (
        all(one.sure and one in term.usual for one in chinese)
        if chinese
        else often and all(one.sure for one in usual)
    )


def _has_case(form: str) -> bool:
    """Whether a form is an abbreviation: one word with capitals beyond its first letter."""
    return form.isascii() and " " not in form and bool(_CAPITALS_INSIDE.search(form))


def _same(form: str) -> str:
    return _bare(form) if _has_case(form) else _bare(form).lower()


def _bare(form: str) -> str:
    return fold(form).replace(" ", "")
