"""A block while it is gathered: its lines are read one after the other, whatever form they have."""

from __future__ import annotations

import re
from types import MappingProxyType

from paper_digest.model import LANGUAGES, Bilingual, Block, Language, Role
from paper_digest.parse.body import Body, split_summary
from paper_digest.parse.identity import Identity
from paper_digest.parse.links import arxiv_id_of, only_links
from paper_digest.parse.titles import take_links
from paper_digest.parse.values import author_line, key_value, plain_names
from paper_digest.parse.vocabulary import link_label
from paper_digest.urls import links_in

_PAIRS = re.compile(r"[ \t]+[|｜][ \t]*|[ \t]*｜[ \t]*")
_PARTS_OF_BYLINE = re.compile(r"[ \t]+[·|｜•/][ \t]+")
_VENUE_OF_BYLINE = re.compile(r"[A-Z][\w&'’ -]{1,40} ?['’]?\d{2,4}", re.ASCII)
_FIRST_OF_LINK = frozenset("[<【［(（hHaAwW*_-+>🔗📄💻🌐👉→`&")
_LONGEST_LINE = 20_000
_LONGEST_BYLINE = 4000
_ANYWHERE = ("code", "project", "pdf", "paper")


class Draft(Identity):
    """Gathers all that is said of one paper."""

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
        if len(text) > _LONGEST_BYLINE:
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
