"""Metadata lines in all their spellings, and the metadata that is gathered from them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from paper_digest.model import NO_METADATA, Bilingual, Language, Metadata
from paper_digest.parse.dates import read_day
from paper_digest.parse.language import has_han
from paper_digest.parse.links import Link, only_links, url_or_id
from paper_digest.parse.vocabulary import KIND_OF_KEY, Kind

_KEY_LENGTH = 32
_KEY_NOISE = re.compile(r"[^\w;/()\- ]+")
_MARKER = re.compile(r"[ \t]{0,8}(?:[-*+•>][ \t]+|\d{1,2}\.[ \t]+)?")
_COLON = re.compile(r"[:：]")
_ITEM_SEPARATORS = re.compile(r"[,，、;；|｜]")
_NAME_SEPARATORS = re.compile(r"[,，、;；|｜·]|\band\b|&")
_DOI = re.compile(r"10\.\d{4,9}/\S{1,200}", re.ASCII)
_LONGEST = 4000


class KeyValue(NamedTuple):
    """A metadata line's key, as its kind, and its value."""

    kind: Kind
    value: str


@lru_cache(maxsize=4096)
def label_kind(label: str) -> Kind | None:
    """What a key or a link's text names, such as `project` for 项目主页; None for one not known."""
    if len(label) > _KEY_LENGTH:
        return None
    name = " ".join(_KEY_NOISE.sub(" ", label.replace("_", " ").strip("[]【】")).casefold().split())
    return KIND_OF_KEY.get(name) or KIND_OF_KEY.get(name.replace(" ", ""))


def link_label(text: str) -> Kind | None:
    """What kind of link a link's text names, such as `pdf` for [PDF]; None for a title and for ""."""
    kind = label_kind(text) if text else None
    return kind if kind in ("code", "project", "paper", "pdf") else None


def key_value(line: str) -> KeyValue | None:
    """Read a metadata line: `Key: v`, `**Key**: v`, `- **键**：v`, with half- and full-width colons.

    Args:
        line: one line.

    Returns:
        The kind of its key and its value; None where the key is not known or the value is empty.
    """
    start = _MARKER.match(line).end()  # type: ignore[union-attr]
    colon = _COLON.search(line, start, start + _KEY_LENGTH + 8)
    if colon is None:
        return None
    key = line[start : colon.start()]
    kind = label_kind(key.strip(" \t*_`"))
    if kind is None:
        return None
    value = line[colon.end() :].strip()
    for mark in ("**", "__"):
        if key.count(mark) == 1 and value.startswith(mark):
            value = value[2:].strip()
    return KeyValue(kind, value) if value else None


def author_line(line: str) -> tuple[str, ...]:
    """Read a line of names in emphasis, `*A. Author, B. Author*`; empty where it is none."""
    text = line.strip()
    if len(text) < 5 or len(text) > _LONGEST or text[0] not in "*_" or text[0] != text[-1] or text[1] in "*_":
        return ()
    inner = text[1:-1]
    if text[0] in inner or inner[-1] in "。！？!?:：" or (inner[-1] == "." and not inner.endswith("al.")):
        return ()
    names = _names(inner)
    longest = max((len(name.split()) if not has_han(name) else len(name) // 2 for name in names), default=9)
    several = len(names) > 1 or "et al" in inner or len(inner.split()) in (2, 3)
    return names if several and longest <= 5 else ()


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in _NAME_SEPARATORS.split(value) if (name := part.strip(" \t*_`[]")))


def items(value: str) -> tuple[str, ...]:
    """Split a list written on one line at commas, semicolons and bars of any width."""
    return tuple(item for part in _ITEM_SEPARATORS.split(value) if (item := part.strip(" \t*_`[]#")))


@dataclass(slots=True)
class Gathered:
    """Metadata while it is gathered. `lines` holds the 1-based line of each field that was set."""

    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    project: list[str] = field(default_factory=list)
    pdf: str = ""
    venue: str = ""
    published: dt.date | None = None
    summary: dict[Language, str] = field(default_factory=dict)
    translated_from: Mapping[Language, Language] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def take(self, kind: Kind, value: str, line: int) -> bool:
        """Take a value of any kind but links to the paper and titles; False where it does not fit."""
        taken = self._take(kind, value)
        if taken:
            self.lines.setdefault(kind, line)
        return taken

    def _take(self, kind: Kind, value: str) -> bool:
        if len(value) > _LONGEST:
            return False
        match kind:
            case "authors":
                return _extend(self.authors, _names(value))
            case "tags":
                return _extend(self.tags, items(value))
            case "topics":
                return _extend(self.topics, items(value))
            case "code":
                return _extend(self.code, urls_of(value))
            case "project":
                return _extend(self.project, urls_of(value))
            case "venue" if not self.venue and len(value) <= 200:
                self.venue = value
            case "pdf" if not self.pdf and (urls := urls_of(value)):
                self.pdf = urls[0]
            case "published" if self.published is None and (day := read_day(value)):
                self.published = day
            case "summary":
                return self.summarise(value)
            case _:
                return False
        return True

    def summarise(self, value: str, language: Language | None = None) -> bool:
        """Take a one-sentence summary, its language told by script; False where there is one already."""
        language = language or ("zh" if has_han(value) else "en")
        if language in self.summary:
            return False
        self.summary[language] = value
        return True

    def metadata(self) -> Metadata:
        """What was gathered, as a value."""
        if self == _NOTHING:
            return NO_METADATA
        return Metadata(
            authors=tuple(self.authors),
            topics=tuple(self.topics),
            tags=tuple(self.tags),
            code=tuple(self.code),
            project=tuple(self.project),
            pdf=self.pdf,
            venue=self.venue,
            published=self.published,
            summary=Bilingual(en=self.summary.get("en", ""), zh=self.summary.get("zh", "")),
            translated_from=MappingProxyType(dict(self.translated_from)),
        )


_NOTHING = Gathered()


def _extend(known: list[str], more: tuple[str, ...]) -> bool:
    seen = set(known)
    for item in more:
        if item not in seen:
            seen.add(item)
            known.append(item)
    return bool(more)


def urls_of(value: str) -> tuple[str, ...]:
    """The URLs of a value that holds nothing else; empty for any other value."""
    links = only_links(value)
    return tuple(link.url for link in links) if links else ()


def paper_links(value: str) -> list[Link]:
    """The links of a value that names a paper: links, a bare arXiv id, or a DOI; empty for any other."""
    if links := only_links(value):
        return links
    if url := url_or_id(value):
        return [Link("", url)]
    return [Link("", f"https://doi.org/{value}")] if _DOI.fullmatch(value) else []
