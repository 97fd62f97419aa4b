from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.render.math import math_html
from tests.unit.render.test_text import assert_harmless


def test_inline_and_display() -> None:
    inline, display = math_html("O(n^2)", display=False), math_html("O(n^2)", display=True)
    assert inline.startswith("<math")
    assert "<msup>" in inline
    assert display.startswith('<div class="pd-math"')
    assert 'display="block"' in display


@pytest.mark.parametrize(
    "latex", ["\\mathcal{L}_{\\text{KL}}", "\\times", "\\epsilon < 0.1", "\\frac{1}{2}", "中文"]
)
def test_what_digests_write_can_be_rendered(latex: str) -> None:
    assert "<math" in math_html(latex, display=False)


def test_what_cannot_be_rendered_is_shown() -> None:
    assert math_html("\\nosuch{<b>}", display=False) == '<code class="pd-tex">\\nosuch{&lt;b&gt;}</code>'


def test_links() -> None:
    assert (
        math_html("\\href{https://a.io/b}{x<y}", display=False)
        == '<a href="https://a.io/b" rel="noopener">x&lt;y</a>'
    )
    assert "href" not in math_html("\\href{javascript:alert(1)}{x}", display=False).replace("\\href", "")


@given(st.text(alphabet="ab{}\\^_<>&\"'$%~ 中", max_size=30), st.booleans())
def test_any_text_is_harmless(latex: str, display: bool) -> None:
    assert_harmless(math_html(latex, display=display))


@given(
    st.text(max_size=20),
    st.sampled_from(["href", "text", "mathrm", "htmlClass", "includegraphics", "style", "class", "url"]),
)
def test_commands_smuggle_nothing(text: str, command: str) -> None:
    markup = math_html(f"\\{command}{{{text}}}{{x}}", display=False)
    assert "<script" not in markup
    assert "<img" not in markup
    assert "javascript:" not in markup or 'href="javascript' not in markup
