"""From groups of uses to terms: rank renderings, apply what the editor sets."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.glossary.english import (
    abbreviation_key,
    is_plural_abbreviation,
    singular,
    squash,
    term_key,
)
from paper_digest.glossary.merging import Group, Use, grouped, ranked, rendering_key
from paper_digest.glossary.terms import Glossary, GlossaryOverrides, Rendering, Term
from paper_digest.ids import slug
from paper_digest.model import Date


def assemble(
    ids: Sequence[str],
    dates: Sequence[Date | None],
    uses: Iterable[Use],
    overrides: GlossaryOverrides,
) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    """Make the terms.

    Args:
        ids: of the papers, by the numbers in `uses`.
        dates: of the papers likewise.
        uses: glosses that were read.
        overrides: what the editor sets.

    Returns:
        The glossary, and findings about overrides that change nothing.
    """
    groups = grouped(uses)
    _set_own(groups, overrides)
    maker = _TermMaker(ids, dates, overrides)
    terms = [term for group in groups.values() if (term := maker.term(group))]
    terms.sort(key=lambda term: (term.english.lower(), term.english, term.abbreviation))
    found = [
        Diagnostic(overrides.path, ban.line, codes.UNUSED_BAN, f"Nothing is called “{ban.text}”.")
        for ban in overrides.bans
        if not maker.used_bans & _ban_keys(ban.text)
    ]
    return Glossary(_with_ids(terms)), tuple(found)


def _set_own(groups: dict[str, Group], overrides: GlossaryOverrides) -> None:
    """Give the editor's terms their groups: those of their English, variants and abbreviation."""
    home: dict[str, str] = {}
    for name, group in groups.items():
        for key in group.keys:
            home.setdefault(key, name)
    for own in overrides.terms:
        names = [term_key(text) for text in (own.english, *own.variants)]
        names += [
            "=" + abbreviation_key(text) for text in (own.abbreviation, own.english, *own.variants) if text
        ]
        found = list(dict.fromkeys(home[name] for name in names if name in home and home[name] in groups))
        main = found[0] if found else names[0]
        group = groups.setdefault(main, Group([main]))
        for other in found[1:]:
            group.take(groups.pop(other))
        for name in (*names, *group.keys):
            home[name] = main
        group.own = own


def _ban_keys(text: str) -> set[str]:
    """The forms under which a banned text is looked up: English, abbreviation, Chinese."""
    folded = rendering_key(text)
    return {folded, term_key(text), "=" + abbreviation_key(text)} - {"", "="} if folded else set()


class _TermMaker:
    """Makes terms of groups of uses.

    Attributes:
        used_bans: keys of the bans that have struck something.
    """

    def __init__(
        self, ids: Sequence[str], dates: Sequence[Date | None], overrides: GlossaryOverrides
    ) -> None:
        self._ids, self._dates = ids, dates
        # The rank of each paper by date, newest first; those without a date last.
        newest_first = sorted(range(len(ids)), key=lambda number: dates[number] or dt.date.min, reverse=True)
        self._rank = {number: rank for rank, number in enumerate(newest_first)}
        self._bans = {key for ban in overrides.bans for key in _ban_keys(ban.text)}
        self.used_bans: set[str] = set()

    def term(self, group: Group) -> Term | None:
        """The term that a group makes, None where it is banned or has no rendering left."""
        own = group.own
        abbreviation = (own and own.abbreviation) or _most(_short_forms(group))
        english = own.english if own else _most(_long_forms(group)) or abbreviation
        names = {*group.keys, term_key(english)}
        if abbreviation:
            names.add("=" + abbreviation_key(abbreviation))
        if banned := names & self._bans:
            self.used_bans |= banned
            return None
        renderings = self._renderings(group)
        if not renderings:
            return None
        numbers = sorted(group.papers, key=self._rank.__getitem__)
        return Term(
            id="",
            english=english,
            abbreviation="" if squash(abbreviation) == squash(english) else abbreviation,
            renderings=renderings,
            variants=self._variants(group, {squash(english), squash(abbreviation)}),
            count=group.renderings.total(),
            first_seen=min((day for n in numbers if (day := self._dates[n])), key=str, default=None),
            paper_ids=tuple(dict.fromkeys(self._ids[number] for number in numbers)),
        )

    def _renderings(self, group: Group) -> tuple[Rendering, ...]:
        """The editor's renderings first, then the others by use."""
        first = group.own.chinese if group.own else ()
        unwanted = set(map(rendering_key, group.own.unwanted if group.own else ()))
        chosen: dict[str, str] = {}
        for text in (*first, *(group.shown[key] for key in ranked(group.renderings))):
            key = rendering_key(text)
            if key in self._bans:
                self.used_bans.add(key)
            elif key not in unwanted:
                chosen.setdefault(key, text)
        return tuple(
            Rendering(text, group.renderings[key], text in first, len(group.saying[key]))
            for key, text in chosen.items()
        )

    def _variants(self, group: Group, shown: set[str]) -> tuple[str, ...]:
        own = group.own.variants if group.own else ()
        texts = (*own, *ranked(group.spellings), *ranked(group.abbreviations))
        found = {squash(text): text for text in texts}
        return tuple(
            text for key, text in found.items() if key not in shown and not self._bans & _ban_keys(text)
        )


def _short_forms(group: Group) -> Counter[str]:
    """The abbreviations without plural."""
    forms: Counter[str] = Counter()
    for text, count in group.abbreviations.items():
        forms[text[:-1] if is_plural_abbreviation(text) else text] += count
    return forms


def _long_forms(group: Group) -> Counter[str]:
    """The spellings, in the singular if the abbreviation has a plural too or some text has it."""
    attested = Counter[str]()
    for text, count in group.spellings.items():
        attested[text.lower()] += count
    forms: Counter[str] = Counter()
    for text, count in group.spellings.items():
        one = singular_phrase(text)
        # An abbreviation without its plural keeps the long form's: MoE is Mixture-of-Experts.
        often = 4 * (group.plural + attested[one.lower()]) >= attested[text.lower()]
        forms[one if often or not group.abbreviations else text] += count
    return forms


def singular_phrase(text: str) -> str:
    """An English phrase with its last word in the singular."""
    head, sign, last = text.rpartition(" ")
    return head + sign + singular(last)


def _most(counts: Counter[str]) -> str:
    """The most frequent text; of equals the one with fewer capitals, then the first by alphabet."""
    return min(counts, key=lambda text: (-counts[text], sum(map(str.isupper, text)), text), default="")


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
