"""From words to the terms under which they are found; `invert.py` finds the words.

The kinds of terms, told apart by their first character (`docs/search.md` has the rules):

- two Han characters that stand side by side, or a single one that no other term begins with;
- the squashed tail of a word, and behind a hyphen where in it the first break was written:
  `Qwen2.5-VL` gives `qwen25vl-6`, `5vl-1` and `vl`;
- a Latin and a Han character that touch: `MoE模型` gives `e模`;
- `~xy`: two words with one blank between them, as a code of twelve bits;
- `=id`: the paper id; `!zh`, `!!zh`: no Chinese abstract, no Chinese text at all.
"""

from __future__ import annotations

import re
from zlib import crc32

LONGEST = 24
"""Where tails are cut, in characters."""

JOINERS = "-._'"
"""What may stand inside a word, one at a time."""

_BREAK = re.compile(f"[{JOINERS}]|(?<=[a-z0-9])(?=[A-Z])")
_DIGIT = re.compile("[0-9]")
_NAME = re.compile("[0-9]|[A-Z].*[A-Z]")
_PLACES = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"


def tails(word: str) -> tuple[str, ...]:
    """The squashed tails of a word: what is left of it from each of its parts on.

    Parts end at hyphens, points, underlines, apostrophes and before a capital. All but capitals
    and the point in a number are breaks that a reader sees; the first is kept with its place.

    Args:
        word: a folded run of Latin characters with `-._'` inside.

    Returns:
        Lower-case letters and digits, the whole word first, each cut at `LONGEST` characters.
    """
    parts: list[str] = []
    seen: list[bool] = []
    start = 0
    for match in _BREAK.finditer(word):
        mark, end = match[0], match.end()
        parts.append(word[start : match.start()].lower())
        start = end
        in_number = mark == "." and _DIGIT.match(word[end - 2]) and _DIGIT.match(word[end])
        seen.append(bool(mark) and not in_number)
    parts.append(word[start:].lower())
    return tuple(_tail(parts[at:], seen[at:]) for at in range(len(parts)))


def _tail(parts: list[str], seen: list[bool]) -> str:
    """Squash parts; `seen[n]` tells whether a break can be seen behind part n."""
    squashed = "".join(parts)[:LONGEST]
    if True in seen:
        place = sum(map(len, parts[: seen.index(True) + 1]))
        if place < len(squashed):
            return f"{squashed}-{_PLACES[place]}"
    return squashed


def is_name(word: str) -> bool:
    """Whether a word looks like the name of a model, which may hold blanks: it has a digit or two capitals."""
    return _NAME.search(word) is not None


def adjacency(left: str, right: str) -> str:
    """The term that says that two words stand side by side.

    It holds the end of the left word's last part and the beginning of the right word, so that
    `world model` and `VideoWorld models` agree.

    Args:
        left: the last tail of the left word.
        right: the first tail of the right word.
    """
    before, behind = sides(left, right)
    return adjacency_of(crc32(before + behind))


def sides(left: str, right: str) -> tuple[bytes, bytes]:
    """What of two tails goes into the sum behind `adjacency`."""
    return f"{left[-4:]} ".encode(), right.partition("-")[0][:4].encode()


def adjacency_of(checksum: int) -> str:
    """The term for two words by the CRC-32 of their sides, of which twelve bits count."""
    return f"~{_CODE[checksum >> 6 & 63]}{_CODE[checksum & 63]}"


def joined(left: str, right: str) -> str:
    """The tail of two words with a blank between them, which is a break like a hyphen."""
    squashed, _, place = left.partition("-")
    both = (squashed + right.partition("-")[0])[:LONGEST]
    at = place or _PLACES[min(len(squashed), LONGEST)]
    return f"{both}-{at}" if _PLACES.index(at) < len(both) else both
