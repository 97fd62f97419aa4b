"""Formulas for places that show no MathML: as Unicode where that says the same, else as their source."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_WORDS = re.compile(r"\\(?:text(?:rm|it|bf)?|math(?:rm|bf|it|sf)|operatorname|mbox)\s*\{([^{}\\$^_]*)\}")
_NAMES = re.compile(
    r"\\(arg|cos|cosh|deg|det|dim|exp|gcd|inf|ker|lim|ln|log|max|min|mod|Pr|sin|sinh|sup|tan|tanh)(?![A-Za-z])"
)
_SPACES = re.compile(r"\\[,;:!> ]|\\(?:quad|qquad|left|right|displaystyle)(?![A-Za-z])|~")
_COMMAND = re.compile(r"(\\[A-Za-z]+|\\.)(?:\{[^{}]*\})?")
_LEFT_OVER = re.compile(r"[\\{}^_&$]")
_LONGEST = 200


def formula_html(latex: str, _display: bool) -> str:
    """A formula as HTML without MathML.

    Args:
        latex: LaTeX without its delimiters.

    Returns:
        Unicode text where every command of the formula has a sign of its own; else the source in `<code>`.
    """
    said = unicode_of(latex)
    return (
        html.escape(said, quote=False) if said else f"<code>{html.escape(latex.strip(), quote=False)}</code>"
    )


@lru_cache(maxsize=4096)
def unicode_of(latex: str) -> str:
    """A formula in Unicode, "" where Unicode cannot say it."""
    if len(latex) > _LONGEST:
        return ""
    # Only exports need it.
    from unicodeit import replace

    text = _SPACES.sub(" ", _NAMES.sub(r" \1 ", _WORDS.sub(r"\1", latex)))
    # What the library does not know it takes apart: of `\log` it would make `\l` and "og".
    if not all({match[0], match[1]} & _known() for match in _COMMAND.finditer(text)):
        return ""
    said = " ".join(replace(text).split())
    return "" if _LEFT_OVER.search(said) else said


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    from unicodeit.data import COMBININGMARKS, REPLACEMENTS

    return frozenset(latex for latex, _ in (*REPLACEMENTS, *COMBININGMARKS))
