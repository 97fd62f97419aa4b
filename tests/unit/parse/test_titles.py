from __future__ import annotations

import pytest

from paper_digest.model import Bilingual
from paper_digest.parse.language import language_of, split_title
from paper_digest.parse.titles import heading_of, is_section_name, looks_like_title, read_heading


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("DINOv3", Bilingual("DINOv3")),
        ("SelfCite：自监督对齐", Bilingual("", "SelfCite：自监督对齐")),
        ("Agents at Work: 工作中的智能体", Bilingual("Agents at Work", "工作中的智能体")),
        ("Agents at Work（工作中的智能体）", Bilingual("Agents at Work", "工作中的智能体")),
        ("Agents at Work | 工作中的智能体", Bilingual("Agents at Work", "工作中的智能体")),
        ("工作中的智能体 (Agents at Work)", Bilingual("Agents at Work", "工作中的智能体")),
        ("工作中的智能体 / Agents at Work", Bilingual("Agents at Work", "工作中的智能体")),
        ("面向 MLLM 的方法 (RL)", Bilingual("", "面向 MLLM 的方法 (RL)")),
        ("", Bilingual()),
    ],
)
def test_split_title(title: str, expected: Bilingual) -> None:
    assert split_title(title) == expected


@pytest.mark.parametrize(
    ("text", "title", "urls"),
    [
        ("Plain Title", "Plain Title", []),
        ("1. Title", "Title", []),
        ("1、标题", "标题", []),
        ("[12] Title", "Title", []),
        ("（3）标题", "标题", []),
        ("**2. Title**", "Title", []),
        ("2.5D Scenes", "2.5D Scenes", []),
        ("3D-R1", "3D-R1", []),
        ("360 Vision", "360 Vision", []),
        ("2025", "2025", []),
        ("A [1] in the Middle", "A [1] in the Middle", []),
        ("[Title](https://e.org)", "Title", ["https://e.org"]),
        ("[1] [Title](https://e.org)", "Title", ["https://e.org"]),
        ("1. **[Title]** (https://e.org)", "Title", ["https://e.org"]),
        ("**[Title](https://e.org)**", "Title", ["https://e.org"]),
        ("Title [PDF](https://e.org)", "Title", ["https://e.org"]),
        ("Title (https://e.org)", "Title", ["https://e.org"]),
        ("Title (arXiv:2503.00001)", "Title", ["https://arxiv.org/abs/2503.00001"]),
        ("[Title](https://e.org) (CVPR 2025)", "Title (CVPR 2025)", ["https://e.org"]),
        ("[Draft] Title", "[Draft] Title", []),
    ],
)
def test_read_heading(text: str, title: str, urls: list[str]) -> None:
    heading = read_heading(text)
    assert (heading.title, [link.url for link in heading.links]) == (title, urls)


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("## Title", 2, "Title"),
        ("   ### Title ###", 3, "Title"),
        ("##Title", 2, "Title"),
        ("## C#", 2, "C#"),
        ("##", 2, ""),
    ],
)
def test_heading_of(line: str, level: int, text: str) -> None:
    heading = heading_of(line, 4)
    assert heading
    assert (heading.index, heading.level, heading.text) == (4, level, text)


@pytest.mark.parametrize("line", ["#tag", "    ## code", "####### seven", "text # sign"])
def test_no_heading(line: str) -> None:
    assert heading_of(line, 0) is None


def test_names_of_sections_are_no_titles() -> None:
    assert all(map(is_section_name, ["目录", "1. 介绍", "**Abstract:**", "二、方法", "📚 References"]))
    assert not any(map(is_section_name, ["DINOv3", "An Introduction to Agents"]))
    assert looks_like_title("A Paper without a Link")
    assert not looks_like_title("本周值得关注的论文总结")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们提出 Qwen2.5-VL，一种 MLLM。", "zh"),
        ("We call this chain of thought 思维链 and show that it works on all of our tasks.", "en"),
        ("代码见 https://github.com/a-very/long-url/with-many-words/in-it", "zh"),
        ("**ViT-B (86M)**", None),
        ("$$\\text{a very long formula with many words in it so that it counts}$$", None),
        ("", None),
    ],
)
def test_language_of(text: str, language: str | None) -> None:
    assert language_of(text) == language
