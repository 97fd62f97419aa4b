from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_digest import codes, pipeline, planning
from paper_digest.build.cache import Cache
from paper_digest.build.pool import Pool
from paper_digest.build.stages import Build
from paper_digest.glossary import PaperNotes, read_paper
from paper_digest.model import Bilingual
from paper_digest.pipeline import plan_site
from paper_digest.sourcefile import SourceFile
from paper_digest.sources import Folder, Sources, read_sources
from tests.support.samples import TOPICS, WEEK_ONE, WEEK_TWO


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def test_from_folders_to_a_plan(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "digests/2025/0106-0110.md": WEEK_ONE,
            "digests/2025/0113-0117.md": WEEK_TWO,
            "papers/2501.00002.md": "---\ntopics: [agents]\n---\n\nIt hears every word in a room.\n",
            "topics.yml": TOPICS,
        },
    )
    sources = read_sources(
        [Folder(tmp_path / "digests", "digests")],
        Folder(tmp_path / "papers", "papers"),
        Folder(tmp_path / "topics.yml", "topics.yml"),
    )
    assert [file.path for file in sources.digests] == [
        "digests/2025/0106-0110.md",
        "digests/2025/0113-0117.md",
    ]
    planned = plan_site(sources)
    plan, found = planned.plan, planned.diagnostics
    assert [d.code for d in found] == [codes.UNKNOWN_HOST]
    assert len(plan.corpus.papers) == 3
    assert [a.topic for a in plan.assignments["2501.00002"]] == ["agents"]
    assert plan.assignments["2501.00002"][0].reason.by_editor
    assert plan.corpus.paper["2501.00002"].abstract.en.startswith("It hears")
    assert "topics/speech.md" in plan.pages
    assert plan_site(sources) == planned


def test_the_first_of_two_folders_has_the_page(tmp_path: Path) -> None:
    write(tmp_path, {"a/2025/0106.md": WEEK_ONE, "b/2025/0106.md": WEEK_TWO, "b/2025/0113.md": WEEK_TWO})
    folders = [Folder(tmp_path / name, name) for name in ("a", "b")]
    sources = read_sources(folders, None, None)
    assert [file.path for file in sources.digests] == ["a/2025/0106.md", "b/2025/0113.md"]
    assert [(d.code, d.path) for d in sources.diagnostics] == [(codes.DUPLICATE_DIGEST, "b/2025/0106.md")]


def test_a_folder_named_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"a/2025/0106.md": WEEK_ONE})
    sources = read_sources([Folder(tmp_path / "a", "a")] * 2, None, None)
    assert len(sources.digests) == 1
    assert sources.diagnostics == ()


def test_overlays_and_what_is_left_out_are_no_digests(tmp_path: Path) -> None:
    write(
        tmp_path, {"2025/0106.md": WEEK_ONE, "papers/2501.00001.md": "Text.", "site_src/about.md": "# About"}
    )
    root = Folder(tmp_path, ".", without=(tmp_path / "site_src",))
    sources = read_sources([root], Folder(tmp_path / "papers", "papers"), None)
    assert [file.path for file in sources.digests] == ["2025/0106.md"]


def test_what_cannot_be_read_is_reported(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    sources = read_sources([Folder(gone, "gone")], None, Folder(gone / "topics.yml", "topics.yml"))
    assert [(d.code, d.path) for d in sources.diagnostics] == [
        (codes.UNREADABLE_FILE, "gone"),
        (codes.UNREADABLE_FILE, "topics.yml"),
    ]
    planned = plan_site(sources)
    plan, found = planned.plan, planned.diagnostics
    assert list(found) == list(sources.diagnostics)
    assert "index.md" in plan.pages


def test_what_is_found_in_bytes_is_told_of_digests_and_overlays_in_every_build(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a/2025/0106.md": f"{WEEK_ONE}\x00", "papers/2501.00001.md": "A text.\x01", "papers/x.md": "\x02"},
    )
    sources = read_sources([Folder(tmp_path / "a", "a")], Folder(tmp_path / "papers", "papers"))
    build = Build(Cache(tmp_path / "cache"), Pool(1))
    for _ in range(2):
        found = plan_site(sources, build).diagnostics
        told = [diagnostic.path for diagnostic in found if diagnostic.code == codes.CONTROL_CHARACTERS]
        assert told == ["a/2025/0106.md", "papers/2501.00001.md", "papers/x.md"]


def test_nothing_at_all() -> None:
    plan, groups, found = plan_site(Sources())
    assert not groups
    assert found == ()
    assert {"index.md", "digests/index.md"} <= set(plan.pages)
    assert "topics/index.md" not in plan.pages


def test_a_chinese_title_keeps_the_name_that_it_begins_with(tmp_path: Path) -> None:
    text = (
        "## InternLM-XComposer2.5-Reward: A Simple Reward Model\n"
        "[InternLM-XComposer2.5-Reward: 简单的奖励模型](https://arxiv.org/abs/2501.12368)\n\n摘要。\n"
    )
    write(tmp_path, {"2025/0120.md": text})
    plan = plan_site(read_sources([Folder(tmp_path, "")], None, None)).plan
    assert plan.corpus.papers[0].title == Bilingual(
        en="InternLM-XComposer2.5-Reward: A Simple Reward Model",
        zh="InternLM-XComposer2.5-Reward: 简单的奖励模型",
    )


HAN = ("奖励模型（Reward Model，RM）", "思维链 (Chain-of-Thought, CoT)", "视频扩散", "会浏览网页的智能体")


def a_digest(name: str, papers: list[tuple[int, int, bool]]) -> SourceFile:
    data = "\n\n".join(
        f"## Paper {number} with Net-{said}\n[论文{number}](https://arxiv.org/abs/2501.{number:05})\n\n"
        f"{'A text of one language.' if english else '本文研究' + HAN[said] + '，结果很好。'}"
        for number, said, english in papers
    ).encode()
    path = f"digests/{name}.md"
    return SourceFile(path, name, f"/{path}", data, hashlib.sha256(data).hexdigest())


EDITIONS = st.lists(
    st.fixed_dictionaries(
        {
            "digests": st.dictionaries(
                st.sampled_from(["2025/0106-0110", "2025/0113-0117", "2025/0120-0124"]),
                st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), st.booleans()), max_size=4),
            ),
            "topics": st.sampled_from([TOPICS, TOPICS.replace("9:", "8:"), ""]),
            "glossary": st.sampled_from(["", "ban: [Reward Model]\n", "terms: {Net: [网]}\n"]),
        }
    ),
    min_size=2,
    max_size=4,
)


@pytest.fixture(scope="module")
def processes() -> Iterator[Pool]:
    """Two processes, which all examples share as the rebuilds of one development server do."""
    pool = Pool(2)
    yield pool
    pool.close()


@pytest.mark.parametrize("kept", ["in memory", "in a folder", "in a folder, made by processes"])
@settings(max_examples=25, deadline=None)
@given(editions=EDITIONS)
def test_whatever_was_planned_before_the_plan_is_the_same(
    kept: str, editions: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory, processes: Pool
) -> None:
    folder = None if kept == "in memory" else tmp_path_factory.mktemp("cache")
    pool = processes if kept == "in a folder, made by processes" else Pool(1)
    build = Build(Cache(folder), pool, in_memory=folder is None)
    for edition in editions:
        sources = Sources(
            digests=tuple(a_digest(name, papers) for name, papers in sorted(edition["digests"].items())),
            topics=edition["topics"],
            topics_path="topics.yml",
            glossary=edition["glossary"],
            glossary_path="glossary.yml",
        )
        build = build if folder is None else Build(Cache(folder), pool)
        assert plan_site(sources, build) == plan_site(sources)


def test_a_digest_of_many_papers_is_remembered_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def watched(title: Bilingual, abstract: Bilingual) -> PaperNotes:
        read.append(title.en)
        return read_paper(title, abstract)

    monkeypatch.setattr(planning, "read_paper", watched)
    monkeypatch.setattr(pipeline, "LARGEST_GROUP", 2)
    build = Build(Cache(None), Pool(1), in_memory=True)
    for said, again in ((0, 5), (0, 0), (1, 1)):
        read.clear()
        papers = [(number, said if number == 5 else 0, False) for number in range(1, 6)]
        plan_site(Sources(digests=(a_digest("2025/0106-0110", papers),)), build)
        assert len(read) == again
