"""The papers of a week: which week it is, and who is asked for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from paper_digest.fetch.arxiv import feed_entries, record_of
from paper_digest.fetch.host import Host
from paper_digest.fetch.huggingface import HubPaper, read_list
from paper_digest.fetch.text import one_line
from paper_digest.fetch.values import Question, Reply, Unusable
from paper_digest.ids import arxiv_id_of_url

_PAGE = 200
_PAGES = 50
_FRIDAY = 4


class Candidate(Struct, frozen=True):
    """A paper that a new digest may name; `upvotes` are 0 where nobody votes."""

    id: str
    title: str
    upvotes: int = 0


def last_week(now: float, zone: ZoneInfo | None) -> datetime.date:
    """The Monday of the newest week whose Friday is over.

    Args:
        now: seconds since 1970.
        zone: the editor's time zone, None for that of the machine.
    """
    day = datetime.datetime.fromtimestamp(now, zone).date()
    monday = day - datetime.timedelta(days=day.weekday())
    return monday if day.weekday() > _FRIDAY else monday - datetime.timedelta(days=7)


def daily_papers(host: Host, first: datetime.date, last: datetime.date) -> list[Candidate]:
    """The papers that Hugging Face's daily lists name, most votes first.

    Args:
        host: Hugging Face.
        first: first day of the period.
        last: its last day; whole weeks (from Monday to Friday or later) are asked for as such.

    Raises:
        NotAnswered: a page could not be had.
    """
    monday = first.weekday() == 0 and 4 <= (last - first).days <= 6
    whole = [("week", f"{first:%G}-W{first:%V}")]
    days = [first + datetime.timedelta(days=one) for one in range((last - first).days + 1)]
    found: dict[str, Candidate] = {}
    for name, value in whole if monday else [("date", day.isoformat()) for day in days]:
        for page in range(_PAGES):
            query = ((name, value), ("limit", "100"), ("p", str(page)))
            papers, more = host.ask(Question("/api/daily_papers", query), read_list)
            found.update((paper.id, _candidate(paper)) for paper in papers)
            if not more:
                break
    return sorted(found.values(), key=lambda one: (-one.upvotes, one.id))


def _candidate(paper: HubPaper) -> Candidate:
    return Candidate(paper.id, one_line(paper.title or ""), paper.upvotes)


def arxiv_papers(
    host: Host, categories: Sequence[str], first: datetime.date, last: datetime.date, most: int | None
) -> list[Candidate]:
    """The papers that were submitted to categories of arXiv, the newest first.

    Args:
        host: arXiv.
        categories: such as `cs.CL`.
        first: first day of the period, in GMT.
        last: its last day.
        most: how many, None for all.

    Raises:
        NotAnswered: a page could not be had.
    """
    listed = " OR ".join(f"cat:{one}" for one in categories)
    search = f"({listed}) AND submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]"
    found: dict[str, Candidate] = {}
    for page in range(_PAGES):
        form = (
            ("search_query", search),
            ("start", str(page * _PAGE)),
            ("max_results", str(_PAGE)),
            ("sortBy", "submittedDate"),
            ("sortOrder", "descending"),
        )
        papers = host.ask(Question("/api/query", form=form), _read_listing)
        found.update((one.id, one) for one in papers)
        if len(papers) < _PAGE or (most is not None and len(found) >= most):
            break
    return list(found.values())


def _read_listing(reply: Reply) -> list[Candidate]:
    if reply.status != 200:
        raise Unusable(f"it answered {reply.status}")
    found = []
    for entry in feed_entries(reply):
        name = arxiv_id_of_url(entry.findtext("{http://www.w3.org/2005/Atom}id") or "")
        record = record_of(entry, datetime.date.min)
        if name and record:
            found.append(Candidate(name, record.title))
    return found
