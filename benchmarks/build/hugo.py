"""What a user would build instead: Hugo, with a page of content per paper, and a search by Pagefind."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.build.contents import Site, links_of, opening_of, site_of
from benchmarks.build.environments import PINS, hugo_program, pagefind_program
from benchmarks.build.material import edited_paper
from benchmarks.build.sides import Case, Job
from paper_digest.model import Paper
from paper_digest.plan import TOPIC_PAGE_SIZE, PaperPage

LAYOUTS = Path(__file__).parent / "hugo_layouts"
CONFIG: dict[str, Any] = {
    "baseURL": "https://digest.example/",
    "title": "Paper Digest · 论文速递",
    "languageCode": "en",
    "disableKinds": ["RSS", "section"],
    "outputs": {"home": ["HTML"]},
    "taxonomies": {"topic": "topics", "digest": "digests", "year": "years"},
    "pagination": {"pagerSize": TOPIC_PAGE_SIZE, "disableAliases": True},
    "markup": {"goldmark": {"renderer": {"unsafe": True}}},
}


class Hugo:
    """Hugo and Pagefind, called without the Python scripts that their packages put before them."""

    name = "hugo"

    def version(self) -> str:
        said = subprocess.run([hugo_program(), "version"], capture_output=True, text=True, check=True).stdout
        pagefind = PINS["pagefind"].rpartition("==")[2]
        return f"Hugo {said.split()[1].partition('-')[0].lstrip('v')} with Pagefind {pagefind}"

    def prepare(self, case: Case) -> Job:
        site, output = site_of(case.digests), case.folder / "site"
        shutil.copytree(LAYOUTS, case.folder / "layouts")
        config = {**CONFIG, "publishDir": str(output)}
        (case.folder / "hugo.json").write_text(json.dumps(config), encoding="utf-8")
        folders: set[Path] = set()
        for uri, front, body in _pages(site):
            file = case.folder / "content" / uri
            if file.parent not in folders:
                file.parent.mkdir(parents=True, exist_ok=True)
                folders.add(file.parent)
            file.write_text(f"{json.dumps(front, ensure_ascii=False)}\n\n{body}\n", encoding="utf-8")
        paper = edited_paper(site)
        return Job(
            command=(str(hugo_program()), "--quiet", "--source", str(case.folder)),
            site=output,
            caches=(case.folder / "resources",),
            edited=case.folder / f"content/papers/{paper.id}.md",
            paper=paper.id,
            env={"HUGO_CACHEDIR": str(case.folder / "cache")},
            then=(str(pagefind_program()), "--site", str(output), "--silent"),
        )


def _pages(site: Site) -> Iterator[tuple[str, dict[str, Any], str]]:
    for page in site.papers():
        yield f"papers/{page.paper.id}.md", _front(page, site), _abstract(page.paper)
    for digest, papers in site.digests():
        front = {
            "title": digest.id,
            "count": len(papers),
            "first": [paper.title.any() for paper in papers[:2]],
        }
        yield f"digests/{_key(digest.id)}/_index.md", front, ""
    for topic in site.topic_pages():
        if topic.number > 1:
            continue
        name, slug = topic.topic.name, topic.topic.slug
        front = {
            "title": f"{name.en} · {name.zh}",
            "description": topic.topic.description.any(),
            "slug": slug,
            "years": [{"year": year, "count": count} for year, count in topic.years],
        }
        uri = f"topics/{slug}/_index.md" if topic.year is None else f"years/{slug}-{topic.year}/_index.md"
        yield uri, front, ""


def _key(digest_id: str) -> str:
    """A digest's id as the name of a term, which can hold no slash."""
    return digest_id.replace("/", "-")


def _front(page: PaperPage, site: Site) -> dict[str, Any]:
    paper, digest = page.paper, page.paper.appearances[0]
    topics = site.topics_of(paper)
    front: dict[str, Any] = {
        "title": paper.title.en,
        "title_zh": paper.title.zh,
        "url": f"papers/{paper.id}/",
        "description": opening_of(paper),
        "topics": [slug for slug, _ in topics],
        "topic_names": [{"slug": slug, "en": name.en, "zh": name.zh} for slug, name in topics],
        "digests": [_key(digest.digest_id)],
        "digests_weight": digest.position,
        "links": [{"label": label, "url": url} for label, url in links_of(paper)],
    }
    if paper.date:
        front["date"] = paper.date.isoformat()
        front["years"] = [f"{slug}-{paper.date.year}" for slug, _ in topics]
    for name, other in (("previous", page.previous), ("next", page.next)):
        if other:
            front[name] = {"id": other.id, "en": other.title.en, "zh": other.title.zh}
    return front


def _abstract(paper: Paper) -> str:
    return "\n\n".join(text for text in (paper.abstract.en, paper.abstract.zh) if text)
