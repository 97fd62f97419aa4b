"""JSON as the site publishes it: absent values left out, keys in the order given."""

from __future__ import annotations

import json
from typing import Any


def without_absent(value: Any) -> Any:
    """Drop absent values ("", None, empty lists and maps) at every depth.

    Args:
        value: JSON data; tuples count as lists.

    Returns:
        The same data without them; numbers and booleans all stay.
    """
    if isinstance(value, dict):
        kept = {key: without_absent(item) for key, item in value.items()}
        return {
            key: item
            for key, item in kept.items()
            if item is not None and item != "" and item not in ([], {})
        }
    if isinstance(value, list | tuple):
        return [without_absent(item) for item in value]
    return value


def compact(value: Any) -> str:
    """JSON on one line, in UTF-8 rather than escapes, without absent values."""
    return json.dumps(without_absent(value), ensure_ascii=False, separators=(",", ":"))


def for_script(value: Any) -> str:
    """JSON that may stand inside an HTML script element: no `<`, `>` or `&` in it can end the element."""
    return compact(value).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
