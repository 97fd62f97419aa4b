"""Builds that use what earlier ones found give the same bytes as builds that do not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_digest import pipeline
from paper_digest.build import stages
from paper_digest.build.cache import NAME
from paper_digest.build.pool import Pool
from paper_digest.mkdocs_adapter import site as site_module
from paper_digest.mkdocs_adapter.config import CACHE
from paper_digest.render.papers import PaperRenderer
from tests.support.site import ROOT, BuiltSite, build, write_project

SITE_URL = "https://papers.example/repo/"
WEEKS = ("2025/0106-0110", "2025/0113-0117", "2025/0120-0124")
WORDS = ("agents", "reward models", "diffusion", "retrieval", "video", "speech", "chain of thought", "robots")
HAN = (
    "智能体",
    "奖励模型（Reward Model，RM）",
    "扩散",
    "检索",
    "视频",
    "语音",
    "思维链（Chain-of-Thought, CoT）",
    "机器人",
)
TOPICS = """
topics:
  - {slug: agents, name: {en: Agents, zh: 智能体}, phrases: {9: [agents / 智能体]}}
  - {slug: video, name: {en: Video, zh: 视频}, phrases: {9: [video / 视频]}}
"""

Step = tuple[str, int, int, int]
STEPS = st.tuples(
    st.sampled_from(["edit", "add", "remove", "rename", "overlay", "topics", "glossary", "spoil", "litter"]),
    *[st.integers(0, 7)] * 3,
)


def block(number: int, word: int) -> str:
    title = f"## Paper {number} on {WORDS[word]}\n[论文{number}：{HAN[word][:3]}](https://arxiv.org/abs/2501.{number:05})"
    return f"{title}\n\n本文研究{HAN[word]}与{HAN[(word + number) % 8]}，结果很好。"


def digest(first: int, word: int) -> str:
    return "\n\n".join(block(number, (word + number) % 8) for number in range(first, first + 3))


def change(folder: Path, step: Step) -> None:
    """Change something in a project, as an editor would."""
    what, one, two, three = step
    digests = sorted((folder / "site_src/digests/2025").glob("*.md"))
    chosen = digests[one % len(digests)]
    overlay = folder / f"site_src/papers/2501.{two + 1:05}.md"
    if what == "edit":
        chosen.write_text(digest(two + 1, three), encoding="utf-8")
    elif what == "add":
        week = folder / f"site_src/digests/2025/02{one + 10}-02{one + 14}.md"
        week.write_text(digest(two + 1, three), encoding="utf-8")
    elif what == "remove" and len(digests) > 1:
        chosen.unlink()
    elif what == "rename":
        chosen.rename(chosen.with_name(f"03{one + 10}-03{one + 14}.md"))
    elif what == "overlay" and three < 2:
        overlay.unlink(missing_ok=True)
    elif what == "overlay":
        overlay.parent.mkdir(exist_ok=True)
        overlay.write_text(
            f"---\ntopics: [video]\n---\nAn abstract about {WORDS[three]}.\n", encoding="utf-8"
        )
    elif what == "topics":
        named = TOPICS.replace("Agents", f"Agents {three}")
        (folder / "site_src/topics.yml").write_text(named, encoding="utf-8")
    elif what == "glossary":
        term = {0: "", 1: "ban: [Reward Model]\n"}.get(three % 3, "terms: {Reward Model: [奖励模型]}\n")
        (folder / "site_src/glossary.yml").write_text(term, encoding="utf-8")

    elif what == "spoil":
        pages = sorted((folder / "site").glob("[pdt]*/**/index.*"))
        spoilt = pages[(17 * one + 5 * two + three) % len(pages)]
        spoilt.write_bytes(spoilt.read_bytes()[::-1]) if three % 2 else spoilt.unlink()
    elif what == "litter":
        (folder / "site/papers/more.html").write_text("more")


def project(folder: Path, **options: Any) -> Path:
    files = {f"site_src/digests/{week}.md": digest(3 * at + 1, at) for at, week in enumerate(WEEKS)}
    files |= {"site_src/topics.yml": TOPICS, "site_src/papers/.keep": ""}
    return write_project(folder, files, {"plugins": {"paper-digest": {"digests": None, **options}}})


def built(config: Path, **overrides: Any) -> BuiltSite:
    found = build(config, config.parent / "site", strict=False, site_url=SITE_URL, **overrides)
    assert not found.failed, found.log
    return found


def built_by_many(config: Path) -> BuiltSite:
    """As `built`, with processes and groups of papers such as large sites have."""
    begun: list[Pool] = []

    def of_three(_: int) -> Pool:
        begun.append(Pool(3))
        return begun[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_module, "Pool", of_three)
        patch.setattr(site_module, "PARALLEL_BYTES", 0)
        patch.setattr(stages, "_WORTH_A_PROCESS", 1)
        patch.setattr(stages, "_STREAMED_AT_ONCE", 2)
        patch.setattr(pipeline, "LARGEST_GROUP", 2)
        found = built(config)
    assert [pool.processes for pool in begun] == [3]
    return found


def contents(site: BuiltSite) -> dict[str, bytes]:
    return {path: (site.directory / path).read_bytes() for path in site.files()}


def cold(config: Path) -> dict[str, bytes]:
    """What the project gives in a place where nothing was built before."""
    folder = config.parent.parent / "cold"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(config.parent, folder, ignore=shutil.ignore_patterns(".cache", "site"))
    return contents(built(folder / config.name))


def told(site: BuiltSite) -> list[str]:
    return [line for line in site.log if ":mkdocs.plugins.paper_digest:" in line]


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=4))
def test_whatever_is_changed_the_site_is_that_of_a_cold_build(
    steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = project(tmp_path_factory.mktemp("warm") / "project")
    built_by_many(config)
    for step in steps:
        change(config.parent, step)
        assert contents(built_by_many(config)) == cold(config), step


def killed_build(config: Path, seconds: float) -> None:
    """Begin a build in a process of its own, with others, and kill them all without notice."""
    program = (
        "import sys\n"
        "from paper_digest.mkdocs_adapter import site\n"
        "from paper_digest.build.pool import Pool\n"
        "site.PARALLEL_BYTES, site.Pool = 0, lambda _: Pool(3)\n"
        "from mkdocs.__main__ import cli\n"
        "cli(['build', '-q', '-f', sys.argv[1]])\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "plugins"), "SITE_URL": SITE_URL}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(config)],
        env=env,
        cwd=config.parent,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2, 1.6, 2.0])
def test_after_a_build_that_was_killed_the_site_is_that_of_a_cold_build(config: Path, seconds: float) -> None:
    built_by_many(config)
    for number, step in enumerate([("edit", 1, 4, 2), ("topics", 0, 0, 5)]):
        change(config.parent, step)
        killed_build(config, seconds + number / 5)
    assert contents(built_by_many(config)) == cold(config)


def test_a_build_that_fails_leaves_the_last_site(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(built(config))
    change(config.parent, ("edit", 0, 0, 3))

    def failing(self: PaperRenderer, page: Any) -> Any:
        raise ValueError("out of ink")

    with monkeypatch.context() as patch:
        patch.setattr(PaperRenderer, "article_and_card", failing)
        assert build(config, config.parent / "site", strict=False, site_url=SITE_URL).failed
    left = BuiltSite(config.parent / "site", config, ())
    assert contents(left) == before
    assert contents(built(config)) == cold(config)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return project(tmp_path / "project")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The papers that were rendered since the list was cleared."""
    seen: list[str] = []
    made = PaperRenderer.article_and_card

    def watched(self: PaperRenderer, page: Any) -> Any:
        seen.append(page.paper.id)
        return made(self, page)

    monkeypatch.setattr(PaperRenderer, "article_and_card", watched)
    return seen


def test_nothing_is_rendered_twice(config: Path, rendered: list[str]) -> None:
    first = contents(built(config))
    assert len(rendered) == 9
    rendered.clear()
    assert contents(built(config)) == first
    assert rendered == []


def test_diagnostics_are_told_each_time(config: Path) -> None:
    (config.parent / "site_src/digests/2025/0127-0131.md").write_text("## A title and nothing else\n")
    first = told(built(config))
    assert first
    assert told(built(config)) == first


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"\0" * 5000),
        lambda path: path.write_bytes(path.read_bytes()[:9000]),
        Path.unlink,
    ],
)
def test_a_damaged_cache_is_dropped(config: Path, harm: Callable[[Path], None]) -> None:
    first = built(config)
    before, warned = contents(first), told(first)
    harm(config.parent / CACHE / NAME)
    again = built(config)
    assert contents(again) == before
    assert told(again) == warned


def test_the_cache_can_be_switched_off_or_put_elsewhere(tmp_path: Path, rendered: list[str]) -> None:
    config = project(tmp_path / "project", cache=False)
    built(config)
    assert not (config.parent / ".cache").exists()
    project(tmp_path / "project", cache="../kept")
    first = contents(built(config))
    assert (tmp_path / "kept" / NAME).is_file()
    rendered.clear()
    moved = tmp_path / "elsewhere" / "project"
    shutil.copytree(config.parent, moved)
    shutil.copytree(tmp_path / "kept", tmp_path / "elsewhere" / "kept")
    assert contents(built(moved / config.name)) == first
    assert rendered == []


def test_an_own_template_of_papers_counts(config: Path) -> None:
    theme = {"name": "material", "custom_dir": str(config.parent / "overrides")}
    template = config.parent / "overrides/paper-digest/articles/card.html"
    template.parent.mkdir(parents=True)
    for text in ("one way", "another way"):
        template.write_text(f"<p>{text}</p>", encoding="utf-8")
        site = built(config, theme=theme)
        assert text in site.read("digests/2025/0106-0110/index.html")


def written(site: BuiltSite) -> dict[str, tuple[int, int]]:
    """When each file was written last, and that it is still the same file."""
    found = {path: (site.directory / path).stat() for path in site.files()}
    return {path: (status.st_mtime_ns, status.st_ino) for path, status in found.items()}


def kept(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {path for path in before if before[path] == after.get(path)}


def test_pages_that_stay_the_same_are_not_written_again(config: Path) -> None:
    first = built(config)
    before = written(first)
    # The newest digest; the one before has it as its neighbour. Papers of one digest are made together.
    changed = config.parent / "site_src/digests/2025/0120-0124.md"
    changed.write_text(changed.read_text(encoding="utf-8").replace("很好", "很好，也很新"), encoding="utf-8")
    second = built(config)
    stayed = kept(before, written(second))
    papers = {f"papers/2501.0000{number}/index.{ending}" for number in (1, 2, 3) for ending in ("html", "md")}
    assert papers | {"digests/2025/0106-0110/index.html"} <= stayed
    assert contents(second) == cold(config)


def test_what_shows_on_all_pages_is_written_on_all(config: Path) -> None:
    theme = {"name": "material", "custom_dir": str(config.parent / "overrides")}
    template = config.parent / "overrides/main.html"
    template.parent.mkdir()
    for text in ("one way", "another way"):
        template.write_text(
            f'{{% extends "base.html" %}}{{% block announce %}}{text}{{% endblock %}}', encoding="utf-8"
        )
        site = built(config, theme=theme)
        for path in ("papers/2501.00001", "digests/2025/0106-0110", "topics/video"):
            assert text in site.read(f"{path}/index.html")


def test_a_page_of_the_editors_takes_the_address_of_one_that_is_no_more(config: Path) -> None:
    built(config)
    only_agents = TOPICS[: TOPICS.index("  - {slug: video")]
    (config.parent / "site_src/topics.yml").write_text(only_agents, encoding="utf-8")
    own = config.parent / "site_src/topics/video.md"
    own.parent.mkdir()
    own.write_text("# Ours now\n", encoding="utf-8")
    after = built(config)
    assert "Ours now" in after.read("topics/video/index.html")
    assert contents(after) == cold(config)


def test_pages_that_others_are_told_of_are_all_made_again(config: Path) -> None:
    built(config)
    hook = config.parent / "hook.py"
    hook.write_text(
        "def on_post_page(output, page, config):\n    return output + '<!-- seen -->'\n", encoding="utf-8"
    )
    site = built(config, hooks=[str(hook)])
    assert all(
        "<!-- seen -->" in site.read(f"papers/2501.0000{number}/index.html") for number in range(1, 10)
    )
    assert contents(built(config)) == cold(config)


def test_pages_that_their_shells_do_not_give_are_made_again(config: Path) -> None:
    theme = {"name": "material", "custom_dir": str(config.parent / "overrides")}
    template = config.parent / "overrides/main.html"
    template.parent.mkdir()
    template.write_text(
        '{% extends "base.html" %}{% block announce %}{{ page.file.src_uri if page }}{% endblock %}',
        encoding="utf-8",
    )
    first = built(config, theme=theme)
    again = built(config, theme=theme)
    assert contents(again) == contents(first)
    assert told(again) == told(first) != []
