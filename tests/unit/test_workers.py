"""Work on all cores gives what work on one does."""

from __future__ import annotations

import os
import threading
import time

import pytest

from paper_digest import workers


def test_results_come_in_order_from_other_processes() -> None:
    numbers = list(range(2000))
    results = list(workers.in_order(lambda number: (number * 2, os.getpid()), numbers))
    assert [result for result, _ in results] == [number * 2 for number in numbers]
    forked = len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1
    assert ({pid for _, pid in results} == {os.getpid()}) is not forked


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


def test_a_process_beside_threads_gives_its_result() -> None:
    assert workers.Elsewhere(pow, 2, 10).result() == 1024


def test_an_error_in_another_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        workers.Elsewhere(divmod, 1, 0).result()


def test_a_process_can_be_given_up() -> None:
    process = workers.Elsewhere(time.sleep, 600)
    threading.Timer(0.5, process.give_up).start()
    with pytest.raises(workers.GivenUp):
        process.result()
