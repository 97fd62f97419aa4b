from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.urls import find_urls, kind_of


def urls(text: str) -> list[str]:
    return [text[start:end] for start, end in find_urls(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见 https://apexgen-x.github.io/MergeVQ。", ["https://apexgen-x.github.io/MergeVQ"]),
        ("代码（https://github.com/a/b）已开源", ["https://github.com/a/b"]),
        ("https://github.com/a/b，https://a.io/；", ["https://github.com/a/b", "https://a.io/"]),
        ("项目见https://a.io/p页面", ["https://a.io/p"]),
        ("See https://a.io/p.", ["https://a.io/p"]),
        ("See https://a.io/p?x=1&y=2#z, or", ["https://a.io/p?x=1&y=2#z"]),
        ("(https://en.wikipedia.org/wiki/A_(b))", ["https://en.wikipedia.org/wiki/A_(b)"]),
        ("[text](https://a.io/p)", ["https://a.io/p"]),
        ("**https://a.io/p**", ["https://a.io/p"]),
        ("<https://a.io/p>", ["https://a.io/p"]),
        ('"https://a.io/p"', ["https://a.io/p"]),
        ("HTTPS://A.IO/P", ["HTTPS://A.IO/P"]),
        ("http://", []),
        ("https://。", []),
        ("ftp://a.io", []),
    ],
)
def test_where_urls_end(text: str, expected: list[str]) -> None:
    assert urls(text) == expected


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://arxiv.org/abs/2503.14847", "paper"),
        ("https://openreview.net/forum?id=x", "paper"),
        ("https://a.io/paper.PDF", "paper"),
        ("https://github.com/a/b", "code"),
        ("https://www.github.com/a/b", "code"),
        ("https://gitee.com/a/b", "code"),
        ("https://huggingface.co/a/b", "other"),
        ("https://a.github.io/b", "project"),
        ("https://localhost/b", "other"),
        ("https://[broken/", "other"),
    ],
)
def test_what_urls_lead_to(url: str, kind: str) -> None:
    assert kind_of(url) == kind


@given(st.text(alphabet=st.sampled_from("htps:/.a中。)(]['*_~,#?&%<> \n"), max_size=60))
def test_urls_are_ascii_apart_and_in_order(text: str) -> None:
    spans = list(find_urls(text))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for start, end in spans:
        url = text[start:end]
        assert url.isascii()
        assert not set(url) & set(' \n<>"')
        assert url.lower().startswith(("http://", "https://"))
        assert url[-1] not in ".,;:!?'*_~(["
        kind_of(url)


@given(st.text(alphabet="，。；：！？）】」》、中文", min_size=1, max_size=5))
def test_chinese_punctuation_is_no_part_of_a_url(behind: str) -> None:
    assert urls(f"见https://a.io/b-c{behind}") == ["https://a.io/b-c"]
