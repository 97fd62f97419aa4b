"""`/data/papers.json`: every paper as data. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from paper_digest import jsontext
from paper_digest.model import Paper, Position
from paper_digest.outputs.abstracts import abstracts_path, papers_by_year
from paper_digest.plan import Plan, digest_uri, paper_uri
from paper_digest.render.text import plain_title, tex_title

SCHEMA = 1


_AT_ONCE = 500


def papers_json(
    plan: Plan, site_url: str, url: Callable[[str], str], source: Callable[[Position], str]
) -> Iterator[str]:
    """All papers as one JSON document, in pieces: of many papers it is larger than all that is known of them.

    Args:
        plan: the site.
        site_url: the site's own address, "" where it has none.
        url: from a page's source path to its address relative to the site's root.
        source: from a position to the path of its file as the data gives it.

    Yields:
        JSON with one paper a line, newest first, absent values left out.
    """
    abstracts = {key: abstracts_path(key) for key in papers_by_year(plan)}
    head = jsontext.compact({"schema": SCHEMA, "site_url": site_url, "abstracts": abstracts})
    yield f'{head[:-1]},"papers":[\n'
    papers = plan.corpus.papers
    for start in range(0, len(papers), _AT_ONCE):
        some = papers[start : start + _AT_ONCE]
        lines = ",\n".join([jsontext.encode(paper_record(paper, plan, url, source)) for paper in some])
        yield f",\n{lines}" if start else lines
    yield "\n]}\n"


def paper_record(
    paper: Paper, plan: Plan, url: Callable[[str], str], source: Callable[[Position], str]
) -> dict[str, Any]:
    """A paper as it stands in `papers.json`; arguments as for `papers_json`."""
    links, title, told, line = paper.links, paper.title, paper.metadata, paper.source.line
    exact = "$" in title.en or "$" in title.zh
    path = source(paper.source)
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
            "published": told.published.isoformat() if told.published else "",
            "topics": [assignment.topic for assignment in plan.assignments.get(paper.id, ())],
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


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are not empty; all that may stand here are texts, lists and maps."""
    return {key: value for key, value in values.items() if value}
