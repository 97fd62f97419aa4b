"""Where a text speaks of which term: in either language, by any of its forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from paper_digest.glossary.terms import Term
from paper_digest.model import Bilingual
from paper_digest.topics.phrases import Matcher, fold

_CAPITALS_INSIDE = re.compile(r"[A-Z0-9][A-Z]|[a-z][A-Z]")
_SURE = 5

Place = tuple[int, int, int]
"""Start and end of a form in a text, and the number of its term."""


class TermFinder:
    """The terms of a glossary, compiled to find all of them in one pass over a text.

    A form that several terms share tells nothing. Abbreviations count only as they are written, as `IT`
    is not `it`.

    Attributes:
        forms: what is looked for, by the number of the term; all that is found depends on nothing else.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        """Compile.

        Args:
            terms: what to look for.
        """
        forms = [dict.fromkeys(_forms(term)) for term in terms]
        owners = Counter(same for found in forms for same in {_same(form) for form in found})
        own = [[form for form in found if owners[_same(form)] == 1] for found in forms]
        # The even groups hold what may have any case, the odd ones what may not.
        groups: list[list[str]] = []
        self._written: list[frozenset[str]] = []
        for found in own:
            groups += [[f for f in found if not _has_case(f)], [f for f in found if _has_case(f)]]
            self._written.append(frozenset(_bare(f) for f in groups[-1]))
        self._matcher = Matcher(groups) if any(groups) else None
        self.forms = tuple(tuple(found) for found in own)

    def found_in(self, title: Bilingual, abstract: Bilingual) -> tuple[int, ...]:
        """The numbers of the terms that a paper speaks of, in ascending order.

        Args:
            title: inline Markdown.
            abstract: Markdown.
        """
        text = "\n\n".join((title.en, title.zh, abstract.en, abstract.zh))
        return tuple(sorted({term for _, _, term in self.places(fold(text))}))

    def places(self, folded: str) -> list[Place]:
        """Where a text holds which terms.

        Args:
            folded: what `fold` makes of a text, or the like of the same length.

        Returns:
            Places in order, without those inside a longer one; a plural's ending is left out. Where a letter
            has no lower case of its own length, as İ, abbreviations are not found.
        """
        if self._matcher is None:
            return []
        lower = folded.lower()
        cased = folded if len(folded) == len(lower) else ""
        places = []
        for start, end, groups in self._matcher.hits(lower):
            for group in groups:
                term, has_case = divmod(group, 2)
                if not has_case or cased[start:end].replace(" ", "") in self._written[term]:
                    places.append((start, end, term))
        return places


@lru_cache(maxsize=1)
def finder_of(terms: tuple[Term, ...]) -> TermFinder:
    """The terms of a glossary, compiled: once for whoever looks for them, and for as long as they stay."""
    return TermFinder(terms)


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
