"""From single uses to terms: merge spellings, rank renderings, apply what the editor sets."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.glossary.english import (
    abbreviates,
    abbreviation_key,
    is_abbreviation,
    is_plural_abbreviation,
    singular,
    squash,
    term_key,
)
from paper_digest.glossary.terms import Glossary, GlossaryOverrides, OwnTerm, Rendering, Term
from paper_digest.glossary.words import FIRST, LAST, LOOSE_ENDS
from paper_digest.ids import slug
from paper_digest.model import Paper

_OTHERS_OWN = 10
_LEAST_LEFT = 2
# 了 ends a verb and no term holds it, but for 了解.
_BEHIND_VERB = re.compile(r"\A.*了(?!解)")


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
class _Group:
    """The uses of one term, counted."""

    keys: list[str] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)
    plural: int = 0
    abbreviations: Counter[str] = field(default_factory=Counter)
    renderings: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    papers: dict[int, None] = field(default_factory=dict)
    own: OwnTerm | None = None

    def add(self, use: Use) -> None:
        count = len(use.papers)
        if use.written:
            self.spellings[use.english] += count
            self.plural += is_plural_abbreviation(use.abbreviation)
        if use.abbreviation:
            self.abbreviations[use.abbreviation] += count
        folded = rendering_key(use.chinese)
        self.renderings[folded] += count
        self.shown.setdefault(folded, use.chinese)
        self.papers |= dict.fromkeys(use.papers)

    def take(self, other: _Group) -> None:
        self.keys += other.keys
        self.plural += other.plural
        self.spellings.update(other.spellings)
        self.abbreviations.update(other.abbreviations)
        self.renderings.update(other.renderings)
        self.shown = other.shown | self.shown
        self.papers |= other.papers
        self.own = self.own or other.own


def rendering_key(chinese: str) -> str:
    """What spellings of one Chinese rendering share: no blanks, hyphens, middle dots or case."""
    return "".join(letter for letter in chinese if letter.isalnum()).lower()


def trimmed(chinese: str, english: str) -> str:
    """A rendering without a word at its edge that nothing in the English answers to.

    Args:
        chinese: such as `融合视觉块`.
        english: such as `Vision Patch`; "" where it is unknown.

    Returns:
        Such as `视觉块`; what would be left with less than two characters stays as it is.
    """
    rest = _BEHIND_VERB.sub("", chinese)
    if len(rest) >= _LEAST_LEFT:
        chinese = rest
    words = [word.lower() for word in english.replace("-", " ").split()]
    # An abbreviation among the words, or a word alone, may hold the sense of any other.
    if len(words) < 2 or any(is_abbreviation(word) for word in english.replace("-", " ").split()):
        return chinese
    for word, stems in FIRST.items():
        if chinese.startswith(word) and not any(one.startswith(stems) for one in words):
            rest = chinese[len(word) :]
            return rest if len(rest) >= _LEAST_LEFT else chinese
    for word, stems in LAST.items():
        if chinese.endswith(word) and not any(one.startswith(stems) for one in words):
            rest = chinese[: -len(word)]
            return rest if len(rest) >= _LEAST_LEFT else chinese
    return chinese


def assemble(
    papers: Sequence[Paper], uses: Iterable[Use], overrides: GlossaryOverrides
) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    """Make the terms.

    Args:
        papers: the papers, by the numbers in `uses`.
        uses: glosses that were read.
        overrides: what the editor sets.

    Returns:
        The glossary, and findings about overrides that change nothing.
    """
    groups: dict[str, _Group] = {}
    for use in uses:
        group = groups.setdefault(use.key, _Group([use.key]))
        group.add(use._replace(chinese=trimmed(use.chinese, use.english)))
    groups = _joined(groups)
    for group in groups.values():
        _restore_cut(group)
    _drop_strays(groups)
    for group in groups.values():
        _fold_loose(group)
    _set_own(groups, overrides)
    bans = {key for ban in overrides.bans for key in _ban_keys(ban.text)}
    order = _newest_first(papers)
    used: set[str] = set()
    terms = [term for group in groups.values() if (term := _term(group, papers, order, bans, used))]
    terms.sort(key=lambda term: (term.english.lower(), term.english, term.abbreviation))
    found = [
        Diagnostic(overrides.path, ban.line, codes.UNUSED_BAN, f"Nothing is called “{ban.text}”.")
        for ban in overrides.bans
        if not used & _ban_keys(ban.text)
    ]
    return Glossary(_with_ids(terms)), tuple(found)


def _joined(groups: Mapping[str, _Group]) -> dict[str, _Group]:
    """Join terms that share an abbreviation and a rendering: they are forms of one."""
    joined: dict[str, _Group] = {}
    by_pair: dict[tuple[str, str], str] = {}
    by_rendering: defaultdict[str, list[str]] = defaultdict(list)
    by_use = sorted(groups, key=lambda key: (key.startswith("="), -groups[key].renderings.total(), key))
    for key in by_use:
        group = groups[key]
        shorts = dict.fromkeys(map(abbreviation_key, group.abbreviations))
        pairs = [(short, rendering) for short in shorts for rendering in group.renderings]
        home = (
            next((by_pair[pair] for pair in pairs if pair in by_pair), "")
            or _long_home(key, group, by_rendering)
            or key
        )
        if home == key:
            joined[key] = group
        else:
            joined[home].take(group)
        for pair in pairs:
            by_pair.setdefault(pair, home)
        for rendering in group.renderings:
            by_rendering[rendering].append(home)
    return joined


def _long_home(key: str, group: _Group, by_rendering: Mapping[str, list[str]]) -> str:
    """The term that says in full what an abbreviation says, with the same rendering."""
    if not key.startswith("="):
        return ""
    homes = (home for rendering in _ranked(group.renderings) for home in by_rendering.get(rendering, ()))
    return next((home for home in homes if not home.startswith("=") and abbreviates(key[1:], home)), "")


def _restore_cut(group: _Group) -> None:
    """Count a rendering that most uses lengthen to the left as the shortest of those: its beginning was cut.

    `语言模型` beside `小语言模型` and `小型语言模型` is no rendering of small language model.
    """
    for key in _ranked(group.renderings):
        longer = [other for other in group.renderings if other != key and other.endswith(key)]
        if len(longer) > 1 and sum(group.renderings[other] for other in longer) > group.renderings[key]:
            group.renderings[min(longer, key=lambda other: (len(other), other))] += group.renderings.pop(key)


def _drop_strays(groups: Mapping[str, _Group]) -> None:
    """Drop a term's rare rendering that is the usual one of another: a slip of the pen."""
    owners: dict[str, int] = {}
    for group in groups.values():
        for rendering, count in group.renderings.items():
            owners[rendering] = max(count, owners.get(rendering, 0))
    for group in groups.values():
        usual = max(group.renderings.values(), default=0)
        for rendering, count in list(group.renderings.items()):
            if count < usual and owners[rendering] >= _OTHERS_OWN * count:
                del group.renderings[rendering]


def _set_own(groups: dict[str, _Group], overrides: GlossaryOverrides) -> None:
    """Give the editor's terms their groups: those of their English, variants and abbreviation."""
    home = {key: name for name, group in groups.items() for key in group.keys}
    for own in overrides.terms:
        names = [term_key(text) for text in (own.english, *own.variants)]
        names += [
            "=" + abbreviation_key(text) for text in (own.abbreviation, own.english, *own.variants) if text
        ]
        found = list(dict.fromkeys(home[name] for name in names if name in home and home[name] in groups))
        main = found[0] if found else names[0]
        group = groups.setdefault(main, _Group([main]))
        for other in found[1:]:
            group.take(groups.pop(other))
        for name in (*names, *group.keys):
            home[name] = main
        group.own = own


def _ban_keys(text: str) -> set[str]:
    """The forms under which a banned text is looked up: English, abbreviation, Chinese."""
    folded = rendering_key(text)
    return {folded, term_key(text), "=" + abbreviation_key(text)} - {"", "="} if folded else set()


def _term(
    group: _Group, papers: Sequence[Paper], order: Mapping[int, int], bans: set[str], used: set[str]
) -> Term | None:
    """The term that a group of uses makes, None where it is banned or has no rendering left."""
    own = group.own
    abbreviation = (own and own.abbreviation) or _most(_short_forms(group))
    english = own.english if own else _most(_long_forms(group)) or abbreviation
    names = {
        *group.keys,
        term_key(english),
        *({"=" + abbreviation_key(abbreviation)} if abbreviation else ()),
    }
    if banned := {name for name in names if name in bans}:
        used |= banned
        return None
    renderings = _renderings(group, bans, used)
    if not renderings:
        return None
    variants = {
        squash(v): v
        for v in (*(own.variants if own else ()), *_ranked(group.spellings), *_ranked(group.abbreviations))
    }
    shown = {squash(english), squash(abbreviation)}
    numbers = sorted(group.papers, key=order.__getitem__)
    dates = [date for number in numbers if (date := papers[number].date)]
    return Term(
        id="",
        english=english,
        abbreviation="" if squash(abbreviation) == squash(english) else abbreviation,
        renderings=renderings,
        variants=tuple(
            text for key, text in variants.items() if key not in shown and not bans & _ban_keys(text)
        ),
        count=group.renderings.total(),
        first_seen=min(dates, default=None),
        paper_ids=tuple(dict.fromkeys(papers[number].id for number in numbers)),
    )


def _short_forms(group: _Group) -> Counter[str]:
    """The abbreviations without plural."""
    forms: Counter[str] = Counter()
    for text, count in group.abbreviations.items():
        forms[text[:-1] if is_plural_abbreviation(text) else text] += count
    return forms


def _long_forms(group: _Group) -> Counter[str]:
    """The spellings, in the singular if the abbreviation has a plural too or some text has it."""
    attested = {spelling.lower() for spelling in group.spellings}
    forms: Counter[str] = Counter()
    for text, count in group.spellings.items():
        one = singular_phrase(text)
        alone = not group.abbreviations
        forms[one if group.plural or alone or one.lower() in attested else text] += count
    return forms


def singular_phrase(text: str) -> str:
    """An English phrase with its last word in the singular."""
    head, sign, last = text.rpartition(" ")
    return head + sign + singular(last)


def _ranked(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda text: (-counts[text], text))


def _most(counts: Counter[str]) -> str:
    """The most frequent text; of equals the one with fewer capitals, then the first by alphabet."""
    return min(counts, key=lambda text: (-counts[text], sum(map(str.isupper, text)), text), default="")


def _fold_loose(group: _Group) -> None:
    """Count rare renderings that only add to, or cut, the usual one as the usual one.

    `多模态大语言模型 (LLMs)` glosses its end only, `专家混合架构 (MoE)` says a little more than the English.
    """
    usual = _ranked(group.renderings)[:1]
    for key in _ranked(group.renderings)[1:]:
        (best,) = usual
        if group.renderings[best] < 3 * group.renderings[key]:
            continue
        if (
            key.endswith(best)
            or best.endswith(key)
            or (key.startswith(best) and key[len(best) :] in LOOSE_ENDS)
        ):
            group.renderings[best] += group.renderings.pop(key)


def _renderings(group: _Group, bans: set[str], used: set[str]) -> tuple[Rendering, ...]:
    """The editor's renderings first, then the others by use."""
    own = group.own
    first = list(own.chinese) if own else []
    unwanted = {rendering_key(text) for text in own.unwanted} if own else set[str]()
    ranked = [group.shown[key] for key in _ranked(group.renderings)]
    chosen: dict[str, str] = {}
    for text in (*first, *ranked):
        key = rendering_key(text)
        if key in bans:
            used.add(key)
        elif key not in unwanted:
            chosen.setdefault(key, text)
    return tuple(Rendering(text, group.renderings[key], text in first) for key, text in chosen.items())


def _newest_first(papers: Sequence[Paper]) -> dict[int, int]:
    """The rank of each paper by date, newest first; those without a date last."""
    days = [paper.date.toordinal() if paper.date else 0 for paper in papers]
    numbers = sorted(range(len(papers)), key=days.__getitem__, reverse=True)
    return {number: rank for rank, number in enumerate(numbers)}


def _with_ids(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Give each term its slug; of equal slugs the term used more often keeps it."""
    taken: set[str] = set()
    wanted = defaultdict(list)
    for term in terms:
        wanted[slug(term.english) or "term"].append(term)
    ids: dict[int, str] = {}
    for base, group in wanted.items():
        for term in sorted(group, key=lambda term: (-term.count, term.english, term.abbreviation)):
            name, number = base, 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
            ids[id(term)] = name
    return tuple(replace(term, id=ids[id(term)]) for term in terms)
