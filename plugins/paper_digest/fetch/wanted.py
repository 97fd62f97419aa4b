"""Which papers a run asks which source for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from paper_digest.facts.records import Record

_DAY = 86400.0
_MONTH = re.compile(r"(\d\d)(\d\d)\.\d+")
# Days. Sources learn of a paper some days after it is out; what an old one lacks, it will lack tomorrow too.
_YOUNG, _REST_YOUNG, _REST = 30, 0.5, 30


class Needs(Struct, frozen=True):
    """What is missing, when it counts as missing, and what need not be asked for again yet.

    Attributes:
        now: seconds since 1970.
        refresh: seconds after which facts are asked for again; None for never.
    """

    now: float
    refresh: float | None = None

    def texts(
        self, ids: Iterable[str], records: Mapping[str, Record], asked: Mapping[str, float]
    ) -> list[str]:
        """The papers whose texts a source is asked for.

        Args:
            ids: papers.
            records: what is known.
            asked: when the source was asked in vain, or told nothing new.
        """
        return [one for one in ids if self._is_due(one, _texts_of(records.get(one)), asked)]

    def links(
        self, ids: Iterable[str], records: Mapping[str, Record], asked: Mapping[str, float]
    ) -> list[str]:
        """The papers whose links Hugging Face is asked for; with a paper without texts it tells these too."""
        return [one for one in ids if self._is_due(one, _links_of(records.get(one)), asked)]

    def _is_due(self, name: str, known: datetime.date | None, asked: Mapping[str, float]) -> bool:
        before = asked.get(name)
        if known is None:
            return before is None or self.now - before > self._rest(name)
        since = datetime.datetime.combine(known, datetime.time(), datetime.UTC).timestamp()
        return self.refresh is not None and self.now - max(since, before or 0) > self.refresh

    def _rest(self, name: str) -> float:
        return (_REST_YOUNG if is_young(name, self.now) else _REST) * _DAY


def is_young(name: str, now: float) -> bool:
    """Whether a paper's id is of a month that ended less than 30 days ago, or has not ended."""
    match = _MONTH.fullmatch(name)
    if not match or not 1 <= int(match[2]) <= 12:
        return False
    year, month = 2000 + int(match[1]), int(match[2])
    ended = datetime.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=datetime.UTC)
    return now - ended.timestamp() < _YOUNG * _DAY


def _texts_of(record: Record | None) -> datetime.date | None:
    """When a paper's texts were told, None where a source of texts is still to tell them."""
    if record is None or record.arxiv.via == "huggingface":
        return None
    return record.arxiv.fetched


def _links_of(record: Record | None) -> datetime.date | None:
    return record.links.fetched if record else None


def batches(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    """The papers of each question."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
