from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from paper_digest.mkdocs_adapter import crew as module
from paper_digest.mkdocs_adapter.crew import Crew

pytestmark = pytest.mark.usefixtures("only_thread")

TASKS = list(range(100))


def slow_square(number: int) -> tuple[int, int]:
    time.sleep(0.01)
    return number * number, os.getpid()


def wait_for_one(crew: Crew[int, int]) -> None:
    """Wait for the end of a process."""
    by_sentinel = {process.sentinel: process for process in crew._processes.values()}
    ended = wait(by_sentinel, 20)
    assert ended
    for sentinel in ended:
        # Only then all that it had open is closed.
        by_sentinel[sentinel].join()


@pytest.fixture(autouse=True, params=[2, 4])
def many_cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    many: int = request.param
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(many)), raising=False)
    return many


def test_results_come_in_order_from_this_process_and_others(many_cores: int) -> None:
    crew = Crew(slow_square, TASKS, worth_it=True)
    own = {process.pid for process in crew._processes.values()}
    assert len(own) == many_cores - 1
    found = list(crew.results())
    crew.close()
    assert [result for result, _ in found] == [number * number for number in TASKS]
    processes = {process for _, process in found}
    assert os.getpid() in processes
    assert len(processes) > 1
    assert processes <= {os.getpid(), *own}


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
    here, doing = os.getpid(), list[int]()

    def one(number: int) -> int:
        if number == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        if os.getpid() == here:
            doing.append(number)
        time.sleep(0.002)
        return number * 2

    crew = Crew(one, TASKS, worth_it=True)
    wait_for_one(crew)
    assert list(crew.results()) == [number * 2 for number in TASKS]
    # They are done when their turn comes, or the results behind them would pile up.
    assert doing == sorted(doing)
    assert multiprocessing.active_children() == []
    crew.close()


def test_a_process_may_be_lost_as_it_takes_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    here, read = os.getpid(), os.read

    def lost(file: int, size: int) -> bytes:
        taken = read(file, size)
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return taken

    monkeypatch.setattr(os, "read", lost)
    crew = Crew(slow_square, TASKS, worth_it=True)
    assert [result for result, _ in crew.results()] == [number * number for number in TASKS]
    crew.close()


def test_more_tasks_than_a_pipe_has_room_for_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_widen", lambda _: None)
    crew = Crew(lambda number: -number, range(20_000), worth_it=True)
    assert list(crew.results()) == [-number for number in range(20_000)]
    crew.close()


def test_where_the_system_allows_no_more_processes_tasks_are_done_here(
    many_cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, start = list[int](), multiprocessing.context.ForkProcess.start

    def once(process: multiprocessing.context.ForkProcess) -> None:
        begun.append(1)
        if len(begun) == many_cores - 1:
            raise BlockingIOError
        start(process)

    monkeypatch.setattr(multiprocessing.context.ForkProcess, "start", once)
    crew = Crew(slow_square, TASKS, worth_it=True)
    assert len(crew._processes) == many_cores - 2
    found = list(crew.results())
    crew.close()
    assert [result for result, _ in found] == [number * number for number in TASKS]


def test_processes_that_hear_no_signal_end_too() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        crew = Crew(lambda _: bytes(3_000_000), TASKS, worth_it=True)
        time.sleep(0.3)
        crew.close()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert multiprocessing.active_children() == []


_LOST = """
import os, time
os.sched_getaffinity = lambda _: set(range({many}))
from paper_digest.mkdocs_adapter.crew import Crew
def one(number):
    time.sleep(0.02)
    return number
if __name__ == "__main__":
    crew = Crew(one, range(100_000), worth_it=True)
    print(*[process.pid for process in crew._processes.values()], flush=True)
    time.sleep(0.2)
    os.kill(os.getpid(), 9)
"""


def is_running(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_processes_end_all_at_once_when_nobody_can_take_their_results(many_cores: int) -> None:
    script = [sys.executable, "-c", _LOST.format(many=many_cores)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as lost:
        assert lost.stdout
        processes = [int(pid) for pid in lost.stdout.readline().split()]
        lost.wait(20)
        until = time.monotonic() + 20
        while any(map(is_running, processes)) and time.monotonic() < until:
            time.sleep(0.02)
        left = [pid for pid in processes if is_running(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    assert len(processes) == many_cores - 1
    assert left == []


def test_a_process_waits_where_nobody_takes_its_results(
    many_cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PILE", 3_000_000)

    def one(number: int) -> bytes:
        (tmp_path / str(number)).touch()
        return bytes([number]) * 1_000_000

    crew = Crew(one, range(60), worth_it=True)
    time.sleep(0.5)
    begun = len(list(tmp_path.iterdir()))
    assert begun < 8 * (many_cores - 1)
    assert [result[0] for result in crew.results()] == list(range(60))
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


class Unreadable(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def test_an_error_that_cannot_be_read_again_is_raised_all_the_same() -> None:
    def one(number: int) -> int:
        if number == 0:
            raise Unreadable("a", "b")
        return number

    crew = Crew(one, [0], worth_it=True)
    # It was done elsewhere: there is something to receive.
    assert wait(crew._processes, 20)
    with pytest.raises(Unreadable, match="ab"):
        next(crew.results())
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
