"""Results remembered: what is given back is what would be made, whatever happens to the file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.cachefile import NAME, CacheFile
from paper_digest.memo import Keys, Memo, Shelf, encode, fingerprint


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    size: int = 0


class Counted:
    """Makes things, and counts how many."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, name: str) -> Thing:
        self.made.append(name)
        return Thing(name, len(name))


def recall(memo: Memo, names: list[str], make: Counted) -> list[Thing]:
    shelf: Shelf[Thing] = memo.shelf("things", Thing)
    return shelf.recall(names, list(map(shelf.key, names)), make)


def things(names: list[str]) -> list[Thing]:
    return [Thing(name, len(name)) for name in names]


@given(rounds=st.lists(st.lists(st.text(max_size=3), max_size=8), max_size=4), kept=st.booleans())
def test_results_are_those_that_would_be_made(
    rounds: list[list[str]], kept: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = CacheFile(tmp_path_factory.mktemp("cache"))
    memo = Memo(store)
    before: set[str] = set()
    for names in rounds:
        make = Counted()
        memo = memo if kept else Memo(store)
        assert recall(memo, names, make) == things(names)
        assert set(make.made).isdisjoint(before)
        assert len(make.made) == len(set(make.made))
        before = set(names)


def test_a_memo_of_its_own_remembers_the_last_round_alone() -> None:
    memo, make = Memo(), Counted()
    recall(memo, ["a", "b"], make)
    recall(memo, ["b"], make)
    recall(memo, ["a", "b"], make)
    assert make.made == ["a", "b", "a"]


def test_another_salt_is_another_result(tmp_path: Path) -> None:
    for salt in (b"1", b"2", b"1"):
        recall(Memo(CacheFile(tmp_path), salt), ["a"], make := Counted())
    assert make.made == []
    recall(Memo(CacheFile(tmp_path), b"3"), ["a"], make)
    assert make.made == ["a"]


@given(
    st.lists(
        st.tuples(st.text(), st.integers(-(2**63), 2**63), st.lists(st.text())),
        min_size=2,
        max_size=2,
        unique_by=repr,
    )
)
def test_keys_tell_values_apart(values: list[tuple[str, int, list[str]]]) -> None:
    assert fingerprint(*values[0]) != fingerprint(*values[1])


def test_parts_of_a_key_do_not_run_together() -> None:
    assert (
        len({fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint(["ab", "c"])})
        == 4
    )


def test_what_cannot_be_told_apart_is_no_key() -> None:
    with pytest.raises(NotImplementedError):
        fingerprint(object())


class Fixed:
    """A store that always gives the same bytes."""

    def __init__(self, value: bytes) -> None:
        self.value = value

    def read(self, stage: str, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        return dict.fromkeys(keys, self.value)

    def write(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes] | None) -> None:
        pass


@pytest.mark.parametrize(
    "stored", [b"", b"\xc1", b"\xa1\xff", encode("text"), encode({"name": 1}), encode([])]
)
def test_bytes_of_no_such_type_are_no_result(stored: bytes) -> None:
    memo = Memo(Fixed(stored))
    assert recall(memo, ["a"], make := Counted()) == things(["a"])
    assert make.made == ["a"]
    assert memo.shelf("things", Thing).stored([b"key"]) == {}


def test_one_result_is_read_by_its_key(tmp_path: Path) -> None:
    memo = Memo(CacheFile(tmp_path))
    shelf = memo.shelf("things", Thing)
    key = shelf.key("a")
    assert shelf.stored([key]) == {}
    shelf.keep({key: encode(Thing("a", 1))}, {key})
    assert shelf.stored([key]) == {key: Thing("a", 1)}
    assert Memo(CacheFile(tmp_path)).shelf("things", Thing).stored([key]) == {key: Thing("a", 1)}


def test_reading_some_results_does_not_go_through_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    def watched(*args: object, **kwargs: object) -> sqlite3.Connection:
        connection = connect(*args, **kwargs)  # type: ignore[call-overload]
        connection.set_progress_handler(step, 10)
        return connection  # type: ignore[no-any-return]

    def steps_to_read(kept: int) -> int:
        nonlocal steps
        store = CacheFile(tmp_path / str(kept))
        keys = [fingerprint(number) for number in range(kept)]
        store.write("things", dict.fromkeys(keys, b"value"), None)
        steps = 0
        assert store.read("things", keys[-100:]) == dict.fromkeys(keys[-100:], b"value")
        return steps

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", watched)
    few, many = steps_to_read(200), steps_to_read(5000)
    assert few > 10
    assert many < 2 * few


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:] = bytes(byte ^ 0x55 for byte in data[100:])
    path.write_bytes(data)


def one_bit(path: Path) -> None:
    data = path.read_bytes()
    at = data.index(encode(Thing("abcdef", 6)))
    path.write_bytes(data[: at + 8] + bytes([data[at + 8] ^ 1]) + data[at + 9 :])


def other_program(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE things (x)")
    connection.commit()
    connection.close()


def other_columns(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE things")
    connection.execute("CREATE TABLE things (x)")
    connection.commit()
    connection.close()


def other_values(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE things SET value = 'text'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "harm",
    [
        damaged,
        one_bit,
        other_program,
        other_columns,
        other_values,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:4096]),
        lambda path: path.write_text("no database at all, but long enough to be looked at" * 99),
        Path.unlink,
    ],
)
def test_a_damaged_or_foreign_file_costs_time_alone(harm: object, tmp_path: Path) -> None:
    names = ["abcdef", "b"]
    recall(Memo(CacheFile(tmp_path)), names, Counted())
    harm(tmp_path / NAME)  # type: ignore[operator]
    for _ in range(3):
        make = Counted()
        assert recall(Memo(CacheFile(tmp_path)), names, make) == things(names)
    assert make.made == [], "the file is good again"


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = CacheFile(tmp_path / "file" / "cache")
    assert recall(Memo(store), ["a"], Counted()) == things(["a"])
    assert recall(Memo(store), ["a"], make := Counted()) == things(["a"])
    assert make.made == ["a"]


def test_two_builds_at_once_do_not_hurt_each_other(tmp_path: Path) -> None:
    wrong: list[object] = []

    def build(first: int) -> None:
        for number in range(first, first + 15):
            names = [f"{number}-{other}" for other in range(80)]
            if recall(Memo(CacheFile(tmp_path)), names, Counted()) != things(names):
                wrong.append(number)

    threads = [threading.Thread(target=build, args=(first,)) for first in (0, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    connection = sqlite3.connect(tmp_path / NAME)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_what_nobody_uses_is_forgotten_once_it_is_most(tmp_path: Path) -> None:
    for number in range(40):
        recall(Memo(CacheFile(tmp_path)), [f"{number}-{other}" for other in range(50)], Counted())
    connection = sqlite3.connect(tmp_path / NAME)
    (kept,) = connection.execute("SELECT count(*) FROM things").fetchone()
    connection.close()
    assert 50 <= kept <= 2 * 50 + 256


def test_the_folder_keeps_itself_out_of_version_control(tmp_path: Path) -> None:
    recall(Memo(CacheFile(tmp_path / "cache")), ["a"], Counted())
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


@given(names=st.lists(st.text(max_size=2), max_size=6), known=st.sets(st.text(max_size=2)))
def test_what_is_missing_is_made_once(names: list[str], known: set[str]) -> None:
    memo, make = Memo(), Counted()
    recall(memo, sorted(known), Counted())
    assert recall(memo, names, make) == things(names)
    assert sorted(make.made) == sorted(set(names) - known)


def test_what_equal_values_give_is_made_once() -> None:
    memo, parts, made = Memo(), ("a", ["b"]), list[int]()

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memo.same("number", make, *parts) for _ in range(3)] == [1, 1, 1]
    assert memo.same("number", make, "a", ["b"]) == 1
    assert memo.same("number", make, "a", ["b"], "c") == 2
    assert memo.same("other", make, *parts) == 3
    memo.lasting = False
    assert memo.same("number", make, *parts) == 4


def test_a_memo_for_one_build_holds_nothing() -> None:
    memo = Memo()
    memo.lasting = False
    recall(memo, ["a"], Counted())
    recall(memo, ["a"], make := Counted())
    assert make.made == ["a"]


def test_keys_are_held_as_they_were_added() -> None:
    keys, memo = Keys(), Memo()
    added = [memo.shelf("things", str).key(number) for number in range(5)]
    assert not len(keys)
    for key in added:
        keys.add(key)
    assert list(keys) == added
    assert len(keys) == 5
    assert added[2] in keys
    assert b"0" * 16 not in keys
