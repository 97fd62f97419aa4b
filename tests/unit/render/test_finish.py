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


TOGGLES = """<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer">
<input class="md-toggle" data-md-toggle="search" type="checkbox" id="__search">
<label class="md-overlay" for="__drawer"></label>
"""
DIALOG = (
    '<div class="md-dialog" data-md-component="dialog"><div class="md-dialog__inner md-typeset"></div></div>'
)
OWN_HEADER = '<header data-md-component="header"></header>'
FRAMED = "<script>paperDigest.begin()</script><script>paperDigest.end()</script>"
PUT = '<script>paperDigest.put("header")</script>'
COLOURS = (
    '<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom" '
    'data-md-color-accent="custom">'
)
BANNER = '<div data-md-component="announce"><aside class="md-banner">News</aside></div>'
VIEWPORT = '<meta name="viewport" content="width=device-width{}">'
SKIP = '<div data-md-component="skip"><a href="#{}" class="md-skip">Skip</a></div>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            TOGGLES + '<script>paperDigest.put("header")</script>',
            '<script>paperDigest.put("header")</script>',
        ),
        (
            SKIP.format("main") + '<script>paperDigest.put("header")</script>',
            '<script>paperDigest.put("header")</script>',
        ),
        (SKIP.format("a") + '<script>paperDigest.put("header")</script>',) * 2,
        (SKIP.format("main") + "<header>",) * 2,
        (DIALOG + "<script>paperDigest.config()</script>", "<script>paperDigest.config()</script>"),
        (DIALOG + '<script id="__config">{}</script>',) * 2,
        (TOGGLES + DIALOG + FRAMED, FRAMED),
        (COLOURS + FRAMED, '<body dir="ltr">' + FRAMED),
        (COLOURS + "<header>",) * 2,
        (COLOURS + TOGGLES.replace("\n", "") + OWN_HEADER + FRAMED,) * 2,
        (COLOURS.replace("default", "slate") + FRAMED,) * 2,
        ('<div data-md-component="announce">\n\n</div>\n' + FRAMED, FRAMED),
        (BANNER + FRAMED,) * 2,
        ('<html lang="en" class="no-js">' + FRAMED, '<html lang="en">' + FRAMED),
        ('<html lang="en" class="no-js">' + BANNER + FRAMED,) * 2,
        ('<html lang="en" class="no-js">' + PUT,) * 2,
        (VIEWPORT.format(",initial-scale=1"), VIEWPORT.format("")),
    ],
)
def test_a_page_carries_nothing_that_its_script_puts_there(page: str, expected: str) -> None:
    assert finish(page, "") == expected.strip()


def test_a_page_is_finished() -> None:
    page = (
        f"<html>\n\n  <head>\n  <title>{BOTH}</title>\n</head>\n"
        f"  <body>\n<pre>\n  x\n\n  y</pre>\n  <p>{BOTH}</p>\n</body></html>\n"
    )
    assert finish(page, "<script>h</script>") == (
        f"<html>\n<head>\n<script>h</script><title>{BOTH}</title>\n</head>\n<body>\n<pre>\n  x\n\n  y</pre>\n"
        '<p><span lang="en">Home</span><span lang="zh-CN">首页</span></p>\n</body></html>'
    )


def test_only_the_pages_own_title_gets_a_head() -> None:
    page = "<head><title>x</title></head><svg><title>y</title></svg>"
    assert finish(page, "!") == "<head>!<title>x</title></head><svg><title>y</title></svg>"


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
    once = finish(page, "")
    assert finish(once, "") == once
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
    assert finish(page, "") == (f"<head><title>x</title></head><div><b>a</b>\n<i>b</i></div>{article}</div>")
