"""The writer: what would be the same stays, and a build that fails leaves the last site as it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.build.writer import RECORD, Writer

KEY, OTHER = b"k" * 16, b"o" * 16
FIRST = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b"}


def writer_of(root: Path) -> Writer:
    return Writer(root / "site", root / "cache" / RECORD)


def build(root: Path, files: Mapping[str, bytes], key: bytes = KEY) -> list[str]:
    """Build a site of these files; gives those that had to be written."""
    writer = writer_of(root)
    written = [path for path in files if not writer.keep([path], key)]
    for path in written:
        writer.write(path, files[path], key)
    writer.publish()
    return written


def files_of(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_what_is_written_is_in_the_site_when_it_is_published(tmp_path: Path) -> None:
    writer = writer_of(tmp_path)
    for path, content in FIRST.items():
        writer.write(path, content, KEY)
        assert not (tmp_path / "site" / path).exists()
    writer.publish()
    assert files_of(tmp_path / "site") == FIRST
    assert sorted(entry.name for entry in (tmp_path / "site").iterdir()) == ["a", "index.html"]


def test_unchanged_files_stay(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    before = {path: (tmp_path / "site" / path).stat() for path in FIRST}
    for _ in range(2):
        assert build(tmp_path, FIRST) == []
    assert {path: (tmp_path / "site" / path).stat() for path in FIRST} == before


def test_files_of_another_key_are_written(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    changed = dict.fromkeys(FIRST, b"new")
    assert build(tmp_path, changed, OTHER) == list(FIRST)
    assert files_of(tmp_path / "site") == changed


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    writer = writer_of(tmp_path)
    writer.write("index.html", b"home")
    writer.publish()
    assert not writer_of(tmp_path).keep(["index.html"], b"")


def test_files_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    writer = writer_of(tmp_path)
    assert not writer.keep(["index.html", "new.html"], KEY)
    assert writer.find("index.html") is None
    assert writer.keep(["index.html", "a/index.html"], KEY)
    assert writer.find("index.html") == tmp_path / "site" / "index.html"
    writer.write("new.html", b"new", KEY)
    assert writer.find("new.html") == writer.folder / "new.html"
    writer.publish()
    assert sorted(files_of(tmp_path / "site")) == ["a/index.html", "index.html", "new.html"]


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def lengthen(path: Path) -> None:
    stamp = path.stat()
    path.write_bytes(path.read_bytes() + b"more")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def to_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def to_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("elsewhere")


@pytest.mark.parametrize("spoil", [touch, lengthen, Path.unlink, to_folder, to_link])
def test_what_somebody_changed_is_written_again(tmp_path: Path, spoil: object) -> None:
    build(tmp_path, FIRST)
    assert callable(spoil)
    spoil(tmp_path / "site" / "a/index.html")
    assert build(tmp_path, FIRST) == ["a/index.html"]
    assert files_of(tmp_path / "site") == FIRST
    assert not (tmp_path / "site" / "a/index.html").is_symlink()


def test_strange_files_and_empty_folders_go_and_hidden_ones_stay(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    site = tmp_path / "site"
    for path in ("strange.html", "a/strange.html", "old/deep/x", ".nojekyll", ".git/config"):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(b"strange")
    (site / "empty" / "folder").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_bytes(b"kept")
    (site / "link").symlink_to(tmp_path / "outside")
    build(tmp_path, FIRST)
    assert files_of(site) == {**FIRST, ".nojekyll": b"strange", ".git/config": b"strange"}
    assert sorted(entry.name for entry in site.iterdir()) == [".git", ".nojekyll", "a", "index.html"]
    assert (tmp_path / "outside" / "kept").read_bytes() == b"kept"


def test_an_abandoned_build_leaves_the_last_site(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    writer = writer_of(tmp_path)
    assert writer.keep(["index.html"], KEY)
    writer.write("a/index.html", b"half", OTHER)
    writer.write("new.html", b"half", OTHER)
    writer.abandon()
    assert files_of(tmp_path / "site") == FIRST
    assert build(tmp_path, FIRST) == []


def test_a_killed_build_leaves_the_last_site_and_the_next_takes_nothing_of_it(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    killed = writer_of(tmp_path)
    killed.write("new.html", b"half", KEY)
    second = {path: content for path, content in FIRST.items() if path != "a/index.html"}
    assert build(tmp_path, second) == []
    assert files_of(tmp_path / "site") == second


def test_a_build_that_was_killed_while_it_published_is_finished_by_the_next(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    killed = writer_of(tmp_path)
    for path in FIRST:
        killed.write(path, b"new " + FIRST[path], OTHER)
    (killed.folder / "index.html").replace(tmp_path / "site" / "index.html")
    wanted = {path: b"new " + content for path, content in FIRST.items()}
    assert build(tmp_path, wanted, OTHER) == list(FIRST)
    assert files_of(tmp_path / "site") == wanted


def test_a_folder_in_place_of_a_file_and_back(tmp_path: Path) -> None:
    as_file, as_folder = {"x": b"file", "y": b"y"}, {"x/index.html": b"folder", "y": b"y"}
    for files in (as_file, as_folder, as_file):
        build(tmp_path, files)
        assert files_of(tmp_path / "site") == files


@pytest.mark.parametrize("content", [b"", b"no record", b"\x92\xa1\xff\x80", b"\x81"])
def test_a_spoilt_record_costs_time_alone(tmp_path: Path, content: bytes) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "cache" / RECORD).write_bytes(content)
    assert build(tmp_path, FIRST) == list(FIRST)
    assert build(tmp_path, FIRST) == []


def test_the_record_of_another_site_is_not_believed(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    other = Writer(tmp_path / "other", tmp_path / "cache" / RECORD)
    assert not other.keep(["index.html"], KEY)


def test_where_nothing_can_be_recorded_the_site_is_there(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert build(tmp_path, FIRST) == list(FIRST)
    assert files_of(tmp_path / "site") == FIRST
    writer = Writer(tmp_path / "site")
    assert not writer.keep(["index.html"], KEY)


def test_in_place_all_others_stay(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    writer = Writer(tmp_path / "site", tmp_path / "cache" / RECORD, in_place=True)
    writer.write("new.html", b"new")
    writer.publish()
    writer.abandon()
    assert files_of(tmp_path / "site") == {**FIRST, "new.html": b"new"}


PATHS = st.sampled_from(["x", "x/y", "x/y/z", "x/index.html", "w/x", "w"])


def fits(paths: Mapping[str, bytes]) -> bool:
    """Whether no path is a folder and a file at once."""
    return not any(other.startswith(f"{path}/") for path in paths for other in paths)


@given(st.lists(st.dictionaries(PATHS, st.binary(max_size=2)).filter(fits), min_size=2, max_size=5))
def test_whatever_was_there_the_site_is_that_of_the_last_build(
    tmp_path_factory: pytest.TempPathFactory, editions: list[dict[str, bytes]]
) -> None:
    root = tmp_path_factory.mktemp("root")
    for files in editions:
        writer = writer_of(root)
        for path, content in files.items():
            if not writer.keep([path], content):
                writer.write(path, content, content)
        writer.publish()
        assert files_of(root / "site") == files
