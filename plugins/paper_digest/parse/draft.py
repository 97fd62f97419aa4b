"""A block while it is gathered: titles, links and metadata from wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from paper_digest import codes
from paper_digest.ids import arxiv_id_in
from paper_digest.model import Bilingual, Block, Role
from paper_digest.parse.body import Body
from paper_digest.parse.language import has_han, split_title
from paper_digest.parse.links import (
    Link,
    arxiv_id_of,
    host_of,
    is_known_host,
    is_mistyped_arxiv,
    only_links,
)
from paper_digest.parse.metadata import Gathered, KeyValue, author_line, key_value, link_label, paper_links
from paper_digest.parse.titles import without_number
from paper_digest.source import Finding
from paper_digest.urls import links_in

_NOT_WORDS = re.compile(r"[\W_]+")
_PAIRS = re.compile(r"[ \t]+[|｜][ \t]*|[ \t]*｜[ \t]*")
_FIRST_OF_LINK = frozenset("[<【［(（hHaAwW*_-+>🔗📄💻🌐👉→`&")
_LONGEST_LINK_LINE = 20_000
_LONGEST_DATE = 60
_ANYWHERE = ("code", "project", "pdf", "paper")


class Draft:
    """Gathers what is said of one paper, in any order, and loses nothing.

    What finds no field of its own is kept in `extras`: paragraphs for the end of the body.

    Attributes:
        line: 1-based line at which the block begins.
        link, arxiv_id: as in `Block`.
        extras: texts that found no field.
        gathered: the metadata so far.
        findings: what was found so far.
    """

    def __init__(self, line: int) -> None:
        """Begin a block at a 1-based line."""
        self.line = line
        self.link = ""
        self.arxiv_id = ""
        self.extras: list[str] = []
        self.gathered = Gathered()
        self.findings: list[Finding] = []
        self._titles: list[tuple[str, int, bool]] = []
        self._lines: dict[str, int] = {}

    def add_title(self, text: str, line: int, *, is_link: bool = False) -> None:
        """Add a title in any language, from a heading, a link's text or a metadata line."""
        if text.strip():
            self._titles.append((text.strip(), line, is_link))

    def add_links(self, links: Sequence[Link], line: int, *, titles: bool) -> None:
        """Add the links of a line or heading; where `titles`, a text that is no label is a title."""
        for link in links:
            kind = link_label(link.text)
            identifier = self._check(link, line)
            if kind in ("code", "project") and not identifier:
                self.gathered.take(kind, link.url, line)
            else:
                if link.text and kind is None and not _is_identifier(link.text):
                    self._add_text(link.text, line, titles)
                self._add_paper(link, identifier, kind == "pdf", line)

    def _add_text(self, text: str, line: int, titles: bool) -> None:
        if titles:
            self.add_title(without_number(text), line, is_link=True)
        elif not text.startswith(("http://", "https://")):
            self.extras.append(text)

    def _add_paper(self, link: Link, identifier: str, is_pdf: bool, line: int) -> None:
        if not self.link and not (self.arxiv_id and identifier not in ("", self.arxiv_id)):
            self.link = link.url
            self.arxiv_id = self.arxiv_id or identifier
            self._lines["link"] = line
        elif identifier and identifier in ("", self.arxiv_id):
            return
        elif identifier and not self.arxiv_id:
            self.arxiv_id = identifier
        elif is_pdf and not identifier and self.gathered.take("pdf", link.url, line):
            return
        elif link.url != self.link:
            self._contradicts([link], line)
            self.extras.append(f"<{link.url}>")

    def _contradicts(self, links: Sequence[Link], line: int) -> bool:
        """Whether links lead to other papers on arXiv than the block's; they are reported if so."""
        found = [identifier for link in links if (identifier := arxiv_id_of(link.url))]
        if not found or not self.arxiv_id or self.arxiv_id in found:
            return False
        message = f"This block is about {self.arxiv_id}, and links to {found[0]} here."
        self.findings.append(Finding(line, codes.CONFLICTING_IDS, message))
        return True

    def _check(self, link: Link, line: int) -> str:
        identifier = arxiv_id_of(link.url)
        if not link.closed:
            message = f"The bracket behind {_cut(link.url)} is missing."
            self.findings.append(Finding(line, codes.UNCLOSED_LINK, message))
        if identifier and link.url.startswith("https://arxiv.org/"):
            return identifier
        if is_mistyped_arxiv(link.url):
            message = f"{_cut(host_of(link.url))!r} is not arXiv's host."
            self.findings.append(Finding(line, codes.MISTYPED_HOST, message))
        elif not identifier and host_of(link.url).endswith("arxiv.org"):
            self.findings.append(Finding(line, codes.BAD_ARXIV_LINK, f"{_cut(link.url)} holds no arXiv id."))
        elif (
            not identifier
            and not is_known_host(link.url)
            and link_label(link.text) not in ("code", "project")
        ):
            message = f"{_cut(host_of(link.url))!r} is not known as a host of papers."
            self.findings.append(Finding(line, codes.UNKNOWN_HOST, message))
        return identifier

    def read_line(self, text: str, line: int, *, top: bool, continues: bool) -> Role | None:
        """Try to read a line as link or metadata.

        Args:
            text: the line, stripped and not empty.
            line: its 1-based number.
            top: whether no text of the body has come yet.
            continues: whether it goes on from a line of the body without a blank line between.

        Returns:
            Its role, or None where it is body.
        """
        if text[0] in _FIRST_OF_LINK and self._read_links(text, line, top, continues):
            return Role.LINK
        if top and (names := author_line(text)) and not self.gathered.authors:
            self.gathered.authors.extend(names)
            self.gathered.lines["authors"] = line
            return Role.METADATA
        pair = key_value(text)
        if pair is None:
            return None
        if "|" in text or "｜" in text:
            pairs = [key_value(part) for part in _PAIRS.split(text[:_LONGEST_LINK_LINE])]
            if len(pairs) > 1 and all(pairs) and (top or not continues):
                return self._read_pairs(text, line)
        free = top or not continues or text[0] in "-*+•"
        return Role.METADATA if (free or pair.kind in _ANYWHERE) and self.take(pair, line) else None

    def _read_pairs(self, text: str, line: int) -> Role:
        for part in _PAIRS.split(text):
            pair = key_value(part)
            if pair is None or not self.take(pair, line):
                self.extras.append(part)
        return Role.METADATA

    def _read_links(self, text: str, line: int, top: bool, continues: bool) -> bool:
        wanted = not (self.link or self.arxiv_id)
        if len(text) > _LONGEST_LINK_LINE or (not wanted and not top and continues):
            return False
        if not (top and wanted) and "](" not in text and not wanted:
            return False
        links = only_links(text)
        if links is None:
            return False
        labelled = all(link_label(link.text) for link in links)
        names = wanted and (top or any(arxiv_id_of(link.url) for link in links))
        if not names and not (labelled and (top or not continues)):
            return False
        self.add_links(links, line, titles=top)
        return True

    def take(self, pair: KeyValue, line: int) -> bool:
        """Take a metadata line's value; False where it does not fit its key."""
        kind, value = pair
        if kind == "title":
            self.add_title(value.strip("*_ "), line)
            return True
        if kind == "published" and len(value) > _LONGEST_DATE:
            return False
        if kind == "paper" or (kind == "pdf" and not self.link):
            links = paper_links(value)
            if not links and len(value) < _LONGEST_DATE and (found := arxiv_id_in(f"arXiv:{value} {value}")):
                links = [Link("", f"https://arxiv.org/abs/{found}")]
            if self._contradicts(links, line):
                return False
            self.add_links(links, line, titles=not _has_title_of(self._titles, links))
            return bool(links)
        return self.gathered.take(kind, value, line)

    def build(self, end_line: int, body: Body) -> Block:
        """The block. `body` must hold `extras` already; call `settle_titles` before it is read."""
        lines = dict(self._lines)
        lines.update(self.gathered.lines)
        if body.text.en:
            lines["abstract.en"] = body.en_line or self.line
        if body.text.zh:
            lines["abstract.zh"] = body.zh_line or self.line
        return Block(
            line=self.line,
            end_line=end_line,
            title=self.title,
            link=self.link,
            arxiv_id=self.arxiv_id,
            body=body.text,
            metadata=self.gathered.metadata(),
            lines=MappingProxyType(lines),
            urls=links_in(body.text.en, body.text.zh),
        )

    def settle_titles(self) -> None:
        """Tell the titles apart by script; what repeats or contradicts them goes to `extras`.

        The English title is the first one, the Chinese title the link's text where that is
        Chinese, else the first one.
        """
        english: list[tuple[str, int]] = []
        chinese: list[tuple[str, int]] = []
        untranslated = 0
        whole: set[str] | None = None
        for text, line, is_link in self._titles:
            parts = split_title(text)
            # Where the English title has a place of its own, `Model 2.5 Pro: 中文` is a Chinese title.
            if parts.en and parts.zh:
                if whole is None:
                    whole = {_squashed(title) for title, _, _ in self._titles if not has_han(title)}
                if whole and _squashed(parts.en) not in whole:
                    parts = Bilingual(zh=text)
            if parts.en:
                english.append((parts.en, line))
            if parts.zh:
                chinese.insert(0 if is_link else len(chinese), (parts.zh, line))
            elif is_link and not untranslated:
                untranslated = line
        self.title = Bilingual(en=english[0][0] if english else "", zh=chinese[0][0] if chinese else "")
        if english:
            self._lines["title.en"] = english[0][1]
        if chinese:
            self._lines["title.zh"] = chinese[0][1]
        elif untranslated:
            message = "The link text holds no Chinese, so that the paper has no Chinese title."
            self.findings.append(Finding(untranslated, codes.UNTRANSLATED_TITLE, message))
        others = (*english[1:], *chinese[1:])
        said = [_squashed(self.title.en), _squashed(self.title.zh)] if others else []
        for text, _ in others:
            if not any(_squashed(text) in title for title in said):
                self.extras.append(text)


def _has_title_of(titles: Sequence[tuple[str, int, bool]], links: Sequence[Link]) -> bool:
    """Whether there are titles already in the scripts of these links' texts."""
    scripts = {has_han(text) for text, _, _ in titles}
    return all(has_han(link.text) in scripts for link in links if link.text)


def _is_identifier(text: str) -> bool:
    # Every address and every id has one of the two.
    return ("." in text or "/" in text) and len(text) < 300 and bool(paper_links(text))


def _squashed(text: str) -> str:
    return _NOT_WORDS.sub("", text).casefold()


def _cut(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
