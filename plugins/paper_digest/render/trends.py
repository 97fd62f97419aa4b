"""What the page of trends shows: the trends of the plan in words, links and charts, bounded in size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from paper_digest.model import Bilingual, Digest
from paper_digest.plan import (
    DIGESTS_URI,
    GLOSSARY_URI,
    SEARCH_URI,
    TREND_PAPERS_URI,
    Plan,
    TrendsPage,
    paper_uri,
    topic_uri,
)
from paper_digest.render import trend_papers
from paper_digest.render.charts import Charts
from paper_digest.render.trend_papers import RISING, PaperList, newest, papers_url, subject_name
from paper_digest.render.views import title_html
from paper_digest.render.words import counted, month_in_words, months_in_words, spans, words
from paper_digest.trends import First, Month, Rise, Subject, Trends, Windows
from paper_digest.trends.values import Counts

YEARS = 10
"""Most years that have a column of their own."""

_WIDE = 12

Url = Callable[[str], str]
Cell = tuple[str, str]
"""A number, and the address that it leads to or ""."""


class Panel(Struct, frozen=True):
    """One small chart: what it shows, how many papers, and the highest of the months shown."""

    name: Markup
    url: str
    count: int
    chart: Markup
    most: Markup


class Row(Struct, frozen=True):
    """A row of a table of numbers."""

    name: Markup
    url: str
    cells: tuple[Cell, ...]


class Share(Struct, frozen=True):
    """A part of the papers in percent and in papers, and the address of these."""

    percent: str
    count: int
    url: str


class RiseView(Struct, frozen=True):
    """Something that rises: its chart, and its share and count now and before."""

    name: Markup
    url: str
    chart: Markup
    now: Share
    before: Share


class FirstView(Struct, frozen=True):
    """A first appearance: what, how many papers since, and the paper and the digest that had it first."""

    name: Markup
    url: str
    count: int
    count_url: str
    title: Markup
    paper_url: str
    digest: Digest


class Table(Struct, frozen=True):
    """A table of numbers: its heads, and rows that each begin with a name."""

    heads: tuple[Markup | str, ...]
    rows: tuple[Row, ...]


class RisingView(Struct, frozen=True):
    """What rises, and which months are compared, in words."""

    windows: Markup
    topics: tuple[RiseView, ...]
    subjects: tuple[RiseView, ...]


class MonthsView(Struct, frozen=True):
    """The charts by month and their numbers; `coloured` where the latest months have a colour."""

    scale: Markup
    coloured: bool
    whole: Panel
    ticks: tuple[str, ...]
    panels: tuple[Panel, ...]
    table: Table


class TrendsView(Struct, frozen=True):
    """Everything that the template shows; None and () where there is not enough of it."""

    span: Markup
    papers: int
    digests: int
    without_date: Markup
    rising: RisingView | None
    months: MonthsView | None
    years: Table | None
    firsts: tuple[tuple[Markup, tuple[FirstView, ...]], ...]


class _Topic(Struct, frozen=True):
    slug: str
    name: Markup
    url: str
    total: int
    counts: Counts


def view(
    page: TrendsPage, plan: Plan, charts: Charts, url: Url
) -> tuple[str, str, TrendsView | tuple[PaperList, ...]]:
    """Prepare the page of trends, or that of the papers behind its figures.

    Args:
        page: the page.
        plan: the site that it belongs to.
        charts: makes the charts.
        url: from a page's source path to its address relative to the site's root.

    Returns:
        The names of template and title, and what it shows; its size does not grow with the years.
    """
    if page.uri == TREND_PAPERS_URI:
        return "trend-papers", "trend_papers", trend_papers.lists(plan, url)
    trends, papers = plan.trends, plan.trends.papers
    topics = [
        _Topic(slug, spans(entry.topic.name), url(topic_uri(slug)), entry.count, trends.topic(slug))
        for entry in page.topics
        if entry.count and (slug := entry.topic.slug)
    ]
    undated = words("trends_undated", papers=counted("papers", trends.undated))
    values = TrendsView(
        span=spans(months_in_words(min(papers), max(papers)) if papers else Bilingual()),
        papers=sum(papers.values()),
        digests=sum(count.digests for count in trends.months),
        without_date=spans(undated if trends.undated else Bilingual()),
        rising=_rising(trends, trends.windows, topics, plan, charts, url) if trends.windows else None,
        months=_months(trends, topics, charts) if charts.enough else None,
        years=_years(papers, topics, url, always=not charts.enough),
        firsts=tuple(
            (spans(month_in_words(month)), tuple(_first(one, plan, url) for one in group))
            for month, group in newest(trends.firsts)
        ),
    )
    return "trends", "trends", values


def _rising(
    trends: Trends, windows: Windows, topics: Sequence[_Topic], plan: Plan, charts: Charts, url: Url
) -> RisingView:
    topic = {topic.slug: topic for topic in topics}

    def show(rise: Rise, name: Markup, address: str, chart: Markup) -> RiseView:
        now = _share(rise.recent, windows.recent.papers, papers_url(plan, url, "now", rise.id))
        before = _share(rise.past, windows.past.papers, papers_url(plan, url, "before", rise.id))
        return RiseView(name, address, chart, now, before)

    recent, past = (months_in_words(w.first, w.last) for w in (windows.recent, windows.past))
    return RisingView(
        windows=spans(words("rising_against", recent=recent, past=past)),
        topics=tuple(
            show(rise, one.name, one.url, charts.of_topic(one.slug))
            for rise in trends.rising_topics[:RISING]
            if (one := topic.get(rise.id))
        ),
        subjects=tuple(
            show(rise, subject_name(subject), _address(subject, plan, url), charts.of(subject.months))
            for subject, rise in trends.rising_subjects[:RISING]
        ),
    )


def _months(trends: Trends, topics: Sequence[_Topic], charts: Charts) -> MonthsView:
    months, papers = charts.months, trends.papers
    digests = {count.month: count.digests for count in trends.months}

    def row(name: Markup, url: str, counts: Counts) -> Row:
        return Row(name, url, tuple((str(counts.get(month, 0)), "") for month in months))

    wide = "pd-bars pd-bars-wide" if len(months) >= _WIDE else "pd-bars"
    everything = spans(words("trends_all"))
    rows = [row(everything, "", papers), row(spans(words("digests")), "", digests)]
    return MonthsView(
        scale=spans(words("trends_scale", period=months_in_words(months[0], months[-1]))),
        coloured=bool(charts.recent),
        whole=_panel(everything, "", sum(papers.values()), papers, months, charts.of(papers, wide)),
        ticks=_ticks(months),
        panels=tuple(
            _panel(one.name, one.url, one.total, one.counts, months, charts.of_topic(one.slug))
            for one in topics
        ),
        table=Table(months, (*rows, *(row(one.name, one.url, one.counts) for one in topics))),
    )


def _share(part: int, whole: int, address: str) -> Share:
    share = 100 * part / whole
    percent = f"{share:.0f}%" if share >= 10 or not part else f"{share:.1f}%"
    return Share(percent, part, address if part else "")


def _panel(
    name: Markup, url: str, total: int, counts: Counts, months: Sequence[Month], chart: Markup
) -> Panel:
    # Of equal months the latest.
    peak = max(months, key=lambda month: (counts.get(month, 0), month))
    most = words("trends_most", month=month_in_words(peak), n=counts.get(peak, 0))
    return Panel(name, url, total, chart, spans(most) if counts.get(peak) else Markup(""))


def _ticks(months: Sequence[Month]) -> tuple[str, ...]:
    """What stands below each month of the wide chart: the year, or each quarter's first month."""
    if len(months) < _WIDE:
        return ()
    labels = {"01": "", "04": "4", "07": "7", "10": "10"}
    return tuple(month[:4] if month.endswith("-01") else labels.get(month[5:], "") for month in months)


def _years(papers: Counts, topics: Sequence[_Topic], url: Url, *, always: bool) -> Table | None:
    """The numbers by year, newest first; None for a single year, whose numbers the charts tell."""
    years = sorted({int(month[:4]) for month in papers}, reverse=True)
    if not years or (len(years) == 1 and not always):
        return None
    earlier = len(years) > YEARS

    def row(name: Markup, whole: str, counts: Counts, address: Callable[[int], str]) -> Row:
        by_year: Counter[int] = Counter()
        for month, count in counts.items():
            by_year[int(month[:4])] += count
        cells = [(by_year[year], address(year)) for year in years[:YEARS]]
        cells += [(sum(by_year[year] for year in years[YEARS:]), "")] * earlier
        cells += [(by_year.total(), whole)] * (len(years) > 1)
        return Row(name, whole, tuple((f"{count:,}", to if count else "") for count, to in cells))

    def of_topic(topic: _Topic) -> Row:
        return row(topic.name, topic.url, topic.counts, lambda year: url(topic_uri(topic.slug, year)))

    index = url(DIGESTS_URI)
    everything = row(spans(words("trends_all")), index, papers, lambda year: f"{index}#{year}")
    heads: list[Markup | str] = [str(year) for year in years[:YEARS]]
    heads += [spans(words("trends_earlier"))] * earlier
    heads += [spans(words("trends_total"))] * (len(years) > 1)
    return Table(tuple(heads), (everything, *map(of_topic, topics)))


def _first(first: First, plan: Plan, url: Url) -> FirstView:
    subject = first.subject
    paper = plan.corpus.paper[subject.paper_ids[0]]
    return FirstView(
        name=subject_name(subject),
        url=_address(subject, plan, url),
        count=subject.total,
        count_url=papers_url(plan, url, "all", subject.key),
        title=title_html(paper.title),
        paper_url=url(paper_uri(paper.id)),
        digest=plan.corpus.digest[paper.appearances[0].digest_id],
    )


def _address(subject: Subject, plan: Plan, url: Url) -> str:
    """Where a reader learns more of a subject: the glossary, or a search for the name."""
    if subject.kind == "term" and GLOSSARY_URI in plan.pages:
        return f"{url(GLOSSARY_URI)}#{quote(subject.id)}"
    if subject.kind == "name" and SEARCH_URI in plan.pages:
        return f"{url(SEARCH_URI)}?q={quote(subject.english)}"
    return ""
