"""Charts as SVG made at build time: bars alone, as all words and numbers stand beside them in HTML.

Text inside an SVG would be scaled with it, and shown in one language. The bars are decoration for
those who hear the page, who have the numbers in its text and tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

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
