"""Work on all cores gives what work on one does."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from paper_digest import workers

pytestmark = pytest.mark.usefixtures("only_thread")


def test_results_come_in_order_from_other_processes() -> None:
    numbers = list(range(2000))
    results = list(workers.in_order(lambda number: (number * 2, os.getpid()), numbers))
    assert [result for result, _ in results] == [number * 2 for number in numbers]
    forked = len(os.sched_getaffinity(0)) > 1
    assert ({pid for _, pid in results} == {os.getpid()}) is not forked


def test_work_begins_before_results_are_taken(tmp_path: Path) -> None:
    def work(number: int) -> int:
        (tmp_path / str(number)).touch()
        return number * 2

    coming = workers.begin_in_order(work, range(200), chunk=10, least=1)
    forked = len(os.sched_getaffinity(0)) > 1
    until = time.monotonic() + 20
    while forked and len(list(tmp_path.iterdir())) < 200 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(list(tmp_path.iterdir())) == (200 if forked else 0)
    assert list(coming) == [number * 2 for number in range(200)]
    assert multiprocessing.active_children() == []
    assert list(workers.begin_in_order(lambda _: os.getpid(), range(10))) == [os.getpid()] * 10


def test_few_items_are_not_worth_a_process() -> None:
    assert list(workers.in_order(lambda _: os.getpid(), range(10))) == [os.getpid()] * 10


def test_no_fork_beside_other_threads() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert set(workers.in_order(lambda _: os.getpid(), range(1000))) == {os.getpid()}
    finally:
        done.set()
        thread.join()


def test_an_error_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(workers.in_order(lambda number: 1 // (number - 900), range(1000)))


@pytest.mark.parametrize("apply", [workers.in_order, workers.begin_in_order])
def test_what_a_lost_process_had_is_made_here(apply: Callable[..., Iterable[int]]) -> None:
    own = os.getpid()

    def double(number: int) -> int:
        if number == 500 and os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return number * 2

    assert list(apply(double, range(1000), chunk=10)) == [number * 2 for number in range(1000)]
    assert multiprocessing.active_children() == []


def test_what_is_done_aside_leaves_nothing_behind() -> None:
    kept: list[int] = []

    def keep(number: int) -> int:
        kept.append(number)
        return os.getpid()

    pid = workers.aside(keep, 1)()
    forked = len(os.sched_getaffinity(0)) > 1
    assert (pid != os.getpid(), kept) == ((True, []) if forked else (False, [1]))


def test_a_lost_process_is_made_up_for() -> None:
    own = os.getpid()
    assert workers.aside(lambda text: text if os.getpid() == own else os._exit(1), "here")() == "here"


def test_another_way_to_the_result_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.getpid()
    helper: workers.Helper[int, str] = workers.Helper(
        lambda _: "made" if os.getpid() == own else os._exit(1), otherwise=lambda _: "otherwise"
    )
    assert helper.begin(1)() == "otherwise"
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    assert workers.Helper(str, otherwise=lambda _: "otherwise").begin(1)() == "otherwise"


def test_a_process_forked_meanwhile_does_not_take_anothers_result() -> None:
    helper: workers.Helper[int, str] = workers.Helper(lambda _: "made", otherwise=lambda _: "otherwise")
    result = helper.begin(1)
    forked = len(os.sched_getaffinity(0)) > 1
    assert set(workers.in_order(lambda _: result(), range(10), least=1)) == {"otherwise"} or not forked
    assert result() == ("made" if forked else "otherwise")
    assert multiprocessing.active_children() == []


def test_where_the_system_allows_no_more_processes_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr(multiprocessing.context.ForkProcess, "start", refused)
    assert set(workers.in_order(lambda _: os.getpid(), range(1000))) == {os.getpid()}
    assert list(workers.begin_in_order(lambda _: os.getpid(), range(1000)))[999] == os.getpid()
    assert workers.aside(lambda _: os.getpid(), 1)() == os.getpid()


def test_an_error_aside_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        workers.aside(lambda number: 1 // number, 0)()


def test_a_helper_gets_ready_and_works_on_what_comes_later(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    helper: workers.Helper[int, tuple[int, int]] = workers.Helper(
        lambda number: (number + 1, os.getpid()), ready.touch
    )
    answer, pid = helper.begin(1)()
    assert answer == 2
    forked = len(os.sched_getaffinity(0)) > 1
    assert (pid != os.getpid(), ready.exists()) == (forked, forked)
    assert multiprocessing.active_children() == []


def test_a_helper_that_nobody_asks_can_be_ended() -> None:
    helper: workers.Helper[int, str] = workers.Helper(str)
    helper.close()
    helper.close()
    assert multiprocessing.active_children() == []
    assert helper.begin(1)() == "1"


@workers.uncollected()
def fail_uncollected() -> None:
    with workers.uncollected():
        pass
    raise ArithmeticError("collecting" if gc.isenabled() else "not collecting")


def test_nothing_is_collected_while_values_are_made() -> None:
    with pytest.raises(ArithmeticError, match=r"^not collecting$"):
        fail_uncollected()
    assert gc.isenabled()
