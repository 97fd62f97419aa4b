from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.render.finish import compact, finish, split_languages
from paper_digest.render.words import BETWEEN

BOTH = f"Home{BETWEEN}首页"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<a>{BOTH}</a>", '<a><span lang="en">Home</span><span lang="zh-CN">首页</span></a>'),
        (f"<a>\n {BOTH} \n</a>", '<a>\n <span lang="en">Home</span><span lang="zh-CN">首页</span> \n</a>'),
        (f'<a title="{BOTH}">x</a>', f'<a title="{BOTH}">x</a>'),
        (f"<title>{BOTH}</title>", f"<title>{BOTH}</title>"),
        (f"<script>x = '{BOTH}'</script>", f"<script>x = '{BOTH}'</script>"),
        (f"<option>{BOTH}</option>", f"<option>{BOTH}</option>"),
        (
            f'<i title="{BOTH}">{BOTH}</i>',
            f'<i title="{BOTH}"><span lang="en">Home</span><span lang="zh-CN">首页</span></i>',
        ),
        (
            f"<b>{BOTH}</b><b>{BOTH}</b>",
            '<b><span lang="en">Home</span><span lang="zh-CN">首页</span></b>' * 2,
        ),
        ("<p>a · b</p>", "<p>a · b</p>"),
        (BETWEEN, BETWEEN),
        ("", ""),
    ],
)
def test_languages_become_elements_where_elements_may_stand(page: str, expected: str) -> None:
    assert split_languages(page) == expected


def test_a_page_is_finished() -> None:
    page = (
        f"<html>\n\n  <head>\n  <title>{BOTH}</title>\n</head>\n"
        f"  <body>\n<pre>\n  x\n\n  y</pre>\n  <p>{BOTH}</p>\n</body></html>\n"
    )
    assert finish(page) == (
        f"<html>\n<head>\n<title>{BOTH}</title>\n</head>\n<body>\n<pre>\n  x\n\n  y</pre>\n"
        '<p><span lang="en">Home</span><span lang="zh-CN">首页</span></p>\n</body></html>'
    )


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<title>",
                "</title>",
                "<pre>\n  a\n\n</pre>",
                "\n  ",
                BETWEEN,
                "文",
                "a",
                '<i title="',
                '">',
                "<",
                ">",
            ]
        ),
        max_size=15,
    ).map("".join)
)
def test_finishing_twice_changes_nothing(page: str) -> None:
    once = finish(page)
    assert finish(once) == once
    assert compact(compact(page)) == compact(page)


@pytest.mark.parametrize(
    "markup",
    [
        "<pre>\n  a\n</pre>",
        "<textarea>\n a\n</textarea>",
        "<script>\n  a\n</script>",
        "<style>\n a\n</style>",
    ],
)
def test_meant_white_space_stays(markup: str) -> None:
    assert compact(f"  <p>\n\n  {markup}  \n\n</p>\n") == f"<p>\n{markup}\n</p>"


def test_line_ends_beside_blocks_go_but_for_those_of_the_article() -> None:
    head = "<head>\n<title>x</title>\n</head>\n"
    article = "<article>\n<div>\n<p>c</p>\n</div></article>"
    page = f"{head}<div>\n<b>a</b>\n<i>b</i>\n</div>\n{article}\n</div>"
    assert finish(page) == (f"<head><title>x</title></head><div><b>a</b>\n<i>b</i></div>{article}</div>")
