"""Builds that use what earlier ones found give the same bytes as builds that do not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_digest.cachefile import NAME
from paper_digest.mkdocs_adapter.config import CACHE
from paper_digest.render.pages import Renderer
from tests.support.site import BuiltSite, build, write_project

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
    st.sampled_from(["edit", "add", "remove", "rename", "overlay", "topics", "glossary"]),
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


def project(folder: Path, **options: Any) -> Path:
    files = {f"site_src/digests/{week}.md": digest(3 * at + 1, at) for at, week in enumerate(WEEKS)}
    files |= {"site_src/topics.yml": TOPICS, "site_src/papers/.keep": ""}
    return write_project(folder, files, {"plugins": {"paper-digest": {"digests": None, **options}}})


def built(config: Path, **overrides: Any) -> BuiltSite:
    found = build(config, config.parent / "site", strict=False, site_url=SITE_URL, **overrides)
    assert not found.failed, found.log
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
    built(config)
    for step in steps:
        change(config.parent, step)
        assert contents(built(config)) == cold(config), step


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return project(tmp_path / "project")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The papers that were rendered since the list was cleared."""
    seen: list[str] = []
    made = Renderer.paper_and_card

    def watched(self: Renderer, page: Any) -> Any:
        seen.append(page.paper.id)
        return made(self, page)

    monkeypatch.setattr(Renderer, "paper_and_card", watched)
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
