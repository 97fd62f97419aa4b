"""Charts of months as SVG made at build time: bars alone, as all words and numbers stand beside them in HTML.

Text inside an SVG would be scaled with it, and shown in one language. The bars are decoration for
those who hear the page, who have the numbers in its text and tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from paper_digest.render.words import months_in_words, spans, words
from paper_digest.trends import Month, Trends, months_between
from paper_digest.trends.rising import RECENT
from paper_digest.trends.values import Counts, months_before

MONTHS = 36
"""Most months that charts and tables show, up to the last with papers."""

LEAST_MONTHS = 3
"""Months that make a chart."""

HEIGHT = 30
_STEP = 6
_WIDTH = 4


def bars(values: Sequence[int], recent: int = 0, kind: str = "pd-bars") -> Markup:
    """A bar chart without axes.

    Args:
        values: one number a bar; none is negative.
        recent: how many of the last bars are in colour.
        kind: class of the element.

    Returns:
        An `svg` as wide as its bars are many; nothing where all are zero. What is not zero can be seen.
    """
    peak = max(values, default=0)
    if peak <= 0:
        return Markup("")
    now = max(len(values) - recent, 0)
    heights = [max(-(-value * HEIGHT // peak), 1) if value > 0 else 0 for value in values]
    paths = ((_path(heights[:now], 0), ""), (_path(heights[now:], now), ' class="pd-now"'))
    drawn = "".join(f'<path{colour} d="{path}"/>' for path, colour in paths if path)
    return Markup(
        f'<svg class="{kind}" viewBox="0 0 {len(values) * _STEP - 1} {HEIGHT}" preserveAspectRatio="none"'
        f' aria-hidden="true">{drawn}</svg>'
    )


def _path(heights: Sequence[int], start: int) -> str:
    return "".join(
        f"M{(start + at) * _STEP} {HEIGHT}v-{height}h{_WIDTH}v{height}z"
        for at, height in enumerate(heights)
        if height
    )


class Charts:
    """The charts of one site's trends; all show the same months."""

    def __init__(self, trends: Trends) -> None:
        """Choose the months.

        Args:
            trends: the site's trends.
        """
        papers = trends.papers
        last = max(papers, default="")
        first = max(months_before(last, MONTHS - 1), min(papers)) if papers else ""
        self.trends = trends
        self.months: tuple[Month, ...] = months_between(first, last) if papers else ()
        self.recent = RECENT if trends.windows else 0
        self._of_topic: dict[str, Markup] = {}

    @property
    def enough(self) -> bool:
        """Whether there are months enough for a chart."""
        return len(self.months) >= LEAST_MONTHS

    @property
    def period(self) -> Markup:
        """What a chart of them shows, in words."""
        if not self.enough:
            return Markup("")
        return spans(words("chart_months", period=months_in_words(self.months[0], self.months[-1])))

    def of(self, counts: Counts, kind: str = "pd-bars") -> Markup:
        """The chart of a subject's papers, nothing where there are too few months."""
        return (
            bars([counts.get(month, 0) for month in self.months], self.recent, kind)
            if self.enough
            else Markup("")
        )

    def of_topic(self, slug: str) -> Markup:
        """The chart of a topic; made once."""
        if slug not in self._of_topic:
            self._of_topic[slug] = self.of(self.trends.topic(slug))
        return self._of_topic[slug]
