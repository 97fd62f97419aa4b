"""The site's feeds as files: Atom, JSON Feed, and lists of them in OPML."""

from paper_digest.outputs.feeds.build import feed_files

__all__ = ["feed_files"]
