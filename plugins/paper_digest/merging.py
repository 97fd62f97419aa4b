"""One paper from the blocks and overlays that speak of it: its fields, links and where each was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.ids import slug
from paper_digest.model import (
    LANGUAGES,
    NO_METADATA,
    Appearance,
    Bilingual,
    Block,
    Date,
    Digest,
    Metadata,
    Overlay,
    Paper,
    Position,
    Provenance,
    Variant,
)
from paper_digest.paper_links import links_of
from paper_digest.same_paper import is_another
from paper_digest.urls import links_in

_NAMES = {
    (field, language): f"{field}.{language}" for field in ("title", "abstract") for language in LANGUAGES
}
_OF_ABSTRACTS = {"translated_from", "abstract_from", "machine"}
_METADATA = tuple(name for name in Metadata.__struct_fields__ if name != "more_authors")


@dataclass(slots=True)
class Mention:
    """A block in its digest, by its 1-based position there."""

    digest: Digest
    block: Block
    position: int

    @property
    def source(self) -> Position:
        """Where the block begins."""
        return Position(self.digest.path, self.block.line)

    @property
    def date(self) -> Date | None:
        """The first date of its section, else of its digest."""
        return self.block.first_day or self.digest.first_day

    @property
    def appearance(self) -> Appearance:
        """What a paper remembers of it."""
        own = self.block
        told = own if own.first_day else self.digest
        days = told.first_day, told.last_day
        return Appearance(self.digest.id, self.position, self.source, own.section, own.category, *days)


class Merged(NamedTuple):
    """A paper, what it was made of, and what was found on the way."""

    mentions: list[Mention]
    overlays: Sequence[Overlay]
    facts: Overlay | None
    paper: Paper
    found: Sequence[Diagnostic]


@dataclass(slots=True)
class _Part:
    """One source of a paper's fields: a block or an overlay."""

    path: str
    line: int
    title: Bilingual
    text: Bilingual
    metadata: Metadata
    lines: Mapping[str, int]
    urls: Sequence[tuple[str, str]]

    def line_of(self, field: str) -> int:
        return self.lines.get(field, self.line)


_Told = dict[str, _Part]
"""Which part told a field."""


def merged_paper(
    paper_id: str, mentions: list[Mention], overlays: Sequence[Overlay], facts: Overlay | None = None
) -> Merged:
    """Merge one paper.

    Args:
        paper_id: its id.
        mentions: the blocks that speak of it, oldest first; at least one.
        overlays: the overlays that do, in the order in which they count.
        facts: what sources tell of it, which fills what is empty.

    Returns:
        The paper, what it was made of, and what was found.
    """
    parts = _parts(mentions, overlays, facts)
    told: _Told = {}
    title = _first_text(parts, "title", told)
    abstract = _first_text(parts, "abstract", told)
    metadata = _first_metadata(parts, told)
    arxiv_id = next((m.block.arxiv_id for m in mentions if m.block.arxiv_id), "")
    appearances = tuple([mention.appearance for mention in mentions])
    found = list(_title_conflicts(mentions)) if len(mentions) > 1 else []
    found += _other_papers(mentions, facts) if facts and not overlays else ()
    if not title:
        title = Bilingual(en=f"arXiv:{arxiv_id}" if arxiv_id else mentions[0].block.link or paper_id)
        source = appearances[0].source
        message = f"Nothing tells the title of {title.en}."
        found.append(Diagnostic(source.path, source.line, codes.NO_TITLE, message))
    paper = Paper(
        id=paper_id,
        arxiv_id=arxiv_id,
        title=title,
        abstract=abstract,
        metadata=metadata,
        links=links_of(
            arxiv_id,
            [mention.block.link for mention in mentions],
            metadata,
            [found for part in parts for found in part.urls],
        ),
        appearances=appearances,
        date=mentions[0].date,
        source=appearances[0].source,
        provenance=_provenance(told),
        variants=tuple(_variants(title, abstract, mentions)) if len(parts) > 1 else (),
    )
    return Merged(mentions, overlays, facts, paper, found)


def _parts(mentions: Sequence[Mention], overlays: Sequence[Overlay], facts: Overlay | None) -> list[_Part]:
    """What tells a paper's fields, in the order in which it counts."""
    parts = [
        _Part(o.path, 0, o.title, o.abstract, o.metadata, o.lines, links_in(o.abstract.en, o.abstract.zh))
        for o in overlays
    ]
    for mention in mentions:
        own = mention.block
        path = mention.digest.path
        parts.append(_Part(path, own.line, own.title, own.body, own.metadata, own.lines, own.urls))
    if facts:
        # Its links are told apart already; those in its text may be of other papers.
        parts.append(_Part(facts.path, 0, facts.title, facts.abstract, facts.metadata, facts.lines, ()))
    return parts


def _provenance(told: _Told) -> Mapping[str, Position]:
    paths = {part.path for part in told.values()}
    if len(paths) != 1:
        return MappingProxyType(
            {name: Position(part.path, part.line_of(name)) for name, part in told.items()}
        )
    lines = tuple([part.line_of(name) for name, part in told.items()])
    return Provenance(paths.pop(), _shared(tuple(told)), lines)


@lru_cache(maxsize=256)
def _shared(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The same fields as one object for all papers."""
    return fields


def _first_text(parts: Sequence[_Part], field: Literal["title", "abstract"], told: _Told) -> Bilingual:
    texts = [part.title if field == "title" else part.text for part in parts]
    if len(parts) == 1:
        (part,), (text,) = parts, texts
        if text.en:
            told[_NAMES[field, "en"]] = part
        if text.zh:
            told[_NAMES[field, "zh"]] = part
        return text
    chosen = {"en": "", "zh": ""}
    for language in LANGUAGES:
        for part, text in zip(parts, texts, strict=True):
            if found := text.get(language):
                chosen[language] = found
                told[_NAMES[field, language]] = part
                break
    return Bilingual(**chosen)


def _first_metadata(parts: Sequence[_Part], told: _Told) -> Metadata:
    chosen: dict[str, Any] = {}
    telling = [part for part in parts if part.metadata != NO_METADATA]
    if not telling:
        return NO_METADATA
    for name in _METADATA:
        for part in telling:
            value = getattr(part.metadata, name)
            if value:
                chosen[name] = value
                told[name] = part
                break
    if "authors" in chosen:
        chosen["more_authors"] = told["authors"].metadata.more_authors
    for name in _OF_ABSTRACTS & chosen.keys():
        chosen[name] = _still_true(name, chosen[name], parts)
    return Metadata(**chosen) if chosen else NO_METADATA


def _still_true(name: str, marks: Mapping[Any, Any], parts: Sequence[_Part]) -> Mapping[Any, Any]:
    """Keep what is said of an abstract only for a text that comes from the source that says it."""
    origin = {
        language: next((part for part in parts if part.text.get(language)), None) for language in LANGUAGES
    }
    return MappingProxyType(
        {
            language: mark
            for language, mark in marks.items()
            if (part := origin[language]) and getattr(part.metadata, name).get(language)
        }
    )


def _title_conflicts(mentions: Sequence[Mention]) -> Iterator[Diagnostic]:
    first = mentions[0].block.title.en
    for mention in mentions:
        other = mention.block.title.en
        if other and first and other != first and slug(other) != slug(first):
            place = mentions[0].source
            message = f"The paper is called {first!r} at {place.path}:{place.line} and {other!r} here."
            yield Diagnostic(mention.digest.path, mention.block.line, codes.TITLE_CONFLICT, message)


def _other_papers(mentions: Sequence[Mention], facts: Overlay) -> Iterator[Diagnostic]:
    """Blocks whose link leads to another paper than the one that they name."""
    for mention in mentions:
        own = mention.block
        if own.title.en and is_another(own.title.en, own.body, facts.title.en, facts.abstract.en):
            message = f"The link leads to {facts.title.en!r}, but this is {own.title.en!r}."
            yield Diagnostic(mention.digest.path, own.line, codes.ANOTHER_PAPER, message)


def _variants(title: Bilingual, abstract: Bilingual, mentions: Sequence[Mention]) -> Iterator[Variant]:
    seen = {
        (kind, language, text.get(language))
        for kind, text in (("t", title), ("b", abstract))
        for language in LANGUAGES
    }
    for mention in mentions:
        other_title = _unseen("t", mention.block.title, seen)
        other_text = _unseen("b", mention.block.body, seen)
        if other_title or other_text:
            yield Variant(mention.digest.id, other_title, other_text, mention.source)


def _unseen(kind: str, text: Bilingual, seen: set[tuple[str, Any, str]]) -> Bilingual:
    kept = {}
    for language in LANGUAGES:
        key = (kind, language, text.get(language))
        kept[language] = "" if key in seen else text.get(language)
        seen.add(key)
    return Bilingual(en=kept["en"], zh=kept["zh"])
