"""The words of `words.toml`: where a glossed term begins and ends, and which terms everybody knows."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_DATA[name].split())


LEADS_IN = _words("leads_in")
PROTECTED = _words("protected")
NEVER_FIRST = _words("never_first")
NEVER_INSIDE = {word: float(cost) for cost, words in _DATA["never_inside"].items() for word in words.split()}
RELATIVE = _words("relative")
RELATIONS = _words("relations")
BASED = frozenset(["基于"])
BAD_END = tuple(_DATA["bad_end"].split())
LOOSE_ENDS = _words("loose_ends")
NO_RENDERING = _words("no_rendering")
NO_TERM = _words("no_term")
FUNCTION = _words("function")
EVERYDAY = _words("everyday")
