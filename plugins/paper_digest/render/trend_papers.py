"""The page of the papers that the figures of the trends count, each list as long as its figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from paper_digest.model import Bilingual, Paper
from paper_digest.plan import TREND_PAPERS_URI, Plan, paper_uri
from paper_digest.render.views import title_html
from paper_digest.render.words import month_in_words, months_in_words, spans
from paper_digest.trends import First, Month, Subject, Window, month_of

RISING = 8
"""Most topics, and most terms and names, that are listed as rising."""

FIRST_MONTHS, FIRSTS_A_MONTH = 12, 6
"""Most months of first appearances, and most of each."""

Url = Callable[[str], str]


class PaperList(Struct, frozen=True):
    """The papers that one figure counts: the list's id, name and months, and titles with addresses."""

    id: str
    name: Markup
    months: Markup
    papers: tuple[tuple[str, Markup], ...]


def lists(plan: Plan, url: Url) -> tuple[PaperList, ...]:
    """The lists behind the figures of the page of trends.

    Args:
        plan: the site.
        url: from a page's source path to its address relative to the site's root.
    """
    return tuple(_lists(plan, url))


def _lists(plan: Plan, url: Url) -> Iterator[PaperList]:
    def listed(name: str, title: Markup, months: Markup, papers: Iterable[Paper]) -> PaperList:
        rows = tuple((url(paper_uri(paper.id)), title_html(paper.title)) for paper in papers)
        return PaperList(name, title, months, rows)

    trends, paper = plan.trends, plan.corpus.paper
    windows = (("now", trends.windows.recent), ("before", trends.windows.past)) if trends.windows else ()
    for rise in trends.rising_topics[:RISING]:
        mine = [one for one in plan.corpus.papers if rise.id in plan.topics_of(one)]
        for sort, window in windows:
            name = spans(plan.topic[rise.id].name)
            yield listed(anchor(sort, rise.id), name, _period(window), _within(mine, window))
    for subject, rise in trends.rising_subjects[:RISING]:
        for sort, window in windows:
            found = _within([paper[one] for one in subject.paper_ids], window)
            yield listed(anchor(sort, rise.id), subject_name(subject), _period(window), found)
    for month, firsts in newest(trends.firsts):
        for first in firsts:
            one = first.subject
            since, found = spans(month_in_words(month)), [paper[found] for found in one.paper_ids]
            yield listed(anchor("all", one.key), subject_name(one), since, found)


def _period(window: Window) -> Markup:
    return spans(months_in_words(window.first, window.last))


def _within(papers: Iterable[Paper], window: Window) -> list[Paper]:
    return [one for one in papers if window.first <= month_of(one.date) <= window.last]


def papers_url(plan: Plan, url: Url, sort: str, subject: str) -> str:
    """The address of the list of the papers that a figure counts: `now`, `before` or `all` of a subject."""
    if TREND_PAPERS_URI not in plan.pages:
        return ""
    return f"{url(TREND_PAPERS_URI)}#{quote(anchor(sort, subject))}"


def anchor(sort: str, subject: str) -> str:
    """The id of such a list."""
    return f"{sort}-{subject.replace(':', '-')}"


def newest(firsts: Sequence[First]) -> list[tuple[Month, list[First]]]:
    """The first appearances of the newest months that have any, those most taken up."""
    months = [(month, list(group)) for month, group in groupby(firsts, key=lambda first: first.month)]
    return [(month, group[:FIRSTS_A_MONTH]) for month, group in months[:FIRST_MONTHS]]


def subject_name(subject: Subject) -> Markup:
    """A term in both languages; a name as it is."""
    abbreviation = subject.abbreviation
    english = f"{subject.english} ({abbreviation})" if abbreviation else subject.english
    chinese = subject.chinese
    if chinese and abbreviation:
        chinese = f"{chinese}（{abbreviation}）"
    return spans(Bilingual(en=english, zh=chinese or english))
