"""The process pool: pure functions elsewhere, and here where a process is lost or none can be had."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from paper_digest.build import pool as module
from paper_digest.build.pool import Pool, Task, cores


def where(number: int, seconds: float = 0.0) -> tuple[int, int]:
    time.sleep(seconds)
    return number, os.getpid()


def fails(text: str) -> None:
    raise ValueError(text)


def killed_unless(pid: int) -> str:
    """Kill the process that this runs in, unless it is a certain one."""
    if os.getpid() != pid:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


def numbers(tasks: list[Task[tuple[int, int]]]) -> list[int]:
    return [task.result()[0] for task in tasks]


def test_each_task_has_its_own_result_whichever_is_done_first(pool: Pool) -> None:
    tasks = [pool.begin(where, number, 0.05 if number == 0 else 0.0) for number in range(12)]
    assert numbers(tasks) == list(range(12))


def test_work_is_done_in_other_processes(pool: Pool) -> None:
    assert pool.begin(where, 1).result()[1] != os.getpid()
    assert pool.postpone(where, 1).result()[1] == os.getpid()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_a_function_raises_is_raised_where_its_result_is_wanted(processes: int) -> None:
    pool = Pool(processes)
    try:
        task = pool.begin(fails, "no")
        with pytest.raises(ValueError, match="no"):
            task.result()
        assert pool.begin(where, 1).result()[0] == 1
    finally:
        pool.close()


def test_a_killed_process_costs_time_alone(pool: Pool) -> None:
    before = [pool.begin(where, number, 0.02) for number in range(4)]
    killed = pool.begin(killed_unless, os.getpid())
    after = [pool.begin(where, number) for number in range(4)]
    assert killed.result() == "done"
    assert numbers(before) == numbers(after) == list(range(4))
    assert pool.begin(where, 1).result()[1] == os.getpid()


def test_one_core_does_all_here_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cores", lambda: 1)
    pool = Pool()
    assert pool.processes == 1
    assert pool.begin(where, 1).result() == (1, os.getpid())


def test_where_no_process_can_be_had_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: int) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(module, "_executor", none)
    pool = Pool(2)
    assert pool.begin(where, 1).result() == (1, os.getpid())
    pool.close()


def test_closing_ends_what_runs(pool: Pool) -> None:
    _, pid = pool.begin(where, 1).result()
    started = time.monotonic()
    pool.begin(where, 1, 60.0)
    pool.begin(where, 1, 60.0)
    pool.close()
    assert time.monotonic() - started < 20
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert pool.begin(where, 1).result()[0] == 1


def test_a_process_for_each_core() -> None:
    assert Pool().processes == cores() >= 1
