"""The headings that a digest's papers stand below on its page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from paper_digest.model import Paper
from paper_digest.parse.language import has_han
from paper_digest.plan import DigestPage
from paper_digest.render.text import render_inline
from paper_digest.render.words import localized


def placed_papers(page: DigestPage) -> list[tuple[str, Paper]]:
    """A digest's papers in its order, behind the headings that they stand below; once below each."""
    places = sorted(
        (seen.position, seen.section, paper.id)
        for paper in page.papers
        for seen in paper.appearances
        if seen.digest_id == page.digest.id
    )
    by_id = {paper.id: paper for paper in page.papers}
    return [(section, by_id[one]) for section, one in dict.fromkeys(place[1:] for place in places)]


def sections(placed: Sequence[tuple[str, Paper]]) -> list[dict[str, Any]]:
    """The headings of a digest's papers, each with the first and the last number of those below it."""
    found: list[dict[str, Any]] = []
    for name, group in groupby(placed, lambda place: place[0]):
        start = found[-1]["end"] if found else 0
        found.append({"name": _heading(name), "start": start, "end": start + len(list(group))})
    return found


def _heading(name: str) -> Markup:
    """A heading of a digest as HTML, in its language where that can be told."""
    return (
        localized(render_inline(name), "")
        if name and not has_han(name)
        else localized("", render_inline(name))
    )
