"""Nothing is lost and nothing is raised: of generated digests, of any text, and of any bytes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from paper_digest.model import Digest, Role
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.sourcefile import decode
from tests.support.sources import source_of

WORD = re.compile(r"[^\W_]+")
SCHEME = re.compile("https?://", re.IGNORECASE)
NUMBERING = re.compile(r"^#*\s*\W*\d{1,4}\W")


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def texts_of(digest: Digest) -> dict[Role, str]:
    """All text that the lines of each role may have become."""
    blocks = "\n".join(
        f"{b.title.en}\n{b.title.zh}\n{b.link}\n{b.arxiv_id}\n{b.body.en}\n{b.body.zh}\n{b.metadata}"
        for b in digest.blocks
    )
    bodies = "\n".join(f"{b.body.en}\n{b.body.zh}" for b in digest.blocks)
    introduction = f"{digest.introduction.en}\n{digest.introduction.zh}"
    return {
        Role.ISSUE_TITLE: f"{digest.title.en}\n{digest.title.zh}",
        Role.INTRODUCTION: introduction,
        Role.BODY: bodies,
        Role.TITLE: blocks,
        Role.LINK: blocks,
    }


# Labels, and what an address is made of beside the paper's id.
NAMELESS = words(
    "paper pdf arxiv code project link page hf http https www org com abs html papers v1 v2 论文 代码 主页"
)


def assert_nothing_lost(text: str, digest: Digest) -> None:
    lines = text.split("\n")
    assert len(digest.roles) == len(lines)
    found = {role: words(part) for role, part in texts_of(digest).items()}
    for number, (line, role) in enumerate(zip(lines, digest.roles, strict=True), start=1):
        assert (role is None) == (not line.strip()), f"line {number}: {line!r} is {role}"
        if role in (Role.INTRODUCTION, Role.BODY, Role.ISSUE_TITLE):
            assert words(line) <= found[role], f"line {number}: {line!r}"
        elif role in (Role.TITLE, Role.LINK):
            shown = NUMBERING.sub("", line) if role is Role.TITLE else line
            lost = words(SCHEME.sub(" ", shown)) - found[role] - NAMELESS
            assert not lost, f"line {number}: {line!r} lost {lost}"


def assert_reported(digest: Digest, lines_reported: set[int]) -> None:
    for number, role in enumerate(digest.roles, start=1):
        if role is Role.DIAGNOSTIC:
            assert any(line <= number for line in lines_reported), f"line {number} is not reported"


IDS = st.integers(1000, 99999).map(lambda number: f"2503.{number:05d}")
TITLES = st.sampled_from(
    [
        "3D-R1: Reasoning in Space",
        "360 Vision",
        "Sparse $O(n)$ Attention",
        "DINOv3",
        "Agents [Draft] at Work",
        "自回归模型",
    ]
)
CHINESE = st.sampled_from(
    ["空间推理", "基于 $x$ 的方法：研究", "[草稿] 智能体", "DINOv3", "用于 O(1) 的缓存"]
)
PARAGRAPHS = st.sampled_from(
    [
        "我们提出了一种新的方法，代码见 https://example.github.io/x。",
        "We propose a method that works well on all of the benchmarks that we have tried so far.",
        "- 第一点\n- 第二点",
        "```\n## code\n\nx = 1\n```",
        "$$x = 1$$",
        "### 1. 介绍\n\n内容。",
        "**项目主页**：[https://example.org](https://example.org)",
        "注意：这是正文。",
        "|a|b|\n|-|-|\n|1|2|",
        "---",
        "<!-- hidden -->",
    ]
)
METADATA = st.sampled_from(
    [
        "",
        "Authors: A. One, B. Two\n",
        "*A. One, B. Two*\n",
        "- **标签**：推理，数学\n",
        "Code: https://github.com/a/b\n",
    ]
)


@st.composite
def block(draw: st.DrawFn, level: str) -> str:
    identifier, title = draw(IDS), draw(TITLES)
    url = draw(
        st.sampled_from(
            ["https://arxiv.org/abs/{}", "https://arxiv.org/pdf/{}v2", "https://huggingface.co/papers/{}"]
        )
    )
    url = url.format(identifier)
    gap = draw(st.sampled_from(["\n", "  \n", "\n\n", "\n "]))
    link = draw(
        st.sampled_from([f"[{draw(CHINESE)}]({url})", url, f"[{draw(CHINESE)}]( {url} )", f"<{url}>"])
    )
    body = "\n\n".join(draw(st.lists(PARAGRAPHS, max_size=4)))
    return f"{level} {title}{gap}{link}\n{draw(METADATA)}\n{body}\n\n"


@st.composite
def digests(draw: st.DrawFn) -> tuple[str, int]:
    level = draw(st.sampled_from(["#", "##", "###"]))
    blocks = draw(st.lists(block(level), min_size=1, max_size=6))
    head = draw(st.sampled_from(["", "本周导读。\n\n", "## 目录\n\n- 论文\n\n"] if level == "##" else [""]))
    return head + "".join(blocks), len(blocks)


@given(digests())
def test_generated_digests_are_read_whole(generated: tuple[str, int]) -> None:
    text, count = generated
    digest, diagnostics = parse_digest(source_of(text))
    assert len(digest.blocks) == count
    assert all(block.arxiv_id for block in digest.blocks)
    assert_nothing_lost(text, digest)
    assert_reported(digest, {d.line for d in diagnostics})


_PIECES = """# ## ### ####### [ ] ( ) （ ） 【 】 | - * ** _ ` ``` ~~~ <!-- --> --- : ： $ \\ > 中文 论文 作者
Title word https://arxiv.org/abs/2503.00001 arXiv:2503.00002 [x](https://arxiv.org/abs/2503.00003)
https://a.example title: date: 2025-13-45 1. [1] 目录 摘要"""
PIECES = st.sampled_from(["", "\n", "\n\n", *_PIECES.split()])
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map("\n".join),
    st.text(max_size=200),
)
PATHS = st.sampled_from(
    ["2025/0331-0404.md", "x.md", "2025/13/45.md", "2026/1229-0102.md", "2025-W99.md", "0000/0000-0000.md"]
)


@given(TEXTS, PATHS)
def test_any_text_is_read_whole(text: str, path: str) -> None:
    text, _ = decode(text.encode("utf-8", "replace"))
    digest, diagnostics = parse_digest(source_of(text, path))
    assert_nothing_lost(text, digest)
    assert_reported(digest, {d.line for d in diagnostics})
    assert all(0 <= d.line <= len(digest.roles) for d in diagnostics)
    assert all(1 <= b.line <= b.end_line <= len(digest.roles) for b in digest.blocks)
    assert (digest, diagnostics) == parse_digest(source_of(text, path))


@given(st.lists(PIECES, max_size=30).map("\n".join))
def test_any_front_matter_is_read_whole(text: str) -> None:
    text = f"---\ntitle: x\n{text}\n---\n{text}"
    digest, _ = parse_digest(source_of(text))
    assert_nothing_lost(text, digest)
    parse_overlay(source_of(text, "2503.00001.md"))


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    text, findings = decode(data)
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert all(0 <= finding.line <= text.count("\n") + 1 for finding in findings)
    parse_digest(source_of(text))


@pytest.mark.parametrize(
    "sign", ["[", "*", "$", "#", " ", "1", "|", "](", "[x](", "`", "<", "http://a.b)", "a: ", "\n#"]
)
@pytest.mark.parametrize("before", ["", "## ", "## A Title\n[", "---\ntitle: ", "|"])
def test_long_lines_of_one_sign_take_linear_time(sign: str, before: str) -> None:
    def seconds(size: int) -> float:
        source = source_of(before + sign * (size // len(sign)))
        start = time.process_time()
        parse_digest(source)
        return time.process_time() - start

    # Quadratic reading of 50,000 characters would take half a minute of computing, on whatever machine.
    assert seconds(50_000) < 10


def test_a_digest_depends_on_its_path_and_text_alone() -> None:
    text = "# Week\n\n## A Paper About Planning Agents\n[规划智能体](https://arxiv.org/abs/2503.00001)\n\n我们提出。\n"
    source = source_of(text)
    assert parse_digest(replace(source, absolute="/elsewhere/x.md", sha256="")) == parse_digest(source)
    assert parse_digest(source_of(text, "2024/0331-0404.md")) != parse_digest(source)
