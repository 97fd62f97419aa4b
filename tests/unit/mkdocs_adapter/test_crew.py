from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from paper_digest.mkdocs_adapter import crew as module
from paper_digest.mkdocs_adapter.crew import Crew

pytestmark = pytest.mark.usefixtures("only_thread")

TASKS = list(range(100))


def slow_square(number: int) -> tuple[int, int]:
    time.sleep(0.002)
    return number * number, os.getpid()


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


def test_results_come_in_order_from_this_process_and_others() -> None:
    crew = Crew(slow_square, TASKS, worth_it=True)
    found = list(crew.results())
    crew.close()
    assert [result for result, _ in found] == [number * number for number in TASKS]
    processes = {process for _, process in found}
    assert os.getpid() in processes
    assert len(processes) == 2


def test_work_begins_before_anybody_takes_results(tmp_path: Path) -> None:
    crew = Crew(lambda name: (tmp_path / name).touch(), ["a", "b"], worth_it=True)
    for _ in range(500):
        if len(list(tmp_path.iterdir())) == 2:
            break
        time.sleep(0.01)
    crew.close()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("reason", ["too little to do", "a thread that a fork would not survive"])
def test_without_processes_tasks_wait_until_their_results_are_taken(reason: str) -> None:
    done: list[int] = []
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    if "thread" in reason:
        thread.start()
    crew = Crew(done.append, TASKS, worth_it="thread" in reason)
    over.set()
    results = crew.results()
    assert done == []
    next(results)
    assert done == [0]
    crew.close()
    if "thread" in reason:
        thread.join()


def test_an_error_comes_with_its_result_and_others_can_be_left() -> None:
    crew = Crew(lambda number: 1 // number, [1, 0, 2], worth_it=True)
    results = crew.results()
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
    crew.close()
    crew.close()


def test_tasks_of_a_process_that_is_lost_are_done_here() -> None:
    here = os.getpid()

    def one(number: int) -> int:
        if number == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number * 2

    crew = Crew(one, TASKS, worth_it=True)
    time.sleep(0.2)
    assert list(crew.results()) == [number * 2 for number in TASKS]
    crew.close()


def test_a_process_waits_where_nobody_takes_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PILE", 3_000_000)

    def one(number: int) -> bytes:
        (tmp_path / str(number)).touch()
        return bytes([number]) * 1_000_000

    crew = Crew(one, range(20), worth_it=True)
    time.sleep(0.5)
    begun = len(list(tmp_path.iterdir()))
    assert begun < 10
    assert [result[0] for result in crew.results()] == list(range(20))
    crew.close()


def test_an_error_that_does_not_fit_through_a_pipe_is_raised_all_the_same() -> None:
    class OwnError(Exception):
        pass

    def one(number: int) -> int:
        if number == 50:
            raise OwnError
        return number

    crew = Crew(one, TASKS, worth_it=True)
    time.sleep(0.2)
    with pytest.raises(OwnError):
        list(crew.results())
    crew.close()


def test_others_results_are_taken_while_this_process_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PILE", 1)

    def one(number: int) -> tuple[bytes, int]:
        time.sleep(0.005)
        return bytes([number]) * 400_000, os.getpid()

    crew = Crew(one, TASKS, worth_it=True)
    results = crew.results()
    processes = [process for _, process in results]
    crew.close()
    assert sum(process != os.getpid() for process in processes) > 10
