"""LaTeX to MathML at build time, so that no page needs a script or another host for it."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

# The converter recurses for what nests, and a stack that overflows takes the process with it. Whatever
# can nest takes a brace, a command or one of these signs.
_NESTING = re.compile(r"[{(\\[^_']|\\\\")
_MOST_NESTING = 300
_LONGEST = 10_000
_HREF = re.compile(r"\\href\s*\{(?P<url>https?://[^{}\s]+)\}\s*\{(?P<text>[^{}]*)\}")


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML()


@lru_cache(maxsize=16384)
def math_html(latex: str, *, display: bool) -> str:
    r"""Render a formula.

    Args:
        latex: LaTeX without its delimiters, unescaped.
        display: whether it stands on a line of its own.

    Returns:
        MathML (https://www.w3.org/TR/mathml-core/); the source in `<code>` where it is no LaTeX
        that can be rendered, or too long or deep for a formula, so that nothing is lost; a link for a lone `\href`.
    """
    link = _HREF.fullmatch(latex.strip())
    if link:
        url, text = html.escape(link["url"]), html.escape(link["text"])
        return f'<a href="{url}" rel="noopener">{text}</a>'
    if len(latex) > _LONGEST or len(_NESTING.findall(latex)) > _MOST_NESTING:
        return f'<code class="pd-tex">{html.escape(latex)}</code>'
    try:
        markup = str(_converter().convert_with_local_state(latex.strip(), displaystyle=display))
    except LatexError:
        return f'<code class="pd-tex">{html.escape(latex)}</code>'
    return f'<div class="pd-math" tabindex="0">{markup}</div>' if display else markup
