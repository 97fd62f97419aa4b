"""What people write in digests besides plain CommonMark, and what readers must see of it."""

from __future__ import annotations

import html
import re
import time

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from paper_digest.render.links import ROOT
from paper_digest.render.math import math_html
from paper_digest.render.text import opening_text, plain_text, render_blocks, render_inline


def shown(text: str) -> str:
    """The words that a browser shows of a text."""
    tree = HTMLParser("\n".join(render_blocks(text)))
    return " ".join(tree.text().split())


def count(text: str, selector: str) -> int:
    return len(HTMLParser("".join(render_blocks(text))).css(selector))


def test_a_list_may_follow_a_line_and_be_nested_by_two_blanks() -> None:
    text = "主要贡献：\n- 第一点\n- 第二点\n  - 嵌套点\n- 第三点"
    assert shown(text) == "主要贡献： 第一点 第二点 嵌套点 第三点"
    assert count(text, "ul > li") == 4
    assert count(text, "ul ul > li") == 1


@pytest.mark.parametrize(
    ("text", "strong"), [("**真，**她", "真，"), ("**《书》**的", "《书》"), ("他说**“好”**了", "“好”")]
)
def test_emphasis_ends_at_chinese_punctuation(text: str, strong: str) -> None:
    assert f"<strong>{strong}</strong>" in render_blocks(text)[0]


def test_money_is_no_formula() -> None:
    text = (
        "月成本 **$148+ → $19**（省 **87%**，年省 ~$1,550），误差为 $x^2$。\n\n"
        "再训练一次只要 $10–$25，或 S$15 至 S$25。"
    )
    assert count(text, "math") == 1
    assert [node.text() for node in HTMLParser("".join(render_blocks(text))).css("strong")] == [
        "$148+ → $19",
        "87%",
    ]
    assert "年省 ~$1,550" in shown(text)
    assert shown(text).endswith("再训练一次只要 $10–$25，或 S$15 至 S$25。")
    assert count("花了 $5，得到$y$ 分", "math") <= 1


@pytest.mark.parametrize("text", ["($\\alpha$1) 框架", "提升 $\\sim$2$\\times$ 吞吐量", "($\\leq$2B)"])
def test_a_digit_may_follow_a_formula_that_is_one_beyond_doubt(text: str) -> None:
    assert "$" not in shown(text)


@pytest.mark.parametrize("text", ["5~10 倍，20~30 次", "约~\\name~方法", "~a~"])
def test_single_tildes_delete_nothing(text: str) -> None:
    assert count(text, "del") == 0
    assert count("~~旧~~", "del") == 1


def test_tex_of_running_text() -> None:
    text = (
        "We show \\emph{strong} results with \\textbf{LateNet}, a 5\\% gain, ``quotes'', as Poincar\\'e and "
        'G\\"odel would, in 10~GB of memory.'
    )
    assert shown(text) == (
        "We show strong results with LateNet, a 5% gain, “quotes”, as Poincaré and Gödel would, "
        "in 10 GB of memory."
    )
    assert count(text, "em") == 1
    assert count(text, "strong") == 1
    assert plain_text("\\emph{a \\textbf{b} c}") == "a b c"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("don\\'t, it\\'s, o\\'clock", "don't, it's, o'clock"),
        ("`\\emph{x}` 与 `a~GB`", "\\emph{x} 与 a~GB"),
        ("`\\'e`", "\\'e"),
        ("路径 C:\\name 与 \\unknown{x}", "路径 C:\\name 与 \\unknown{x}"),
        ("Erd\\H{o}s, \\v{S}ime, \\L{}ukasz", "Erdős, Šime, Łukasz"),
        ("Fig.~3 and Section~2", "Fig. 3 and Section 2"),
    ],
)
def test_tex_is_told_from_what_looks_like_it(text: str, said: str) -> None:
    assert shown(text) == said


def test_code_of_tex_stays() -> None:
    assert shown("```latex\n\\emph{x}\n$$\na\n- b\n$$\n```") == "\\emph{x} $$ a - b $$"
    assert "\n- b\n" in HTMLParser(render_blocks("```\n$$\na\n- b\n$$\n```")[0]).text()


def test_words_in_a_formula_break_like_words() -> None:
    assert render_inline("$\\textit{many long words}$") == "<em>many long words</em>"
    assert render_inline("$\\text{<b>}$") == "&lt;b&gt;"


def test_displays_may_hold_what_looks_like_blocks() -> None:
    for text in ("$$\na = b\n- c\n$$", "\\[\na\n= b\n\\]", "\\begin{align}\na &= b \\\\\n- c\n\\end{align}"):
        assert count(text, "div.pd-math > math") == 1
        assert len(render_blocks(text)) == 1


def test_footnotes_are_shown_and_led_to() -> None:
    tree = HTMLParser(
        "".join(render_blocks("小模型学得晚[^1]，也快[^b]。\n\n[^b]: 两个。\n[^1]: 三个规模都成立。"))
    )
    notes = {node.attributes["id"]: node.text().strip() for node in tree.css("li[id]")}
    marks = [node.attributes["href"] for node in tree.css("sup a")]
    assert [notes[str(mark)[1:]] for mark in marks] == ["三个规模都成立。", "两个。"]
    assert "没有人提到" in shown("文。\n\n[^x]: 没有人提到")
    assert shown("> 文[^1]\n>\n> [^1]: 在引文里") == "文1 在引文里"


def test_a_note_is_no_definition_of_a_link() -> None:
    assert shown("[1]: 三个规模都成立\n\n见 [1]") == "[1]: 三个规模都成立 见 [1]"
    assert count("[1]: https://a.io\n\n见 [1]", "a[href='https://a.io']") == 1
    assert count("[[1]](https://a.io)", "a[href='https://a.io']") == 1


def test_details_fold() -> None:
    text = "<details>\n<summary>展开摘要</summary>\n\n小模型**学得晚**。\n\n- 一\n\n</details>\n\n后文"
    fold, after = render_blocks(text)
    assert fold.startswith("<details><summary>展开摘要</summary>")
    assert [node.text() for node in HTMLParser(fold).css("details strong")] == ["学得晚"]
    assert after == "<p>后文</p>"
    assert shown("<details><summary>没有结尾</summary>\n\n文") == "没有结尾 文"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**<font color=#1a73e8>作者：</font>** Guo Li", "作者： Guo Li"),
        ('<div align="center">\n\n居中\n\n</div>', "居中"),
        ('<p align="center"><span style="x">词</span></p>', "词"),
        ("模型先输出 <think> 再输出 </think>，照样显示。", "模型先输出 <think> 再输出 </think>，照样显示。"),
        ("<think>\n**步骤**\n</think>", "<think> 步骤 </think>"),
        ("见<!-- 私人 -->此", "见此"),
        ("`<font>` 与 \\<div>", "<font> 与 <div>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('<a name="x"></a>词', "词"),
    ],
)
def test_known_tags_are_never_text(text: str, said: str) -> None:
    assert shown(text) == said


def test_tags_that_mean_something() -> None:
    assert count("<table><tr><td>**a**</td><td>b</td></tr></table>", "table td") == 2
    assert count('<a href="https://a.io/x">y</a>', "a[href='https://a.io/x']") == 1
    assert count('<a href="javascript:x">y</a>', "a") == 0
    picture = render_blocks('<img src="https://a.io/x.png" alt="图" onerror="x">')[0]
    assert picture == '<p><a href="https://a.io/x.png" rel="noopener">图</a></p>'


def test_a_tag_that_nobody_closes_ends_with_its_block() -> None:
    first, second = render_blocks("一 <s>二\n\n三")
    assert first.endswith("</s></p>")
    assert second == "<p>三</p>"


def test_obsidian() -> None:
    assert shown("小模型学得晚。%%private words%%\n\n%%\n私人注释\n%%") == "小模型学得晚。"
    text = "承接 [[Planning with Sketches|sketches]] 与 [[ForgetGraph]]，==重要==。\n\n"
    text += "> [!note] 我的想法\n> 值得一读。"
    assert shown(text) == "承接 sketches 与 ForgetGraph，重要。 我的想法 值得一读。"
    assert count(text, "mark") == 1
    assert count(text, "blockquote strong") == 1


def test_relative_links_and_pictures_go_where_they_are_resolved_to() -> None:
    known = {"0106-0110.md": "digests/2025/0106-0110/", "a.png": "images/a.png", "e.md": "https://e.org/"}
    resolve = lambda url: known.get(url, "")  # noqa: E731
    (markup,) = render_blocks(
        "见[上一期](0106-0110.md)、[无](x.md)、[外](e.md)、![图](a.png)、![缺](b.png)", resolve
    )
    assert f'<a href="{ROOT}digests/2025/0106-0110/" rel="noopener">上一期</a>' in markup
    assert "<span>无</span>" in markup
    assert '<a href="https://e.org/" rel="noopener">外</a>' in markup
    assert re.search(rf'<img alt="图" loading="lazy" src="{ROOT}images/a.png">', markup)
    assert "<span>缺 (b.png)</span>" in markup


@pytest.mark.parametrize("url", ["javascript:x", "//evil.org", "/etc", "data:text/html,x", "\\\\evil"])
def test_a_resolver_cannot_lead_astray(url: str) -> None:
    assert "href" not in render_blocks("[a](x.md)", lambda _: url)[0]
    assert "href" not in render_blocks(f"[a]({url})", lambda _: "digests/")[0]


def test_long_formulas_scroll() -> None:
    assert render_inline(f"${'x+' * 30}y$").startswith('<span class="pd-math" tabindex="0"><math>')
    assert render_inline("$x+y$").startswith("<math>")


def test_openings_leave_displays_and_broken_formulas_out() -> None:
    assert (
        opening_text("速率为 $\\frac{1}{T}$，其中\n$$\nT = \\frac{a}{b}\n$$\n很大") == "速率为 1/T，其中 很大"
    )
    assert opening_text("式 $\\nosuch{x$ 与 $\\pi_{\\text{RL}}$") == "式 与 πRL"


@pytest.mark.parametrize("latex", ["{" * 6000 + "x", "\\frac{" * 3200, "\\hat" * 8000 + "x", "(" * 30 + "x"])
def test_a_formula_cannot_take_the_process_with_it(latex: str) -> None:
    begun = time.process_time()
    assert math_html(latex, display=False) == f'<code class="pd-tex">{html.escape(latex)}</code>'
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "text",
    [
        "> " * 40_000 + "x",
        "+ " * 40_000 + "x",
        "[" * 40_000 + "`a`",
        "[a](b" * 20_000,
        "<div>\n" * 15_000,
        "<b>" * 30_000,
        "\\(" * 40_000,
        "\\[" * 40_000,
        "$$a " * 25_000,
        "$a$" * 30_000,
        "``a" * 30_000,
        "*_" * 30_000 + "a" + "_*" * 30_000,
        "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|1\n" * 1000,
        "[^1]" * 20_000 + "\n\n[^1]: x",
        "\\emph{" * 15_000,
        "<details>\n" * 9_000,
        "%%" * 40_000,
        "<a href='" * 9_000,
    ],
)
def test_time_and_size_grow_with_the_text(text: str) -> None:
    begun = time.process_time()
    markup = "".join(render_blocks(text))
    assert time.process_time() - begun < 5
    assert len(markup) < 60 * len(text) + 10_000


def test_a_line_end_beside_code_or_a_formula_is_a_blank() -> None:
    assert shown("中文\n`code`\n中文\n中文") == "中文 code 中文中文"
