"""The last touch on a whole page: both languages of the theme's own words, and no wasted bytes."""

from __future__ import annotations

import re

from paper_digest.render.words import BETWEEN

_TAG_NAME = re.compile(r"<([a-z0-9]+)", re.IGNORECASE)
_NO_ELEMENTS_INSIDE = frozenset({"title", "script", "style", "option", "textarea"})
_VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
VERBATIM_TAGS = ("<pre", "<script", "<style", "<textarea")
"""With these begin elements in which white space is meant."""

_INDENT = re.compile(r"\s*\n\s*")
_BLOCK = re.compile(
    r"\n?(</?(?:article|body|button|div|fieldset|footer|form|head|header|html|input|label|li|link|main|meta|nav"
    r"|script|ul)\b[^>]*>)\n?|(<a\b[^>]*>)\n|\n(</a>)"
)


def finish(page: str) -> str:
    """Finish a page of the theme.

    Words that the theme gives in both languages at once, with `BETWEEN` between them, become an
    element per language, wherever elements may stand; attributes are left to the script.

    Args:
        page: a whole HTML page.

    Returns:
        The page. Finishing twice changes nothing more.
    """
    return _tighten(compact(split_languages(page)))


def _tighten(page: str) -> str:
    """Take out the theme's line ends beside elements that stand in no line; the article keeps its own."""
    start, end = page.find("<article"), page.rfind("</article>")
    if start < 0 or end < start:
        return page
    return _BLOCK.sub(r"\1\2\3", page[:start]) + page[start:end] + _BLOCK.sub(r"\1\2\3", page[end:])


def split_languages(page: str) -> str:
    """Turn text that holds both languages into an element for each.

    Args:
        page: HTML in which `>` stands in no attribute value but as `&gt;`.

    Returns:
        The page with `<span lang>` elements for both halves of each such text.
    """
    parts: list[str] = []
    done = 0
    at = page.find(BETWEEN)
    while at >= 0:
        opened, closed = page.rfind("<", 0, at), page.rfind(">", 0, at)
        end = page.find("<", at)
        name = _TAG_NAME.match(page, opened)
        verbatim = name is not None and name[1].lower() in _NO_ELEMENTS_INSIDE
        if opened < closed and closed >= done and end >= 0 and not verbatim:
            text = page[closed + 1 : end]
            en, zh = (half.strip().replace(BETWEEN, " · ") for half in text.split(BETWEEN, 1))
            before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            parts.append(page[done : closed + 1] + before)
            parts.append(f'<span lang="en">{en}</span><span lang="zh-CN">{zh}</span>{after}')
            done = end
            at = page.find(BETWEEN, end)
        else:
            at = page.find(BETWEEN, at + 1)
    parts.append(page[done:])
    return "".join(parts)


def compact(markup: str) -> str:
    """Take indentation and blank lines out of HTML, but where white space is meant.

    Args:
        markup: HTML.

    Returns:
        The same with every run of white space around a line end folded to the line end.
    """
    for tag in VERBATIM_TAGS:
        if tag in markup:
            break
    else:
        return "\n".join([bare for line in markup.split("\n") if (bare := line.strip())])
    pieces = _VERBATIM.split(markup)
    # The pattern has two groups, so text, element and the element's name alternate.
    return "".join(
        _INDENT.sub("\n", p) if i % 3 == 0 else p for i, p in enumerate(pieces) if i % 3 != 2
    ).strip()
