"""Where pages are: source paths as MkDocs counts them, and addresses.

Addresses are a contract with readers and never change: see `docs/architecture.md`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

HOME_URI = "index.md"
DIGESTS_URI = "digests/index.md"
TOPICS_URI = "topics/index.md"
AUTHORS_URI = "authors/index.md"
GLOSSARY_URI = "glossary/index.md"
TRENDS_URI = "trends/index.md"
TREND_PAPERS_URI = "trends/papers/index.md"
SEARCH_URI = "search/index.md"
FEEDS_URI = "feeds/index.md"
READING_LIST_URI = "reading-list/index.md"

SINGLE_URIS = (
    *(HOME_URI, DIGESTS_URI, TOPICS_URI, GLOSSARY_URI, SEARCH_URI, FEEDS_URI, TRENDS_URI, READING_LIST_URI),
    *(TREND_PAPERS_URI, AUTHORS_URI),
)
"""Pages of which a site has one or none."""

_UNRESERVED = re.compile(r"[A-Za-z0-9._~/-]*")


def paper_uri(paper_id: str) -> str:
    """Source path, as MkDocs counts it, of a paper's page."""
    return f"papers/{paper_id}.md"


def digest_uri(digest_id: str) -> str:
    """Source path, as MkDocs counts it, of a digest's page."""
    return _page_uri(f"digests/{digest_id}")


def author_uri(slug: str) -> str:
    """Source path, as MkDocs counts it, of an author's page."""
    return f"authors/{slug}.md"


def topic_uri(slug: str, year: int | None = None, number: int = 1) -> str:
    """Source path, as MkDocs counts it, of a page of a topic, of all years or of one."""
    stem = f"topics/{slug}" if year is None else f"topics/{slug}/{year}"
    return _page_uri(stem) if number == 1 else f"{stem}/page/{number}.md"


def _page_uri(stem: str) -> str:
    """A page's source path; in a folder of its own where MkDocs would take its name for a folder's index."""
    return f"{stem}/index.md" if stem.endswith(("/index", "/README")) else f"{stem}.md"


def url_of(uri: str, *, directory_urls: bool) -> str:
    """The address of a page from its source path, as MkDocs makes it.

    Args:
        uri: source path such as `papers/2504.01990.md`.
        directory_urls: MkDocs's `use_directory_urls`.

    Returns:
        Percent-encoded URL relative to the site's root; "" for the home page with directory URLs.
    """
    stem = uri.removesuffix(".md")
    if not directory_urls:
        return _quoted(f"{stem}.html")
    if stem == "index":
        return ""
    return _quoted(stem.removesuffix("/index") + "/")


def _quoted(path: str) -> str:
    """Percent-encode a path; most need none, and looking is cheaper than quoting."""
    return path if _UNRESERVED.fullmatch(path) else quote(path)


def file_of(url: str) -> str:
    """The file behind a page's address, both relative to the site's root."""
    path = unquote(url) if "%" in url else url
    return f"{path}index.html" if not path or path.endswith("/") else path
