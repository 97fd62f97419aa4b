"""Folding: what is equal to a reader becomes equal to the index.

`theme/assets/search/text.js` does the same in the browser; `tests/golden/search/` runs on both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
"""Characters that are indexed in pairs, as the inside of a character class (Han, kana, hangul)."""

LATIN = "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u036f\u0370-\u1fff"
"""Characters of words, as the inside of a character class: explicit, so that no Unicode version matters."""

_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-") | {0x2018: "'", 0x2019: "'"}


@cache
def simplified() -> dict[int, str]:
    """The map from traditional to simplified characters, one to one, by code point.

    `traditional.txt` holds it as pairs of characters: each character of the CJK blocks that OpenCC
    (`t2s`, Apache License 2.0) changes when it stands alone, and what it becomes.
    """
    pairs = files(__package__).joinpath("traditional.txt").read_text(encoding="utf-8").replace("\n", "")
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


@cache
def _table() -> dict[int, str]:
    return simplified() | _HYPHENS


def fold(text: str) -> str:
    """Fold a text but for its case, which still tells where the parts of a name begin.

    Args:
        text: any text.

    Returns:
        The text in NFKC, with simplified characters and plain hyphens and apostrophes.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_table())


def pairs_needed(folded: str) -> str:
    """The part of the traditional-to-simplified map that queries on these texts can need.

    Args:
        folded: the folded texts, or all their different characters.

    Returns:
        Traditional and simplified character in turn, for each traditional one that folds to a
        character of `folded`, in the order of code points.
    """
    present = set(re.findall(f"[{HAN}]", folded))
    return "".join(chr(code) + char for code, char in sorted(simplified().items()) if char in present)
