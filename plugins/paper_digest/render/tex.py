r"""TeX of running text, as abstracts of arXiv have it: `\emph{…}`, `Poincar\'e`, ``quotes''.

Formulas are left alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_TAGS = {
    **dict.fromkeys(("emph", "textit", "textsl"), "em"),
    **{
        "textbf": "strong",
        "texttt": "code",
        "underline": "u",
        "textsuperscript": "sup",
        "textsubscript": "sub",
    },
}
# Code, formulas and addresses come first and stay as they are. An accent on a letter without braces is one
# only where no English word has an escaped quotation mark: not in don\'t, it\'s, o\'clock.
_PIECE = re.compile(
    r"""
    (?=[`$\\~h]) (?:
      (?P<quoted>``[^`'\n]+'')
    | (?P<kept>(?<!`)(?P<ticks>`++).{1,500}?(?<!`)(?P=ticks)(?!`)
        | \$\$.{1,2000}?\$\$ | \$(?!\s)[^$\n]{1,2000}\$ | \\\(.{1,500}?\\\) | \\\[.{1,500}?\\\]
        | https?://\S+ )
    | \\(?P<macro>emph|text(?:it|sl|bf|tt|rm|sc|sf|up|superscript|subscript)|underline|mbox|text)
        \{(?P<words>[^{}]*)\}
    | (?P<accent>\\['`^"~=.]\{\\?[A-Za-z]\} | (?<=[A-Za-z])\\['`^"][aeiouyAEIOUY]
        | (?<=[A-Za-z])\\"\\i | (?<=[A-Za-z])\\~[anoANO] | \\[cuvHkr]\{[A-Za-z]\}
        | \\(?:ss|o|O|l|L|ae|AE|oe|OE|aa|AA|i|j)(?:\{\}|(?![A-Za-z]))
        | \\(?:ldots|dots|textellipsis|textendash|textemdash|textasciitilde|S|copyright|texttrademark)
          (?:\{\}|(?![A-Za-z])))
    | (?P<tie>(?<=[0-9])~(?=[A-Za-z]) | (?:(?<=[A-Za-z]{2})|(?<=[.\]]))~(?=[0-9A-Za-z\\(\[])) )
    """,
    re.VERBOSE | re.DOTALL,
)
_NO_BREAK = "\u00a0"


def untex(text: str) -> str:
    r"""Replace TeX of running text by what it stands for.

    Args:
        text: Markdown.

    Returns:
        Markdown with HTML tags and characters in the place of TeX; unknown commands stay as they were.
    """
    for _ in range(3):
        replaced = _PIECE.sub(_replaced, text)
        if replaced == text:
            break
        text = replaced
    return text


def _replaced(match: re.Match[str]) -> str:
    if match["kept"]:
        return match[0]
    if match["quoted"]:
        return f"“{match[0][2:-2]}”"
    if match["macro"]:
        tag = _TAGS.get(match["macro"])
        return f"<{tag}>{match['words']}</{tag}>" if tag else match["words"]
    return _NO_BREAK if match["tie"] else latex_words(match[0])


@lru_cache(maxsize=4096)
def latex_words(latex: str) -> str:
    """LaTeX as plain text: accents as letters, commands as their signs, fractions with a slash."""
    try:
        return str(_converter().latex_to_text(latex)).strip()
    except Exception:  # whatever a parser of untrusted text raises
        return latex


@lru_cache(maxsize=1)
def _converter() -> Any:
    # Loading it takes longer than most sites need for all their text, and few texts hold TeX.
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text")
