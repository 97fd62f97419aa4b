"""Folding: what is equal to a reader becomes equal to the index.

`theme/assets/search/text.js` does the same in the browser; `tests/golden/search/` runs on both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
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
_JAMO = range(0x1100, 0x1200)
_SCRIPTS = range(0x10000, 0x1D000)


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
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_table())


def fold_all(texts: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Fold many texts at once, which takes a fraction of the time.

    Args:
        texts: any texts.

    Returns:
        The code points of all folded texts, each with a zero behind it; and where each begins, with
        the length of all as last.
    """
    codes = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in texts], out=starts[1:])
    present = np.flatnonzero(np.bincount(codes)) if len(codes) else starts[:0]
    becomes = np.arange(present[-1] + 1 if len(present) else 1, dtype=np.uint32)
    odd = np.zeros(len(becomes), np.bool_)
    for code in present[present > 127].tolist():
        alone = _alone(code)
        if alone:
            becomes[code] = alone
        else:
            odd[code] = True
    folded = becomes[codes]
    if not odd.any():
        return folded, starts
    pieces = [folded[start:end] for start, end in zip(starts[:-1], starts[1:], strict=True)]
    for at in np.unique(np.searchsorted(starts, np.flatnonzero(odd[codes]), "right") - 1).tolist():
        text = f"{fold(texts[at])}\0".encode("utf-32-le", "surrogatepass")
        pieces[at] = np.frombuffer(text, np.uint32)
    np.cumsum([len(piece) for piece in pieces], out=starts[1:])
    return np.concatenate(pieces), starts


@lru_cache(maxsize=1 << 16)
def _alone(code: int) -> int:
    """What a character becomes beside any neighbours; 0 where it becomes several, or they matter."""
    folded = fold(chr(code))
    if len(folded) != 1 or code in _SCRIPTS:
        return 0
    joins = any(unicodedata.category(char)[0] == "M" or ord(char) in _JAMO for char in (chr(code), folded))
    return 0 if joins else ord(folded)


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
