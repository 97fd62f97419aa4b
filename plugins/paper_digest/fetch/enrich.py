"""A run of `enrich`: asks one source after the other for what is missing, and saves after every batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from paper_digest.facts.records import Record
from paper_digest.fetch.host import Host
from paper_digest.fetch.hosts import TITLES
from paper_digest.fetch.snapshot import read_snapshot
from paper_digest.fetch.state import State
from paper_digest.fetch.store import Store
from paper_digest.fetch.values import Clock, HostLeft, NotAnswered, Reply, Source, Told, Unusable, today
from paper_digest.fetch.wanted import Needs, batches, is_young

_SAVED_TOGETHER = 20
_MANY = 20


class Result(Struct, frozen=True):
    """What a run came to.

    Attributes:
        changed: papers whose facts are new or changed.
        absent: papers that arXiv, or DataCite for one that is not new, does not know.
        unanswered: why a paper has no facts yet, by id.
        without_links: why a paper's links are not known yet, by id.
        withdrawn: papers that were withdrawn.
        answered: whether any host gave an answer.
    """

    changed: tuple[str, ...]
    absent: tuple[str, ...]
    unanswered: Mapping[str, str]
    without_links: Mapping[str, str]
    withdrawn: tuple[str, ...]
    answered: bool


class Enrichment:
    """One run."""

    def __init__(
        self, store: Store, state: State, clock: Clock, needs: Needs, tell: Callable[[str], None]
    ) -> None:
        """Begin.

        Args:
            store: the facts on disk.
            state: what earlier runs asked.
            clock: tells the day.
            needs: what counts as missing.
            tell: takes a line for people after every batch.
        """
        self._store, self._state, self._clock, self._needs = store, state, clock, needs
        self._tell = tell
        self._changed: dict[str, None] = {}
        self._absent: set[str] = set()
        self._why: dict[str, str] = {}
        self._why_links: dict[str, str] = {}
        self._answered = False

    def from_snapshot(self, path: Path, ids: Sequence[str]) -> None:
        """Take what is missing from a file of arXiv's metadata."""
        missing = self._needs.texts(self._open(ids), self._store.records, {})
        found = dict(read_snapshot(path, missing, today(self._clock)))
        self._save(found, "snapshot")
        self._answered = True
        self._tell(f"{path.name} · {len(found):,} of {len(missing):,}")

    def from_source(self, source: Source, host: Host, ids: Sequence[str]) -> None:
        """Ask a source for what is missing.

        Args:
            source: how it is asked.
            host: where.
            ids: papers that are wanted.
        """
        ids = self._open(ids)
        asked = self._state.asked(source.name)
        due = self._needs.links if source.name == "huggingface" else self._needs.texts
        missing = due(ids, self._store.records, asked)
        # Asked before, and not again yet: absent still.
        resting = set(due(ids, self._store.records, {})) - set(missing)
        self._note_absent(source, (one for one in resting if one not in self._store.records))
        silent = self._in_batches(source, host, missing, first=True)
        if source.twice and silent:
            silent = self._in_batches(source, host, silent, first=False)
        self._state.set_asked(source.name, tuple(silent), self._clock.now())
        self._note_absent(source, silent)

    def result(self, ids: Sequence[str]) -> Result:
        """What came of the papers that were wanted."""
        records = self._store.records
        bare = [one for one in ids if one not in records]
        for one in bare:
            if self._store.is_kept(one):
                self._why[one] = f"{self._store.path_of(one)} cannot be read"
        return Result(
            changed=tuple(self._changed),
            absent=tuple(one for one in bare if one in self._absent),
            unanswered={
                one: self._why.get(one, "no source was asked") for one in bare if one not in self._absent
            },
            without_links={
                one: why
                for one, why in self._why_links.items()
                if one in records and records[one].links.fetched is None
            },
            withdrawn=tuple(one for one in ids if one in records and records[one].withdrawn),
            answered=self._answered,
        )

    def _open(self, ids: Sequence[str]) -> list[str]:
        return [one for one in ids if not self._store.is_kept(one)]

    def _in_batches(self, source: Source, host: Host, ids: Sequence[str], *, first: bool) -> list[str]:
        """Ask for papers in batches; gives those that the source does not name."""
        silent: list[str] = []
        found: dict[str, Record] = {}
        all_batches = batches(ids, source.size)
        for number, batch in enumerate(all_batches, 1):
            try:
                told = self._ask(source, host, batch, first=first)
            except HostLeft as error:
                self._unanswered(source, ids[(number - 1) * source.size :], str(error))
                break
            except NotAnswered as error:
                self._unanswered(source, batch, str(error))
                continue
            self._answered = True
            found.update(told.found)
            silent += [one for one in batch if one not in told.found]
            if source.size > 1 or number % _SAVED_TOGETHER == 0:
                self._save(found, source.name)
                found = {}
                done = min(number * source.size, len(ids))
                again = "" if first else " (again)"
                title = TITLES[source.name]
                self._tell(f"{title}{again} {number}/{len(all_batches)} · {done:,} of {len(ids):,}")
        self._save(found, source.name)
        return silent

    def _ask(self, source: Source, host: Host, batch: Sequence[str], *, first: bool) -> Told:
        """Ask for one batch, without what the source rejects, or in halves where it is too long."""

        def read(reply: Reply) -> Told:
            told = source.read(reply, batch, today(self._clock))
            refused = told.rejected or told.too_long
            if source.twice and first and len(batch) > _MANY and not told.found and not refused:
                # arXiv gives empty answers now and then for papers that it has.
                raise Unusable("it answered nothing for papers that it should have")
            return told

        told = host.ask(source.question(batch), read)
        if told.rejected:
            rest = [one for one in batch if one not in told.rejected]
            return self._ask(source, host, rest, first=first) if rest else Told()
        if told.too_long:
            if len(batch) == 1:
                raise NotAnswered(f"{host.name}: a question of one paper is too long for it")
            half = len(batch) // 2
            parts = [self._ask(source, host, part, first=first) for part in (batch[:half], batch[half:])]
            return Told({**parts[0].found, **parts[1].found})
        return told

    def _save(self, found: Mapping[str, Record], source: str) -> None:
        # What has no texts adds to records, and makes none.
        known = self._store.records
        usable = {name: one for name, one in found.items() if (one.title and one.abstract) or name in known}
        changed = self._store.save(usable)
        self._changed.update(dict.fromkeys(changed))
        unchanged = tuple(name for name in found if name not in changed)
        self._state.set_asked(source, unchanged, self._clock.now())

    def _note_absent(self, source: Source, ids: Iterable[str]) -> None:
        if source.name == "arxiv":
            self._absent.update(ids)
        elif source.name == "datacite":
            # DataCite has every paper of arXiv, some hours after it is out.
            self._absent.update(one for one in ids if not is_young(one, self._needs.now))

    def _unanswered(self, source: Source, ids: Sequence[str], why: str) -> None:
        for one in ids:
            if source.name == "huggingface" and one in self._store.records:
                self._why_links[one] = why
            else:
                self._why.setdefault(one, why)
