"""Merging: blocks and overlays become papers, and the indexes that every later stage looks up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import is_
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.ids import arxiv_id_of_url, paper_id_of_arxiv, slug
from paper_digest.model import (
    LANGUAGES,
    NO_METADATA,
    Appearance,
    Bilingual,
    Block,
    Date,
    Digest,
    Links,
    Metadata,
    Overlay,
    Paper,
    Position,
    Provenance,
    Variant,
)
from paper_digest.urls import links_in

_RESERVED_IDS = frozenset({"index", "readme"})
_NO_DATE: Date = dt.date.min
_NAMES = {
    (field, language): f"{field}.{language}" for field in ("title", "abstract") for language in LANGUAGES
}
_METADATA = tuple(name for name in Metadata.__struct_fields__ if name != "more_authors")


class Corpus(Struct, frozen=True):
    """All digests and papers, with the look-ups that later stages need.

    Attributes:
        digests: newest first; those without a date last, by id. Without their blocks and roles: what these
            say, papers say.
        papers: newest first; of one date by their digest's id, within a digest in its order.
        paper: paper by id.
        digest: digest by id.
        papers_of: papers of a digest by digest id, in the digest's order, each once.
    """

    digests: tuple[Digest, ...]
    papers: tuple[Paper, ...]
    paper: Mapping[str, Paper]
    digest: Mapping[str, Digest]
    papers_of: Mapping[str, tuple[Paper, ...]]


@dataclass(slots=True)
class _Mention:
    digest: Digest
    block: Block
    position: int

    @property
    def source(self) -> Position:
        return Position(self.digest.path, self.block.line)

    @property
    def date(self) -> Date | None:
        return self.block.first_day or self.digest.first_day

    @property
    def appearance(self) -> Appearance:
        own = self.block
        told = own if own.first_day else self.digest
        days = told.first_day, told.last_day
        return Appearance(self.digest.id, self.position, self.source, own.section, own.category, *days)


class _Merged(NamedTuple):
    """A paper, what it was made of, and what was found on the way."""

    mentions: list[_Mention]
    overlays: Sequence[Overlay]
    paper: Paper
    found: Sequence[Diagnostic]


def merge(digests: Iterable[Digest], overlays: Iterable[Overlay]) -> tuple[Corpus, tuple[Diagnostic, ...]]:
    """Join the blocks and overlays that speak of one paper.

    A field is taken from the overlay, else from the oldest digest that has it; a text of another
    digest that differs is kept as a variant. Blocks belong to one paper when they name the same
    arXiv id, or, without one, the same title and link.

    Args:
        digests: parsed digests in any order, ids unique.
        overlays: parsed overlays in any order.

    Returns:
        The corpus, and findings about conflicts between its sources.
    """
    return Merger().merge(digests, overlays)


class Merger:
    """Merges as `merge` does; papers made of the very digests and overlays of the last time stay."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._before: dict[str, _Merged] = {}

    def merge(
        self, digests: Iterable[Digest], overlays: Iterable[Overlay]
    ) -> tuple[Corpus, tuple[Diagnostic, ...]]:
        """See `merge`."""
        oldest_first = sorted(digests, key=lambda d: (d.first_day or dt.date.max, d.id))
        found: list[Diagnostic] = []
        mentions, ids = _identify(oldest_first, found)
        overlay_of = _overlays_by_paper(overlays, mentions, found)
        before, self._before = self._before, {}
        papers: dict[str, Paper] = {}
        for paper_id, group in mentions.items():
            own = overlay_of.get(paper_id, ())
            merged = before.get(paper_id)
            if merged is None or not _is_same(merged, group, own):
                merged = _merged(paper_id, group, own)
            self._before[paper_id] = merged
            papers[paper_id] = merged.paper
            found += merged.found
        by_id = sorted(oldest_first, key=lambda d: d.id)
        newest_first = sorted(by_id, key=lambda d: d.first_day or _NO_DATE, reverse=True)
        papers_of = {d.id: tuple(papers[p] for p in dict.fromkeys(ids[d.id])) for d in newest_first}
        ordered = (
            paper for d in newest_first for paper in papers_of[d.id] if paper.appearances[0].digest_id == d.id
        )
        kept = {d.id: replace(d, blocks=(), roles=()) for d in newest_first}
        corpus = Corpus(
            digests=tuple(kept.values()),
            papers=tuple(sorted(ordered, key=lambda paper: paper.date or _NO_DATE, reverse=True)),
            paper=MappingProxyType(papers),
            digest=MappingProxyType(kept),
            papers_of=MappingProxyType(papers_of),
        )
        return corpus, tuple(found)


def _is_same(merged: _Merged, mentions: Sequence[_Mention], overlays: Sequence[Overlay]) -> bool:
    """Whether a paper was made of these very digests and overlays."""
    before = merged.mentions
    if len(before) != len(mentions) or len(merged.overlays) != len(overlays):
        return False
    for old, new in zip(before, mentions, strict=True):
        if old.digest is not new.digest or old.position != new.position:
            return False
    return all(map(is_, merged.overlays, overlays))


def _identify(
    digests: Sequence[Digest], found: list[Diagnostic]
) -> tuple[dict[str, list[_Mention]], dict[str, list[str]]]:
    """Give every block its paper id; oldest first, so that an id once published stays."""
    mentions: dict[str, list[_Mention]] = {}
    id_of_key: dict[tuple[str, str], str] = {}
    ids: dict[str, list[str]] = {}
    for digest in digests:
        ids[digest.id] = []
        for position, block in enumerate(digest.blocks, start=1):
            key = _key(block)
            if key not in id_of_key:
                id_of_key[key] = _unique_id(key, mentions, digest, block, found)
            paper_id = id_of_key[key]
            mentions.setdefault(paper_id, []).append(_Mention(digest, block, position))
            ids[digest.id].append(paper_id)
    for group in mentions.values():
        if len(group) > 1 and any(mention.block.first_day for mention in group):
            group.sort(key=lambda mention: mention.date or dt.date.max)
    return mentions, ids


def _key(block: Block) -> tuple[str, str]:
    if block.arxiv_id:
        return ("arxiv", paper_id_of_arxiv(block.arxiv_id))
    return (slug(block.title.any("en")) or "paper", block.link)


def _unique_id(
    key: tuple[str, str],
    taken: Mapping[str, list[_Mention]],
    digest: Digest,
    block: Block,
    found: list[Diagnostic],
) -> str:
    if key[0] == "arxiv" and key[1] not in taken:
        return key[1]
    stem = key[1] if key[0] == "arxiv" else key[0]
    paper_id, number = stem, 1
    while paper_id in taken or paper_id in _RESERVED_IDS:
        number += 1
        paper_id = f"{stem}-{number}"
    if stem in taken:
        first = taken[stem][0].source
        message = f"{first.path}:{first.line} has this title too; the page here is papers/{paper_id}/."
        found.append(Diagnostic(digest.path, block.line, codes.ID_COLLISION, message))
    return paper_id


def _overlays_by_paper(
    overlays: Iterable[Overlay], mentions: Mapping[str, list[_Mention]], found: list[Diagnostic]
) -> dict[str, list[Overlay]]:
    by_paper: dict[str, list[Overlay]] = defaultdict(list)
    for overlay in sorted(overlays, key=lambda o: o.path):
        if overlay.paper_id in mentions:
            by_paper[overlay.paper_id].append(overlay)
        else:
            message = f"No digest holds the paper {overlay.paper_id!r}."
            found.append(Diagnostic(overlay.path, 0, codes.OVERLAY_WITHOUT_PAPER, message))
    return by_paper


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


def _merged(paper_id: str, mentions: list[_Mention], overlays: Sequence[Overlay]) -> _Merged:
    parts = [
        _Part(o.path, 0, o.title, o.abstract, o.metadata, o.lines, links_in(o.abstract.en, o.abstract.zh))
        for o in overlays
    ]
    for mention in mentions:
        own = mention.block
        path = mention.digest.path
        parts.append(_Part(path, own.line, own.title, own.body, own.metadata, own.lines, own.urls))
    told: _Told = {}
    title = _first_text(parts, "title", told)
    abstract = _first_text(parts, "abstract", told)
    metadata = _first_metadata(parts, told)
    arxiv_id = next((m.block.arxiv_id for m in mentions if m.block.arxiv_id), "")
    appearances = tuple([mention.appearance for mention in mentions])
    found = list(_title_conflicts(mentions)) if len(mentions) > 1 else []
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
        links=_links(arxiv_id, mentions, metadata, parts),
        appearances=appearances,
        date=mentions[0].date,
        source=appearances[0].source,
        provenance=_provenance(told),
        variants=tuple(_variants(title, abstract, mentions)) if len(parts) > 1 else (),
    )
    return _Merged(mentions, overlays, paper, found)


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
    if "translated_from" in chosen:
        chosen["translated_from"] = _still_true(chosen["translated_from"], parts)
    return Metadata(**chosen) if chosen else NO_METADATA


def _still_true(translated: Mapping[Any, Any], parts: Sequence[_Part]) -> Mapping[Any, Any]:
    """Keep a mark of translation only for a text that comes from the source that carries it."""
    origin = {
        language: next((part for part in parts if part.text.get(language)), None) for language in LANGUAGES
    }
    return MappingProxyType(
        {
            language: original
            for language, original in translated.items()
            if (part := origin[language]) and part.metadata.translated_from.get(language)
        }
    )


def _title_conflicts(mentions: Sequence[_Mention]) -> Iterator[Diagnostic]:
    first = mentions[0].block.title.en
    for mention in mentions:
        other = mention.block.title.en
        if other and first and other != first and slug(other) != slug(first):
            place = mentions[0].source
            message = f"The paper is called {first!r} at {place.path}:{place.line} and {other!r} here."
            yield Diagnostic(mention.digest.path, mention.block.line, codes.TITLE_CONFLICT, message)


def _variants(title: Bilingual, abstract: Bilingual, mentions: Sequence[_Mention]) -> Iterator[Variant]:
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


def _links(arxiv_id: str, mentions: Sequence[_Mention], metadata: Metadata, parts: Sequence[_Part]) -> Links:
    """Collect a paper's links; those that an editor names come before those found in the text."""
    code, project, other = list(metadata.code), list(metadata.project), []
    abstract = f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else ""
    pdf = metadata.pdf if _is_of_the_web(metadata.pdf) else ""
    if arxiv_id and not pdf:
        pdf = f"https://arxiv.org/pdf/{arxiv_id}"
    for mention in mentions:
        link = mention.block.link
        # Most links are the one that the id makes, which nobody need look at closely.
        if link == abstract or arxiv_id_of_url(link) or not _is_of_the_web(link):
            continue
        if link.lower().endswith(".pdf"):
            pdf = pdf or link
        elif not abstract:
            abstract = link
        else:
            other.append(link)
    sink = {"code": code, "project": project, "other": other}
    for part in parts:
        for kind, url in part.urls:
            sink[kind].append(url)
    if code or project:
        code = _distinct(code)
        known = {_same(url) for url in code}
        project = [url for url in _distinct(project) if _same(url) not in known]
    if other:
        named = {_same(url) for url in (abstract, pdf, *code, *project)}
        other = [url for url in _distinct(other) if _same(url) not in named]
    new_style = arxiv_id and "/" not in arxiv_id
    return Links(
        abstract=abstract,
        pdf=pdf,
        html=f"https://arxiv.org/html/{arxiv_id}" if new_style else "",
        huggingface=f"https://huggingface.co/papers/{arxiv_id}" if new_style else "",
        code=tuple(code),
        project=tuple(project),
        other=tuple(other),
    )


def _same(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/").lower()


def _distinct(urls: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for url in urls:
        if _is_of_the_web(url):
            kept.setdefault(_same(url), url)
    return list(kept.values())


def _is_of_the_web(url: str) -> bool:
    """Whether a URL may become a link: whoever reads the data should not meet `javascript:` either."""
    return url.lower().startswith(("https://", "http://"))
