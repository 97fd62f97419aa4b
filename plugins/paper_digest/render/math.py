"""LaTeX to MathML at build time, so that no page needs a script or another host for it."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

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
        that can be rendered, so that nothing is lost; a link for a lone `\href`.
    """
    link = _HREF.fullmatch(latex.strip())
    if link:
        url, text = html.escape(link["url"]), html.escape(link["text"])
        return f'<a href="{url}" rel="noopener">{text}</a>'
    try:
        markup = str(_converter().convert_with_local_state(latex.strip(), displaystyle=display))
    except LatexError:
        return f'<code class="pd-tex">{html.escape(latex)}</code>'
    return f'<div class="pd-math" tabindex="0">{markup}</div>' if display else markup
