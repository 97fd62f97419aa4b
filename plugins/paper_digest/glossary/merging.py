"""From single uses to groups: the spellings and renderings of each term are counted and joined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from paper_digest.glossary.english import (
    abbreviates,
    abbreviation_key,
    is_plural_abbreviation,
)
from paper_digest.glossary.terms import OwnTerm
from paper_digest.glossary.words import LOOSE_ENDS


class Use(NamedTuple):
    """One gloss, read: which Chinese text stands for which English, in which papers.

    Attributes:
        papers: numbers of the papers, once for each time that it stands there.
        key: what uses of one English term share.
        chinese: the rendering.
        english: the long form, "" where it is unknown.
        abbreviation: as written, "" where there is none.
        written: whether the long form stands in this gloss.
    """

    papers: Sequence[int]
    key: str
    chinese: str
    english: str
    abbreviation: str
    written: bool


@dataclass(slots=True)
class Group:
    """The uses of one term, counted."""

    keys: list[str] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)
    plural: int = 0
    abbreviations: Counter[str] = field(default_factory=Counter)
    renderings: Counter[str] = field(default_factory=Counter)
    saying: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    shown: dict[str, str] = field(default_factory=dict)
    papers: dict[int, None] = field(default_factory=dict)
    own: OwnTerm | None = None

    def add(self, use: Use) -> None:
        """Count a use."""
        count = len(use.papers)
        if use.written:
            self.spellings[use.english] += count
            self.plural += is_plural_abbreviation(use.abbreviation)
        if use.abbreviation:
            self.abbreviations[use.abbreviation] += count
        folded = rendering_key(use.chinese)
        self.renderings[folded] += count
        self.saying[folded].update(use.papers)
        self.shown.setdefault(folded, use.chinese)
        self.papers |= dict.fromkeys(use.papers)

    def take(self, other: Group) -> None:
        """Add the counts of a group that means the same."""
        self.keys += other.keys
        self.plural += other.plural
        self.spellings.update(other.spellings)
        self.abbreviations.update(other.abbreviations)
        self.renderings.update(other.renderings)
        for key, papers in other.saying.items():
            self.saying[key] |= papers
        self.shown = other.shown | self.shown
        self.papers |= other.papers
        self.own = self.own or other.own

    def move(self, key: str, to: str) -> None:
        """Count a rendering as another one."""
        self.renderings[to] += self.renderings.pop(key)
        self.saying[to] |= self.saying.pop(key)


def rendering_key(chinese: str) -> str:
    """What spellings of one Chinese rendering share: no blanks, hyphens, middle dots or case."""
    return "".join(letter for letter in chinese if letter.isalnum()).lower()


def grouped(uses: Iterable[Use]) -> dict[str, Group]:
    """Group uses by their term, and mend each term's renderings."""
    groups: dict[str, Group] = {}
    meanings: defaultdict[str, list[str]] = defaultdict(list)
    for use in sorted(uses, key=lambda use: -len(use.papers)):
        name = use.key
        if name.startswith("="):
            # An abbreviation alone means what its Chinese says: speech recognition or success rate.
            alike = (known for known in meanings[name] if are_alike(known, use.chinese))
            meaning = next(alike, None) or use.chinese
            meanings[name].append(meaning)
            name = f"{name}={meaning}"
        groups.setdefault(name, Group([use.key])).add(use)
    groups = _joined(groups)
    for group in groups.values():
        _restore_cut(group)
        _fold_loose(group)
    return groups


def _joined(groups: Mapping[str, Group]) -> dict[str, Group]:
    """Join terms that share an abbreviation and a rendering: they are forms of one."""
    joined: dict[str, Group] = {}
    by_pair: dict[tuple[str, str], str] = {}
    by_rendering: defaultdict[str, list[str]] = defaultdict(list)
    by_short: defaultdict[str, list[str]] = defaultdict(list)
    by_use = sorted(groups, key=lambda key: (key.startswith("="), -groups[key].renderings.total(), key))
    for key in by_use:
        group = groups[key]
        shorts = dict.fromkeys(map(abbreviation_key, group.abbreviations))
        pairs = [(short, rendering) for short in shorts for rendering in group.renderings]
        home = (
            next((by_pair[pair] for pair in pairs if pair in by_pair), "")
            or _long_home(key, group, by_rendering)
            or _alike_home(key, group, (home for short in shorts for home in by_short[short]), joined)
            or key
        )
        if home == key:
            joined[key] = group
        else:
            joined[home].take(group)
        for pair in pairs:
            by_pair.setdefault(pair, home)
        for short in shorts:
            by_short[short].append(home)
        for rendering in group.renderings:
            by_rendering[rendering].append(home)
    return joined


def _long_home(key: str, group: Group, by_rendering: Mapping[str, list[str]]) -> str:
    """The term that says in full what an abbreviation says, with the same rendering."""
    if not key.startswith("="):
        return ""
    homes = (home for rendering in ranked(group.renderings) for home in by_rendering.get(rendering, ()))
    return next(
        (home for home in homes if not home.startswith("=") and abbreviates(group.keys[0][1:], home)), ""
    )


def _alike_home(key: str, group: Group, homes: Iterable[str], joined: Mapping[str, Group]) -> str:
    """The term of the same letters whose Chinese is much alike: `RoPE` is rotary position embedding."""
    if not key.startswith("="):
        return ""
    (usual,) = ranked(group.renderings)[:1]
    return next((home for home in homes if any(are_alike(usual, one) for one in joined[home].renderings)), "")


def are_alike(one: str, other: str) -> bool:
    """Whether two Chinese texts share most of their characters, so that they may render one term."""
    return 2 * len({*one} & {*other}) >= max(len({*one}), len({*other}))


def _restore_cut(group: Group) -> None:
    """Count a rendering that most uses lengthen to the left as the shortest of those: its beginning was cut.

    `语言模型` beside `小语言模型` and `小型语言模型` is no rendering of small language model.
    """
    for key in ranked(group.renderings):
        longer = [other for other in group.renderings if other != key and other.endswith(key)]
        if len(longer) > 1 and sum(group.renderings[other] for other in longer) > group.renderings[key]:
            group.move(key, min(longer, key=lambda other: (len(other), other)))


def ranked(counts: Counter[str]) -> list[str]:
    """Texts by how often they are used, then by alphabet."""
    return sorted(counts, key=lambda text: (-counts[text], text))


def _fold_loose(group: Group) -> None:
    """Count rare renderings that only add to, or cut, the usual one as the usual one.

    `多模态大语言模型 (LLMs)` glosses its end only, `专家混合架构 (MoE)` says a little more than the English.
    """
    usual = ranked(group.renderings)[:1]
    for key in ranked(group.renderings)[1:]:
        (best,) = usual
        if group.renderings[best] < 3 * group.renderings[key]:
            continue
        if (
            key.endswith(best)
            or best.endswith(key)
            or (key.startswith(best) and key[len(best) :] in LOOSE_ENDS)
        ):
            group.move(key, best)
