"""Titles of digest and source compared: another paper is seen, a paper's new title is not one."""

from __future__ import annotations

import pytest

from paper_digest.codes import ANOTHER_PAPER
from paper_digest.corpus import merge
from paper_digest.model import Bilingual, Overlay
from paper_digest.parse import parse_digest
from paper_digest.same_paper import is_another
from tests.support.sources import source_of

ABSTRACT = "We present AlphaMaze, which walks through mazes. It beats GPT-4o."


@pytest.mark.parametrize(
    ("ours", "text", "theirs", "another"),
    [
        ("Walking Through Mazes", "", "Walking Through Mazes", False),
        ("AlphaMaze: Walking Through Mazes", "", "Walking through Mazes with AlphaMaze", False),
        ("Walking", "", "Mazes and Where They End", False),
        ("Folding Proteins Faster", "", "Walking Through Mazes", True),
        ("Folding Many Proteins by LLMs", "用 LLM 折叠。", "Walking Through Large Mazes by LLMs", True),
        ("Folding Proteins Faster", "它优于 GPT-4o。", "Walking Through Mazes", True),
        ("Spatial Thought for Machines", "AlphaMaze 优于 GPT-4o。", "Walking Through Mazes", False),
        ("AlphaMaze for Spatial Thought", "", "Walking Through Mazes", False),
    ],
)
def test_titles_and_names_tell_whether_it_is_another_paper(
    ours: str, text: str, theirs: str, another: bool
) -> None:
    assert is_another(ours, Bilingual(zh=text), theirs, ABSTRACT) is another


def test_the_error_names_both_papers_and_where_the_link_is() -> None:
    text = "## Folding Proteins Faster\n\n[更快](https://arxiv.org/abs/2501.00001)\n\n我们折叠蛋白质。\n"
    digest, _ = parse_digest(source_of(text, "2025/0101.md"))
    facts = Overlay("facts/2501.json", "2501.00001", Bilingual("Walking Through Mazes"), Bilingual(ABSTRACT))
    _, found = merge([digest], (), [facts])
    assert [(one.path, one.line, one.code) for one in found] == [("digests/2025/0101.md", 1, ANOTHER_PAPER)]
    assert "Folding Proteins Faster" in found[0].message
    assert "Walking Through Mazes" in found[0].message
