"""What one paper says of terms: all that mining reads of its texts, from this paper alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct

from paper_digest.glossary.glosses import Expansion, Gloss, Reversed, find_glosses, tokens_of
from paper_digest.model import Bilingual

# A pattern that begins with a letter is found faster than one that begins with a look back.
_SMALL = re.compile(r"[a-z](?<![A-Za-z][a-z])[a-z]{2,}")
# So many tokens before a bracket are looked at; no term is longer.
_LONGEST = 24


class Seen(NamedTuple):
    """A gloss, and how often the text before it recurs in its paper.

    Attributes:
        gloss: what stands there.
        repeats: how often its last token, the last two and so on stand in the paper, as far as they do
            more than once.
    """

    gloss: Gloss
    repeats: tuple[int, ...]


class PaperNotes(Struct, frozen=True):
    """What one paper says of terms. Small, and can be pickled.

    Attributes:
        glosses: English in brackets, in the order of the text.
        reverse: Chinese in brackets, in the order of the text.
        expansions: what abbreviations stand for, in the order of the text.
        small: Latin words that its Chinese texts write without a capital, by alphabet.
    """

    glosses: tuple[Seen, ...] = ()
    reverse: tuple[Reversed, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    small: tuple[str, ...] = ()


def chinese_text(title: Bilingual, abstract: Bilingual) -> str:
    """The Chinese text of a paper."""
    return f"{title.zh}\n{abstract.zh}"


def read_paper(title: Bilingual, abstract: Bilingual) -> PaperNotes:
    """Read what a paper says of terms. Pure: nothing but its texts counts.

    Args:
        title: its titles.
        abstract: its abstracts.

    Returns:
        What `mine` needs to know of these texts besides the texts themselves.
    """
    text = chinese_text(title, abstract)
    english = f"{title.en}\n{abstract.en}"
    glosses: list[Seen] = []
    reverse: list[Reversed] = []
    expansions: list[Expansion] = []
    counts: dict[str, int] = {}
    for found in find_glosses(f"{text}\n{english}" if "(" in english else text):
        if isinstance(found, Gloss):
            glosses.append(Seen(found, _repeats(found, text, counts)))
        elif isinstance(found, Reversed):
            reverse.append(found)
        if found.phrase and found.abbreviation and not (isinstance(found, Reversed) and not found.sure):
            expansions.append(Expansion(found.phrase, found.abbreviation))
    small = tuple(sorted(set(_SMALL.findall(text))))
    return PaperNotes(tuple(glosses), tuple(reverse), tuple(expansions), small)


def _repeats(gloss: Gloss, text: str, counts: dict[str, int]) -> tuple[int, ...]:
    """How often ever longer ends of the text before a bracket stand in a text, as long as they recur.

    A gloss that is repeated all over would be counted anew each time: `counts` keeps what is known.
    """
    repeats: list[int] = []
    tail = ""
    for token in () if gloss.whole else tokens_of(gloss.before)[: -_LONGEST - 1 : -1]:
        tail = token + tail
        count = counts.get(tail) or text.count(tail)
        counts[tail] = count
        if count < 2:
            break
        repeats.append(count)
    return tuple(repeats)
