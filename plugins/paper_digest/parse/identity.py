"""What names a paper: its titles, its link and its id, gathered from wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_digest import codes
from paper_digest.ids import arxiv_id_in
from paper_digest.model import Bilingual
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
    paper_links,
)
from paper_digest.parse.titles import without_emphasis, without_number
from paper_digest.parse.vocabulary import Kind, link_label, says_nothing
from paper_digest.sourcefile import Finding
from paper_digest.urls import kind_of

_NOT_WORDS = re.compile(r"[\W_]+")
_LONGEST_ID = 60


class Identity(Fields):
    """Gathers what names one paper, beside its fields, in any order, and loses nothing.

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
            if value and not self.take(kind, value, line):  # type: ignore[arg-type]
                self.extras.append(value)
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
            self.contradicts([link], line)
            self.extras.append(f"<{link.url}>")

    def contradicts(self, links: Sequence[Link], line: int) -> bool:
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
        if not links and len(value) < _LONGEST_ID and (found := arxiv_id_in(f"arXiv:{value} {value}")):
            links = [Link("", f"https://arxiv.org/abs/{found}")]
        if not links and kind == "paper":
            return self._take_words(value, line)
        if self.contradicts(links, line):
            return False
        self.add_links(links, line, titles=not self._has_title_of(links))
        return bool(links)

    def _take_words(self, value: str, line: int) -> bool:
        """Take the value of a key such as 论文 that is no link: a title, perhaps with a link behind it."""
        entry = read_entry(value)
        if entry and entry.links and not self.contradicts(entry.links, line):
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
