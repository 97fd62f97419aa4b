"""One host: how often it is asked, when it is asked again, and when it is left alone."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from paper_digest.fetch.state import State
from paper_digest.fetch.values import Clock, HostLeft, NotAnswered, Question, Reply, Unusable

_T = TypeVar("_T")
_USABLE = (200, 400, 404, 413, 414)
# Seconds. A host that wants a longer rest is left; one that rests since an earlier run is waited for briefly.
_LONGEST, _SHORT = 600, 60
_TRIES = 3
_UNTOLD = 60
_RATE_LIMIT = re.compile(r"\bt=(\d+)")


class Sender(Protocol):
    """What sends requests: `Web`."""

    def send(self, question: Question) -> Reply:
        """Send one request; raises `NotAnswered`."""


class Requests:
    """How many requests may be sent in a run, and how many were by host."""

    def __init__(self, most: int | None = None) -> None:
        """Begin; `most` is None where there is no limit."""
        self._most = most
        self.sent: dict[str, int] = {}

    def count(self, host: str) -> None:
        """Count a request that is about to be sent; raises `HostLeft` where there may be none."""
        if self._most is not None and sum(self.sent.values()) >= self._most:
            raise HostLeft("the number of requests of --max-requests is reached")
        self.sent[host] = self.sent.get(host, 0) + 1


class Host:
    """Asks one host, one request at a time."""

    def __init__(
        self,
        name: str,
        pause: float,
        web: Sender,
        clock: Clock,
        state: State,
        requests: Requests,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Begin with a host.

        Args:
            name: as people know it.
            pause: seconds between the end of an answer and the next request.
            web: sends requests.
            clock: tells the time, and waits.
            state: holds until when the host rests, for later runs too.
            requests: counts.
            tell: takes what happens, for people.
        """
        self.name = name
        self._pause, self._web, self._clock, self._state = pause, web, clock, state
        self._requests, self._tell = requests, tell
        self._left = ""
        self._failed = 0

    def ask(self, question: Question, read: Callable[[Reply], _T]) -> _T:
        """Ask until there is an answer, or there is reason to stop.

        Args:
            question: the request.
            read: makes the result of an answer of status 200, 400, 404, 413 or 414; raises `Unusable`.

        Raises:
            NotAnswered: there is none; `HostLeft`, a kind of it, where the host is not to be asked again.
        """
        failures = refusals = unusable = 0
        while True:
            try:
                reply = self._send(question)
                if reply.status in _USABLE:
                    result = read(reply)
                    self._failed = 0
                    return result
            except Unusable as error:
                unusable += 1
                if unusable > 1:
                    self._give_up(str(error))
                continue
            except HostLeft:
                raise
            except NotAnswered as error:
                failures = self._again(failures, str(error))
                continue
            told = _told_rest(reply, self._clock.now())
            if reply.status in (429, 503) and told:
                refusals += 1
                self._obey(told, refusals)
            elif reply.status == 429:
                refusals += 1
                self._obey(_UNTOLD if refusals == 1 else _LONGEST + 1, refusals)
            elif reply.status >= 500:
                failures = self._again(failures, f"it answered {reply.status}")
            else:
                self._leave(f"it refuses requests ({reply.status})")

    def _send(self, question: Question) -> Reply:
        if self._left:
            raise HostLeft(self._left)
        wait = self._state.rest(self.name) - self._clock.now()
        if wait > _SHORT + self._pause:
            self._leave(f"it rests for another {round(wait / 60) or 1} min")
        self._requests.count(self.name)
        self._wait(wait)
        try:
            return self._web.send(question)
        finally:
            self._state.set_rest(self.name, self._clock.now() + self._pause)

    def _wait(self, seconds: float) -> None:
        if seconds > self._pause:
            self._tell(f"{self.name} rests for {round(seconds)} s")
        if seconds > 0:
            self._clock.sleep(seconds)

    def _again(self, failures: int, reason: str) -> int:
        """Wait before another try after a failure, longer each time; gives how many there were."""
        if failures + 1 >= _TRIES:
            self._leave(reason)
        self._wait(5 * 2**failures * random.uniform(0.8, 1.2))
        return failures + 1

    def _obey(self, seconds: float, refusals: int) -> None:
        """Rest as long as the host wants, or leave it."""
        self._state.set_rest(self.name, self._clock.now() + seconds)
        if seconds > _LONGEST or refusals >= _TRIES:
            self._leave(f"it wants fewer requests, and rests for {round(seconds / 60) or 1} min")
        self._wait(seconds)

    def _give_up(self, reason: str) -> None:
        """No answer to this question; the second one after another that cannot be had is the last."""
        self._failed += 1
        if self._failed > 1:
            self._leave(reason)
        raise NotAnswered(f"{self.name}: {reason}")

    def _leave(self, reason: str) -> None:
        self._left = f"{self.name}: {reason}"
        self._tell(self._left)
        raise HostLeft(self._left)


def _told_rest(reply: Reply, now: float) -> float:
    """The seconds that a host wants to rest for, 0 where it does not tell."""
    after = reply.headers.get("retry-after", "").strip()
    if after.isdigit():
        return float(after[:9])
    if after:
        try:
            when = parsedate_to_datetime(after)
        except ValueError:
            return 0
        if when.tzinfo is None:
            when = when.replace(tzinfo=datetime.UTC)
        return max(0, when.timestamp() - now)
    match = _RATE_LIMIT.search(reply.headers.get("ratelimit", ""))
    return float(match[1][:9]) if match and reply.status == 429 else 0
