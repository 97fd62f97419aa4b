"""What is too much is shown as it was written, and reported with its line."""

from __future__ import annotations

from html import unescape

import pytest

from paper_digest import limits
from paper_digest.pipeline import plan_site
from paper_digest.render.markdown import exceeded
from paper_digest.render.text import plain_text, render_blocks, render_inline, strip_tags
from paper_digest.sources import Sources
from tests.support.sources import source_of

HEAD = "## A harmless paper about models\n[一篇论文](https://arxiv.org/abs/2503.23307)\n\n"


def findings(text: str, code: str = "beyond-limits") -> list[tuple[int, str]]:
    found = plan_site(Sources(digests=(source_of(text),))).diagnostics
    return [(one.line, one.message) for one in found if one.code.name == code]


DEEP_FORMULAS = (
    "{", "\\frac{", "x^{", "\\left(", "\\hat", "\\sqrt", "\\not", "\\mathcal", "\\begin{matrix}",
    "\\overset{a}{", "\\xrightarrow{", "\\color{red}",
)  # fmt: skip


@pytest.mark.parametrize("unit", DEEP_FORMULAS)
def test_a_formula_that_nests_without_end_is_shown_as_written_and_reported(unit: str) -> None:
    formula = unit * 3000 + "x"
    (block,) = render_blocks(f"Text ${formula}$.")
    assert f'<code class="pd-tex">{formula}</code>' in block
    found = findings(f"{HEAD}First line.\nText ${formula}$.\n")
    assert [line for line, _ in found] == [5]
    assert "formula" in found[0][1]


@pytest.mark.parametrize("unit", ["+ ", "1. ", "- + ", "> - ", "> "])
def test_lists_that_nest_without_end_keep_their_words_and_are_reported(unit: str) -> None:
    assert plain_text(unit * 1000 + "word").endswith("word")
    assert findings(f"{HEAD}Plain.\n\n{unit * 1000}word\n")


def test_a_text_beyond_all_measure_is_shown_as_written() -> None:
    text = "*a* <b> " * (limits.TEXT_LENGTH // 8 + 1)
    (block,) = render_blocks(text)
    assert unescape(strip_tags(block)) == text.strip()
    assert "<em>" not in block
    assert [line for line, _ in findings(HEAD + text)] == [4]


def test_a_title_beyond_all_measure_is_shown_as_written() -> None:
    title = "Long *title* " * 200
    assert "<em>" not in render_inline(title)
    assert [
        line for line, _ in findings(f"## {title}\n[一](https://arxiv.org/abs/2503.23307)\n\nText.\n")
    ] == [1]


def test_a_table_that_is_filled_up_without_end_is_shown_as_written() -> None:
    table = "|a" * 700 + "|\n" + "|-" * 700 + "|\n" + "|1\n" * 2800
    blocks = render_blocks(f"Before.\n\n{table}\n\n*After.*")
    assert "<table" not in "".join(blocks)
    assert "".join(blocks).count("|1") == 2800
    assert "<em>After.</em>" in blocks[-1]
    assert [line for line, _ in findings(f"{HEAD}Text.\n\n{table}")] == [7]


def test_usual_texts_are_within_limits() -> None:
    table = "|a|b|\n|-|-|\n" + "|1|2\n" * 500
    formula = "\\sum_{i=1}^{n} \\frac{x_i}{\\sqrt{y_i}} " * 10
    assert not exceeded(f"A text of *words*.\n\n{table}\n\n$${formula}$$\n\n- a\n  - b\n    - c\n")
    assert "<table" in "".join(render_blocks(table))
