"""What rendering needs to know of the site."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from paper_digest.model import Position


class Options(Struct, frozen=True):
    """What rendering needs to know of the site.

    Attributes:
        site_name: plain text, both languages.
        site_url: the site's own address with a slash at its end, "" where it has none.
        directory_urls: MkDocs's `use_directory_urls`.
        edit_url: where a position in a source can be edited.
        source_path: the path of a position's file as data give it.
        template_dirs: folders whose `paper-digest/articles/*.html` come before the package's own.
    """

    site_name: str = ""
    site_url: str = ""
    directory_urls: bool = True
    edit_url: Callable[[Position], str] = lambda _: ""
    source_path: Callable[[Position], str] = lambda position: position.path
    template_dirs: tuple[str, ...] = ()
