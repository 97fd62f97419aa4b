"""Work in a process of its own, beside threads."""

from __future__ import annotations

import threading
import time

import pytest

from paper_digest.mkdocs_adapter.elsewhere import Elsewhere, GivenUp


def test_a_process_beside_threads_gives_its_result() -> None:
    assert Elsewhere(pow, 2, 10).result() == 1024


def test_an_error_in_another_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        Elsewhere(divmod, 1, 0).result()


def test_a_process_can_be_given_up() -> None:
    process = Elsewhere(time.sleep, 600)
    threading.Timer(0.5, process.give_up).start()
    with pytest.raises(GivenUp):
        process.result()
