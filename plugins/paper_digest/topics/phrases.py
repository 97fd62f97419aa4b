"""Find many phrases in a text in one pass, English ones as words and Chinese ones anywhere.

The pass is an Aho-Corasick automaton (Aho and Corasick 1975, doi:10.1145/360825.360855), so its time
does not depend on the number of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation

_HYPHENS = "-‐‑‒–—_/"
_URL = re.compile(r"https?://[!-~]+")
_BLANKS = re.compile(r"\s+")
_MIXED = re.compile(r"(?<=[a-z0-9]) ?(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) ?(?=[a-z0-9])")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


Hit = tuple[int, int, tuple[int, ...]]
"""A phrase in a normalised text: its start, its end and the numbers of its groups."""

_Owner = tuple[bool, bool, tuple[int, ...]]

_by_start = itemgetter(1)
# It is built in a fifth of a DFA's time and, as it is smaller, is faster over texts too.
_AUTOMATON = Implementation.ContiguousNFA


def normalise(text: str) -> str:
    """Fold a text for matching: what `fold` returns, in lower case, every letter still in its place."""
    return fold(text).lower()


def fold(text: str) -> str:
    """Fold a text for matching, but for its case.

    Args:
        text: Markdown.

    Returns:
        A text of the same length, with hyphens, slashes, single line ends and URLs as blanks, and paragraphs
        parted by a full stop.
    """
    if "://" in text:
        text = _URL.sub(lambda url: " " * len(url[0]), text)
    for hyphen in _HYPHENS:
        text = text.replace(hyphen, " ")
    if "\n" in text:
        text = text.replace("\n\n", "。 ").replace("\n", " ")
    # The one letter whose lower case is longer.
    return text.replace("İ", "I")


def spellings(phrase: str) -> tuple[str, ...]:
    """The normalised texts that a phrase stands for.

    Args:
        phrase: as an editor writes it. A hyphen stands for a hyphen, a blank or nothing; between a
            Latin and a Chinese letter a blank may be missing or added.

    Returns:
        The spellings, without repetition.
    """
    plain = _BLANKS.sub(" ", normalise(phrase)).strip()
    joined = _BLANKS.sub(" ", normalise(phrase.replace("-", ""))).strip()
    found = [_MIXED.sub(gap, spelling) for spelling in (plain, joined) for gap in ("", " ")]
    return tuple(dict.fromkeys(spelling for spelling in found if spelling))


class Matcher:
    """Phrases in groups, compiled to find all of them at once.

    A `*` at an end of a phrase lets the word go on there: `*bench`, `quantiz*`. Without it English
    phrases match whole words, their plural included. Where phrases overlap, one that lies within a
    longer one is dropped: `视觉语言模型` is no `语言模型`.
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        """Compile.

        Args:
            groups: the phrases of each group; an equal phrase may be in several groups.
        """
        spelled, self._owners = _compiled(groups)
        self._search = AhoCorasick(spelled, implementation=_AUTOMATON)

    def hits(self, text: str) -> list[Hit]:
        """Find the phrases of a normalised text.

        Args:
            text: what `normalise` returned.

        Returns:
            Every occurrence, by place, without those inside a longer one.
        """
        if not text:
            return []
        return _outer(self._search.find_matches_as_indexes(text, overlapping=True), text, self._owners)


class Scanner:
    """Two matchers that do not see each other, and signs besides, compiled to go over a text once."""

    def __init__(
        self, phrases: Sequence[Sequence[str]], marks: Sequence[Sequence[str]], signs: Sequence[str]
    ) -> None:
        """Compile.

        Args:
            phrases: the phrases of each group, as for `Matcher`.
            marks: the same, for the other matcher.
            signs: strings, of which none holds another.
        """
        spelled, self._phrases = _compiled(phrases)
        also, self._marks = _compiled(marks)
        self._of_marks = len(spelled)
        self._of_signs = len(spelled) + len(also)
        self._marks = [*self._phrases, *self._marks]
        self._search = AhoCorasick([*spelled, *also, *signs], implementation=_AUTOMATON)

    def scan(self, text: str) -> tuple[list[Hit], list[Hit], list[int]]:
        """Find everything in a normalised text.

        Args:
            text: what `normalise` returned.

        Returns:
            What the matcher of the phrases would find, what that of the marks would, and where signs end.
        """
        if not text:
            return [], [], []
        phrases, marks, ends = [], [], []
        of_marks, of_signs = self._of_marks, self._of_signs
        for found in self._search.find_matches_as_indexes(text, overlapping=True):
            if found[0] < of_marks:
                phrases.append(found)
            elif found[0] < of_signs:
                marks.append(found)
            else:
                ends.append(found[2])
        return _outer(phrases, text, self._phrases), _outer(marks, text, self._marks), ends


def _compiled(groups: Sequence[Sequence[str]]) -> tuple[list[str], list[_Owner]]:
    """All spellings of phrases, and of each whether it begins and ends a word, and its groups."""
    owners: dict[tuple[str, bool, bool], list[int]] = {}
    for group, phrases in enumerate(groups):
        for phrase in phrases:
            bare = phrase.strip()
            for spelling in spellings(bare.strip("*")):
                key = (spelling, not _open_left(bare, spelling), not _open_right(bare, spelling))
                if group not in owners.setdefault(key, []):
                    owners[key].append(group)
    spelled = [spelling for spelling, _, _ in owners]
    return spelled, [(left, right, tuple(found)) for (_, left, right), found in owners.items()]


def _outer(found: list[tuple[int, int, int]], text: str, owners: Sequence[_Owner]) -> list[Hit]:
    """The hits among what an automaton found, by place, without those inside a longer one."""
    found.reverse()  # They come by end; reversed, the stable sort puts the longest of one start first.
    found.sort(key=_by_start)
    hits: list[Hit] = []
    begin, reach, size = -1, -1, len(text)
    for number, start, end in found:
        if end <= reach and (start != begin or end != reach):
            continue
        left, right, groups = owners[number]
        if left and start and text[start - 1] in _WORD:
            continue
        if right and end < size and text[end] in _WORD and not _is_plural(text, end, size):
            continue
        begin, reach = start, end
        hits.append((start, end, groups))
    return hits


def _open_left(phrase: str, spelling: str) -> bool:
    return phrase.startswith("*") or spelling[0] not in _WORD


def _open_right(phrase: str, spelling: str) -> bool:
    return phrase.endswith("*") or spelling[-1] not in _WORD


def _is_plural(text: str, end: int, size: int) -> bool:
    if text[end] == "s":
        return end + 1 == size or text[end + 1] not in _WORD
    return text.startswith("es", end) and (end + 2 == size or text[end + 2] not in _WORD)
