"""Articles of papers that an earlier build made of the same things."""

from __future__ import annotations

from typing import NamedTuple

from paper_digest.memo import Memo, Shelf, encode, fingerprint
from paper_digest.plan import PaperPage
from paper_digest.render.pages import Article, Renderer

_BATCH = 500


class Kept(NamedTuple):
    """What is kept of a paper once its page is written.

    Attributes:
        card: its card for lists.
        key: what article and card were made from.
        encoded: both as bytes that are to be remembered; b"" where they are.
    """

    card: str
    key: bytes
    encoded: bytes = b""


class Made(NamedTuple):
    """A paper's article, and what is kept beside it."""

    article: Article
    kept: Kept


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
        self._frame = fingerprint(*renderer.same_on_all_papers())
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    def make(self, page: PaperPage) -> Made:
        """The article and card of a paper."""
        key = self._shelf.key(self._frame, *self._renderer.made_from(page))
        known = self._shelf.get(key)
        article, card = known or self._renderer.paper_and_card(page)
        return Made(article, Kept(card, key, b"" if known else encode((article, card))))

    def take(self, page: PaperPage, kept: Kept) -> None:
        """Keep what was made of a page."""
        self._renderer.keep_card(page.paper.id, kept.card)
        self._used.add(kept.key)
        if kept.encoded:
            self._new[kept.key] = kept.encoded
        if len(self._new) >= _BATCH:
            self._shelf.keep(self._new)
            self._new.clear()

    def finish(self) -> None:
        """Keep the rest, once every paper was taken; results of other papers may be forgotten."""
        self._shelf.keep(self._new, self._used)
        self._new.clear()
