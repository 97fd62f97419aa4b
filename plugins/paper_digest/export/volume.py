"""What is exported: digests of a plan, or the papers of a month, a topic or a reading list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from paper_digest.model import Bilingual, Digest, Language, Paper
from paper_digest.plan import DigestPage, Plan, digest_uri, paper_uri, url_of
from paper_digest.render.sections import placed_papers
from paper_digest.render.text import plain_title
from paper_digest.render.words import digest_name, month_in_words, plain_both, words

Choice = Literal["en", "zh", "both"]


class Part(Struct, frozen=True):
    """A digest, or a part of one.

    Attributes:
        title: plain text.
        introduction: Markdown.
        papers: in the digest's order, each behind the heading that it stands below, "" for none.
        url: the digest's page, "" where the site's address is not known.
    """

    title: Bilingual
    introduction: Bilingual
    papers: tuple[tuple[str, Paper], ...]
    url: str = ""


class Volume(Struct, frozen=True):
    """What one file holds.

    Attributes:
        title: plain text.
        parts: oldest first.
        day: the last day that a part tells, `YYYY-MM-DD`; "" for none.
        site_url: the site's address with a slash at its end, "" where it is not known.
        key: what tells it from other volumes, whatever it is called.
    """

    title: Bilingual
    parts: tuple[Part, ...]
    day: str
    site_url: str
    key: str

    def paper_url(self, paper: Paper) -> str:
        """A paper's page, or the paper itself where the site's address is not known."""
        if self.site_url:
            return self.site_url + url_of(paper_uri(paper.id), directory_urls=True)
        return paper.links.abstract or paper.links.pdf or next(iter(paper.links.other), "")


def languages_of(choice: Choice) -> tuple[Language, ...]:
    """The languages of a choice; of both, Chinese first, as its title stands first."""
    return ("zh", "en") if choice == "both" else (choice,)


def in_choice(text: Bilingual, choice: Choice) -> str:
    """A plain text in the languages of a choice, in the other one where it is all there is."""
    return plain_both(text) if choice == "both" else text.any(choice)


def volume(
    plan: Plan, site_url: str, *, month: str = "", topic: str = "", papers: Collection[str] | None = None
) -> Volume:
    """Take what is wanted out of a plan.

    Args:
        plan: of the digests that were named.
        site_url: the site's address, "" where it is not known.
        month: `YYYY-MM`: only digests that begin in it.
        topic: a slug: only papers of this topic.
        papers: only papers with these ids, for a reading list.

    Returns:
        The volume; without parts where nothing is left.
    """
    digests = [d for d in reversed(plan.corpus.digests) if _begins_in(d, month)]
    chosen = set(papers) if papers is not None else None
    parts: list[Part] = []
    for digest in digests:
        page = plan.pages[digest_uri(digest.id)]
        assert isinstance(page, DigestPage)
        placed = tuple(
            (section, paper)
            for section, paper in placed_papers(page)
            if (chosen is None or paper.id in chosen) and (not topic or topic in plan.topics_of(paper))
        )
        whole = chosen is None and not topic
        if placed or (whole and digest.introduction):
            url = site_url + url_of(digest_uri(digest.id), directory_urls=True) if site_url else ""
            parts.append(Part(_title(digest), digest.introduction if whole else Bilingual(), placed, url))
    days = [day for d in digests if isinstance(day := d.last_day or d.first_day, dt.date)]
    key = "|".join((site_url, month, topic, *(digest.id for digest in digests), *sorted(chosen or ())))
    title = _name(plan, parts, month, topic, chosen)
    return Volume(title, _without_repeats(parts), max(days).isoformat() if days else "", site_url, key)


def _begins_in(digest: Digest, month: str) -> bool:
    return not month or (digest.first_day is not None and digest.first_day.isoformat()[:7] == month)


def _title(digest: Digest) -> Bilingual:
    own = Bilingual(en=plain_title(digest.title.en), zh=plain_title(digest.title.zh))
    named = words("digest_of", name=digest_name(digest))
    return Bilingual(en=own.en or named.en, zh=own.zh or named.zh)


def _name(
    plan: Plan, parts: Sequence[Part], month: str, topic: str, chosen: Collection[str] | None
) -> Bilingual:
    if topic and topic in plan.topic:
        return plan.topic[topic].name
    if chosen is not None:
        return words("reading_list")
    if month:
        return month_in_words(month)
    if len(parts) == 1:
        return parts[0].title
    return words("digests")


def _without_repeats(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Each paper once, where it comes first."""
    seen: set[str] = set()
    kept: list[Part] = []
    for part in parts:
        new = tuple((section, paper) for section, paper in part.papers if paper.id not in seen)
        seen.update(paper.id for _, paper in new)
        if new or part.introduction:
            kept.append(Part(part.title, part.introduction, new, part.url))
    return tuple(kept)
