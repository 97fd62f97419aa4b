"""`/llms.txt` (https://llmstxt.org/): where programs that read find what the site holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

from paper_digest.outputs.abstracts import abstracts_path, papers_by_year
from paper_digest.outputs.papers_markdown import harmless, markdown_path
from paper_digest.plan import FEEDS_URI, Plan, digest_uri, topic_uri
from paper_digest.render.text import plain_title
from paper_digest.render.views import plain_titles
from paper_digest.render.words import BETWEEN, counted, digest_name, plain_both

NEWEST = 50
"""Papers and digests that the file names; all are in the data."""

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\[]*_`"})


def llms_txt(plan: Plan, site_name: str, description: str, site_url: str, url: Callable[[str], str]) -> str:
    """The site in a page of Markdown.

    Args:
        plan: the site.
        site_name: plain text, both languages.
        description: what the site says of itself, plain text; "" for nothing.
        site_url: the site's own address, "" where it has none: then links are relative.
        url: from a page's source path to its address relative to the site's root.
    """

    def link(name: str, address: str, more: str = "") -> str:
        return f"- [{_plain(name)}]({site_url}{address})" + (f": {_plain(more)}" if more else "")

    corpus = plan.corpus
    counts = f"{counted('papers', len(corpus.papers)).en}, {counted('digests', len(corpus.digests)).en}"
    data = [
        link("papers.json", "data/papers.json", "titles, topics, digests, dates and links of every paper"),
        *(link(f"Abstracts, {year}", abstracts_path(year)) for year in papers_by_year(plan)),
        link("papers.schema.json", "data/papers.schema.json", "JSON Schema of papers.json"),
        link("abstracts.schema.json", "data/abstracts.schema.json", "JSON Schema of the abstracts"),
    ]
    if plan.feeds:
        data.append(link("Feeds", url(FEEDS_URI), "Atom and JSON Feed, by language and topic"))
    newest = [
        link(plain_titles(p).any(), quote(markdown_path(p)), p.date.isoformat() if p.date else "")
        for p in corpus.papers[:NEWEST]
    ]
    digests = []
    for digest in corpus.digests[:NEWEST]:
        name = digest_name(digest)
        own = plain_title(name.en) if not digest.first_day else plain_both(name)
        count = counted("papers", len(corpus.papers_of[digest.id])).en
        digests.append(link(own or plain_title(name.zh), url(digest_uri(digest.id)), count))
    topics = [
        link(plain_both(topic.name), url(topic_uri(topic.slug)), topic.description.any())
        for topic in plan.topic.values()
    ]
    about = (
        f"{counts}. Pages hold their text in English and Chinese. Every paper is Markdown too, at "
        f"`{site_url}papers/<id>/index.md`, with the ids of papers.json. Abstracts are not the site's own: "
        "they belong to the papers' authors or those of the digests."
    )
    head = [f"# {_plain(site_name)}", f"> {_plain(description)}" if description else "", about]
    sections = {"Data": data, "Topics": topics, "Newest papers": newest, "Newest digests": digests}
    parts = [*head, *(_section(heading, lines) for heading, lines in sections.items())]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(heading: str, lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return f"## {heading}\n\n{text}" if text else ""


def _plain(text: str) -> str:
    """Plain text as Markdown on one line."""
    return harmless(" ".join(text.replace(BETWEEN, " · ").split()).translate(_MARKS))
