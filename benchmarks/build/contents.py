"""What every side shows: Paper Digest's own plan of a corpus, as plain values for other generators."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build.texts import ROOT
from paper_digest.model import Bilingual, Digest, Paper
from paper_digest.pipeline import plan_site
from paper_digest.plan import PaperPage, Plan, TopicPage
from paper_digest.sources import Folder, read_sources

OPENING = 160
"""Characters of an abstract that lists show."""


@dataclass(frozen=True, slots=True)
class Site:
    """A corpus as every side shows it: the plan of its pages."""

    plan: Plan

    def papers(self) -> Iterator[PaperPage]:
        """The pages of papers."""
        return (page for page in self.plan.pages.values() if isinstance(page, PaperPage))

    def topic_pages(self) -> Iterator[TopicPage]:
        """The pages of topics, of all years and of each."""
        return (page for page in self.plan.pages.values() if isinstance(page, TopicPage))

    def digests(self) -> Iterator[tuple[Digest, tuple[Paper, ...]]]:
        """The digests, newest first, each with its papers."""
        return ((digest, self.plan.corpus.papers_of[digest.id]) for digest in self.plan.corpus.digests)

    def topics_of(self, paper: Paper) -> list[tuple[str, Bilingual]]:
        """Slugs and names of a paper's topics."""
        slugs = (assigned.topic for assigned in self.plan.assignments.get(paper.id, ()))
        return [(slug, self.plan.topic[slug].name) for slug in slugs]


@functools.lru_cache(maxsize=1)
def site_of(digests: Path) -> Site:
    """The plan of a folder of digests, by the project's own topics."""
    topics = ROOT / "plugins/paper_digest/topics/default.yml"
    plan = plan_site(read_sources([Folder(digests, "digests")], None, Folder(topics, "topics.yml"))).plan
    return Site(plan)


def links_of(paper: Paper) -> list[tuple[str, str]]:
    """Labels and addresses of a paper's links."""
    links = paper.links
    named = [
        ("arXiv", links.abstract),
        ("PDF", links.pdf),
        ("HTML", links.html),
        ("Hugging Face", links.huggingface),
    ]
    named += [("Code", url) for url in links.code] + [("Project", url) for url in links.project]
    return [(label, url) for label, url in named if url]


def opening_of(paper: Paper) -> str:
    """The beginning of a paper's abstract."""
    text = " ".join(paper.abstract.any().split())
    return text if len(text) <= OPENING else f"{text[:OPENING]}…"


def marked(text: str, number: int) -> str:
    """A text with a sentence at its end that no other edit writes."""
    return f"{text.rstrip()} 第 {number} 次修订。\n"
