"""Which terms a paper speaks of, and which of them its page marks; both from one search of its texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from paper_digest.glossary.glosses import masked
from paper_digest.glossary.marks import Mark, MarkRules, is_told, word_end
from paper_digest.glossary.terms import Term
from paper_digest.model import LANGUAGES, Bilingual, Language
from paper_digest.topics.phrases import Matcher, fold

_CAPITALS_INSIDE = re.compile(r"[A-Z0-9][A-Z]|[a-z][A-Z]")
_SURE = 5

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


class TermIndex:
    """The terms of a glossary, compiled to find all of them in one pass over a text.

    A form that several terms share tells nothing. Abbreviations count only as they are written, as `IT`
    is not `it`.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        """Compile.

        Args:
            terms: the glossary's.
        """
        self._rules = MarkRules(terms)
        forms = [dict.fromkeys(_forms(term)) for term in terms]
        owners = Counter(same for found in forms for same in {_same(form) for form in found})
        # The even groups hold what may have any case, the odd ones what may not.
        groups: list[list[str]] = []
        self._written: list[frozenset[str]] = []
        for found in forms:
            own = [form for form in found if owners[_same(form)] == 1]
            groups += [[f for f in own if not _has_case(f)], [f for f in own if _has_case(f)]]
            self._written.append(frozenset(map(_bare, groups[-1])))
        self._matcher = Matcher(groups) if any(groups) else None

    def mentions(self, title: Bilingual, abstract: Bilingual) -> Mentions:
        """Find the terms of a paper.

        A term is marked where an abstract says it first, unless the text says it in the other language right
        there. Where there are too many, those that are glossed least often stay.

        Args:
            title: inline Markdown.
            abstract: Markdown.
        """
        parts = (title.en, title.zh, abstract.en, abstract.zh)
        places = self._places(fold("\n\n".join(parts)))
        marks: list[Mark] = []
        start = len(title.en) + len(title.zh) + 4
        for language in LANGUAGES:
            text = abstract.get(language)
            end = start + len(text)
            inside = [(a - start, b - start, term) for a, b, term in places if start <= a < end]
            marks += self._marks(masked(text), language, inside)
            start = end + 2
        return Mentions(tuple(sorted({term for _, _, term in places})), tuple(marks))

    def _places(self, folded: str) -> list[Place]:
        """Where a text holds which terms, in order, without those inside a longer one."""
        places: list[Place] = []
        for start, end, groups in self._matcher.hits(folded.lower()) if self._matcher else ():
            for group in groups:
                term, has_case = divmod(group, 2)
                if not has_case or folded[start:end].replace(" ", "") in self._written[term]:
                    places.append((start, end, term))
        return places

    def _marks(self, text: str, language: Language, places: Iterable[Place]) -> list[Mark]:
        """The marks of an abstract without its addresses, code and mathematics."""
        rules = self._rules
        found: dict[int, Mark | None] = {}
        reach = 0
        for start, end, term in places:
            if start < reach or text[start] == "\0":
                continue
            reach = end
            if term in found or not rules.is_worthy(term):
                continue
            end = word_end(text, end)
            if rules.is_sure(term, text[start:end]):
                told = is_told(text, start, end, language)
                found[term] = None if told else rules.mark(term, text, start, end, language)
        wanted = [(term, mark) for term, mark in found.items() if mark]
        rarest = rules.rarest([term for term, _ in wanted])
        return [mark for term, mark in wanted if term in rarest]


def _forms(term: Term) -> Iterator[str]:
    yield from (form for form in (term.english, term.abbreviation, *term.variants) if form)
    # Short Chinese words have everyday meanings; what says a term is glossed so more than once, or
    # named by the editor.
    yield from (one.chinese for one in term.renderings if one.own or len(one.chinese) + one.count >= _SURE)


def _has_case(form: str) -> bool:
    """Whether a form is an abbreviation: one word with capitals beyond its first letter."""
    return form.isascii() and " " not in form and bool(_CAPITALS_INSIDE.search(form))


def _same(form: str) -> str:
    return _bare(form) if _has_case(form) else _bare(form).lower()


def _bare(form: str) -> str:
    return fold(form).replace(" ", "")
