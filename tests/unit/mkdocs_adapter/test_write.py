from __future__ import annotations

import os
from pathlib import Path

import pytest

from paper_digest.mkdocs_adapter.write import write_bytes


@pytest.mark.parametrize("own_folder", [True, False])
def test_files_are_written_whatever_is_there(tmp_path: Path, own_folder: bool) -> None:
    path = f"{tmp_path}/a/b/c/index.html"
    for content in (b"longer content", b"", b"new"):
        write_bytes(path, content, own_folder=own_folder)
        assert Path(path).read_bytes() == content
    with pytest.raises(NotADirectoryError):
        write_bytes(f"{path}/index.html", b"", own_folder=own_folder)


def test_what_the_system_takes_in_parts_is_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:3]))
    write_bytes(f"{tmp_path}/a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"
