"""JSON as the site publishes it: absent values left out, keys in the order given."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder()
_HOLDING = frozenset({dict, list, tuple})


def without_absent(value: Any) -> Any:
    """Drop absent values ("", None, empty lists and maps) at every depth.

    Args:
        value: JSON data; tuples count as lists.

    Returns:
        The same data without them; numbers and booleans all stay.
    """
    if isinstance(value, dict):
        kept = {}
        for key, item in value.items():
            kind = type(item)
            # Most values are text, lists or maps; this runs for every field of every paper.
            if kind is str:
                if item:
                    kept[key] = item
                continue
            if item is None or (kind in _HOLDING and not item):
                continue
            told = without_absent(item)
            if told not in ("", [], {}):
                kept[key] = told
        return kept
    if isinstance(value, list | tuple):
        return [item if type(item) is str else without_absent(item) for item in value]
    return value


def compact(value: Any) -> str:
    """JSON on one line, in UTF-8 rather than escapes, without absent values."""
    return encode(without_absent(value))


def encode(value: Any) -> str:
    """JSON on one line, in UTF-8 rather than escapes, of data in which nothing is absent."""
    try:
        return _ENCODER.encode(value).decode()
    except (UnicodeEncodeError, OverflowError):
        # Halves of surrogate pairs, and integers of more than 64 bits.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def for_script(value: Any) -> str:
    """JSON that may stand inside an HTML script element: no `<`, `>` or `&` in it can end the element."""
    return compact(value).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
