"""The stages of a build, and the order in which they are begun: from sources to the plan of the site.

Each stage is a pure function of values; see `build.stages` for how results are looked up and made. Stages of
papers work on *groups*: the papers that one digest held first, at most 64.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from paper_digest.build.cache import Cache
from paper_digest.build.pool import Pool
from paper_digest.build.stages import Build, Results, Stage
from paper_digest.corpus import Corpus, merge
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.facts.told import overlays_of
from paper_digest.glossary import (
    Evidence,
    Glossary,
    GlossaryOverrides,
    Mentions,
    PaperNotes,
    Term,
    TermIndex,
    ToFind,
    evidence_of,
    load_overrides,
    mine,
    pinyin,
    read_paper,
    repeated,
    sentences_of,
)
from paper_digest.model import Date, Digest, Overlay, Paper
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.pictures import Picture
from paper_digest.plan import Plan, make_plan
from paper_digest.related import is_in_one_language, nearest_papers, paper_features, related
from paper_digest.related.translate import Translator
from paper_digest.render.excess import beyond_limits
from paper_digest.sourcefile import SourceFile
from paper_digest.sources import Sources
from paper_digest.topics import Assignment, Taxonomy, classify, load_topics, unknown_topics
from paper_digest.trends import NamesIn, PaperFacts, Trends, make_trends, names_in

Group = tuple[Paper, ...]
"""Papers that one digest held first, in its order, without their provenance."""

LARGEST_GROUP = 64


class Reading(NamedTuple):
    """What the texts of a paper say by themselves."""

    notes: PaperNotes
    names: NamesIn
    sentences: tuple[int, ...]


class ToCompare(NamedTuple):
    """A group whose papers are to be compared with others, and the topics of each."""

    papers: Group
    topics: tuple[tuple[Assignment, ...], ...]


class ToMine(NamedTuple):
    """What a glossary is made of."""

    evidence: Evidence
    overrides: GlossaryOverrides


class ToCount(NamedTuple):
    """What trends are counted from."""

    papers: tuple[PaperFacts, ...]
    digest_days: tuple[Date | None, ...]
    terms: tuple[Term, ...]


def _parse_digest(file: SourceFile, _: None) -> tuple[Digest, tuple[Diagnostic, ...]]:
    digest, found = parse_digest(file)
    return digest, in_order((*found, *beyond_limits(file, digest.blocks, digest.introduction)))


def _parse_overlay(file: SourceFile, _: None) -> tuple[Overlay | None, tuple[Diagnostic, ...]]:
    overlay, found = parse_overlay(file)
    return overlay, in_order((*found, *beyond_limits(file, [overlay] if overlay else [])))


def _read_facts(file: SourceFile, _: None) -> tuple[tuple[Overlay, ...], tuple[Diagnostic, ...]]:
    return overlays_of(file)


def _load_topics(file: tuple[str, str], _: None) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    text, path = file
    return load_topics(text, path) if text else (Taxonomy(()), ())


def _read(group: Group, _: None) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            read_paper(paper.title, paper.abstract),
            names_in(paper.title, paper.abstract),
            sentences_of("\n".join((paper.abstract.en, paper.abstract.zh))),
        )
        for paper in group
    )


def _classify(group: Group, taxonomy: Taxonomy) -> tuple[tuple[Assignment, ...], ...]:
    return tuple(classify(paper, taxonomy) for paper in group)


def _features(item: ToCompare, translator: Translator) -> tuple[bytes, ...]:
    return paper_features(item.papers, item.topics, translator)


def _nearest(features: tuple[bytes, ...], _: None) -> list[tuple[int, ...]]:
    return nearest_papers(features)


def _mine(item: ToMine, _: None) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    return mine(item.evidence, item.overrides)


def _count(item: ToCount, _: None) -> Trends:
    return make_trends(item.papers, item.digest_days, item.terms)


def _pinyin(chinese: str, _: None) -> str:
    return pinyin(chinese)


def _mentions(group: Group, index: TermIndex) -> tuple[Mentions, ...]:
    return tuple(index.mentions(paper.title, paper.abstract) for paper in group)


def _index(item: ToFind) -> TermIndex:
    return TermIndex(item.terms, frozenset(item.repeated))


def _same(value: Taxonomy) -> Taxonomy:
    return value


_Parsed = tuple[Digest, tuple[Diagnostic, ...]]
_ParsedOverlay = tuple[Overlay | None, tuple[Diagnostic, ...]]
_ReadFacts = tuple[tuple[Overlay, ...], tuple[Diagnostic, ...]]
_Loaded = tuple[Taxonomy, tuple[Diagnostic, ...]]
_Topics = tuple[tuple[Assignment, ...], ...]
_Mined = tuple[Glossary, tuple[Diagnostic, ...]]

#                                name         function        of            gives
DIGESTS: Stage[SourceFile, _Parsed] = Stage("digests", _parse_digest, SourceFile, _Parsed)
OVERLAYS: Stage[SourceFile, _ParsedOverlay] = Stage("overlays", _parse_overlay, SourceFile, _ParsedOverlay)
FACTS: Stage[SourceFile, _ReadFacts] = Stage("facts", _read_facts, SourceFile, _ReadFacts)
TAXONOMY: Stage[tuple[str, str], _Loaded] = Stage("taxonomy", _load_topics, tuple[str, str], _Loaded)
READINGS: Stage[Group, tuple[Reading, ...]] = Stage("readings", _read, Group, tuple[Reading, ...])
TOPICS: Stage[Group, _Topics] = Stage("topics", _classify, Group, _Topics, (Taxonomy,), _same)
FEATURES: Stage[ToCompare, tuple[bytes, ...]] = Stage(
    "features", _features, ToCompare, tuple[bytes, ...], (Glossary,), Translator
)
NEAREST: Stage[tuple[bytes, ...], list[tuple[int, ...]]] = Stage(
    "nearest", _nearest, tuple[bytes, ...], list[tuple[int, ...]], at_once=1
)
GLOSSARY: Stage[ToMine, _Mined] = Stage("glossary", _mine, ToMine, _Mined, at_once=1)
TRENDS: Stage[ToCount, Trends] = Stage("trends", _count, ToCount, Trends, at_once=1)
PINYIN: Stage[str, str] = Stage("pinyin", _pinyin, str, str, at_once=1000)
MENTIONS: Stage[Group, tuple[Mentions, ...]] = Stage(
    "mentions", _mentions, Group, tuple[Mentions, ...], (ToFind,), _index
)


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
    evidence = evidence_of(corpus.papers, [reading.notes for reading in read])
    mined = build.begin(GLOSSARY, [ToMine(evidence, overrides)])
    topics = build.begin(TOPICS, groups, taxonomy)
    compared = list(map(ToCompare, groups, topics))
    early = build.begin(FEATURES, [one for one in compared if not _needs_glossary(one)], Glossary())
    glossary, diagnostics = mined.only()
    found += diagnostics
    late = build.begin(FEATURES, [one for one in compared if _needs_glossary(one)], glossary)
    nearest = build.begin(NEAREST, [_features_in_order(compared, early, late)])
    plan = _lay_out(corpus, taxonomy, glossary, compared, read, nearest, sources.pictures, build)
    return Planned(plan, groups, in_order(found))


def _lay_out(
    corpus: Corpus,
    taxonomy: Taxonomy,
    glossary: Glossary,
    compared: Sequence[ToCompare],
    read: Sequence[Reading],
    nearest: Results[list[tuple[int, ...]]],
    pictures: Mapping[str, Picture],
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
