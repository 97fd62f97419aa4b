"""Stages: a result is made once, and anew whenever anything that it is made of is another."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from paper_digest.build import stages as module
from paper_digest.build.cache import Cache
from paper_digest.build.pool import Pool
from paper_digest.build.stages import Build, Stage, encode, fingerprint


class Item(Struct, frozen=True):
    name: str
    size: int = 0


class Made(Struct, frozen=True):
    text: str
    process: int


CALLS: list[str] = []
"""What functions of this process were called with."""


def make(item: Item, said: Any) -> Made:
    CALLS.append(item.name)
    return Made(f"{said} {item.name} {item.size}", os.getpid())


def joined(*shared: str) -> str:
    CALLS.append("prepare")
    return "+".join(shared)


def fail(item: Item, _: Any) -> Made:
    raise ValueError(item.name)


STAGE: Stage[Item, Made] = Stage("made", make, Item, Made, (str, str), joined)
OTHER: Stage[Item, Made] = Stage("other", make, Item, Made, (str, str), joined)
ALONE: Stage[Item, Made] = Stage("alone", make, Item, Made)
HEAVY: Stage[Item, Made] = Stage("heavy", make, Item, Made, at_once=1)
FAILING: Stage[Item, Made] = Stage("failing", fail, Item, Made)
ITEMS = [Item("a"), Item("b"), Item("a", 1)]


@pytest.fixture(autouse=True)
def no_calls() -> Iterator[None]:
    module._context.cache_clear()
    CALLS.clear()
    yield
    module._context.cache_clear()


@pytest.fixture
def processes() -> Iterator[Pool]:
    pool = Pool(2)
    yield pool
    pool.close()


def texts(build: Build, items: Sequence[Item] = ITEMS, *shared: str) -> list[str]:
    return [made.text for made in build.begin(STAGE, items, *(shared or ("x", "y")))]


def calls() -> list[str]:
    """The items that results were made of since this was last asked."""
    made = [name for name in CALLS if name != "prepare"]
    CALLS.clear()
    return made


def test_results_come_in_the_order_of_their_items_and_are_made_once(tmp_path: Path) -> None:
    for _ in range(2):
        assert texts(Build(Cache(tmp_path), Pool(1))) == ["x+y a 0", "x+y b 0", "x+y a 1"]
    assert calls() == ["a", "b", "a"]


def test_equal_items_are_made_once(tmp_path: Path) -> None:
    for build in (Build(Cache(tmp_path), Pool(1)), Build(Cache(None), Pool(1), in_memory=True)):
        assert texts(build, [Item("c")] * 20) == ["x+y c 0"] * 20
        assert calls() == ["c"]


def test_what_is_prepared_is_prepared_once_for_the_shared_values() -> None:
    build = Build(Cache(None), Pool(1))
    texts(build, [Item(str(n)) for n in range(30)])
    texts(build, [Item(str(n)) for n in range(30)])
    texts(build, ITEMS, "x", "z")
    assert CALLS.count("prepare") == 2


def test_another_item_another_shared_value_another_salt_or_stage_makes_it_anew(tmp_path: Path) -> None:
    texts(Build(Cache(tmp_path), Pool(1)))
    calls()
    assert texts(Build(Cache(tmp_path), Pool(1)), [*ITEMS, Item("b", 2)])[-1] == "x+y b 2"
    assert calls() == ["b"]
    assert texts(Build(Cache(tmp_path), Pool(1)), ITEMS, "xy", "")[0] == "xy+ a 0"
    assert calls() == ["a", "b", "a"]
    texts(Build(Cache(tmp_path), Pool(1), b"salt"))
    assert calls() == ["a", "b", "a"]
    list(Build(Cache(tmp_path), Pool(1)).begin(OTHER, ITEMS, "x", "y"))
    assert calls() == ["a", "b", "a"]
    texts(Build(Cache(tmp_path), Pool(1)))
    assert calls() == []


def test_keys_tell_what_is_another() -> None:
    build = Build(Cache(None), Pool(1))
    keys = build.keys(STAGE, ITEMS, "x", "y")
    assert len({*keys, *build.keys(STAGE, ITEMS, "xy", ""), *build.keys(OTHER, ITEMS, "x", "y")}) == 9
    assert (
        build.begin(STAGE, ITEMS, "x", "y").keys
        == keys
        == Build(Cache(None), Pool(1)).keys(STAGE, ITEMS, "x", "y")
    )


def test_other_processes_give_the_same(tmp_path: Path, processes: Pool) -> None:
    items = [Item(str(n), n) for n in range(50)]
    build = Build(Cache(tmp_path), processes)
    made = build.begin(STAGE, items, "x", "y").all()
    assert os.getpid() not in {one.process for one in made}
    assert calls() == []
    assert texts(Build(Cache(None), Pool(1)), items) == [one.text for one in made]
    calls()
    assert Build(Cache(tmp_path), Pool(1)).begin(STAGE, items, "x", "y").all() == made
    assert calls() == []
    build.close()


def test_few_items_are_made_here_unless_each_is_worth_a_process(processes: Pool) -> None:
    build = Build(Cache(None), processes)
    assert [made.process for made in build.begin(ALONE, ITEMS)] == [os.getpid()] * 3
    assert os.getpid() not in [made.process for made in build.begin(HEAVY, ITEMS)]


@pytest.mark.parametrize("number", [0, 1, 3, 4, 255, 256, 257, 700])
def test_a_stream_gives_what_begin_gives(tmp_path: Path, number: int) -> None:
    items = [Item(str(n % 300), n) for n in range(number)]
    for _ in range(2):
        build = Build(Cache(tmp_path), Pool(1))
        assert [one.text for one in build.stream(STAGE, items, "x", "y")] == [
            f"x+y {item.name} {item.size}" for item in items
        ]
    assert len(calls()) == number


def test_a_stream_holds_no_more_than_some_hundred() -> None:
    items = [Item(str(n)) for n in range(2000)]
    stream = Build(Cache(None), Pool(1)).stream(STAGE, items, "x", "y")
    next(stream)
    assert len(calls()) <= 2 * module._STREAMED_AT_ONCE


def test_in_memory_the_objects_of_the_last_build_are_kept() -> None:
    build = Build(Cache(None), Pool(1), in_memory=True)
    first = build.begin(STAGE, ITEMS, "x", "y").all()
    again = build.begin(STAGE, [*ITEMS, Item("d")], "x", "y").all()
    assert all(one is two for one, two in zip(first, again, strict=False))
    assert calls() == ["a", "b", "a", "d"]
    build.begin(STAGE, ITEMS[:1], "x", "y").all()
    assert calls() == []
    # What the last build did not use is let go.
    build.begin(STAGE, ITEMS, "x", "y").all()
    assert calls() == ["b", "a"]


def test_what_was_made_before_a_failure_is_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a"):
        Build(Cache(tmp_path), Pool(1)).begin(FAILING, ITEMS).all()
    assert texts(Build(Cache(tmp_path), Pool(1))) == ["x+y a 0", "x+y b 0", "x+y a 1"]


def test_one_result() -> None:
    build = Build(Cache(None), Pool(1))
    assert build.begin(ALONE, [Item("a")]).only().text == "None a 0"
    with pytest.raises(ValueError, match="unpack"):
        build.begin(ALONE, ITEMS).only()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3))
def test_equal_values_alone_have_one_fingerprint(one: list[Any], two: list[Any]) -> None:
    assert (fingerprint(*one) == fingerprint(*two)) == (encode(one) == encode(two))
    assert fingerprint(MappingProxyType({"a": 1})) == fingerprint({"a": 1})


def test_what_cannot_be_encoded_is_no_part_of_a_key() -> None:
    with pytest.raises(NotImplementedError):
        fingerprint(object())


def test_results_of_other_builds_are_dropped_once_they_are_many(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    Build(cache, Pool(1)).begin(STAGE, [Item(f"old {n}") for n in range(400)], "x", "y").all()
    build = Build(cache, Pool(1))
    # A stage that is begun in parts keeps the results of all of them.
    for part in (ITEMS, [Item("d")]):
        build.begin(STAGE, part, "x", "y").all()
    build.drop_unused()
    calls()
    again = Build(cache, Pool(1))
    for part in (ITEMS, [Item("d")]):
        again.begin(STAGE, part, "x", "y").all()
    assert calls() == []
    again.begin(STAGE, [Item("old 0")], "x", "y").all()
    assert calls() == ["old 0"]
