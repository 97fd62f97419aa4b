"""`/data/abstracts-<year>.json`: the abstracts of a year's papers. Keys may be added, never renamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from paper_digest import jsontext
from paper_digest.model import Bilingual, Paper
from paper_digest.plan import Plan

SCHEMA = 1

UNDATED = "undated"
"""Stands for the year of papers that have no date."""


def abstracts_path(year: str) -> str:
    """The file of a year's abstracts, relative to the site's root."""
    return f"data/abstracts-{year}.json"


def papers_by_year(plan: Plan) -> Mapping[str, Sequence[Paper]]:
    """The papers of each year, newest first; those without a date under `UNDATED`, last."""
    by_year: dict[str, list[Paper]] = defaultdict(list)
    for paper in plan.corpus.papers:
        by_year[str(paper.date.year) if paper.date else UNDATED].append(paper)
    return by_year


def abstracts_json(year: str, papers: Sequence[Paper], site_url: str) -> str:
    """The abstracts of a year as one JSON document.

    Args:
        year: four digits, or `UNDATED`.
        papers: the year's papers, those without a text too.
        site_url: the site's own address, "" where it has none.

    Returns:
        JSON with one paper a line, in the order of `papers.json`. Texts are Markdown as the digests
        have it, in which raw HTML is text; papers of which no digest tells anything are left out.
    """
    head = jsontext.compact({"schema": SCHEMA, "site_url": site_url, "year": year})
    told = (_record(paper) for paper in papers)
    lines = ",\n".join(jsontext.compact(record) for record in told if len(record) > 1)
    return f'{head[:-1]},"abstracts":[\n{lines}\n]}}\n'


def _record(paper: Paper) -> dict[str, Any]:
    record = {
        "id": paper.id,
        "abstract": _by_language(paper.abstract),
        "summary": _by_language(paper.metadata.summary),
        "variants": [
            {"digest": v.digest_id, "title": _by_language(v.title), "abstract": _by_language(v.text)}
            for v in paper.variants
        ],
    }
    return {key: value for key, value in record.items() if value}


def _by_language(text: Bilingual) -> dict[str, str]:
    return {language: text.get(language) for language in text.languages}
