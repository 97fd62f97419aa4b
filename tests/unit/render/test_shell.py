from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.render.shell import Shell, first_difference, mark

NAMES = st.sampled_from(["title", "content", "head_extra"])


@given(
    st.lists(st.one_of(NAMES.map(mark), st.text(alphabet="ab<>!-h1@:\n", max_size=8)), max_size=12),
    st.dictionaries(NAMES, st.text(max_size=10).filter(lambda text: "@" not in text), min_size=3, max_size=3),
)
def test_filling_is_replacing(pieces: list[str], values: dict[str, str]) -> None:
    page = "".join(pieces)
    expected = page
    for name in sorted(values):
        expected = expected.replace(mark(name), values[name])
    assert Shell(page).fill(values) == expected


def test_slots() -> None:
    shell = Shell(f"a{mark('title')}b{mark('content')}c{mark('title')}")
    assert shell.fill({"title": "T", "content": mark("title")}) == f"aTb{mark('title')}cT"
    with pytest.raises(KeyError):
        shell.fill({"title": "T"})


def test_a_mark_of_content_looks_like_an_article_with_a_heading() -> None:
    assert "<h1" in mark("content")
    assert "<" not in mark("title")


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ("abc", "abd", "'c' instead of 'd'"),
        ("ab", "abc", "'' instead of 'c'"),
        ("abc", "ab", "'c' instead of ''"),
    ],
)
def test_the_first_difference(ours: str, theirs: str, said: str) -> None:
    assert first_difference(ours, theirs) == said
