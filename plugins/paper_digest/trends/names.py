"""Names of models and methods: what titles coin, and where texts take it up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from msgspec import Struct

from paper_digest.limits import TITLE_LENGTH
from paper_digest.model import Bilingual

# A token with a capital or a digit in it: Qwen2.5-VL, DeepSeek-R1, rStar, Gemini 2.5, s1. What stands
# before it is looked at behind its first letter, as a pattern that begins with a letter is found faster.
_TOKEN = re.compile(
    r"[A-Za-z0-9](?<![A-Za-z0-9.@/_-][A-Za-z0-9])(?:(?<=[A-Z0-9])|[a-z]*[A-Z0-9])"
    r"[A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*(?: [1-9](?:\.[0-9])?(?![\w.-]))?"
)
_SIZE = re.compile(r"(?:-(?:[0-9.]+[BMKbmk]|Instruct|Base|Chat|Preview))+$")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_NUMBERED = re.compile(r"[^A-Za-z]*[A-Za-z].*[0-9]")
# Words with numbers that name nothing: 3D, FP4, v2, Part 3, System-2, and plurals of abbreviations.
_ORDINARY = re.compile(
    r"[0-9].*|.*-[0-9]D|"
    r"(?:FP|INT|v|H|A|L|K|ISO|MP|part|system|type|level|stage|phase|task|top|pass|to)[ -]?[0-9.]+",
    re.IGNORECASE,
)
# Longer names than this are none.
_LONGEST = 100
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")


def key_of(name: str) -> str:
    """What all spellings of one name share: `Qwen2.5-VL` and `qwen25vl`."""
    return _NOT_ALNUM.sub("", name.lower())


def coined(title: str) -> Iterator[str]:
    """The names in a title.

    Args:
        title: inline Markdown.

    Yields:
        Tokens with capitals inside or with a number; before a colon, where titles put the name of
        what they present, also words of capitals. Sizes of models are cut off.
    """
    plain = title[:TITLE_LENGTH].replace("*", "")
    for match in _TOKEN.finditer(plain):
        leads = match.start() == 0 and plain[match.end() : match.end() + 1] in (":", "：")
        if name := _named(match[0], leads):
            yield name


@lru_cache(maxsize=1 << 14)
def _named(token: str, leads: bool) -> str:
    """The name that a token of a title is, "" where it is none."""
    # Most tokens are words with a capital letter.
    if token.isalpha() and token[1:].islower():
        return ""
    name = _SIZE.sub("", token) if "-" in token else token
    return name if len(name) > 2 and _is_name(name, leads=leads) else ""


def _is_name(name: str, *, leads: bool) -> bool:
    if _ORDINARY.fullmatch(name):
        return False
    return bool(_NUMBERED.match(name)) or any(
        _CAMEL.search(piece) or (leads and piece.isupper() and len(piece) > 1)
        for piece in name.removesuffix("s").split("-")
    )


class NamesIn(Struct, frozen=True, gc=False):
    """What a paper's texts say of names, whatever other papers say.

    Attributes:
        coined: the names in its titles.
        tokens: what may be a name in its titles and abstracts, each once, one a line: as one text they fill
            a tenth of the memory.
    """

    coined: tuple[str, ...]
    tokens: str


def names_in(title: Bilingual, abstract: Bilingual) -> NamesIn:
    """Read a paper's names.

    Args:
        title: inline Markdown.
        abstract: Markdown.
    """
    found = tokens("\n\n".join((title.en, title.zh, abstract.en, abstract.zh)))
    return NamesIn((*coined(title.en), *coined(title.zh)), "\n".join(dict.fromkeys(found)))


def tokens(text: str) -> list[str]:
    """What may be a name in Markdown."""
    return _TOKEN.findall(text)


class Names:
    """Names to look for."""

    def __init__(self, wanted: Collection[str]) -> None:
        """Take the keys of the names."""
        self._wanted = wanted
        # The name that each token is, "" for most, which are none.
        self._known: dict[str, str] = {}

    def among(self, found: str) -> set[str]:
        """The keys of the names that tokens hold, however they are written.

        Args:
            found: the tokens, one a line, as `NamesIn` has them.
        """
        known = self._known
        tokens = found.split("\n")
        known.update((token, self._longest(token)) for token in tokens if token not in known)
        return {known[token] for token in tokens} - {""}

    def _longest(self, token: str) -> str:
        """The longest name that a token begins with: `Qwen2.5-VL-7B` holds `Qwen2.5-VL`."""
        token = token[:_LONGEST]
        while token:
            key = key_of(token)
            if key in self._wanted:
                return key
            token = token.rpartition(" ")[0] or token.rpartition("-")[0]
        return ""
