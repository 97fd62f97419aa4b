"""The values that flow through the build: digests and their blocks, overlays, papers.

All are immutable and know nothing of files, MkDocs or HTML. Text is Markdown as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, field

from paper_digest.month import Date as Date
from paper_digest.month import Month as Month
from paper_digest.position import Position as Position
from paper_digest.position import Provenance as Provenance

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, Language] = ("en", "zh")
_LANGUAGES_OF: Mapping[tuple[bool, bool], tuple[Language, ...]] = MappingProxyType(
    {(False, False): (), (True, False): ("en",), (False, True): ("zh",), (True, True): LANGUAGES}
)


class Bilingual(Struct, frozen=True, gc=False):
    """One text in up to two languages; "" where a language is absent."""

    en: str = ""
    zh: str = ""

    def __bool__(self) -> bool:
        """Whether there is text in any language."""
        return bool(self.en or self.zh)

    def get(self, language: Language) -> str:
        """The text in one language, "" where absent."""
        return self.en if language == "en" else self.zh

    def any(self, first: Language = "en") -> str:
        """The text in `first`, else in the other language, else ""."""
        return (self.en or self.zh) if first == "en" else (self.zh or self.en)

    def encoded(self) -> tuple[bytes, bytes]:
        """Both texts in UTF-8, for keys: a text that is part of one itself holds its UTF-8 from then on."""
        return self.en.encode(), self.zh.encode()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which there is text, English first."""
        return _LANGUAGES_OF[self.en != "", self.zh != ""]


class Role(StrEnum):
    """What a non-blank line of a digest was read as. Each has exactly one.

    A comment is an editor's note to themselves (`%%…%%`), which is not published.
    """

    ISSUE_TITLE = "issue title"
    CATEGORY = "category"
    INTRODUCTION = "introduction"
    TITLE = "block title"
    LINK = "link"
    METADATA = "metadata"
    BODY = "body"
    COMMENT = "comment"
    DIAGNOSTIC = "diagnostic"


class Machine(Struct, frozen=True, gc=False):
    """Who translated a text: the name of the model, and the day (ISO, "" where not known)."""

    model: str
    date: str = ""


class Metadata(Struct, frozen=True, gc=False):
    """What is said of a paper beside its titles and abstracts.

    Attributes:
        authors: names in the order given.
        more_authors: whether the source says that there are others ("et al.", 等).
        topics: topic slugs or names as the editor wrote them; they replace classification.
        tags: free words that the source puts on the paper, categories such as `cs.CV` too; they
            need not be topics.
        code, project: URLs.
        pdf: URL of the PDF where it does not follow from the arXiv id, else "".
        venue: conference or journal, else "".
        published: the paper's own date, if told.
        summary: one-sentence summary (TL;DR).
        translated_from: for a language whose abstract is a translation, the language of the original.
        categories: arXiv's categories, the primary one first.
        comment: what the authors say of the paper's state, such as "Accepted to …".
        doi: of the published version.
        withdrawn: whether its authors withdrew it.
        abstract_from: for a language whose abstract a source gave, its name, such as `arXiv v2`.
        machine: for a language whose abstract a machine translated, which one.
    """

    authors: tuple[str, ...] = ()
    more_authors: bool = False
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    pdf: str = ""
    venue: str = ""
    published: Date | None = None
    summary: Bilingual = Bilingual()
    translated_from: Mapping[Language, Language] = field(default_factory=lambda: MappingProxyType({}))
    categories: tuple[str, ...] = ()
    comment: str = ""
    doi: str = ""
    withdrawn: bool = False
    abstract_from: Mapping[Language, str] = field(default_factory=lambda: MappingProxyType({}))
    machine: Mapping[Language, Machine] = field(default_factory=lambda: MappingProxyType({}))


NO_METADATA = Metadata()
"""What most blocks say beside titles and text."""


class Block(Struct, frozen=True, gc=False):
    """The lines of a digest that speak of one paper.

    Attributes:
        line: 1-based line of the block's first line (its title).
        end_line: 1-based line of its last non-blank line.
        title: titles as written, inline Markdown.
        link: URL of the link line, as written and trimmed, else "".
        arxiv_id: arXiv id without version, normalised, else "".
        body: the text by language, Markdown; paragraphs are separated by one blank line.
        metadata: what the metadata lines say.
        lines: for each field that was read, its 1-based line; keys as in `Paper.provenance`, and
            `link`.
        urls: what `links_in` finds in the text.
        section: the headings above the block, outermost first, joined by " / ".
        category: the same without headings that only tell a date.
        first_day, last_day: the period that a heading above the block tells, or the paper's own date
            where nothing tells the digest's; None where the digest's period holds.
    """

    line: int
    end_line: int
    title: Bilingual
    link: str = ""
    arxiv_id: str = ""
    body: Bilingual = Bilingual()
    metadata: Metadata = NO_METADATA
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    urls: tuple[tuple[str, str], ...] = ()
    section: str = ""
    category: str = ""
    first_day: Date | None = None
    last_day: Date | None = None


class Digest(Struct, frozen=True, gc=False):
    """One source file: the papers of a week or a day.

    Attributes:
        id: path below its digests folder, without `.md`, forward slashes: `2025/0331-0404`.
        path: the file's path as the editor knows it, for diagnostics and provenance.
        title: what the file calls itself; empty where it does not.
        introduction: Markdown before, between or after the papers that belongs to none.
        first_day, last_day: the period covered, months where no more is known; None where no source tells.
        blocks: one per paper, in file order.
        roles: one per line of the file (index 0 is line 1); None for blank lines.
    """

    id: str
    path: str
    title: Bilingual = Bilingual()
    introduction: Bilingual = Bilingual()
    first_day: Date | None = None
    last_day: Date | None = None
    blocks: tuple[Block, ...] = ()
    roles: tuple[Role | None, ...] = ()


class Overlay(Struct, frozen=True, gc=False):
    """A file that adds to, or overrides fields of, one paper.

    Attributes:
        path: the file's path as the editor knows it.
        paper_id: the id of the paper that it speaks of.
        title, abstract, metadata: fields that it sets; empty fields leave the paper's own.
        lines: for each field set, its 1-based line.
    """

    path: str
    paper_id: str
    title: Bilingual = Bilingual()
    abstract: Bilingual = Bilingual()
    metadata: Metadata = NO_METADATA
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


class Links(Struct, frozen=True, gc=False):
    """Where a paper is found elsewhere; URLs, "" or () where there is none."""

    abstract: str = ""
    pdf: str = ""
    html: str = ""
    huggingface: str = ""
    code: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


class Appearance(Struct, frozen=True, gc=False):
    """A paper's place in a digest.

    Attributes:
        digest_id: the digest's id.
        position: 1-based position among the digest's blocks.
        source: where the block begins.
        section, category: as in `Block`.
        first_day, last_day: the block's period, else the digest's.
    """

    digest_id: str
    position: int
    source: Position
    section: str = ""
    category: str = ""
    first_day: Date | None = None
    last_day: Date | None = None


class Variant(Struct, frozen=True, gc=False):
    """What another digest says differently of a paper: title or text, empty where it agrees."""

    digest_id: str
    title: Bilingual
    text: Bilingual
    source: Position


class Paper(Struct, frozen=True, gc=False):
    """A paper, merged over all blocks and overlays that name it.

    Attributes:
        id: the paper id that its URL is made of.
        arxiv_id: arXiv id without version, else "".
        title, abstract: inline Markdown and Markdown.
        metadata: authors, venue, summary, topics set by the editor and so on.
        links: links from link lines, metadata, text and the arXiv id.
        appearances: where it was named, oldest digest first.
        date: the first date of its earliest appearance: its section's, else the digest's first day.
        source: the block (or overlay) that first named it.
        provenance: for each field that is set, where it was read. Keys: `title.en`, `title.zh`,
            `abstract.en`, `abstract.zh`, and the fields of `Metadata`.
        variants: differing titles and texts of other digests, so that none is lost.
    """

    id: str
    arxiv_id: str
    title: Bilingual
    abstract: Bilingual
    metadata: Metadata
    links: Links
    appearances: tuple[Appearance, ...]
    date: Date | None
    source: Position
    provenance: Mapping[str, Position]
    variants: tuple[Variant, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that digests put it in, each once, oldest first."""
        return tuple(dict.fromkeys(one.category for one in self.appearances if one.category))
