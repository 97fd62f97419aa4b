"""From one language to the other: the terms of a text, said in the other language."""

from __future__ import annotations

from functools import cached_property

from paper_digest.glossary import Glossary, Term
from paper_digest.topics.phrases import Matcher, normalise


class Bridge:
    """Finds the glossary's terms in texts of either language."""

    def __init__(self, glossary: Glossary) -> None:
        """Compile nothing yet: most papers have both languages."""
        self._terms = [term for term in glossary.terms if term.renderings]

    def over(self, text: str) -> str:
        """Add to a text what its terms are called in the other language, each term once."""
        hits = self._matcher.hits(normalise(text)) if self._terms else []
        numbers = dict.fromkeys(number for _, _, groups in hits for number in groups)
        return "\n".join([text, *(self._said[number] for number in numbers)])

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([_names(term) for term in self._terms])

    @cached_property
    def _said(self) -> list[str]:
        """What each term adds: a text that has one of its names gets the other as well."""
        return [f"{term.english} {term.renderings[0].chinese}" for term in self._terms]


def _names(term: Term) -> list[str]:
    english = (term.english, term.abbreviation, *term.variants)
    # To the matcher an asterisk would stand for any ending.
    return [
        *(name.replace("*", " ") for name in english if len(name) > 1),
        *(rendering.chinese.replace("*", " ") for rendering in term.renderings),
    ]
