"""The page cache: what is kept comes back, and whatever is wrong with its file costs time alone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.build import cache as module
from paper_digest.build.cache import NAME, Cache

ONE = {b"1": b"one"}


def other_table(path: Path) -> None:
    """Write the file of another program."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE papers (title TEXT)")
        connection.commit()


def other_columns(path: Path) -> None:
    """Write a file with the right marks, and a table of other columns."""
    Cache(path.parent).write("digests", {})
    Cache(path.parent).write("other", ONE)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE digests (name TEXT)")
        connection.commit()


def other_version(path: Path) -> None:
    """Write the file of another version of the format."""
    Cache(path.parent).write("digests", ONE)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")


def damaged(path: Path) -> None:
    """Write a file of which the beginning alone is whole."""
    Cache(path.parent).write("digests", {bytes([n]): bytes(5000) for n in range(200)})
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


FOREIGN = pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no database at all" * 400),
        lambda path: path.write_bytes(b""),
        other_table,
        other_columns,
        other_version,
        damaged,
    ],
    ids=["text", "empty", "other table", "other columns", "other version", "damaged"],
)


@given(st.dictionaries(st.binary(max_size=20), st.binary(max_size=50)))
def test_what_is_written_comes_back_in_another_build(
    tmp_path_factory: pytest.TempPathFactory, results: dict[bytes, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    Cache(folder).write("digests", results)
    wanted = {key: value for key, value in results.items() if value}
    found = Cache(folder).read("digests", [*results, b"a key that nobody wrote, for sure"])
    assert {key: value for key, value in found.items() if value} == wanted
    assert Cache(folder).read("papers", list(results)) == {}


def test_more_keys_than_one_query_takes(tmp_path: Path) -> None:
    results = {n.to_bytes(16, "big"): b"%d" % n for n in range(3 * module._BATCH + 1)}
    cache = Cache(tmp_path)
    cache.write("digests", results)
    assert cache.read("digests", list(results)) == results


def test_a_later_result_takes_the_place_of_an_earlier(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("digests", ONE)
    cache.write("digests", {b"1": b"another", b"2": b"two"})
    assert cache.read("digests", [b"1", b"2"]) == {b"1": b"another", b"2": b"two"}


def test_without_a_folder_nothing_is_kept() -> None:
    cache = Cache(None)
    cache.write("digests", ONE)
    assert cache.read("digests", [b"1"]) == {}


def test_reading_makes_no_file_and_writing_keeps_git_away(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cache"
    assert Cache(folder).read("digests", [b"1"]) == {}
    assert not folder.exists()
    Cache(folder).write("digests", ONE)
    assert (folder / ".gitignore").read_text() == "*\n"


@FOREIGN
def test_a_file_that_cannot_be_used_is_replaced(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    cache = Cache(tmp_path)
    spoil(tmp_path / NAME)
    assert cache.read("digests", [b"1"]) in ({}, {b"\1": bytes(5000)})
    cache.write("digests", ONE)
    # A file that turns out to be spoilt only now is dropped, so that the next build has a new one.
    cache.write("digests", ONE)
    assert cache.read("digests", [b"1"]) == ONE


@pytest.mark.parametrize("place", range(0, 4096 * 3, 97))
def test_a_spoilt_byte_gives_no_wrong_result(tmp_path: Path, place: int) -> None:
    results = {bytes([n]): bytes([n]) * 300 for n in range(20)}
    cache = Cache(tmp_path)
    cache.write("digests", results)
    path = tmp_path / NAME
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 0xFF
    path.write_bytes(data)
    found = cache.read("digests", list(results))
    assert found.items() <= results.items()


def test_a_value_whose_checksum_disagrees_is_not_there(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("digests", {b"1": b"one", b"2": b"two"})
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        connection.execute("UPDATE digests SET value = CAST(value || x'00' AS BLOB) WHERE key = x'31'")
        connection.commit()
    assert cache.read("digests", [b"1", b"2"]) == {b"2": b"two"}


def test_text_in_place_of_a_value_is_damage(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("digests", ONE)
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        connection.execute("UPDATE digests SET value = CAST(x'ff41' AS TEXT)")
        connection.commit()
    assert cache.read("digests", [b"1"]) == {}
    assert not (tmp_path / NAME).exists()


def test_a_file_that_another_build_holds_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.05)
    cache = Cache(tmp_path)
    cache.write("digests", ONE)
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert cache.read("digests", [b"1"]) == {}
        cache.write("digests", {b"2": b"two"})
        other.execute("ROLLBACK")
    # The rest of the build does without the file, so that it does not wait at each stage.
    assert cache.read("digests", [b"1", b"2"]) == {}
    cache.begin()
    assert cache.read("digests", [b"1", b"2"]) == ONE


def test_a_file_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("digests", ONE)
    path = tmp_path / NAME
    path.chmod(0o400)
    try:
        cache.write("digests", {b"2": b"two"})
        assert cache.read("digests", [b"1"]) == ONE
    finally:
        path.chmod(0o600)


def test_a_folder_in_place_of_the_file_or_a_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "cache" / NAME).mkdir(parents=True)
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below", tmp_path / "cache"):
        Cache(folder).write("digests", ONE)
        assert Cache(folder).read("digests", [b"1"]) == {}
    assert (tmp_path / "taken").read_text() == "a file"


def test_results_of_other_builds_stay_until_they_are_too_many(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    many = {n.to_bytes(2, "big"): b"x" for n in range(module._SPARE_LEAST + 2 * module._SPARE)}
    used = list(many)[:2]
    cache.write("digests", many)
    cache.write("papers", many)
    cache.write("digests", {}, used)
    assert cache.read("digests", list(many)) == many
    cache.write("digests", {b"new": b"x"}, used)
    assert sorted(cache.read("digests", [*many, b"new"])) == sorted(used)
    assert cache.read("papers", list(many)) == many


def test_threads_share_a_folder(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for n in range(10):
            Cache(tmp_path).write("digests", {b"%d %d" % (number, n): b"x"})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        len(Cache(tmp_path).read("digests", [b"%d %d" % (a, n) for a in range(4) for n in range(10)])) == 40
    )
