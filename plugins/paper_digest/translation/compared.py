"""Words that exist, compared with the English that sources have of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from paper_digest import codes
from paper_digest.corpus import Corpus
from paper_digest.diagnostics import Diagnostic, Severity
from paper_digest.glossary import Term as GlossaryTerm
from paper_digest.model import Overlay, Paper
from paper_digest.translation.checks import Term, compare

_CODE = {
    Severity.ERROR: codes.TRANSLATION_WRONG,
    Severity.WARNING: codes.TRANSLATION_DOUBTFUL,
    Severity.NOTICE: codes.TRANSLATION_TERM,
}


def checked_term(term: GlossaryTerm) -> Term:
    """A term of the glossary as checks need it."""
    forms = dict.fromkeys(form for form in (term.english, term.abbreviation, *term.variants) if form)
    return Term(tuple(forms), tuple(one.chinese for one in term.renderings[:2]))


def compare_with_sources(
    corpus: Corpus, facts: Iterable[Overlay], glossary: Iterable[GlossaryTerm]
) -> Iterator[Diagnostic]:
    """Check people's Chinese against the English of sources.

    Args:
        corpus: the papers.
        facts: what sources tell.
        glossary: its terms.

    Yields:
        A finding for each fault, where the Chinese was read.
    """
    told: Mapping[str, Overlay] = {one.paper_id: one for one in facts}
    terms = [checked_term(term) for term in glossary if term.renderings]
    for paper in corpus.papers:
        known = told.get(paper.id)
        if known and known.abstract.en and paper.abstract.zh and "zh" not in paper.metadata.machine:
            yield from _compared(paper, known.abstract.en, terms)


def _compared(paper: Paper, english: str, terms: Iterable[Term]) -> Iterator[Diagnostic]:
    place = paper.provenance.get("abstract.zh", paper.source)
    occurring = [term for term in terms if any(form in english for form in term.english)]
    for one in compare(english, paper.abstract.zh, "zh", occurring):
        message = f"{paper.title.any()[:60]}: {one.message}"
        yield Diagnostic(place.path, place.line, _CODE[one.severity], message)
