"""Fields on a line: a key and its value, names of authors, and lists."""

from __future__ import annotations

import re
from typing import NamedTuple

from paper_digest.parse.language import has_han
from paper_digest.parse.vocabulary import SURNAMES, Kind, label_kind, says_nothing

_CHINESE_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_LONGEST = 20_000
_KEY_LENGTH = 40
_MARKER = re.compile(r"[ \t]{0,8}(?:[-*+•>][ \t]+|\d{1,2}\.[ \t]+)?")
_COLON = re.compile(r"[:：]")
_OTHERS = re.compile(
    r"(?: ?[,，、;；] ?| |(?<=[\w.…*]))(?:(?:…|\.{3}|⋯){1,4} ?[,，、]? ?)?"
    r"(?:(?:and |& ?)?\bet\.? ?al\b\.?|(?:and|&|\+) (?:\d+ )?(?:others|more|authors)\b(?: authors)?"
    r"|…{1,4}|\.{3}"
    r"|等(?: ?(?:共 ?)?\d{0,4} ?[位名]? ?(?:人|作者|研究者|学者))?(?= ?(?:$|[,，、;；。.）)])))[ .。]{0,4}",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"\$\^?\{?[^$]{0,40}\}?\$|\^\{?[\w,*†‡§¶]{1,12}\}?|<sup>[^<]{0,40}</sup>|[*∗†‡§¶#✉⁎⋆♠♣♦♥✝⊕]|[¹²³⁰⁴-⁹⁺⁻⁼⁽⁾]|\\[*_]"
    # In brackets, institutions and marks stand behind a name; what stands within it belongs to it.
    r"| ?(?:[(（][^()（）]{0,120}[)）]|\[[\d, *]{1,12}\])"
    r"(?= ?(?:$|[,，、;；|｜&+·(（\[^$*∗†‡§¶#]|<sup|and\b|et\b|和|与|等))"
    r"|(?<=[^\W\d])\d(?:,\d){0,9}(?= ?(?:$|[,，、;；]|\band\b))"
)
_LINK = re.compile(r"\[([^\[\]]{1,80})\]\([^()\s]{0,300}\)")
_SEMICOLON = re.compile(r"[;；]")
_COMMA = re.compile(r"[,，、|｜]|(?<= )·(?= )| / ")
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
_AND = re.compile(r" (?:and|&|和|与) |(?<=[\u3400-\u9fff])(?:和|与)(?=[\u3400-\u9fff]{2,4}$)")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|ph\.?d\.?|m\.?d\.?", re.IGNORECASE)
_PARTICLE = re.compile(r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|zu|y|e)\b")
_ITEM_SEPARATORS = re.compile(r"[,，、;；|｜]|`\s+`|\s+(?=#\S)")
_CATEGORIES = re.compile(
    r"(?:[a-z-]{2,8}\.[A-Z]{2}|[a-z-]{2,8}\.[a-z-]{2,12})(?:\s+[a-z-]{2,8}\.[A-Za-z-]{2,12})+"
)
_EDGE = " \t*_`[]【】"


class KeyValue(NamedTuple):
    """A metadata line's key, as its kind, and its value."""

    kind: Kind
    value: str


def key_value(line: str) -> KeyValue | None:
    """Read a metadata line: `Key: v`, `**Key**: v`, `- **键**：v`, with half- and full-width colons.

    Args:
        line: one line.

    Returns:
        The kind of its key and its value; None where the key is not known or the value is empty.
    """
    start = _MARKER.match(line).end()  # type: ignore[union-attr]
    colon = _COLON.search(line, start, start + _KEY_LENGTH)
    if colon is None:
        return None
    key = line[start : colon.start()]
    kind = label_kind(key.strip(" \t*_`"))
    if kind is None:
        return None
    value = line[colon.end() :].strip()
    for mark in ("**", "__"):
        if key.count(mark) == 1 and value.startswith(mark):
            value = value[2:].strip()
    return KeyValue(kind, value) if value else None


class Names(NamedTuple):
    """Names in their order, and whether there are others that are not named."""

    names: tuple[str, ...]
    others: bool = False


def authors_of(value: str) -> Names:
    """Read the names of authors out of a value.

    Marks of affiliation, footnotes and notes in brackets are taken off; a suffix (`Jr.`) stays with
    its name, `Family, Given` becomes `Given Family`, and "et al.", 等 and "and others" are told apart.

    Args:
        value: such as `Ann Author¹*, Bo Writer et al.` or `Author, Ann; Writer, Bo`.

    Returns:
        The names, none that is a word for nothing.
    """
    text = " ".join(value[:_LONGEST].replace("**", "").split())
    text = _MARKS.sub("", _LINK.sub(r"\1", text))
    text, others = _OTHERS.subn(", ", " " + text)
    pieces = _pieces(text)
    kept = (name for piece in pieces if (name := " ".join(piece.strip(_EDGE + ".。:：").split())))
    names = [piece + "." if _ends_short(piece) else piece for piece in kept if not says_nothing(piece)]
    return Names(tuple(dict.fromkeys(names)), bool(others))


def _ends_short(name: str) -> bool:
    """Whether a name ends with a suffix or an initial, whose full stop was taken off with others."""
    last = name.rpartition(" ")[2]
    return " " in name and (last in ("Jr", "Sr") or (len(last) == 1 and last.isupper()))


def _pieces(text: str) -> list[str]:
    """Divide names at semicolons, else at `and` between names turned round, else at commas."""
    parts = [part for part in _SEMICOLON.split(text) if part.strip(" ,，")]
    if len(parts) == 1 and parts[0] == text:
        parts = [part for part in re.split(" and | & ", text) if part.strip(" ,，")]
        divided = [_comma_parts(part) for part in parts]
        if len(parts) < 2 or not all(map(_is_turned, divided)):
            whole = _comma_parts(text)
            initials = len(whole) > 2 and all(map(_INITIALS.fullmatch, whole[1::2]))
            if initials and len(whole) % 2 == 0:
                return [f"{given} {family}" for family, given in zip(whole[::2], whole[1::2], strict=True)]
            return [name for part in whole for name in _AND.split(part)]
    divided = [_comma_parts(part) for part in parts]
    turned = all(len(names) == 2 for names in divided)
    return [
        name
        for names in divided
        for name in ([_turned(*names)] if len(names) == 2 and (turned or _is_turned(names)) else names)
    ]


def _turned(family: str, given: str) -> str:
    """`Family, Given Jr.` as `Given Family Jr.`."""
    first, _, last = given.rpartition(" ")
    return f"{first} {family} {last}" if first and _SUFFIX.fullmatch(last) else f"{given} {family}"


def _comma_parts(text: str) -> list[str]:
    """Divide at commas; a suffix stays with the name before it."""
    parts: list[str] = []
    for part in _COMMA.split(text):
        bare = re.sub(r"^\s*(?:and|&)\s+", "", part).strip(_EDGE)
        if parts and _SUFFIX.fullmatch(bare):
            parts[-1] += f" {bare}"
        elif bare:
            parts.append(bare)
    return parts


def _is_turned(names: list[str]) -> bool:
    """Whether a name is written as `Family, Given`."""
    return len(names) == 2 and (" " not in names[0] or _PARTICLE.match(names[0]) is not None)


def author_line(line: str) -> Names:
    """Read a line of names in emphasis, `*A. Author, B. Author*`; empty where it is none."""
    text = line.strip()
    if len(text) < 5 or len(text) > 4000 or text[0] not in "*_" or text[0] != text[-1] or text[1] in "*_":
        return Names(())
    inner = text[1:-1].strip()
    return Names(()) if text[0] in inner or inner[-1:] in "。！？!?:：" else plain_names(inner)


def plain_names(text: str) -> Names:
    """Read a text that is nothing but names; empty where it may be anything else."""
    found = authors_of(text)
    several = len(found.names) > 1 or found.others or len(text.split()) in (2, 3)
    return found if several and all(map(_looks_like_name, found.names)) else Names(())


def _looks_like_name(name: str) -> bool:
    """Whether a text may be a name: up to five words with capitals, or as Chinese names are written."""
    if has_han(name):
        return _CHINESE_NAME.fullmatch(name) is not None and name.startswith(SURNAMES)
    words = name.split()
    return len(words) <= 5 and all(word[0].isupper() or _PARTICLE.match(word) for word in words)


def items(value: str) -> tuple[str, ...]:
    """Split a list written on one line: at commas, semicolons and bars, between `a` `b`, before #a #b."""
    if _CATEGORIES.fullmatch(value.strip()):
        return tuple(value.split())
    parts = (part.strip(" \t*_`[]#") for part in _ITEM_SEPARATORS.split(value))
    return tuple(part for part in parts if part and not says_nothing(part))
