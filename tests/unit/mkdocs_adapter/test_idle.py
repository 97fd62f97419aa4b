from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest

from paper_digest.mkdocs_adapter import idle
from paper_digest.mkdocs_adapter.idle import IdleCollector


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[IdleCollector]:
    monkeypatch.setattr(idle, "IDLE_SECONDS", 0.01)
    collector = IdleCollector()
    yield collector
    collector.end()


class Thing:
    """Something that holds itself, so that it goes only when garbage is looked for."""

    def __init__(self) -> None:
        self.itself = self


def garbage() -> Callable[[], object]:
    return weakref.ref(Thing())


def timers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)}


def wait_for_timers() -> None:
    for timer in timers():
        timer.join(timeout=10)


def test_garbage_waits_for_the_end_of_a_build(collector: IdleCollector) -> None:
    collector.busy()
    assert not gc.isenabled()
    left = garbage()
    collector.idle()
    assert left() is not None
    wait_for_timers()
    assert left() is None
    assert gc.isenabled()


def test_what_one_build_left_is_found_after_a_later_one(collector: IdleCollector) -> None:
    thing = Thing()
    left = weakref.ref(thing)
    for _ in range(2):
        collector.busy()
        collector.idle()
        wait_for_timers()
    assert left() is thing
    del thing
    collector.busy()
    collector.idle()
    wait_for_timers()
    assert left() is None


def test_a_build_that_begins_is_not_disturbed(
    collector: IdleCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "IDLE_SECONDS", 60)
    before = timers()
    collector.idle()
    (timer,) = timers() - before
    collector.busy()
    timer.join(timeout=10)
    assert not timer.is_alive()
    assert not gc.isenabled()


def test_in_the_end_everything_is_as_before(collector: IdleCollector) -> None:
    collector.busy()
    collector.idle()
    collector.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
