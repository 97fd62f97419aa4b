"""What questions and answers are, and the clock that everything of this package takes its time from."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from paper_digest.facts.records import Record


class Clock(Protocol):
    """Where the time is from; tests have one of their own."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def today(clock: Clock) -> datetime.date:
    """The day, in UTC."""
    return datetime.datetime.fromtimestamp(clock.now(), datetime.UTC).date()


class Question(Struct, frozen=True):
    """One request to a host.

    Attributes:
        path: below the host's base address.
        query: what stands behind the question mark.
        form: what is sent as a form by POST; a GET where it is empty.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()


class Reply(Struct, frozen=True):
    """What a host answered: status, headers with names in lower case, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Told(Struct, frozen=True):
    """What a source says of the papers that it was asked for; those that it does not name are absent.

    Attributes:
        found: records by the ids that were asked for.
        rejected: ids that it calls malformed; it answered nothing else then.
        too_long: whether the question was too long for it; it answered nothing then.
    """

    found: Mapping[str, Record] = {}
    rejected: tuple[str, ...] = ()
    too_long: bool = False


class NotAnswered(Exception):
    """A host gave no answer that says whether a paper is there; the text says why, for people."""


class HostLeft(NotAnswered):
    """A host is not to be asked again in this run."""


class Unusable(Exception):
    """An answer that is none: another form, cut off, or empty where that cannot be."""


class Source(Protocol):
    """A host's way of telling papers' facts.

    Attributes:
        name: as `--from` names it.
        size: how many papers one question may ask for.
        twice: whether papers that it does not name have to be asked for once more.
    """

    name: str
    size: int
    twice: bool

    def question(self, ids: Sequence[str]) -> Question:
        """The request for papers, by arXiv ids without versions."""

    def read(self, reply: Reply, ids: Sequence[str], day: datetime.date) -> Told:
        """Read an answer of status 200, 400, 404, 413 or 414.

        Args:
            reply: the answer.
            ids: the papers that were asked for.
            day: the day that records tell as theirs.

        Raises:
            Unusable: it is no answer.
        """
