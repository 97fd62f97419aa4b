"""Articles of papers that an earlier build made of the same things."""

from __future__ import annotations

from dataclasses import dataclass

from paper_digest.memo import Memo, Shelf, encode, fingerprint
from paper_digest.plan import PaperPage
from paper_digest.render.pages import Article, Renderer

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A paper's article and its card for lists.

    Attributes:
        article, card: as `Renderer.paper_and_card` makes them.
        key: what they were made from.
        encoded: both as bytes that are to be kept; b"" where they were remembered.
    """

    article: Article
    card: str
    key: bytes
    encoded: bytes = b""


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
        if known is not None:
            return Made(*known, key)
        made = self._renderer.paper_and_card(page)
        return Made(*made, key, encode(made))

    def take(self, page: PaperPage, made: Made) -> None:
        """Keep what was made of a page."""
        self._renderer.keep_card(page.paper.id, made.card)
        self._used.add(made.key)
        if made.encoded:
            self._new[made.key] = made.encoded
        if len(self._new) >= _BATCH:
            self._shelf.keep(self._new)
            self._new.clear()

    def finish(self) -> None:
        """Keep the rest, once every paper was taken; results of other papers may be forgotten."""
        self._shelf.keep(self._new, self._used)
        self._new.clear()
