from __future__ import annotations

import datetime as dt

import pytest

from paper_digest import codes
from paper_digest.model import Bilingual
from paper_digest.parse import parse_overlay
from tests.support.sources import source_of

FULL = """---
title: A Title
title_zh: 标题
authors: [A. One, B. Two]
venue: ICLR 2026
date: 2025-04-01
topics: agents, planning
tags:
  - cs.AI
code: https://github.com/a/b
project: https://a.example
pdf: https://a.example/p.pdf
tldr: One sentence.
tldr_zh: 一句话。
translated_from: zh
---

An English abstract that has quite enough words to be told apart by its script.

中文摘要。
"""


def test_every_field() -> None:
    overlay, diagnostics = parse_overlay(source_of(FULL, "2504.01990.md"))
    assert not diagnostics
    assert overlay
    assert overlay.paper_id == "2504.01990"
    assert overlay.title == Bilingual("A Title", "标题")
    assert overlay.abstract.zh == "中文摘要。"
    assert overlay.abstract.en.startswith("An English abstract")
    metadata = overlay.metadata
    assert metadata.authors == ("A. One", "B. Two")
    assert metadata.topics == ("agents", "planning")
    assert (metadata.tags, metadata.code, metadata.project) == (
        ("cs.AI",),
        ("https://github.com/a/b",),
        ("https://a.example",),
    )
    assert (metadata.venue, metadata.pdf) == ("ICLR 2026", "https://a.example/p.pdf")
    assert metadata.published == dt.date(2025, 4, 1)
    assert metadata.summary == Bilingual("One sentence.", "一句话。")
    assert dict(metadata.translated_from) == {"en": "zh"}
    assert overlay.lines["title.zh"] == 3
    assert overlay.lines["tags"] == 8
    assert overlay.lines["abstract.zh"] == 20


@pytest.mark.parametrize(
    ("path", "head", "paper_id"),
    [
        ("2025/2504.01990v2.md", "", "2504.01990"),
        ("cs-0112017.md", "", "cs-0112017"),
        ("x.md", "---\npaper: cs/0112017\n---\n", "cs-0112017"),
        ("x.md", "---\npaper: https://arxiv.org/abs/2504.01990\n---\n", "2504.01990"),
        ("kimi-k2.md", "", "kimi-k2"),
    ],
)
def test_the_paper_that_an_overlay_speaks_of(path: str, head: str, paper_id: str) -> None:
    overlay, _ = parse_overlay(source_of(head + "摘要。", path))
    assert overlay
    assert overlay.paper_id == paper_id


def test_an_empty_overlay_is_none() -> None:
    overlay, diagnostics = parse_overlay(source_of(" \n", "2504.01990.md"))
    assert overlay is None
    assert [d.code for d in diagnostics] == [codes.EMPTY_FILE]


@pytest.mark.parametrize(
    ("line", "code", "number"),
    [
        ("authors: {a: b}", codes.FRONT_MATTER_TYPE, 2),
        ("title: [a, b]", codes.FRONT_MATTER_TYPE, 2),
        ("date: 2025-13-45", codes.BAD_DATE, 2),
        ("titel: x", codes.UNKNOWN_KEY, 2),
        ("layout: post", codes.IGNORED_KEY, 2),
        ("title: a: b", codes.BAD_FRONT_MATTER, 2),
        ("venue: x\nauthors: [a", codes.BAD_FRONT_MATTER, 4),
        ("a: &a [x]\ntitle: *a", codes.FRONT_MATTER_TYPE, 3),
        ("title: " + "[" * 100_000, codes.BAD_FRONT_MATTER, 2),
        ("title: x\ntitle: y", codes.FRONT_MATTER_TYPE, 3),
        ("pages: " + "9" * 10_000, codes.IGNORED_KEY, 2),
    ],
)
def test_what_is_wrong_with_front_matter_is_told_with_its_line(line: str, code: object, number: int) -> None:
    overlay, diagnostics = parse_overlay(source_of(f"---\n{line}\n---\n摘要。", "2504.01990.md"))
    assert overlay
    assert overlay.abstract.zh == "摘要。"
    assert (code, number) in [(d.code, d.line) for d in diagnostics]


@pytest.mark.parametrize("text", ["---\n\n摘要。\n\n---\n", "---\n## 标题\n---\n", "---\n"])
def test_a_rule_is_no_front_matter(text: str) -> None:
    overlay, diagnostics = parse_overlay(source_of(text, "2504.01990.md"))
    assert overlay
    assert not diagnostics
