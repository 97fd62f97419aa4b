"""What a search index takes to build, taken inside the build: `python -m benchmarks.search.building CONFIG`.

Prints JSON: seconds in the index's own functions, and megabytes that they add to the process.
"""

from __future__ import annotations

import functools
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from material.plugins.search.plugin import SearchPlugin
from mkdocs.commands.build import build
from mkdocs.config import load_config

from paper_digest.search_files import SearchFiles


def main() -> None:
    """Build the site of a configuration, with a clock in the functions that make an index."""
    spent = {"seconds": 0.0, "megabytes": 0.0}
    watched: list[tuple[Any, str]] = [
        (SearchFiles, "begin"),
        (SearchFiles, "index"),
        (SearchPlugin, "on_page_context"),
        (SearchPlugin, "on_post_build"),
    ]
    for owner, name in watched:
        # Memory is followed where the index is put together; otherwise the build's own peak tells.
        setattr(owner, name, _watched(getattr(owner, name), spent, memory=name == "index"))
    config = load_config(sys.argv[1])
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    print(json.dumps(spent))


def _watched(function: Callable[..., Any], spent: dict[str, float], *, memory: bool) -> Callable[..., Any]:
    @functools.wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        before = _reset_peak() if memory else 0.0
        start = time.perf_counter()
        result = function(*args, **kwargs)
        spent["seconds"] += time.perf_counter() - start
        if memory:
            spent["megabytes"] = _megabytes("VmHWM") - before
        return result

    return inner


def _reset_peak() -> float:
    """Have the kernel forget the process's peak; gives what it holds now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _megabytes("VmRSS")


def _megabytes(name: str) -> float:
    match = re.search(
        rf"^{name}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE
    )
    return int(match[1]) / 1024 if match else 0.0


if __name__ == "__main__":
    main()
