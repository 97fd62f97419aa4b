from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.support.shared import Shared


def made_by(folder: Path) -> str:
    """Leave a trace in a file that all makers write to; the value is the folder that was given."""
    with (folder.parent.parent / "makers").open("a") as makers:
        makers.write(f"{folder}\n")
    return str(folder)


def ask(folder: Path) -> str:
    return Shared(folder).get("a key", made_by)


def test_processes_that_ask_at_once_get_what_one_of_them_made(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        found = list(pool.map(ask, [tmp_path / "shared"] * 6))
    assert len(set(found)) == 1
    assert (tmp_path / "makers").read_text() == f"{found[0]}\n"


def test_a_value_stays_the_same_object(tmp_path: Path) -> None:
    shared = Shared(tmp_path / "shared")
    assert shared.get("one", lambda _: ["made"]) is shared.get("one", lambda _: ["made again"])
    assert shared.get("another", lambda _: ["made again"]) == ["made again"]


def test_what_failed_is_tried_again_in_a_fresh_folder(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no space")

    shared = Shared(tmp_path / "shared")
    with pytest.raises(OSError, match="no space"):
        shared.get("one", fail)
    assert shared.get("one", lambda folder: list(folder.iterdir())) == []
