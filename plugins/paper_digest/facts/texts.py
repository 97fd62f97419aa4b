r"""From what sources write, which is TeX, to Markdown: `\pi_0`, `10\%`, `\url{…}`, `Ana M\"uller`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Formulas and addresses stay as they are.
_KEPT = re.compile(
    r"(\$\$[^$]{1,4000}\$\$|(?<!\\)\$(?!\s)[^$]{1,2000}?(?<![\s\\])\$|https?://[^\s<>{}\"]+)", re.DOTALL
)
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
_LINKED = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_QUOTES = re.compile(r"``([^`']+)''|``([^`\"]+)\"")
_BREAKS = re.compile(r"\\(?:newline|linebreak|par|noindent|medskip|bigskip|smallskip)(?![A-Za-z])\s*|\\\\\s*")
_OLD_FONTS = re.compile(r"\{\\(?:it|bf|em|tt|sc|rm|sl|sf)(?![A-Za-z])\s*([^{}]*)\}")
_DASHES = re.compile(r"(?<!-)---?(?!-)")
# What Markdown would read as marks; as entities, since a backslash before a bracket begins a formula.
_MARKS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "*[]<>`#|"})
_LOOSE = re.compile(r"(?<!\\)([_$])")
_FIRST = re.compile(r"^(\s*)([-+]|\d{1,9}[.)])(?=\s)", re.MULTILINE)


def to_markdown(tex: str) -> str:
    r"""A text of a source as Markdown.

    TeX of running text (`\emph{…}`, accents) is left to the renderer, which knows it.

    Args:
        tex: as the source has it; paragraphs are separated by an empty line.

    Returns:
        Markdown in which nothing but formulas, addresses and links is markup.
    """
    text = _LINKED.sub(r"\2 (\1)", _URL.sub(r"\1", tex))
    text = _OLD_FONTS.sub(r"\1", _BREAKS.sub(" ", text))
    pieces = _KEPT.split(text)
    pieces[::2] = [_prose(piece) for piece in pieces[::2]]
    return _FIRST.sub(_first_mark, "".join(pieces)).strip()


def _prose(piece: str) -> str:
    piece = _QUOTES.sub(lambda match: f"“{match[1] or match[2]}”", piece)
    piece = _DASHES.sub(lambda match: "—" if len(match[0]) == 3 else "–", piece)
    return _LOOSE.sub(r"\\\1", piece.translate(_MARKS))


def _first_mark(match: re.Match[str]) -> str:
    """A dash or number that begins a line, but no list."""
    mark = match[2]
    return f"{match[1]}{mark[:-1]}&#{ord(mark[-1])};"


@lru_cache(maxsize=8192)
def name_in_unicode(name: str) -> str:
    r"""A name as readers write it: `Ana M\"uller` as Ana Müller."""
    if not set("\\{}~") & set(name):
        return name
    try:
        return " ".join(str(_converter().latex_to_text(name)).split()) or name
    except Exception:  # whatever a parser of untrusted text raises
        return name


@lru_cache(maxsize=1)
def _converter() -> Any:
    # Few names need it, and loading it takes a while.
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text()
