"""Which feeds a site has, what each holds, and where they are: see `docs/feeds-and-data.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Literal
from urllib.parse import quote

from msgspec import Struct

from paper_digest.corpus import Corpus
from paper_digest.ids import slug
from paper_digest.model import Bilingual, Digest, Paper
from paper_digest.topics import Topic

View = Literal["en", "zh", "both"]
Kind = Literal["papers", "digests", "topic", "series"]

VIEWS: tuple[View, View, View] = ("en", "zh", "both")
"""The languages that every feed comes in: the three positions of the toggle."""

FORMATS: Mapping[str, str] = {"xml": "application/atom+xml", "json": "application/feed+json"}
"""The formats that every feed comes in: the file's suffix, and the media type."""

NEWEST_PAPERS = 50
"""Papers in the site's feed, and those after which a feed of digests takes no further digest."""

NEWEST_OF_TOPIC = 25
"""Papers in a topic's feed."""

_FOLDER_OF: Mapping[Kind, str] = {"topic": "topics/", "series": "digests/"}
# Folders that say when, not what: 2025, 2025-03, 2025Q1, W14, 2025年3月.
_DATE = re.compile(r"(?=.*\d)[\dQqWw年月日周季._-]+")


class Feed(Struct, frozen=True):
    """A feed, of papers or of digests.

    Attributes:
        kind: of what: all papers, all digests, a topic's papers, or a series of digests.
        slug: the topic's or the series'; "" for the site's own two.
        name: the topic's or the series'; empty for the site's own two.
        papers: newest first; () in a feed of digests.
        digests: newest first; () in a feed of papers.
    """

    kind: Kind
    slug: str = ""
    name: Bilingual = Bilingual()
    papers: tuple[Paper, ...] = ()
    digests: tuple[Digest, ...] = ()

    @property
    def anchor(self) -> str:
        """The feed's place on the page of all feeds."""
        return f"{self.kind}-{self.slug}" if self.slug else self.kind

    def path(self, view: View, suffix: str) -> str:
        """The feed's file, relative to the site's root.

        Args:
            view: in which languages.
            suffix: one of `FORMATS`.
        """
        stem = _FOLDER_OF[self.kind] + self.slug if self.slug else self.kind
        return f"feeds/{stem}.{view}.{suffix}"

    def url(self, view: View, suffix: str) -> str:
        """The feed's address, relative to the site's root."""
        return quote(self.path(view, suffix))


def series_of(digests: Iterable[Digest]) -> dict[str, str]:
    """The series that digests belong to.

    A series is named by the first folder on a digest's path that is no date: `weekly` for
    `weekly/2025/0331-0404`. Where several folders of digests are configured, a digest without
    such a folder belongs to the series that is named like its folder.

    Args:
        digests: any.

    Returns:
        The series' name by digest id; a digest that is in no series is not there.
    """
    all_of_them = tuple(digests)
    roots = {digest.id: _root(digest) for digest in all_of_them}
    many = len(set(roots.values())) > 1
    names: dict[str, str] = {}
    for digest in all_of_them:
        folders = digest.id.split("/")[:-1]
        name = next((folder for folder in folders if not _DATE.fullmatch(folder)), "")
        name = name or (roots[digest.id].rpartition("/")[2] if many else "")
        if slug(name):
            names[digest.id] = name
    return names


def _root(digest: Digest) -> str:
    """The configured folder that holds a digest."""
    root, found, _ = digest.path.rpartition(f"/{digest.id}.")
    return root if found else ""


def feeds_of(corpus: Corpus, topics: Sequence[Topic], of_topic: Mapping[str, Sequence[Paper]]) -> list[Feed]:
    """All feeds of a site.

    Args:
        corpus: merged digests and papers.
        topics: the topics, in the order in which they are listed.
        of_topic: each topic's papers by its slug, newest first.

    Returns:
        The feed of all papers, that of all digests, those of the series, and those of the topics.
    """
    digests = [digest for digest in corpus.digests if corpus.papers_of[digest.id]]
    name_of = series_of(corpus.digests)
    key_of = {digest_id: slug(name) for digest_id, name in name_of.items()}
    # Sorting keeps the order of time within a series.
    in_series = sorted((d for d in digests if d.id in key_of), key=lambda d: key_of[d.id])
    series = []
    for key, group in groupby(in_series, key=lambda d: key_of[d.id]):
        held = tuple(group)
        name = min(name_of[digest.id] for digest in held)
        series.append(Feed("series", key, Bilingual(en=name, zh=name), digests=_newest(held, corpus)))
    return [
        Feed("papers", papers=corpus.papers[:NEWEST_PAPERS]),
        Feed("digests", digests=_newest(digests, corpus)),
        *series,
        *(Feed("topic", t.slug, t.name, papers=tuple(of_topic[t.slug][:NEWEST_OF_TOPIC])) for t in topics),
    ]


def _newest(digests: Sequence[Digest], corpus: Corpus) -> tuple[Digest, ...]:
    """The newest digests until they hold enough papers; their texts are long."""
    papers = 0
    for count, digest in enumerate(digests, start=1):
        papers += len(corpus.papers_of[digest.id])
        if papers >= NEWEST_PAPERS:
            return tuple(digests[:count])
    return tuple(digests)
