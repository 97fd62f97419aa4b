from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.render.text import _BLANK, _convert, _joined
from paper_digest.render.unparsed import escaped, is_plain, may_hold_blocks, unparsed

BLOCKS = re.compile(r"^(?:[ \t]|[-+*>#=|~`:]|\d+[.)])|  $|\||\x02|\x03", re.MULTILINE)
INLINE = re.compile(r"[\\`*\[\]<$]|&[#A-Za-z]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", re.ASCII)

PIECES = [
    *("**", "**", "**", "*", "_", "$", "$x$", "$a_1 < b$", "\\alpha", "\\_", "\\", "%", "@", "|", "`"),
    *("[", "]", "(", ")", "{", "}", "<", "< ", ">", "&", "& ", "&amp;", "!", ":", '"', "'", "=", "~", "#"),
    *(
        "https://a.org/b_c",
        "https://github.com/a/b",
        "http://x.io",
        "HTTPS://A.org",
        "https://xn--a.org",
        "://",
    ),
    *(
        "\n",
        "\n\n",
        " ",
        " ",
        "  ",
        "\t",
        "\xa0",
        "\u3000",
        "\x02",
        "。",
        "，",
        "“",
        "”",
        "（RL）",
        "1.",
        "-",
    ),
]
TEXT = st.lists(
    st.one_of(st.sampled_from(PIECES), st.from_regex(r"[a-z]{1,4}|[\u4e00-\u9fa5]{1,4}", fullmatch=True)),
    max_size=16,
).map("".join)


def paragraph_of(text: str) -> str:
    """A text as `render_blocks` hands its paragraphs over, "" where it holds no single one."""
    text = _joined(text.strip())
    return "" if may_hold_blocks(text) or _BLANK.search(text) else text


@given(TEXT)
def test_what_the_parser_does_not_see_comes_out_as_from_the_parser(text: str) -> None:
    text = paragraph_of(text)
    markup = unparsed(text) if text and not is_plain(text) else None
    if markup is not None:
        assert f"<p>{markup}</p>" == _convert(text)


@pytest.mark.parametrize(
    "text",
    [
        "采用**可控复杂度** 且 **可直接验证答案** 的**基于规则的强化学习（RL）** 方法",
        "a **b** c & d < 3 > 2",
        "当 $n$ 较小时，**$\\beta$ 偏好** [调优; 噪声] 提升 3.8\\%，\\method 与 360{\\deg}",
        "**代码**见 https://github.com/a/b_c。项目页面见 https://a.io/",
        "见[项目页面](https://a.io/b_c)与 **[代码](https://github.com/a/b)**，[1] https://b.org",
        "$a<b$ 与 $a & b$",
        "[1] 和 [a [b]]",
        "(p <= 1 - K)",
    ],
)
def test_what_digests_write_most_needs_no_parser(text: str) -> None:
    assert not is_plain(text)
    assert f"<p>{unparsed(text)}</p>" == _convert(text)


@pytest.mark.parametrize(
    "text",
    [
        *("`a`", "*a*", "**a", "a ** b ** c", "***a***", "S* 与 **S***", "_a_", "&copy; **a**", "**a\xa0b**"),
        *(
            "[a](b)",
            "[*a*](https://b.org)",
            "![a](https://b.org)",
            "<b>a</b>",
            "<https://a.org>",
            "<3@a.org>",
            "$$a$$",
            "\\(a\\)",
            "\\_a",
            "a\\",
        ),
        *("**a** https://a.org/'b", "**a** https://a.org:99999/", "**a** https://xn--a.org", "**a** \ue000"),
    ],
)
def test_what_is_not_sure_is_left_to_the_parser(text: str) -> None:
    assert unparsed(text) is None


@given(TEXT)
def test_the_quick_looks_see_what_the_patterns_say(text: str) -> None:
    assert may_hold_blocks(text) == bool(BLOCKS.search(text))
    assert is_plain(text) == (not INLINE.search(text))


@given(st.text(alphabet="a&<>\"';"))
def test_nothing_of_a_tag_is_left_of_text(text: str) -> None:
    assert not set("<>") & set(escaped(text))
    assert escaped(text).count("&") == sum(map(text.count, "&<>"))
