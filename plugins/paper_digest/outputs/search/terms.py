"""From words to the terms under which they are found; `records.py` adds those of characters.

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
from functools import lru_cache
from zlib import crc32

from .fold import HAN, LATIN

LONGEST = 24
"""Where tails are cut, in characters."""

RUN = re.compile(f"[{HAN}]+|[{LATIN}]+(?:[-._'][{LATIN}]+)*")
"""A run of Han characters, or a word."""

_HAN_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(f"[{LATIN}]+(?:[-._'][{LATIN}]+)*")
_BREAK = re.compile("[-._']|(?<=[a-z0-9])(?=[A-Z])")
_DIGIT = re.compile("[0-9]")
_NAME = re.compile("[0-9]|[A-Z].*[A-Z]")
_PLACES = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"


def han_runs(text: str) -> list[str]:
    """The runs of Han characters in a folded text, in order."""
    return _HAN_RUN.findall(text)


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
    # No part is empty, so that no more of them can be within a tail.
    return tuple(_tail(parts[at : at + LONGEST], seen[at : at + LONGEST]) for at in range(len(parts)))


def _tail(parts: list[str], seen: list[bool]) -> str:
    """Squash parts; `seen[n]` tells whether a break can be seen behind part n."""
    squashed = "".join(parts)[:LONGEST]
    if True in seen:
        place = sum(map(len, parts[: seen.index(True) + 1]))
        if place < len(squashed):
            return f"{squashed}-{_PLACES[place]}"
    return squashed


@lru_cache(maxsize=1 << 16)
def adjacency(left: str, right: str) -> str:
    """The term that says that two words stand side by side.

    It holds the end of the left word's last part and the beginning of the right word, so that
    `world model` and `VideoWorld models` agree.

    Args:
        left: the last tail of the left word.
        right: the first tail of the right word.
    """
    code = crc32(f"{left[-4:]} {right.partition('-')[0][:4]}".encode()) & 4095
    return f"~{_CODE[code >> 6]}{_CODE[code & 63]}"


def words_of(text: str) -> list[str]:
    """The terms of a text's words, with repetitions: tails, adjacencies, joined tails.

    Args:
        text: a folded text, with its case.
    """
    found: list[str] = []
    words: list[tuple[str, ...]] = []
    named: list[bool] = []
    end = -2
    for match in _WORD.finditer(text):
        start, stop = match.span()
        own, name = _word(match[0])
        found += own
        if start == end + 1 and text[end].isspace():
            found.append(adjacency(words[-1][-1], own[0]))
            words.append(own)
            named.append(name)
            if name or named[-2]:
                found += _joined(words, named)
        else:
            words, named = [own], [name]
        end = stop
    return found


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> tuple[tuple[str, ...], bool]:
    """A word's tails, and whether it looks like a name: it has a digit or two capitals."""
    return tails(word), _NAME.search(word) is not None


def _joined(words: list[tuple[str, ...]], named: list[bool]) -> list[str]:
    """What the newest word makes with the one or two before it: `DeepSeek R1` gives `deepseekr1`."""
    newest = words[-1][0]
    found = [joined(tail, newest) for tail in words[-2]]
    if len(words) > 2 and (named[-2] or named[-3]):
        found += [joined(joined(tail, words[-2][0]), newest) for tail in words[-3]]
    return found


def joined(left: str, right: str) -> str:
    """The tail of two words with a blank between them, which is a break like a hyphen."""
    squashed, _, place = left.partition("-")
    both = (squashed + right.partition("-")[0])[:LONGEST]
    at = place or _PLACES[min(len(squashed), LONGEST)]
    return f"{both}-{at}" if _PLACES.index(at) < len(both) else both
