"""The order in which the stages of planning are begun: from sources to the plan of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from paper_digest.authors import Authors, find_authors, load_authors
from paper_digest.build.cache import Cache
from paper_digest.build.pool import Pool
from paper_digest.build.stages import Build, Results
from paper_digest.corpus import Corpus, merge
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary import (
    Glossary,
    ToFind,
    evidence_of,
    load_overrides,
    repeated,
)
from paper_digest.model import Paper
from paper_digest.pictures import Picture
from paper_digest.plan import Plan, make_plan
from paper_digest.planning import (
    DIGESTS,
    FACTS,
    FEATURES,
    GLOSSARY,
    LARGEST_GROUP,
    MENTIONS,
    NEAREST,
    OVERLAYS,
    PINYIN,
    READINGS,
    TAXONOMY,
    TOPICS,
    TRENDS,
    Group,
    Reading,
    ToCompare,
    ToCount,
    ToMine,
)
from paper_digest.related import is_in_one_language, related
from paper_digest.sources import Sources
from paper_digest.topics import Taxonomy, unknown_topics
from paper_digest.trends import PaperFacts


class Planned(NamedTuple):
    """The plan of a site, and what goes with it.

    Attributes:
        plan: the plan.
        groups: its papers in groups.
        diagnostics: every finding, in the order in which they are reported.
    """

    plan: Plan
    groups: Sequence[Group]
    diagnostics: tuple[Diagnostic, ...]


def plan_site(sources: Sources, build: Build | None = None) -> Planned:
    """Turn sources into the plan of a site.

    Args:
        sources: the project's sources, read.
        build: runs the stages; without one, all is done in this process and nothing is kept.
    """
    build = build or Build(Cache(None), Pool(1))
    corpus, found = _read_corpus(sources, build)
    groups = groups_of(corpus.papers)
    readings = build.begin(READINGS, groups)
    files = [(sources.topics, sources.topics_path), (sources.more_topics, sources.more_topics_path)]
    (taxonomy, diagnostics), (more, also) = build.begin(TAXONOMY, files).all()
    taxonomy = taxonomy.with_topics(more)
    found += (*diagnostics, *also)
    found += [finding for paper in corpus.papers for finding in unknown_topics(paper, taxonomy)]
    overrides, diagnostics = load_overrides(sources.glossary, sources.glossary_path)
    found += diagnostics
    read = list(chain.from_iterable(readings))
    own_authors, diagnostics = load_authors(sources.authors, sources.authors_path)
    found += diagnostics
    evidence = evidence_of(corpus.papers, [reading.notes for reading in read])
    mined = build.begin(GLOSSARY, [ToMine(evidence, overrides)])
    topics = build.begin(TOPICS, groups, taxonomy)
    compared = list(map(ToCompare, groups, topics))
    early = build.begin(FEATURES, [one for one in compared if not _needs_glossary(one)], Glossary())
    glossary, diagnostics = mined.only()
    found += diagnostics
    late = build.begin(FEATURES, [one for one in compared if _needs_glossary(one)], glossary)
    nearest = build.begin(NEAREST, [_features_in_order(compared, early, late)])
    authors = find_authors(corpus.papers, own_authors)
    plan = _lay_out(corpus, taxonomy, glossary, compared, read, nearest, sources.pictures, authors, build)
    return Planned(plan, groups, in_order(found))


def _lay_out(
    corpus: Corpus,
    taxonomy: Taxonomy,
    glossary: Glossary,
    compared: Sequence[ToCompare],
    read: Sequence[Reading],
    nearest: Results[list[tuple[int, ...]]],
    pictures: Mapping[str, Picture],
    authors: Authors,
    build: Build,
) -> Plan:
    """The plan, from what was derived of the papers; readings are in the corpus' order."""
    papers = [paper for one in compared for paper in one.papers]
    topics = [own for one in compared for own in one.topics]
    chinese = [term.renderings[0].chinese for term in glossary.terms if term.renderings]
    pinyins = build.begin(PINYIN, chinese)
    to_find = ToFind(glossary.terms, repeated(reading.sentences for reading in read))
    mentions = build.begin(MENTIONS, [one.papers for one in compared], to_find)
    spoken = list(chain.from_iterable(mentions))
    facts = [
        PaperFacts(paper.id, paper.date, tuple([one.topic for one in own]), reading.names, said.terms)
        for paper, own, reading, said in zip(papers, topics, read, spoken, strict=True)
    ]
    days = tuple(digest.first_day for digest in corpus.digests)
    trends = build.begin(TRENDS, [ToCount(tuple(facts), days, glossary.terms)])
    assignments = {paper.id: own for paper, own in zip(papers, topics, strict=True)}
    return make_plan(
        corpus,
        taxonomy,
        MappingProxyType(assignments),
        glossary,
        related(corpus.papers, assignments, nearest.only()),
        {paper.id: said.marks for paper, said in zip(papers, spoken, strict=True)},
        trends.only(),
        dict(zip(chinese, pinyins, strict=True)),
        pictures,
        authors,
    )


def _read_corpus(sources: Sources, build: Build) -> tuple[Corpus, list[Diagnostic]]:
    found = list(sources.diagnostics)
    digests, overlays = build.begin(DIGESTS, sources.digests), build.begin(OVERLAYS, sources.overlays)
    parsed_digests, parsed_overlays = digests.all(), overlays.all()
    facts = build.begin(FACTS, sources.facts).all()
    for _, diagnostics in (*parsed_digests, *parsed_overlays, *facts):
        found += diagnostics
    corpus, diagnostics = merge(
        [digest for digest, _ in parsed_digests],
        [overlay for overlay, _ in parsed_overlays if overlay],
        [told for file, _ in facts for told in file],
    )
    return corpus, [*found, *diagnostics]


def groups_of(papers: Iterable[Paper]) -> list[Group]:
    """Papers in groups.

    Args:
        papers: the corpus, those of one digest side by side.
    """
    alone = (replace(paper, provenance=MappingProxyType({})) for paper in papers)
    groups: list[Group] = []
    for _, found in groupby(alone, lambda paper: paper.appearances[0].digest_id):
        members = tuple(found)
        groups += [members[at : at + LARGEST_GROUP] for at in range(0, len(members), LARGEST_GROUP)]
    return groups


def _needs_glossary(item: ToCompare) -> bool:
    return any(map(is_in_one_language, item.papers))


def _features_in_order(
    compared: Sequence[ToCompare], early: Results[tuple[bytes, ...]], late: Results[tuple[bytes, ...]]
) -> tuple[bytes, ...]:
    """The features of all papers, of which those of some groups were begun before there was a glossary."""
    early_features, late_features = iter(early), iter(late)
    return tuple(
        features
        for one in compared
        for features in next(late_features if _needs_glossary(one) else early_features)
    )
