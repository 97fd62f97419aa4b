from __future__ import annotations

from pathlib import Path

from paper_digest import codes
from paper_digest.model import Bilingual
from paper_digest.pipeline import Folder, Sources, plan_site, read_sources
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
    plan, found = plan_site(sources)
    assert [d.code for d in found] == [codes.UNKNOWN_HOST]
    assert len(plan.corpus.papers) == 3
    assert [a.topic for a in plan.assignments["2501.00002"]] == ["agents"]
    assert plan.assignments["2501.00002"][0].reason.by_editor
    assert plan.corpus.paper["2501.00002"].abstract.en.startswith("It hears")
    assert "topics/speech.md" in plan.pages
    assert plan_site(sources) == (plan, found)


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
    plan, found = plan_site(sources)
    assert list(found) == list(sources.diagnostics)
    assert "index.md" in plan.pages


def test_nothing_at_all() -> None:
    plan, found = plan_site(Sources())
    assert found == ()
    assert {"index.md", "digests/index.md"} <= set(plan.pages)
    assert "topics/index.md" not in plan.pages


def test_a_chinese_title_keeps_the_name_that_it_begins_with(tmp_path: Path) -> None:
    text = (
        "## InternLM-XComposer2.5-Reward: A Simple Reward Model\n"
        "[InternLM-XComposer2.5-Reward: 简单的奖励模型](https://arxiv.org/abs/2501.12368)\n\n摘要。\n"
    )
    write(tmp_path, {"2025/0120.md": text})
    plan, _ = plan_site(read_sources([Folder(tmp_path, "")], None, None))
    assert plan.corpus.papers[0].title == Bilingual(
        en="InternLM-XComposer2.5-Reward: A Simple Reward Model",
        zh="InternLM-XComposer2.5-Reward: 简单的奖励模型",
    )
