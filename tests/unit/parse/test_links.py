from __future__ import annotations

import pytest

from paper_digest.parse.links import arxiv_id_of, is_known_host, is_mistyped_arxiv, only_links

ARXIV = "https://arxiv.org/abs/2503.23307"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"[中文]({ARXIV})", [("中文", ARXIV)]),
        (f"[中文]( {ARXIV} )", [("中文", ARXIV)]),
        (f"[中文] ({ARXIV})", [("中文", ARXIV)]),
        (f"[中文]({ARXIV} '页')", [("中文", ARXIV)]),
        (f"[中文](<{ARXIV}>)", [("中文", ARXIV)]),
        (f"**[中文]({ARXIV})**", [("中文", ARXIV)]),
        (f"- [中文]({ARXIV})。", [("中文", ARXIV)]),
        (f"［中文］（{ARXIV}）", [("中文", ARXIV)]),
        ("[a [b] c](https://e.org/x_(y)_(z(w)))", [("a [b] c", "https://e.org/x_(y)_(z(w))")]),
        (r"[a \] b](https://e.org)", [(r"a \] b", "https://e.org")]),
        ("https://e.org/x。", [("", "https://e.org/x")]),
        ("(https://e.org/x)", [("", "https://e.org/x")]),
        ("https://e.org/x_(y)", [("", "https://e.org/x_(y)")]),
        ("arXiv:2503.23307v2 [cs.CV]", [("", ARXIV)]),
        ("[arXiv:2503.23307]", [("", ARXIV)]),
        ("[x](arxiv.org/abs/2503.23307)", [("x", "arxiv.org/abs/2503.23307")]),
        (
            "[PDF](https://e.org/p) | [Code](https://e.org/c)",
            [("PDF", "https://e.org/p"), ("Code", "https://e.org/c")],
        ),
        ("arXiv:2513.00001", None),
        ("[x](../README.md)", None),
        ("[x](#top)", None),
        ("[x](javascript:alert(1))", None),
        ("![x](https://e.org/x.png)", None),
        (f"见 [中文]({ARXIV})", None),
        ("---", None),
        ("[", None),
    ],
)
def test_only_links(line: str, found: list[tuple[str, str]] | None) -> None:
    links = only_links(line)
    assert (None if links is None else [(link.text, link.url) for link in links]) == found


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org.org/abs/2503.23307",
        "http://arxiv.com/pdf/2503.23307v2",
        "https://arxic.org/abs/2503.23307",
        "https://www.arvix.org/abs/2503.23307",
    ],
)
def test_a_mistyped_host_keeps_its_id(url: str) -> None:
    assert is_mistyped_arxiv(url)
    assert arxiv_id_of(url) == "2503.23307"


@pytest.mark.parametrize(
    "url",
    [
        "https://export.arxiv.org/abs/2503.23307",
        "https://alphaxiv.org/abs/2503.23307",
        "https://ar5iv.org/abs/2503.23307",
        "https://www.biorxiv.org/content/10.1101/x",
        "https://arxiv-sanity-lite.com/",
    ],
)
def test_other_hosts_are_not_mistyped(url: str) -> None:
    assert not is_mistyped_arxiv(url)


def test_ids_of_dois_and_known_hosts() -> None:
    assert arxiv_id_of("https://doi.org/10.48550/arXiv.2503.23307") == "2503.23307"
    assert is_known_host("https://openaccess.thecvf.com/x")
    assert is_known_host("https://cs.example.edu/x")
    assert not is_known_host("https://papers.example.net/github.com")
