"""The stages of planning: pure functions, each declared with the types of what goes in and out.

See `build.stages` for how results are looked up and made. Stages of papers work on *groups*: the papers that
one digest held first, at most 64.
"""

from __future__ import annotations

from typing import NamedTuple

from paper_digest.build.stages import Stage
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
    mine,
    pinyin,
    read_paper,
    sentences_of,
)
from paper_digest.model import Date, Digest, Overlay, Paper
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.related import nearest_papers, paper_features
from paper_digest.related.translate import Translator
from paper_digest.render.excess import beyond_limits
from paper_digest.sourcefile import SourceFile
from paper_digest.topics import Assignment, Taxonomy, classify, load_topics
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
