"""The sides that read a Markdown page per paper: plain Material for MkDocs, and Zensical."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.build.contents import Site, links_of, opening_of, site_of
from benchmarks.build.environments import environment
from benchmarks.build.sides import Case, Job
from paper_digest.model import Bilingual, Digest, Paper
from paper_digest.plan import PaperPage, TopicPage, digest_uri, paper_uri, topic_uri

_CONFIG: dict[str, Any] = {
    "site_name": "Paper Digest",
    "site_url": "https://digest.example/papers/",
    "theme": {
        "name": "material",
        "font": False,
        "features": ["navigation.instant", "navigation.tabs", "navigation.top", "navigation.prune"],
        "palette": [
            {"scheme": "default", "toggle": {"icon": "material/weather-night", "name": "Dark"}},
            {"scheme": "slate", "toggle": {"icon": "material/weather-sunny", "name": "Light"}},
        ],
    },
    "nav": [{"Home": "index.md"}, {"Digests": "digests/index.md"}, {"Topics": "topics/index.md"}],
    "not_in_nav": "papers/*\ndigests/*/*\ntopics/*\n",
    "validation": {"links": {"absolute_links": "ignore"}},
}


class Material:
    """Plain Material for MkDocs: papers out of the navigation, `navigation.prune`."""

    name = "material"

    def version(self) -> str:
        return f"Material {importlib.metadata.version('mkdocs-material')}"

    def command(self, config: Path) -> tuple[str, ...]:
        return (sys.executable, "-m", "mkdocs", "-q", "build", "-f", str(config))

    def prepare(self, case: Case) -> Job:
        docs, site = case.folder / "docs", case.folder / "site"
        write_pages(docs, site_of(case.digests))
        config = {
            **_CONFIG,
            "docs_dir": "docs",
            "site_dir": "site",
            "plugins": ["search"],
        }
        file = case.folder / "mkdocs.yml"
        file.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        paper = edited_paper(site_of(case.digests))
        return Job(
            command=self.command(file),
            site=site,
            caches=(case.folder / ".cache",),
            edited=docs / paper_uri(paper.id),
            paper=paper.id,
            env={"NO_MKDOCS_2_WARNING": "1"},
        )


class Zensical(Material):
    """Zensical on the same pages."""

    name = "zensical"

    def version(self) -> str:
        environment("zensical")
        return "Zensical 0.0.73"

    def command(self, config: Path) -> tuple[str, ...]:
        return (str(environment("zensical") / "bin/zensical"), "build", "-f", str(config))


def edited_paper(site: Site) -> Paper:
    """The paper that warm builds find changed: the last one of the digest in the middle."""
    corpus = site.plan.corpus
    return corpus.papers_of[corpus.digests[len(corpus.digests) // 2].id][-1]


def write_pages(docs: Path, site: Site) -> None:
    """Write every page of a site as Markdown."""
    folders: set[Path] = set()
    for uri, text in _pages(site):
        file = docs / uri
        if file.parent not in folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            folders.add(file.parent)
        file.write_text(text, encoding="utf-8")


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    def card(root: str) -> Callable[[Paper], str]:
        return lambda paper: _card(paper, site, root)

    for page in site.papers():
        yield page.uri, _paper(page, site)
    for digest, papers in site.digests():
        root = "../" * (digest.id.count("/") + 1)
        yield digest_uri(digest.id), _document(digest.id, map(card(root), papers))
    for topic in site.topic_pages():
        yield topic.uri, _topic(topic, card("../" * topic.uri.count("/")))
    yield "digests/index.md", _document("Digests", (_digest_row(d, papers) for d, papers in site.digests()))
    topics = (f"- [{_both(topic.name)}]({slug}.md)" for slug, topic in site.plan.topic.items())
    yield "topics/index.md", _document("Topics", topics)
    newest = next(site.digests(), None)
    yield "index.md", _document("Paper Digest", map(card(""), newest[1]) if newest else ())


def _document(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", *parts]) + "\n"


def _both(name: Bilingual) -> str:
    return " · ".join(text for text in (name.en, name.zh) if text)


def _paper(page: PaperPage, site: Site) -> str:
    paper, root = page.paper, "../"
    front = yaml.safe_dump({"description": opening_of(paper)}, allow_unicode=True, width=10_000)
    neighbours = [
        f"[{label}: {_both(other.title)}](../{paper_uri(other.id)})"
        for label, other in (("Previous", page.previous), ("Next", page.next))
        if other
    ]
    parts = [
        f"**{paper.title.zh}**",
        " · ".join(f"[{_both(name)}]({root}{topic_uri(slug)})" for slug, name in site.topics_of(paper)),
        " · ".join(f"[{label}]({url})" for label, url in links_of(paper)),
        paper.abstract.en,
        paper.abstract.zh,
        f"[{paper.appearances[0].digest_id}]({root}{digest_uri(paper.appearances[0].digest_id)})",
        *neighbours,
    ]
    return f"---\n{front}---\n\n" + _document(paper.title.en, (part for part in parts if part))


def _card(paper: Paper, site: Site, root: str) -> str:
    topics = [f"[{_both(name)}]({root}{topic_uri(slug)})" for slug, name in site.topics_of(paper)]
    links = [f"[{label}]({url})" for label, url in links_of(paper)[:2]]
    line = " · ".join([paper.date.isoformat() if paper.date else "", *topics, *links])
    return f"### [{_both(paper.title)}]({root}{paper_uri(paper.id)})\n\n{opening_of(paper)}\n\n{line}"


def _digest_row(digest: Digest, papers: tuple[Paper, ...]) -> str:
    titles = " · ".join(paper.title.any() for paper in papers[:2])
    return f"- [{digest.id}]({digest.id}.md) ({len(papers)}): {titles}"


def _topic(page: TopicPage, card: Callable[[Paper], str]) -> str:
    root, slug = "../" * page.uri.count("/"), page.topic.slug
    years = " · ".join(f"[{year} ({count})]({root}{topic_uri(slug, year)})" for year, count in page.years)
    near = [n for n in range(1, page.pages + 1) if n in (1, page.pages) or abs(n - page.number) <= 2]
    pager = " · ".join(f"[{n}]({root}{topic_uri(slug, page.year, n)})" for n in near)
    parts = [page.topic.description.any(), f"{page.total}", years, *map(card, page.papers), pager]
    return _document(_both(page.topic.name), (part for part in parts if part))
