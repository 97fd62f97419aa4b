"""Values that are made when they are first asked for."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from paper_digest.later import Later


def test_a_value_is_made_once_for_all_threads() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(len(made))
        return made

    later = Later(make)
    assert not made
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: later(), range(32))) == [[0]] * 32


def test_a_failure_is_not_kept() -> None:
    divisors = iter([0, 2])
    later = Later(lambda: 10 // next(divisors))
    with pytest.raises(ZeroDivisionError):
        later()
    assert later() == 5


def test_what_it_was_made_of_is_let_go() -> None:
    class Source:
        pass

    source = Source()
    seen = weakref.ref(source)
    later = Later(partial(str, source))
    del source
    assert seen() is not None
    later()
    gc.collect()
    assert seen() is None


def test_equal_values_are_equal_whenever_they_are_made() -> None:
    assert Later(lambda: (1, 2)) == Later(lambda: (1, 2))
    assert Later(lambda: (1, 2)) != Later(lambda: (2, 1))
    assert Later(lambda: 1) != 1
