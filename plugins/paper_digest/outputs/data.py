"""`/data/papers.json`: every paper as data. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from paper_digest import jsontext
from paper_digest.model import Metadata
from paper_digest.outputs.abstracts import abstracts_path, papers_by_year
from paper_digest.plan import PaperPage, Plan, digest_uri, paper_uri
from paper_digest.render.options import Options
from paper_digest.render.text import plain_title, tex_title

SCHEMA = 1


_AT_ONCE = 500


def papers_json(plan: Plan, options: Options, url: Callable[[str], str]) -> Iterator[str]:
    """All papers as one JSON document, in pieces: of many papers it is larger than all that is known of them.

    Args:
        plan: the site.
        options: what is known of the project.
        url: from a page's source path to its address relative to the site's root.

    Yields:
        JSON with one paper a line, newest first, absent values left out.
    """
    abstracts = {key: abstracts_path(key) for key in papers_by_year(plan)}
    head = jsontext.compact({"schema": SCHEMA, "site_url": options.site_url, "abstracts": abstracts})
    yield f'{head[:-1]},"papers":[\n'
    papers = plan.corpus.papers
    for start in range(0, len(papers), _AT_ONCE):
        some = papers[start : start + _AT_ONCE]
        lines = ",\n".join(
            [jsontext.encode(paper_record(plan.page_of(paper), options, url)) for paper in some]
        )
        yield f",\n{lines}" if start else lines
    yield "\n]}\n"


def paper_record(page: PaperPage, options: Options, url: Callable[[str], str]) -> dict[str, Any]:
    """The paper of a page as it stands in `papers.json`; arguments as for `papers_json`."""
    paper = page.paper
    links, title, told, line = paper.links, paper.title, paper.metadata, paper.source.line
    exact = "$" in title.en or "$" in title.zh
    path = options.sources.published_path(paper.source)
    return _present(
        {
            "id": paper.id,
            "url": url(paper_uri(paper.id)),
            "title": _present({"en": plain_title(title.en), "zh": plain_title(title.zh)}),
            "title_tex": _present({"en": tex_title(title.en), "zh": tex_title(title.zh)}) if exact else {},
            "languages": paper.abstract.languages,
            "translated_from": dict(sorted(told.translated_from.items())),
            "authors": told.authors,
            "more_authors": told.more_authors,
            "venue": told.venue,
            **_facts(told),
            "published": told.published.isoformat() if told.published else "",
            "topics": page.topics,
            "digests": [
                {"id": a.digest_id, "url": url(digest_uri(a.digest_id)), "position": a.position}
                for a in paper.appearances
            ],
            "category": ", ".join(paper.categories),
            "tags": told.tags,
            "date": paper.date.isoformat() if paper.date else "",
            "links": _present(
                {
                    "abstract": links.abstract,
                    "pdf": links.pdf,
                    "html": links.html,
                    "huggingface": links.huggingface,
                    "code": links.code,
                    "project": links.project,
                    "other": links.other,
                }
            ),
            "source": {"path": path, "line": line} if path else {"line": line},
        }
    )


def _facts(told: Metadata) -> dict[str, Any]:
    """What sources alone tell."""
    return {
        "doi": told.doi,
        "comment": told.comment,
        "withdrawn": told.withdrawn,
        "arxiv_categories": told.categories,
        "abstract_from": dict(sorted(told.abstract_from.items())),
        "machine_translated": {
            language: _present({"model": one.model, "date": one.date})
            for language, one in sorted(told.machine.items())
        },
    }


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are not empty; all that may stand here are texts, lists and maps."""
    return {key: value for key, value in values.items() if value}
