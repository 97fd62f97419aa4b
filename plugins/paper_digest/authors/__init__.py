"""Who wrote which papers: see `docs/authors.md`."""

from paper_digest.authors.find import Author, Authors, CoAuthor, find_authors
from paper_digest.authors.load import OwnAuthor, load_authors

__all__ = ["Author", "Authors", "CoAuthor", "OwnAuthor", "find_authors", "load_authors"]
