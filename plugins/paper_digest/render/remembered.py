"""Articles of papers that an earlier build made of the same things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from paper_digest.memo import Keys, Memo, Shelf, encode, fingerprint
from paper_digest.model import Paper
from paper_digest.plan import DigestPage, PaperPage, TopicPage
from paper_digest.render.pages import Article, Renderer

_BATCH = 500


class Heard(NamedTuple):
    """What an abstract's marks were made from, and a hash of them: looking for them takes longer.

    Attributes:
        forms: a hash of all forms of terms that were looked for.
        terms: the numbers of those that were found.
        told: hashes of what the glossary told of these.
        marks: a hash of the marks.
    """

    forms: bytes
    terms: tuple[int, ...]
    told: bytes
    marks: bytes


class Together(NamedTuple):
    """What was found of several papers, kept together: to look for each takes longer.

    Attributes:
        forms: as in `Heard`.
        terms: the numbers of the terms that were found in any of them.
        told: a hash of what the glossary told of these.
        found: for each paper `Found.own` and `Found.key`.
    """

    forms: bytes
    terms: tuple[int, ...]
    told: bytes
    found: tuple[tuple[bytes, bytes], ...]


class Found(NamedTuple):
    """What is known of a paper before anything is made.

    Attributes:
        own: what article and card are made from beside the glossary, and the paper's twin altogether.
        heard: a `Heard` as bytes that is to be remembered; b"" where it is.
        key: what article and card are made from.
    """

    own: bytes
    heard: bytes
    key: bytes


class Kept(NamedTuple):
    """What is kept of a paper once its page is written, or stays as it is.

    Attributes:
        found: what was known before.
        card: its card for lists, encoded; b"" where it was not made.
        encoded: article and card as bytes that are to be remembered; b"" where they are.
    """

    found: Found
    card: bytes = b""
    encoded: bytes = b""


class Made(NamedTuple):
    """A paper's article, and what is kept beside it."""

    article: Article
    kept: Kept


Known = Mapping[bytes, tuple[Article, str]]
"""Articles and cards that are remembered, by what they were made from."""


class Remembered:
    """Gives papers' articles and cards. Any process may make them; one takes them, to be kept."""

    def __init__(self, renderer: Renderer, memo: Memo) -> None:
        """Begin.

        Args:
            renderer: renders what nobody remembers.
            memo: remembers.
        """
        self._renderer = renderer
        self._shelf: Shelf[tuple[Article, str]] = memo.shelf("papers", tuple[Article, str])
        self._marks: Shelf[Heard] = memo.shelf("marks", Heard)
        self._together: Shelf[Together] = memo.shelf("together", Together)
        self._frame = fingerprint(*renderer.same_on_all_papers())
        self._told: dict[int, bytes] = {}
        self._new: dict[bytes, bytes] = {}
        self._new_heard: dict[bytes, bytes] = {}
        self._new_together: dict[bytes, bytes] = {}
        self._keys: dict[str, bytes] = {}
        self._used_heard = Keys()
        self._used_together = Keys()

    def find(self, pages: Sequence[PaperPage]) -> tuple[list[Found], tuple[bytes, bytes] | None]:
        """Look for what is remembered of papers; for several at once it takes less time each.

        Returns:
            What is known of each; and, of several, the key of what is kept of them together, with that as
            bytes that are to be remembered, or b"" where it is.
        """
        made_from = [encode(self._renderer.made_from(page)) for page in pages]
        if len(pages) == 1:
            return self._find_each(pages, made_from)[0], None
        key = self._together.key(self._frame, b"".join(made_from))
        before = self._together.stored([key]).get(key)
        if before and before.forms == self._forms and before.told == fingerprint(self._told_of(before.terms)):
            return [Found(own, b"", one) for own, one in before.found], (key, b"")
        found, terms = self._find_each(pages, made_from)
        told = fingerprint(self._told_of(terms))
        together = Together(self._forms, terms, told, tuple((one.own, one.key) for one in found))
        return found, (key, encode(together))

    def _find_each(
        self, pages: Sequence[PaperPage], made_from: Sequence[bytes]
    ) -> tuple[list[Found], tuple[int, ...]]:
        """What is known of each of some papers, and the numbers of the terms that were found in any."""
        own = [self._shelf.key(self._frame, one) for one in made_from]
        heard = self._marks.stored(own)
        marked = [self._heard(page.paper, heard.get(one)) for page, one in zip(pages, own, strict=True)]
        found = [
            Found(one, b"" if same else encode(now), self._shelf.key(one, now.marks))
            for one, (now, same) in zip(own, marked, strict=True)
        ]
        return found, tuple(sorted({number for now, _ in marked for number in now.terms}))

    def known(self, found: Iterable[Found]) -> Known:
        """The articles and cards that are remembered of papers, by `Found.key`."""
        return self._shelf.stored([one.key for one in found])

    def make(self, page: PaperPage, found: Found | None = None, known: Known | None = None) -> Made:
        """The article and card of a paper, of which `find` and `known` may have found something."""
        found = found or self.find([page])[0][0]
        known = self.known([found]) if known is None else known
        article, card = known.get(found.key) or self._renderer.paper_and_card(page)
        new = b"" if found.key in known else encode((article, card))
        return Made(article, Kept(found, card.encode(), new))

    def take(self, page: PaperPage, kept: Kept) -> None:
        """Keep what was made of a page."""
        found = kept.found
        if kept.card:
            self._renderer.keep_card(page.paper.id, kept.card)
        self._keys[page.paper.id] = found.key
        self._used_heard.add(found.own)
        if kept.encoded:
            self._new[found.key] = kept.encoded
        if found.heard:
            self._new_heard[found.own] = found.heard
        if len(self._new) >= _BATCH:
            self._shelf.keep(self._new)
            self._new.clear()
        if len(self._new_heard) >= _BATCH:
            self._marks.keep(self._new_heard)
            self._new_heard.clear()

    def take_together(self, key: bytes, encoded: bytes) -> None:
        """Keep what `find` gave of several papers together."""
        self._used_together.add(key)
        if encoded:
            self._new_together[key] = encoded

    def list_key(self, page: DigestPage | TopicPage) -> bytes:
        """What a list is made from, once its papers were taken; b"" where not all were."""
        cards = [self._keys.get(paper.id, b"") for paper in page.papers]
        if not all(cards):
            return b""
        return self._shelf.key(self._frame, self._renderer.list_made_from(page), b"".join(cards))

    def lend_cards(self, page: DigestPage | TopicPage) -> None:
        """Find the cards of papers that were taken without, for the list that is about to show them."""
        wanted = {
            self._keys[paper.id]: paper.id
            for paper in page.papers
            if paper.id in self._keys and not self._renderer.has_card(paper)
        }
        if wanted:
            known = self._shelf.stored(wanted)
            self._renderer.lend_cards({wanted[key]: card for key, (_, card) in known.items()})

    def finish(self) -> None:
        """Keep the rest, once every paper was taken; results of other papers may be forgotten."""
        self._shelf.keep(self._new, self._keys.values())
        self._marks.keep(self._new_heard, self._used_heard)
        self._together.keep(self._new_together, self._used_together)
        self._new.clear()
        self._new_heard.clear()
        self._new_together.clear()

    def _heard(self, paper: Paper, before: Heard | None) -> tuple[Heard, bool]:
        """What a paper's marks are made from now, and whether that is what it was."""
        if before and before.forms == self._forms and before.told == self._told_of(before.terms):
            return before, True
        marks, terms = self._renderer.marks_and_terms(paper)
        return Heard(self._forms, terms, self._told_of(terms), fingerprint(marks)), False

    def _told_of(self, terms: Sequence[int]) -> bytes:
        told = self._told
        for number in terms:
            if number not in told:
                told[number] = fingerprint(self._renderer.plan.glossary.terms[number])
        return b"".join([told[number] for number in terms])

    @cached_property
    def _forms(self) -> bytes:
        return fingerprint(self._renderer.plan.glossary.terms)
