"""Folding: what is equal to a reader becomes equal to the index.

`theme/assets/search/text.js` does the same in the browser; `tests/golden/search/` runs on both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]

HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
"""Characters that are indexed in pairs, as the inside of a character class (Han, kana, hangul)."""

LATIN = "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u036f\u0370-\u1fff"
"""Characters of words, as the inside of a character class: explicit, so that no Unicode version matters."""

_PLAIN = {
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-"),
    **dict.fromkeys((0x2018, 0x2019), "'"),
    # In lower case it would become two characters.
    0x0130: "I",
}
_UNKNOWN, _ODD = 0x110000, 0x110001

_JOINING = range(0x1100, 0x1200), range(0x10000, 0x1D000)
"""Hangul's letters, and scripts some of whose vowels join what stands before."""


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
    return simplified() | _PLAIN


def fold(text: str) -> str:
    """Fold a text but for its case, which still tells where the parts of a name begin.

    Args:
        text: any text.

    Returns:
        The text in NFKC, with simplified characters and plain hyphens and apostrophes.
    """
    return text if text.isascii() else text_of(folded_codes(text))


def folded_codes(text: str) -> Codes:
    """The code points of a folded text."""
    codes = codes_of(text)
    becomes = _becomes()
    folded = becomes[codes]
    if (folded == _UNKNOWN).any():
        for code in set(codes[folded == _UNKNOWN].tolist()):
            becomes[code] = _alone(chr(code))
        folded = becomes[codes]
    if (folded == _ODD).any():
        return codes_of(unicodedata.normalize("NFKC", text).translate(_table()))
    return folded


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """The text behind code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _becomes() -> Codes:
    """What each character becomes that was met: a table is far quicker than asking for each."""
    return np.full(0x110000, _UNKNOWN, "<u4")


def _alone(char: str) -> int:
    """What a character becomes whatever stands beside it; odd where its neighbours may matter."""
    folded = unicodedata.normalize("NFKC", char).translate(_table())
    for one in char + folded:
        if unicodedata.category(one)[0] == "M" or any(ord(one) in some for some in _JOINING):
            return _ODD
    return ord(folded) if len(folded) == 1 else _ODD


@cache
def in_class(characters: str) -> NDArray[np.bool_]:
    """For each code point, whether it is in a class.

    Args:
        characters: the inside of a character class, such as `HAN`.
    """
    found = np.zeros(0x110000, np.bool_)
    for first, last in re.findall("(.)-?((?<=-).)?", characters):
        found[ord(first) : ord(last or first) + 1] = True
    return found


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
