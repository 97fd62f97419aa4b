from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.render.text import plain_text, render_blocks, render_inline, tex_title

TAGS = {
    *(
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    ),
    *("i", "kbd", "li", "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody"),
    *("td", "th", "thead", "tr", "u", "ul", "details", "summary"),
}
MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)
WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")

MARKUP = st.sampled_from(
    [
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<b>",
            "</b>",
            "<a href='javascript:x'>",
            "<!--",
        ),
        *(
            "[x](javascript:alert(1))",
            "[x](data:text/html,y)",
            "![x](https://e.org/x.png)",
            "[a](https://e.org 't')",
        ),
        *(
            "$x<y$",
            "$$\n\\frac{a}{b}\n$$",
            "\\(",
            "\\)",
            "`",
            "```\n",
            "**",
            "_",
            "\n\n",
            "\n",
            "- ",
            "1. ",
            "# ",
            "> ",
        ),
        *(
            "| a | b |\n|---|---|\n| c | d |",
            "https://e.org/x。",
            "&lt;",
            "&#60;",
            "{: onclick=x}",
            "\x02",
            "\x03",
            "\x00",
        ),
        *(
            "[r]",
            "[r]: javascript:x\n",
            "<https://e.org>",
            "<x@e.org>",
            "\t",
            "    ",
            "\\",
            "</p>",
            "</div>",
            "  \n",
        ),
    ]
)
ANY_TEXT = st.lists(st.one_of(MARKUP, st.text(max_size=8)), max_size=12).map("".join)


class Elements(HTMLParser):
    """Every start tag with its attributes; fails on what is never closed."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(MATHML.sub("", markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


def assert_harmless(markup: str) -> None:
    elements = Elements(markup)
    assert elements.open == []
    for tag, attributes in elements.found:
        assert tag in TAGS
        allowed = {
            "a": {"href", "title", "rel"},
            "ol": {"start"},
            "div": {"class", "tabindex"},
            "code": {"class"},
            "pre": {"tabindex"},
            "table": {"tabindex"},
            "li": {"id"},
        }
        assert set(attributes) <= allowed.get(tag, set())
        assert attributes.get("class") in (None, "pd-math", "pd-tex")
        if "href" in attributes:
            assert (
                (attributes["href"] or "").lower().startswith(("http://", "https://", "mailto:", "#pd-fn-"))
            )


@given(ANY_TEXT)
def test_nothing_harmful_comes_out_whatever_goes_in(text: str) -> None:
    blocks = render_blocks(text)
    for block in blocks:
        assert_harmless(block)
    assert_harmless("".join(blocks))
    assert_harmless(render_inline(text))
    assert isinstance(plain_text(text), str)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["- ", "1. ", "> ", "**", "`", "\n\n", "\n", " ", "# ", "| "]),
            st.from_regex(r"[a-z]{1,6}|[\u4e00-\u9fa5]{1,6}", fullmatch=True),
        ),
        max_size=14,
    ).map("".join)
)
def test_every_word_is_still_there(text: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", " ", "".join(render_blocks(text))))
    for word in WORD.findall(text.replace("1.", "")):
        assert word in "".join(shown.split())


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        (
            "见 https://a.io/b。后文",
            '<p>见 <a href="https://a.io/b" rel="noopener">https://a.io/b</a>。后文</p>',
        ),
        (
            "**见** https://a.io/b，后",
            '<p><strong>见</strong> <a href="https://a.io/b" rel="noopener">https://a.io/b</a>，后</p>',
        ),
        ("（https://a.io/b）", '<p>（<a href="https://a.io/b" rel="noopener">https://a.io/b</a>）</p>'),
        ("[页](https://a.io/b)。", '<p><a href="https://a.io/b" rel="noopener">页</a>。</p>'),
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("first\nsecond", "<p>first\nsecond</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<think>步骤</think>", "<p>&lt;think&gt;步骤&lt;/think&gt;</p>"),
        ("H<sub>2</sub>O", "<p>H<sub>2</sub>O</p>"),
        ("[x](javascript:alert(1))", "<p><span>x</span></p>"),
        ("![图](https://a.io/x.png)", '<p><a href="https://a.io/x.png" rel="noopener">图</a></p>'),
        ("# 大标题", "<h3>大标题</h3>"),
        ("a_b_c 与 snake_case", "<p>a_b_c 与 snake_case</p>"),
        ("花费 $5 到 $6 美元", "<p>花费 $5 到 $6 美元</p>"),
    ],
)
def test_blocks(text: str, markup: str) -> None:
    assert render_blocks(text) == (markup,)


def test_blocks_are_apart() -> None:
    text = "一。\n\n- 甲\n- 乙\n\n```\nx\n\ny\n```\n\n> 引\n>\n> 文\n\n末。"
    assert [re.match("<[a-z]+", block)[0] for block in render_blocks(text)] == [  # type: ignore[index]
        *("<p", "<ul", "<pre", "<blockquote", "<p"),
    ]
    assert render_blocks("  \n ") == ()


@pytest.mark.parametrize("text", ["复杂度为 $O(n^2)$。", "损失$\\mathcal{L}$降低", "$$\na = b\n$$"])
def test_formulas_become_mathml(text: str) -> None:
    (block,) = render_blocks(text)
    assert "<math" in block
    assert "$" not in block.partition("<annotation")[0]


@pytest.mark.parametrize(
    ("title", "markup"),
    [
        ("1. x", "1. x"),
        ("# x", "# x"),
        ("- x", "- x"),
        ("A **B** C", "A <strong>B</strong> C"),
        ("A & B < C", "A &amp; B &lt; C"),
        ("Two\n  lines", "Two lines"),
        ("", ""),
    ],
)
def test_inline(title: str, markup: str) -> None:
    assert render_inline(title) == markup


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A **B** `c` [d](https://e.org)", "A B c d"),
        ("a\n\n- b\n- c", "a b c"),
        ("中文\n换行", "中文换行"),
        ("x &lt; y", "x < y"),
        ("<b>x</b>", "x"),
        ("a & b", "a & b"),
    ],
)
def test_plain_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A **bold** $O(n^2)$ title", "A bold $O(n^2)$ title"),
        ("$x_1$ and $y_2$", "$x_1$ and $y_2$"),
        ("From $5 to $10", "From $5 to $10"),
        ("\ue0000\ue001 $a$", "\ue0000\ue001 $a$"),
        ("  No   mathematics ", "No mathematics"),
    ],
)
def test_mathematics_of_a_title_stays_as_it_was_written(title: str, expected: str) -> None:
    assert tex_title(title) == expected
