"""`/data/trends.json` and `/data/trends.csv`: the trends as data. Keys may be added, never renamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from paper_digest import jsontext
from paper_digest.plan import Plan, digest_uri, paper_uri, topic_uri
from paper_digest.trends import Rise, Subject, Window

SCHEMA = 1

Url = Callable[[str], str]


def trends_json(plan: Plan, site_url: str, url: Url) -> str:
    """The trends as one JSON document.

    Args:
        plan: the site.
        site_url: the site's own address, "" where it has none.
        url: from a page's source path to its address relative to the site's root.

    Returns:
        JSON with one month, topic or subject a line, absent values left out.
    """
    trends, windows = plan.trends, plan.trends.windows
    head = {
        "schema": SCHEMA,
        "site_url": site_url,
        "undated": trends.undated,
        "recent": _window(windows.recent) if windows else None,
        "past": _window(windows.past) if windows else None,
    }
    months = [
        {"month": count.month, "papers": count.papers, "digests": count.digests} for count in trends.months
    ]
    topics = [
        {
            "id": topic.slug,
            "url": url(topic_uri(topic.slug)),
            "name": {"en": topic.name.en, "zh": topic.name.zh},
            "months": dict(trends.topic(topic.slug)),
        }
        for topic in plan.topic.values()
    ]
    firsts = [_subject(first.subject, plan, url) for first in trends.firsts]
    lists: dict[str, list[dict[str, Any]]] = {
        "months": months,
        "topics": topics,
        "rising_topics": [{"id": rise.id, "rise": _rise(rise)} for rise in trends.rising_topics],
        "rising_terms": [
            {**_subject(subject, plan, url), "rise": _rise(rise)} for subject, rise in trends.rising_subjects
        ],
        "first_seen": firsts,
    }
    lines = [
        f'"{key}":[\n' + ",\n".join(jsontext.compact(row) for row in rows) + "\n]"
        for key, rows in lists.items()
    ]
    return f"{jsontext.compact(head)[:-1]},{','.join(lines)}}}\n"


def _window(window: Window) -> dict[str, Any]:
    return {"first": window.first, "last": window.last, "papers": window.papers}


def _rise(rise: Rise) -> dict[str, Any]:
    return {
        "recent": rise.recent,
        "past": rise.past,
        "log_odds": round(rise.log_odds, 4),
        "score": round(rise.score, 4),
    }


def _subject(subject: Subject, plan: Plan, url: Url) -> dict[str, Any]:
    paper = plan.corpus.paper[subject.paper_ids[0]]
    return {
        "id": subject.id,
        "kind": subject.kind,
        "name": {"en": subject.english, "zh": subject.chinese},
        "abbreviation": subject.abbreviation,
        "papers": subject.total,
        "first": {
            "date": paper.date.isoformat() if paper.date else "",
            "paper": paper.id,
            "url": url(paper_uri(paper.id)),
            "digest": paper.appearances[0].digest_id,
            "digest_url": url(digest_uri(paper.appearances[0].digest_id)),
        },
        "months": dict(subject.months),
    }


def trends_csv(plan: Plan) -> str:
    """Papers by month and topic, as a table for spreadsheets.

    Args:
        plan: the site.

    Returns:
        CSV as RFC 4180 has it: a row a month, a column a topic, after those of all papers and digests.
    """
    text = io.StringIO()
    table = csv.writer(text)
    slugs = list(plan.topic)
    table.writerow(["month", "papers", "digests", *slugs])
    counts = [plan.trends.topic(slug) for slug in slugs]
    for row in plan.trends.months:
        table.writerow([row.month, row.papers, row.digests, *(count.get(row.month, 0) for count in counts)])
    return text.getvalue()
