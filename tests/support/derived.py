"""What is derived of papers, from papers alone: the stages of a build between its corpus and its plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from paper_digest.corpus import Corpus
from paper_digest.diagnostics import Diagnostic
from paper_digest.glossary import (
    Evidence,
    Glossary,
    GlossaryOverrides,
    Mark,
    Term,
    TermIndex,
    evidence_of,
    mine,
    read_paper,
)
from paper_digest.model import Bilingual, Paper
from paper_digest.related import nearest_papers, paper_features, related
from paper_digest.related.translate import Translator
from paper_digest.topics import Assignment
from paper_digest.trends import PaperFacts, Trends, make_trends, names_in

Assignments = Mapping[str, tuple[Assignment, ...]]


def evidence_in(papers: Sequence[Paper]) -> Evidence:
    """The evidence that papers give."""
    return evidence_of(papers, [read_paper(paper.title, paper.abstract) for paper in papers])


def glossary_of(
    papers: Iterable[Paper], overrides: GlossaryOverrides
) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    """The glossary of papers."""
    return mine(evidence_in(list(papers)), overrides)


def marks_of(terms: Sequence[Term], abstract: Bilingual) -> tuple[Mark, ...]:
    """The marks of an abstract."""
    return TermIndex(terms).mentions(Bilingual(), abstract).marks


def facts_of(corpus: Corpus, assignments: Assignments, terms: Sequence[Term] = ()) -> list[PaperFacts]:
    """What counts of papers."""
    index = TermIndex(terms)
    return [
        PaperFacts(
            paper.id,
            paper.date,
            tuple(one.topic for one in assignments.get(paper.id, ())),
            names_in(paper.title, paper.abstract),
            index.mentions(paper.title, paper.abstract).terms,
        )
        for paper in corpus.papers
    ]


def trends_of(corpus: Corpus, assignments: Assignments, terms: Sequence[Term] = ()) -> Trends:
    """The trends of a corpus."""
    days = [digest.first_day for digest in corpus.digests]
    return make_trends(facts_of(corpus, assignments, terms), days, terms)


def related_papers(
    papers: Sequence[Paper], assignments: Assignments, glossary: Glossary
) -> Mapping[str, Sequence[Paper]]:
    """The papers to name beside each."""
    topics = [assignments.get(paper.id, ()) for paper in papers]
    features = paper_features(papers, topics, Translator(glossary))
    return related(papers, assignments, nearest_papers(features))
