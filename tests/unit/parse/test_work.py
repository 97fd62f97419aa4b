"""Reading is one pass: twice as much text is twice as much work, whatever it holds.

Work is counted, not timed: lines of the package's code that run, and characters that its patterns walk over.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import paper_digest.parse
from paper_digest import ids, sourcefile, urls
from paper_digest.parse import parse_digest
from tests.support.sources import source_of

FOLDER = str(Path(paper_digest.parse.__file__).parent)
_SHORT = 64
MODULES = [
    ids,
    urls,
    sourcefile,
    *(module for name, module in sys.modules.items() if name.startswith("paper_digest.parse.")),
]


class Work:
    """How much was done."""

    done = 0


class Counted:
    """A pattern that counts the characters that it walks over; a few where it must match at a place."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def _at(self, match: re.Match[str] | None, text: str, start: int) -> re.Match[str] | None:
        Work.done += match.end() - start if match else min(len(text) - start, _SHORT)
        return match

    def match(self, text: str, *span: int) -> re.Match[str] | None:
        return self._at(self._pattern.match(text, *span), text, *(span[:1] or (0,)))

    def fullmatch(self, text: str, *span: int) -> re.Match[str] | None:
        return self._at(self._pattern.fullmatch(text, *span), text, *(span[:1] or (0,)))

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        match = self._pattern.search(text, *span)
        end = match.end() if match else min(span[1] if len(span) > 1 else len(text), len(text))
        Work.done += max(end - (span[0] if span else 0), 0)
        return match

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        last = span[0] if span else 0
        for match in self._pattern.finditer(text, *span):
            Work.done += match.end() - last
            last = match.end()
            yield match
        Work.done += min(span[1] if len(span) > 1 else len(text), len(text)) - last

    def findall(self, text: str) -> list[Any]:
        Work.done += len(text)
        return self._pattern.findall(text)

    def split(self, text: str) -> list[str]:
        Work.done += len(text)
        return self._pattern.split(text)

    def sub(self, new: Any, text: str) -> str:
        Work.done += len(text)
        return self._pattern.sub(new, text)

    def subn(self, new: Any, text: str) -> tuple[str, int]:
        Work.done += len(text)
        return self._pattern.subn(new, text)


@pytest.fixture(scope="module", autouse=True)
def counted_patterns() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    patch.setattr(module, name, Counted(value))
        yield


def trace(frame: FrameType, event: str, _: Any) -> Any:
    if not frame.f_code.co_filename.startswith(FOLDER):
        return None
    Work.done += event == "line"
    return trace


def work_of(text: str, path: str) -> int:
    for module in MODULES:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    source = source_of(text, path)
    before = sys.gettrace()
    Work.done = 0
    sys.settrace(trace)
    try:
        parse_digest(source)
    finally:
        sys.settrace(before)
    return Work.done


PIECES = [
    "[",
    "]",
    "(",
    ")",
    "（",
    "【",
    "|",
    "-",
    "*",
    "**",
    "_",
    "`",
    "$",
    "#",
    "##",
    ">",
    "<",
    "![",
    "](",
    "[x](",
    "[[",
    ":",
    "：",
    ",",
    "，",
    ";",
    ".",
    "。",
    "…",
    "《",
    "“",
    "\\",
    "%",
    "%%",
    "=",
    "+",
    "~",
    "^",
    "1.",
    "1)",
    "[1]",
    "1、",
    "中",
    "等",
    "a",
    "A",
    "2025-",
    "2025-01-01",
    "2025年",
    "and",
    "et",
    "al",
    "&",
    "<a",
    "<b>",
    "<a",
    "href=x>",
    "http://",
    "https://a.b",
    "https://arxiv.org/abs/2503.00001",
    "arXiv:",
    "arXiv:2503.00001",
    "[a](https://arxiv.org/abs/2503.00001)",
    "[a][b]",
    "[a]:",
    "[a]:",
    "https://a.b",
    "```",
    "~~~",
    "<!--",
    "-->",
    "---",
    "===",
    "+++",
    "Authors:",
    "作者：",
    "**a**",
    "title:",
    "|a|b|",
    "|---|---|",
    "|https://arxiv.org/abs/2503.00001|b|",
    "ICLR",
    "2025",
    "AI",
    "生成摘要",
    ":a:",
    "(a",
    "hf.co/",
    "a/",
    "a_",
    "a-",
    "10.1/",
]
SIGNS = st.sampled_from([piece.replace("\u00a0", " ") for piece in PIECES])
PATTERNS = st.lists(
    st.one_of(SIGNS, st.sampled_from(["\n", " ", "\n\n", "\n  "])), min_size=1, max_size=4
).map("".join)
PAPER = "## A Title of It\n[标题](https://arxiv.org/abs/2503.00001)\n"
HEADS = st.sampled_from(
    [
        "",
        "## ",
        "- ",
        "**",
        "| ",
        "> ",
        "Authors: ",
        "---\ntitle: ",
        "## A Title\n[",
        PAPER,
        f"{PAPER}Authors: ",
    ]
)


@given(HEADS, PATTERNS)
@settings(max_examples=40)
def test_twice_the_text_is_twice_the_work(head: str, piece: str) -> None:
    count = 3000 // len(piece)
    once, twice = (work_of(head + piece * (count * times), "x.md") for times in (1, 2))
    assert twice < 2.3 * once + 10_000


@pytest.mark.parametrize(
    "piece", ["[", "[x](", "\n# a", "\n- a", "|a|b|\n", "[a](https://arxiv.org/abs/2503.00001) "]
)
def test_a_character_costs_no_more_than_a_few_lines_of_code(piece: str) -> None:
    size = 15_000
    assert work_of("## " + piece * (size // len(piece)), "x.md") < 80 * size
