"""Ids: arXiv ids in all their forms, and slugs.

The forms follow https://info.arxiv.org/help/arxiv_identifier.html: `YYMM.number` since April 2007
(four digits until 2014, five since), `archive.subject/YYMMnnn` before.
"""

from __future__ import annotations

import re
import unicodedata

_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]{2})?/\d{7}"
_VERSION = r"(?:v\d+)?"
_HOSTS_OF_PAPERS = (
    r"(?:(?:www\.|export\.|browse\.|cn\.)?arxiv\.org|ar5iv\.(?:labs\.arxiv\.)?org|(?:www\.)?alphaxiv\.org"
    r"|(?:www\.)?huggingface\.co|hf\.co|(?:www\.)?hf-mirror\.com)/(?:[a-z]{2}/)?"
    r"(?:abs|pdf|html|papers|overview|resources|format|ps|src|e-print|list/[^/]+)"
)
# Sites that say whose ids they take: papers.cool, Semantic Scholar, SciRate, Papers with Code and others.
_PATHS_OF_ARXIV = (
    r"(?:(?:www\.)?(?:papers\.cool|scirate\.com|semanticscholar\.org|arxivxplorer\.com|connectedpapers\.com"
    r"|catalyzex\.com|paperswithcode\.com|doi\.org/10\.48550)(?:/paper|/main)?/arxiv(?:[:.]|/|%3A))"
)
_URL = re.compile(
    rf"(?:https?://)?(?:{_HOSTS_OF_PAPERS}/|{_PATHS_OF_ARXIV}|api\.semanticscholar\.org/arxiv:)"
    rf"(?P<id>{_NEW}|{_OLD}){_VERSION}(?![\d.]*\d)",
    re.ASCII | re.IGNORECASE,
)
_PREFIXED = re.compile(rf"\barxiv\s*[:：]\s*(?P<id>{_NEW}|{_OLD}){_VERSION}(?!\d)", re.ASCII | re.IGNORECASE)
_SLUG_BYTES = 240
_BARE = re.compile(rf"(?P<id>{_NEW}|{_OLD}){_VERSION}", re.ASCII)


def arxiv_id_of_url(url: str) -> str:
    """Read the arXiv id out of a link to the paper on arXiv or a site that takes arXiv's ids.

    Such are Hugging Face and its mirror, alphaXiv, ar5iv, papers.cool, Semantic Scholar and SciRate.

    Args:
        url: a URL, with or without scheme.

    Returns:
        The id without version, such as `2503.14847` or `cs/0112017`, or "" where there is none.
    """
    match = _URL.search(url)
    return match["id"] if match else ""


def arxiv_id_in(text: str) -> str:
    """Find the first arXiv id that a text names by URL or as `arXiv:…`.

    Args:
        text: any text.

    Returns:
        The id without version, or "".
    """
    found = [match for match in (_URL.search(text), _PREFIXED.search(text)) if match]
    return min(found, key=lambda match: match.start())["id"] if found else ""


def bare_arxiv_id(text: str) -> str:
    """Read a text that is nothing but an arXiv id, perhaps with version or `arXiv:` before it.

    Args:
        text: such as a table cell, a front matter value or a file's stem.

    Returns:
        The id without version, or "".
    """
    text = text.strip()
    match = _BARE.fullmatch(text) or _PREFIXED.fullmatch(text)
    return match["id"] if match else ""


def paper_id_of_arxiv(arxiv_id: str) -> str:
    """The paper id of an arXiv paper: its id, with the old style's slash as a hyphen."""
    return arxiv_id.replace("/", "-")


def slug(text: str) -> str:
    """Make a URL segment of a title.

    Letters and digits of any script stay (Chinese too), everything else becomes one hyphen.

    Args:
        text: any text.

    Returns:
        Lower-case slug of at most 80 characters and 240 bytes, which file systems take, cut at a hyphen
        where possible; "" where the text has neither letters nor digits.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    joined = re.sub(r"[\W_]+", "-", folded).strip("-")
    cut = joined[:80].encode("utf-8", "replace")[:_SLUG_BYTES].decode("utf-8", "ignore")
    if cut == joined:
        return joined
    head, _, _ = cut.rpartition("-")
    return (head if len(head) >= 40 else cut).strip("-")
