"""What a page's head tells machines: citation tags, JSON-LD and Open Graph.

The `citation_*` tags follow https://scholar.google.com/intl/en/scholar/inclusion.html#indexing and
what Zotero's embedded-metadata translator reads; JSON-LD follows https://schema.org/ScholarlyArticle.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from paper_digest import jsontext
from paper_digest.citation import publication_month
from paper_digest.model import Bilingual
from paper_digest.plan import DigestPage, PaperPage, digest_uri, paper_uri
from paper_digest.render import views
from paper_digest.render.options import Options
from paper_digest.render.words import LANG, plain_both


def paper_head(page: PaperPage, title: Bilingual, options: Options, absolute: Callable[[str], str]) -> str:
    """The head of a paper's page.

    Args:
        page: the paper's page.
        title: its titles, plain text.
        options: what rendering knows of the site.
        absolute: from a source path to a full address, "" where the site has none.

    Returns:
        HTML.
    """
    paper, url = page.paper, absolute(page.uri)
    month = publication_month(paper)
    published = paper.metadata.published
    date = f"{published:%Y/%m/%d}" if published else f"{month[0]}/{month[1]:02d}" if month else ""
    citation = [
        ("citation_title", title.any()),
        *(("citation_author", author) for author in paper.metadata.authors),
        ("citation_publication_date", date),
        ("citation_arxiv_id", paper.arxiv_id),
        ("citation_abstract_html_url", paper.links.abstract),
        ("citation_pdf_url", paper.links.pdf),
        ("citation_conference_title", paper.metadata.venue),
        ("citation_language", LANG[title.languages[0]] if title.languages else ""),
    ]
    linked = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": title.any(),
        "alternateName": title.zh if title.en else "",
        "author": [{"@type": "Person", "name": author} for author in paper.metadata.authors],
        "datePublished": date.replace("/", "-"),
        "inLanguage": [LANG[language] for language in paper.abstract.languages],
        "identifier": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else "",
        "url": url,
        "sameAs": paper.links.abstract,
        "isPartOf": [address for a in paper.appearances if (address := absolute(digest_uri(a.digest_id)))],
    }
    return _meta("name", citation) + _open_graph("article", title, url, options) + _json_ld(linked)


def digest_head(page: DigestPage, title: Bilingual, options: Options, absolute: Callable[[str], str]) -> str:
    """The head of a digest's page: a periodical's issue that has its papers as parts."""
    url = absolute(page.uri)
    linked = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": title.any(),
        "alternateName": title.zh if title.en else "",
        "datePublished": page.digest.first_day.isoformat() if page.digest.first_day else "",
        "url": url,
        "hasPart": [
            {
                "@type": "ScholarlyArticle",
                "name": views.plain_titles(p).any(),
                "url": absolute(paper_uri(p.id)),
            }
            for p in page.papers
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
        f'<meta {attribute}="{name}" content="{html.escape(value)}">' for name, value in pairs if value
    )


def _json_ld(value: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{jsontext.for_script(value)}</script>'
