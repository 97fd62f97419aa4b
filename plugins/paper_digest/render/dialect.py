"""What digests' Markdown is read as: options of the parser, and what must be said to it beforehand.

Some characters are not what the parser would take them for: `_` within a URL, the line ends of a formula
that stands by itself. They are swapped for characters that Unicode has set aside for such
use ("noncharacters", https://www.unicode.org/faq/private_use.html) before a text is parsed, and swapped back
in whatever comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comrak import ExtensionOptions, ParseOptions

from paper_digest.render.tex import untex
from paper_digest.urls import find_urls

VOID = "\ufdd0"
"""Stands for nothing: keeps what follows from being read as the start of something."""

_SIGNS = {"_": "\ufdd1", "*": "\ufdd2", "~": "\ufdd3", "$": "\ufdd4", "\n": "\ufdd5"}
_HIDDEN = str.maketrans(_SIGNS)
_RESTORED = ((VOID, ""), *((hidden, sign) for sign, hidden in _SIGNS.items()))
_RESERVED = (VOID, *_SIGNS.values())

_PARSE = ParseOptions(leave_footnote_definitions=True)


def _options(*, latex: bool) -> tuple[ExtensionOptions, ParseOptions]:
    extensions = ExtensionOptions(
        cjk_friendly_emphasis=True,
        footnotes=True,
        highlight=True,
        math_dollars=True,
        math_latex=latex,
        ofm_callouts=True,
        ofm_comments=True,
        strikethrough=True,
        table=True,
        tasklist=True,
        wikilinks_title_after_pipe=True,
    )
    return extensions, _PARSE


OPTIONS = _options(latex=True)
"""What the parser reads beside CommonMark."""
OPTIONS_WITHOUT_LATEX = _options(latex=False)
"""The same without formulas in backslashes and brackets."""

# A label in brackets and a colon define a link only where an address follows; else they begin a note.
_ADDRESS = r"\s*(?:<|[a-z][a-z0-9+.-]*:|(?=[!-~]*[/.#])[!-~]+(?:\s|$))"
_NOTE = re.compile(rf"^( {{0,3}})(?=\[[^\]\n^][^\]\n]*\]:(?!{_ADDRESS}))", re.MULTILINE | re.IGNORECASE)
TOO_MANY_QUOTES = re.compile(r"((?:>[ \t]*){32})(?=>)")
"""So many quotes in quotes that no one meant them."""
# The text of a link may stand in brackets: `[[1]](address)`.
_BRACKETS = re.compile(r"\[(?=\[[^\[\]\n]*\]\]\()")
# A single tilde is a range or TeX's blank, but nobody's deletion.
_TILDE = re.compile(r"(?<!~)~(?!~)")
# A digit may follow a formula that holds a command, as in `$\alpha$1`; other dollars before digits are
# money, and so are those behind which Chinese or `**` comes before the next dollar.
_FORMULA_DIGIT = re.compile(r"(\$(?!\s)(?=[^$\n]*\\[A-Za-z])[^$\n]*(?<!\s)\$)(?=[0-9])")
_MONEY = re.compile(r"\$(?=[0-9][^$\n\\{]*(?:\*\*|[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]))")
_BLANK_LINE = re.compile(r"(\n[ \t]*\n)")
_DISPLAY = re.compile(r"\$\$|\\\[|^ {0,3}\\begin\{([a-z]+\*?)\}", re.MULTILINE)


def prepare(text: str) -> str:
    """A text as the parser must see it.

    Args:
        text: Markdown as it was written.

    Returns:
        Markdown in which some characters are swapped; `restore` gives back what they stand for.
    """
    for sign in _RESERVED:
        text = text.replace(sign, "\ufffd")
    if "://" in text and any(sign in text for sign in "_*~$"):
        text = _with_hidden(text, find_urls(text))
    if "\\" in text or "``" in text or "~" in text:
        text = untex(text)
    if "~" in text:
        text = _TILDE.sub(_SIGNS["~"], text)
    if "$" in text:
        text = _MONEY.sub(_SIGNS["$"], _FORMULA_DIGIT.sub(rf"\1{VOID}", text))
    if "]:" in text:
        text = _NOTE.sub(rf"\1{VOID}", text)
    if ">>" in text or "> >" in text:
        text = TOO_MANY_QUOTES.sub(rf"\1{VOID}", text)
    if "]](" in text:
        text = _BRACKETS.sub(f"[{VOID}", text)
    if "$$" in text or "\\[" in text or "\\begin{" in text:
        text = "".join(map(_with_displays, _BLANK_LINE.split(text)))
    return text


def restore(text: str) -> str:
    """A piece of a prepared text as it was written."""
    for hidden, sign in _RESTORED:
        if hidden in text:
            text = text.replace(hidden, sign)
    return text


def _with_hidden(text: str, spans: Iterator[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done:start], text[start:end].translate(_HIDDEN)]
        done = end
    return "".join([*parts, text[done:]])


def _with_displays(paragraph: str) -> str:
    """A paragraph in which no line of a formula that stands by itself can begin a list or a heading."""
    parts, done, absent = [], 0, set()
    for match in _DISPLAY.finditer(paragraph):
        closing = rf"\end{{{match[1]}}}" if match[1] else {"$$": "$$", "\\[": "\\]"}[match[0]]
        if match.start() < done or closing in absent:
            continue
        end = paragraph.find(closing, match.end())
        if end < 0:
            absent.add(closing)
            continue
        end += len(closing)
        formula = paragraph[match.start() : end].replace("\n", _SIGNS["\n"])
        parts += [paragraph[done : match.start()], f"$${formula.lstrip()}$$" if match[1] else formula]
        done = end
    return "".join([*parts, paragraph[done:]])
