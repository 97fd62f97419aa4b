"""Fixtures for tests of single modules."""

from __future__ import annotations

import threading

import pytest


@pytest.fixture
def only_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide threads that other tests keep, such as servers: no process is forked beside any."""
    before = set(threading.enumerate()) - {threading.current_thread()}
    monkeypatch.setattr(threading, "active_count", lambda: len(set(threading.enumerate()) - before))
