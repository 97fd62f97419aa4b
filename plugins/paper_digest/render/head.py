"""What a page's head tells machines: citation tags, JSON-LD and Open Graph.

The `citation_*` tags follow https://scholar.google.com/intl/en/scholar/inclusion.html#indexing and
what Zotero's embedded-metadata translator reads; JSON-LD follows https://schema.org/ScholarlyArticle.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from paper_digest import jsontext
from paper_digest.citation import is_journal, submission_month
from paper_digest.model import Bilingual, Paper
from paper_digest.plan import DigestPage, PaperPage, digest_uri, paper_uri
from paper_digest.render.options import Options
from paper_digest.render.text import tex_title
from paper_digest.render.words import LANG, plain_both


def paper_head(
    page: PaperPage,
    title: Bilingual,
    keywords: Iterable[str],
    options: Options,
    absolute: Callable[[str], str],
) -> str:
    """The head of a paper's page.

    Args:
        page: the paper's page.
        title: its titles, plain text.
        keywords: what the paper is about, in English.
        options: what rendering knows of the site.
        absolute: from a source path to a full address, "" where the site has none.

    Returns:
        HTML.
    """
    paper, url = page.paper, absolute(page.uri)
    links, venue, exact, dates = paper.links, paper.metadata.venue, _exact(paper), _dates(paper)
    published, online = dates
    citation = [
        ("citation_title", exact.any()),
        *[("citation_author", author) for author in paper.metadata.authors],
        ("citation_publication_date", published.replace("-", "/")),
        ("citation_online_date", online.replace("-", "/")),
        ("citation_arxiv_id", paper.arxiv_id),
        ("citation_doi", paper.metadata.doi),
        ("citation_abstract_html_url", links.abstract),
        ("citation_pdf_url", links.pdf),
        ("citation_language", LANG[title.languages[0]] if title else ""),
        ("citation_keywords", "; ".join(keywords)),
    ]
    if venue:
        citation.insert(
            -2, ("citation_journal_title" if is_journal(venue) else "citation_conference_title", venue)
        )
    linked = {
        "@context": "https://schema.org",
        **_article_data(paper, url, exact, dates),
        "inLanguage": [LANG[language] for language in paper.abstract.languages],
        "isPartOf": [address for a in paper.appearances if (address := absolute(digest_uri(a.digest_id)))],
    }
    return _meta("name", citation) + _open_graph("article", title, url, options) + _json_ld(linked)


def _article_data(paper: Paper, url: str, title: Bilingual, dates: tuple[str, str]) -> dict[str, Any]:
    """A paper as a schema.org `ScholarlyArticle`, with what citing it needs; `cite/dialog.js` reads it.

    Args:
        paper: the paper.
        url: the address of its page, "" where that is not to be told.
        title: its titles, as `_exact` makes them.
        dates: when it was published and came online, as `_dates` makes them.

    Returns:
        JSON data, with absent values in it.
    """
    venue = paper.metadata.venue
    return {
        "@type": "ScholarlyArticle",
        "name": title.any(),
        "alternateName": title.zh if title.en else "",
        "author": [{"@type": "Person", "name": author} for author in paper.metadata.authors],
        "creditText": f"{', '.join(paper.metadata.authors)} et al." if paper.metadata.more_authors else "",
        "datePublished": dates[0] or dates[1],
        "publication": {"@type": "PublicationEvent", "name": venue} if venue else {},
        "identifier": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else "",
        "url": url,
        "sameAs": paper.links.abstract,
    }


def _exact(paper: Paper) -> Bilingual:
    return Bilingual(en=tex_title(paper.title.en), zh=tex_title(paper.title.zh))


def _dates(paper: Paper) -> tuple[str, str]:
    """When a paper was published and, where that is another date, when it came online; ISO, as far as known.

    Scholar wants the date by which others cite a paper, and the date of entry into a repository apart.
    """
    month = submission_month(paper)
    submitted = f"{month[0]}-{month[1]:02d}" if month else ""
    published = paper.metadata.published.isoformat() if paper.metadata.published else submitted
    first = paper.appearances[0]
    told = first.first_day.isoformat() if first.first_day else ""
    # The first day of several is no date of the paper's.
    online = submitted or (told if first.first_day == first.last_day else told[:7])
    return published, "" if published.startswith(online) else online


def digest_head(
    page: DigestPage,
    title: Bilingual,
    options: Options,
    absolute: Callable[[str], str],
    link: Callable[[str], str],
) -> str:
    """The head of a digest's page: a periodical's issue that has its papers as parts.

    Args:
        page: the digest's page.
        title: its titles, plain text.
        options: what rendering knows of the site.
        absolute: from a source path to a full address, "" where the site has none.
        link: from a source path to an address that works on this page.

    Returns:
        HTML.
    """
    url = absolute(page.uri)
    linked = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": title.any(),
        "alternateName": title.zh if title.en else "",
        "datePublished": page.digest.first_day.isoformat() if page.digest.first_day else "",
        "url": url,
        "hasPart": [
            _article_data(paper, absolute(uri) or link(uri), _exact(paper), _dates(paper))
            for paper in page.papers
            for uri in (paper_uri(paper.id),)
        ],
    }
    return _open_graph("article", title, url, options) + _json_ld(linked)


def listing_head(uri: str, title: Bilingual, options: Options, absolute: Callable[[str], str]) -> str:
    """The head of a page that lists others."""
    return _open_graph("website", title, absolute(uri), options)


def _open_graph(kind: str, title: Bilingual, url: str, options: Options) -> str:
    return _meta(
        "property",
        [
            ("og:type", kind),
            ("og:title", plain_both(title)),
            ("og:url", url),
            ("og:site_name", options.site_name),
        ],
    )


def _meta(attribute: str, pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(
        [f'<meta {attribute}="{name}" content="{html.escape(value)}">' for name, value in pairs if value]
    )


def _json_ld(value: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{jsontext.for_script(value)}</script>'
