"""What the comparison needs beside the project, installed once, outside of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.build.corpora import cache_folder

NPM_PAGEFIND = "pagefind@1.6.0"
PYPI_PAGEFIND = "pagefind[bin]==1.5.2"
JIEBA = "jieba==0.42.1"
OPENCC = "opencc-python-reimplemented==0.1.7"


def python_package(pin: str) -> Path:
    """A folder for `PYTHONPATH` that holds a package from PyPI."""
    folder = _folder(pin)
    _once(folder, [sys.executable, "-m", "pip", "-qq", "install", "--target", str(folder), pin])
    return folder


def pagefind() -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Pagefind's name with its version, its command, and what to add to the environment.

    From npm, where versions are newer, if there is an npm.
    """
    if shutil.which("npm"):
        folder = _folder(NPM_PAGEFIND)
        options = ("--silent", "--no-audit", "--no-fund")
        _once(folder, ["npm", "install", "--prefix", str(folder), *options, NPM_PAGEFIND])
        # The program itself: the script around it would count as memory.
        programs = (folder / "node_modules/@pagefind").glob("*/bin/pagefind_extended")
        program = next(programs, folder / "node_modules/.bin/pagefind")
        return "Pagefind 1.6.0", (str(program),), {}
    folder = python_package(PYPI_PAGEFIND)
    return "Pagefind 1.5.2", (sys.executable, "-m", "pagefind"), {"PYTHONPATH": str(folder)}


def _folder(pin: str) -> Path:
    name = "".join(char if char.isalnum() or char in ".-" else "-" for char in pin)
    return cache_folder() / "environments" / f"search-{name}"


def _once(folder: Path, command: list[str]) -> None:
    done = folder / "done"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(command, check=True, timeout=300)
        done.touch()
