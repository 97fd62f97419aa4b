"""From one language to the other: the terms of a text, said in the other language."""

from __future__ import annotations

from functools import cached_property

from paper_digest.glossary import Glossary, Term
from paper_digest.topics.phrases import Matcher, normalise


class Translator:
    """Finds the glossary's terms in texts of either language. Compiled when first asked."""

    def __init__(self, glossary: Glossary) -> None:
        """Take the terms."""
        self._terms = [term for term in glossary.terms if term.renderings]

    def add_to(self, text: str) -> str:
        """Add to a text what its terms are called in both languages, each term once."""
        hits = self._matcher.hits(normalise(text)) if self._terms else []
        terms = [self._terms[number] for number in dict.fromkeys(n for _, _, groups in hits for n in groups)]
        return "\n".join([text, *(f"{term.english} {term.renderings[0].chinese}" for term in terms)])

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([_names(term) for term in self._terms])


def _names(term: Term) -> list[str]:
    english = (term.english, term.abbreviation, *term.variants)
    names = [name for name in english if len(name) > 1] + [one.chinese for one in term.renderings]
    # To the matcher an asterisk would stand for any ending.
    return [name.replace("*", " ") for name in names]
