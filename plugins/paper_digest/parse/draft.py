"""A block while it is gathered: one reader of titles, links and fields, whatever form they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from paper_digest import codes
from paper_digest.ids import arxiv_id_in
from paper_digest.model import LANGUAGES, Bilingual, Block, Language, Role
from paper_digest.parse.body import Body, split_summary
from paper_digest.parse.entries import Entry, read_entry
from paper_digest.parse.fields import Fields
from paper_digest.parse.language import has_han, split_title
from paper_digest.parse.links import (
    Link,
    arxiv_id_of,
    host_of,
    is_identifier,
    is_known_host,
    is_mistyped_arxiv,
    only_links,
    paper_links,
)
from paper_digest.parse.titles import take_links, without_emphasis, without_number
from paper_digest.parse.values import author_line, key_value, plain_names
from paper_digest.parse.vocabulary import Kind, link_label, says_nothing
from paper_digest.sourcefile import Finding
from paper_digest.urls import kind_of, links_in

_NOT_WORDS = re.compile(r"[\W_]+")
_PAIRS = re.compile(r"[ \t]+[|｜][ \t]*|[ \t]*｜[ \t]*")
_PARTS_OF_BYLINE = re.compile(r"[ \t]+[·|｜•/][ \t]+")
_VENUE_OF_BYLINE = re.compile(r"[A-Z][\w&'’ -]{1,40} ?['’]?\d{2,4}", re.ASCII)
_FIRST_OF_LINK = frozenset("[<【［(（hHaAwW*_-+>🔗📄💻🌐👉→`&")
_LONGEST_LINE = 20_000
_LONGEST_VALUE = 4000
_LONGEST_DATE = 60
_ANYWHERE = ("code", "project", "pdf", "paper")
_LISTS: tuple[Kind, ...] = ("topics", "tags", "code", "project")


class Draft(Fields):
    """Gathers what is said of one paper, in any order, and loses nothing.

    What finds no field of its own is kept in `extras`: paragraphs for the end of the body.

    Attributes:
        line: 1-based line at which the block begins.
        link, arxiv_id: as in `Block`.
        extras: texts that found no field.
        findings: what was found so far.
        title: the titles, once they are settled.
    """

    def __init__(self, line: int) -> None:
        """Begin a block at a 1-based line."""
        super().__init__()
        self.line = line
        self.link = ""
        self.arxiv_id = ""
        self.extras: list[str] = []
        self.findings: list[Finding] = []
        self.title = Bilingual()
        self._titles: list[tuple[str, int, bool]] = []

    def add_title(self, text: str, line: int, *, is_link: bool = False) -> None:
        """Add a title in any language, from a heading, a link's text or a metadata line."""
        if text.strip():
            self._titles.append((text.strip(), line, is_link))

    def add_entry(self, entry: Entry, line: int) -> str:
        """Add a title and what stands behind it; gives the text that is left."""
        self.add_title(entry.title, line)
        self.add_links(entry.links, line, titles=False)
        for kind, value in (("authors", entry.authors), ("venue", entry.venue), ("published", entry.date)):
            if value:
                self.take(kind, value, line)  # type: ignore[arg-type]
        return entry.rest

    def add_links(self, links: Sequence[Link], line: int, *, titles: bool) -> None:
        """Add the links of a line or heading; where `titles`, a text that is no label is a title."""
        for link in links:
            kind = link_label(link.text)
            identifier = self._check(link, line)
            if not link.text and (self.link or self.arxiv_id) and not identifier:
                # A bare address beside the paper's own says what it is by its host.
                leads_to = kind_of(link.url)
                kind = leads_to if leads_to in ("code", "project") else None
            if kind in ("code", "project") and not identifier:
                self.take(kind, link.url, line)
                continue
            if link.text and kind is None and not is_identifier(link.text):
                self._add_text(link.text, line, titles)
            self._add_paper(link, identifier, kind == "pdf", line)

    def _add_text(self, text: str, line: int, titles: bool) -> None:
        if titles:
            self.add_title(without_number(text), line, is_link=True)
        elif not text.startswith(("http://", "https://")):
            self.add_title(text, line)

    def _add_paper(self, link: Link, identifier: str, is_pdf: bool, line: int) -> None:
        if not self.link and not (self.arxiv_id and identifier not in ("", self.arxiv_id)):
            self.link = link.url
            self.arxiv_id = self.arxiv_id or identifier
            self.lines["link"] = line
        elif identifier and identifier in ("", self.arxiv_id):
            return
        elif identifier and not self.arxiv_id:
            self.arxiv_id = identifier
        elif is_pdf and not identifier and self.take("pdf", link.url, line):
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
        host = _cut(host_of(link.url))
        if not link.closed:
            message = f"The bracket behind {_cut(link.url)} is missing."
            self.findings.append(Finding(line, codes.UNCLOSED_LINK, message))
        if identifier and link.url.startswith("https://arxiv.org/"):
            return identifier
        if is_mistyped_arxiv(link.url):
            self.findings.append(Finding(line, codes.MISTYPED_HOST, f"{host!r} is not arXiv's host."))
        elif not identifier and host.endswith("arxiv.org"):
            self.findings.append(Finding(line, codes.BAD_ARXIV_LINK, f"{_cut(link.url)} holds no arXiv id."))
        elif not (identifier or self.link or is_known_host(link.url)) and link_label(link.text) not in (
            "code",
            "project",
        ):
            message = f"{host!r} is not known as a host of papers."
            self.findings.append(Finding(line, codes.UNKNOWN_HOST, message))
        return identifier

    def read_line(self, text: str, line: int, *, top: bool, continues: bool) -> Role | None:
        """Try to read a line as link or metadata.

        Args:
            text: the line, without blanks, marks of quotation and tags around it, not empty.
            line: its 1-based number.
            top: whether no text of the body has come yet.
            continues: whether it goes on from a line of the body without a blank line between.

        Returns:
            Its role, or None where it is body.
        """
        if text[0] in _FIRST_OF_LINK and self._read_links(text, line, top, continues):
            return Role.LINK
        if (
            top
            and (names := author_line(text)).names
            and set(self.told.get("authors", ())) <= set(names.names)
        ):
            return Role.METADATA if self.take_names(names.names, names.others, line) else None
        pair = key_value(text)
        if pair is None:
            return Role.METADATA if top and "](" in text and self._read_byline(text, line) else None
        if "|" in text or "｜" in text:
            pairs = [key_value(part) for part in _PAIRS.split(text[:_LONGEST_LINE])]
            if len(pairs) > 1 and all(pairs) and (top or not continues):
                return self._read_pairs(text, line)
        free = top or not continues or text[0] in "-*+•"
        return Role.METADATA if (free or pair.kind in _ANYWHERE) and self.take(*pair, line) else None

    def _read_pairs(self, text: str, line: int) -> Role:
        for part in _PAIRS.split(text):
            pair = key_value(part)
            if pair is None or not self.take(*pair, line):
                self.extras.append(part)
        return Role.METADATA

    def _read_byline(self, text: str, line: int) -> bool:
        """Read labelled links, with names and a venue where they are all that stands beside them."""
        if len(text) > _LONGEST_VALUE:
            return False
        kept, links = take_links(text, 0, titled=False)
        self.add_links([link for link in links if link_label(link.text)], line, titles=False)
        parts = [part for piece in _PARTS_OF_BYLINE.split(kept) if (part := piece.strip(" \t,，;；·|"))]
        venues = [part for part in parts if _VENUE_OF_BYLINE.fullmatch(part)]
        people = [part for part in parts if part not in venues]
        if (
            "](" in kept
            or len(venues) > 1
            or len(people) > 1
            or not all(plain_names(p).names for p in people)
        ):
            return False
        return all(
            [self.take("venue", v, line) for v in venues] + [self.take("authors", p, line) for p in people]
        )

    def _read_links(self, text: str, line: int, top: bool, continues: bool) -> bool:
        wanted = not (self.link or self.arxiv_id)
        if len(text) > _LONGEST_LINE or (not wanted and not top and continues):
            return False
        if not (top and wanted) and "](" not in text and "://" not in text and not wanted:
            return False
        links = only_links(text)
        if links is None:
            return False
        labelled = all(link_label(link.text) or not link.text for link in links)
        names = wanted and (top or any(arxiv_id_of(link.url) for link in links))
        if not names and not (labelled and (top or not continues)):
            return False
        self.add_links(links, line, titles=top)
        return True

    def take(self, kind: Kind, value: str, line: int) -> bool:
        """Take a title, the paper's own link, or a field; False where the value does not fit its kind."""
        if kind in ("paper", "title") or (kind == "pdf" and not self.link):
            return says_nothing(value) or self._take_identity(kind, value, line)
        return self.take_field(kind, value, line)

    def _take_identity(self, kind: Kind, value: str, line: int) -> bool:
        """Take a title, or the links or the id of the paper, with a title beside them."""
        if kind == "title":
            entry = read_entry(value) if "](" in value else None
            if entry and entry.alone:
                self.add_entry(entry, line)
            else:
                self.add_title(value.strip("*_ "), line)
            return True
        links = paper_links(value)
        if not links and len(value) < _LONGEST_DATE and (found := arxiv_id_in(f"arXiv:{value} {value}")):
            links = [Link("", f"https://arxiv.org/abs/{found}")]
        if not links and kind == "paper":
            return self._take_words(value, line)
        if self._contradicts(links, line):
            return False
        self.add_links(links, line, titles=not self._has_title_of(links))
        return bool(links)

    def _take_words(self, value: str, line: int) -> bool:
        """Take the value of a key such as 论文 that is no link: a title, perhaps with a link behind it."""
        entry = read_entry(value)
        if entry and entry.links and not self._contradicts(entry.links, line):
            if rest := self.add_entry(entry, line):
                self.extras.append(rest)
            return True
        title = without_emphasis(value.strip('《》“”"'))
        is_title = title != value and "](" not in value and len(value) < 300
        if is_title:
            self.add_title(title, line)
        return is_title

    def _has_title_of(self, links: Sequence[Link]) -> bool:
        """Whether there are titles already in the scripts of these links' texts."""
        scripts = {has_han(text) for text, _, _ in self._titles}
        return all(has_han(link.text) in scripts for link in links if link.text)

    def build(self, end_line: int, body: Body) -> Block:
        """The block. `body` must hold `extras` already; call `settle_titles` before it is read."""
        texts: dict[Language, str] = {}
        for language in LANGUAGES:
            summary, texts[language] = split_summary(body.text.get(language))
            if summary:
                self.take_field("summary", summary, body.en_line or body.zh_line, language)
        text = Bilingual(**texts)
        if body.text.en:
            self.lines["abstract.en"] = body.en_line or self.line
        if body.text.zh:
            self.lines["abstract.zh"] = body.zh_line or self.line
        return Block(
            line=self.line,
            end_line=end_line,
            title=self.title,
            link=self.link,
            arxiv_id=self.arxiv_id,
            body=text,
            metadata=self.metadata(),
            lines=MappingProxyType(self.lines),
            urls=links_in(text.en, text.zh),
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
            self.lines["title.en"] = english[0][1]
        if chinese:
            self.lines["title.zh"] = chinese[0][1]
        elif untranslated:
            message = "The link text holds no Chinese, so that the paper has no Chinese title."
            self.findings.append(Finding(untranslated, codes.UNTRANSLATED_TITLE, message))
        others = (*english[1:], *chinese[1:])
        said = [_squashed(self.title.en), _squashed(self.title.zh)] if others else []
        self.extras += [text for text, _ in others if not any(_squashed(text) in title for title in said)]


def _squashed(text: str) -> str:
    return _NOT_WORDS.sub("", text).casefold()


def _cut(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
