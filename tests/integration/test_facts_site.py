"""A year of digests with facts for all of their papers: every paper bilingual and authored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paper_digest.facts.records import Origin, Record
from paper_digest.facts.write import facts_file, file_name, sealed
from paper_digest.pipeline import plan_site
from paper_digest.sources import Folder, read_sources
from tests.support.samples import CORPUS_CONFIG, CORPUS_FILES, SHARED_CORPUS
from tests.support.site import build, write_project

pytestmark = pytest.mark.skipif(
    not SHARED_CORPUS.is_dir(), reason="the digests beside the project are not there"
)


def facts() -> dict[str, str | bytes]:
    """Facts that say nothing but what can be told apart again."""
    papers = plan_site(read_sources([Folder(SHARED_CORPUS, "corpus")])).plan.corpus.papers
    by_file: dict[str, dict[str, Record]] = {}
    for number, paper in enumerate(papers):
        if paper.arxiv_id:
            record = Record(
                arxiv=Origin(version=1),
                title=paper.title.en,
                authors=(f"Ana One{number}", "Bo Two"),
                abstract=f"We present the study zzq{number} in English. It has $x_{{{number}}}$ steps.",
                categories=("cs.CL",),
            )
            by_file.setdefault(file_name(paper.arxiv_id), {})[paper.arxiv_id] = sealed(record)
    return {f"site_src/facts/{name}": facts_file(records) for name, records in by_file.items()}


def test_every_paper_is_bilingual_and_authored(tmp_path: Path) -> None:
    config = write_project(tmp_path / "project", {**CORPUS_FILES, **facts()}, CORPUS_CONFIG)
    site = build(config, tmp_path / "site", site_url="https://me.example/")
    assert not site.failed, site.warnings
    papers = json.loads(site.read("data/papers.json"))["papers"]
    known = [paper for paper in papers if "arxiv.org" in paper["links"].get("abstract", "")]
    assert len(known) == 800
    for paper in known:
        assert paper["languages"] == ["en", "zh"], paper["id"]
        assert paper["authors"][1] == "Bo Two"
        assert paper["abstract_from"] == {"en": "arXiv v1"}
    abstracts = "".join(site.read(path) for path in site.files() if path.startswith("data/abstracts"))
    assert all(f"zzq{number} " in abstracts for number in (0, 100, 700))
    page = site.read(f"papers/{known[0]['id']}/index.html")
    assert "Chinese only" not in page
    assert '<meta name="citation_author" content="Bo Two">' in page
    assert "authors/bo-two/index.html" in site.files()
