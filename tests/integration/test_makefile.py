"""The Makefile says what it can do, and what a machine lacks."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.site import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TASKS = ["help", "serve", "build", "test", "lint", "format", "lock", "upgrade", "bench", "clean"]


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def fake_python(folder: Path, script: str) -> str:
    program = folder / "fake-python"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return f"PYTHON={program}"


def test_help_lists_every_task(tmp_path: Path) -> None:
    result = make(tmp_path, "help")
    assert [line.split()[1] for line in result.stdout.splitlines()] == TASKS
    assert re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE) == [" ".join([*TASKS, "venv", "broken"])]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ('case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac', "Python 3.9.2 is too old"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_told(tmp_path: Path, script: str, message: str) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "build.txt").touch()
    (tmp_path / "pyproject.toml").touch()
    result = make(tmp_path, "build", fake_python(tmp_path, script))
    assert result.returncode != 0
    assert message in result.stderr
    assert result.stdout == ""


def test_a_missing_python_is_told(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "build.txt").touch()
    (tmp_path / "pyproject.toml").touch()
    result = make(tmp_path, "build", "PYTHON=no-such-python")
    assert result.returncode != 0
    assert "no-such-python was not found" in result.stderr
