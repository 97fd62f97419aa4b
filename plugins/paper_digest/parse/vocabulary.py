"""The words that reading depends on, from `words.yml`: keys, names of parts, hosts. All are in lower case."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

import yaml

Kind = Literal[
    "authors", "tags", "topics", "code", "project", "venue", "published", "paper", "pdf", "summary", "title"
]

_TEXT = files("paper_digest").joinpath("parse/words.yml").read_text(encoding="utf-8")
_WORDS = {
    name: frozenset(word for part in text.split(",") if (word := part.strip()))
    for name, text in yaml.load(_TEXT, getattr(yaml, "CSafeLoader", yaml.SafeLoader)).items()
}
KIND_OF_KEY: dict[str, Kind] = {name: kind for kind in get_args(Kind) for name in _WORDS[f"key_{kind}"]}
REFERENCE_NAMES, LIST_NAMES = _WORDS["references"], _WORDS["lists"]
SECTION_NAMES = REFERENCE_NAMES | _WORDS["sections"]
KNOWN_HOSTS, ARXIV_SLIPS = _WORDS["hosts"], _WORDS["arxiv_slips"]
KEYS_OF_OTHER_PROGRAMS = _WORDS["other_programs"]
SURNAMES = tuple(_WORDS["surnames"])
DIGEST_KEYS, OVERLAY_KEYS, PAPER_KEYS = (_WORDS[f"{kind}_keys"] for kind in ("digest", "overlay", "paper"))

_LONGEST_KEY = 32
_KEY_NOISE = re.compile(r"[^\w;/()\- ]+")


@lru_cache(maxsize=4096)
def label_kind(label: str) -> Kind | None:
    """What a key or a link's text names, such as `project` for 项目主页; None for one not known."""
    if len(label) > _LONGEST_KEY:
        return None
    name = " ".join(_KEY_NOISE.sub(" ", label.replace("_", " ").strip("[]【】")).casefold().split())
    kind = KIND_OF_KEY.get(name) or KIND_OF_KEY.get(name.replace(" ", ""))
    # `Paper (oral)`, `Code (official)`.
    return kind or (KIND_OF_KEY.get(name.partition("(")[0].rstrip()) if name.endswith(")") else None)


def link_label(text: str) -> Kind | None:
    """What kind of link a link's text names, such as `pdf` for [PDF]; None for a title and for ""."""
    kind = label_kind(text) if text else None
    return kind if kind in ("code", "project", "paper", "pdf") else None


def says_nothing(value: str) -> bool:
    """Whether a value only says that there is none: `null`, `N/A`, `-`, 未知 and the like."""
    bare = value.strip(" \t*_`.。()（）[]<>\"'")
    return not bare or (len(bare) < 20 and bare.casefold() in _WORDS["nothing"])
