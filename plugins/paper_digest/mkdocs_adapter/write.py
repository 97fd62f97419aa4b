"""Writing files into a site: thousands of them, most in a folder of their own."""

from __future__ import annotations

import os

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def write_bytes(path: str, content: bytes, *, own_folder: bool = False) -> os.stat_result:
    """Write a file, and make the folders that it lies in.

    Args:
        path: absolute, with forward slashes or those of the system.
        content: what it shall hold.
        own_folder: whether it is the first file of a folder, as most pages are; making that at once saves
            finding out that it is not there.

    Returns:
        What the file system tells of the file.
    """
    if own_folder:
        _make_folder(os.path.dirname(path))
    try:
        file = os.open(path, _FLAGS, 0o666)
    except FileNotFoundError:
        _make_folder(os.path.dirname(path))
        file = os.open(path, _FLAGS, 0o666)
    try:
        written = os.write(file, content)
        while written < len(content):
            written += os.write(file, content[written:])
        return os.fstat(file)
    finally:
        os.close(file)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)
