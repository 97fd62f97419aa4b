"""LaTeX to MathML at build time, so that no page needs a script or another host for it."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

from paper_digest.limits import is_convertible

# Words set as a formula: `$\\textit{…}$`. As text they break like words.
_WORDS = re.compile(r"\\(?P<macro>text(?:it|bf|rm|sf|tt|sc)?|emph|mbox)\s*\{(?P<words>[^{}\\$^_]*)\}")
_WORDS_TAG = {"textit": "em", "emph": "em", "textbf": "strong", "texttt": "code"}
# Longer formulas than this may be wider than a phone's window.
_LONG = 40
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
        that can be rendered, or too long or deep for a formula, so that nothing is lost; a link for
        a lone `\href`, words for a lone `\text`. What may be wider than a window can be scrolled.
    """
    link = _HREF.fullmatch(latex.strip())
    if link:
        url, text = html.escape(link["url"]), html.escape(link["text"])
        return f'<a href="{url}" rel="noopener">{text}</a>'
    words = None if display else _WORDS.fullmatch(latex.strip())
    if words:
        tag, text = _WORDS_TAG.get(words["macro"]), html.escape(words["words"], quote=False)
        return f"<{tag}>{text}</{tag}>" if tag else text
    if not is_convertible(latex):
        return f'<code class="pd-tex">{html.escape(latex)}</code>'
    try:
        markup = str(_converter().convert_with_local_state(latex.strip(), displaystyle=display))
    except LatexError:
        return f'<code class="pd-tex">{html.escape(latex)}</code>'
    if display:
        return f'<div class="pd-math" tabindex="0">{markup}</div>'
    return f'<span class="pd-math" tabindex="0">{markup}</span>' if len(latex) > _LONG else markup
