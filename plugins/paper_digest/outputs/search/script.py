"""The worker's script: the files of `theme/assets/search/` one behind the other."""

from __future__ import annotations

from importlib.resources import files

PARTS = (
    "text.js",
    "query.js",
    "store.js",
    "match.js",
    "correct.js",
    "excerpt.js",
    "filters.js",
    "engine.js",
    "worker.js",
)
"""Classic scripts that share one scope, in the order in which they build on each other."""

WORKER = "worker.js"
"""Name of the script in the index's folder; it finds the index where it lies itself."""


def worker_script() -> bytes:
    """Join the parts of the worker into one script, without comments of their own line.

    Returns:
        JavaScript for a classic worker.
    """
    folder = files("paper_digest").joinpath("theme", "assets", "search")
    lines = "\n".join(folder.joinpath(part).read_text(encoding="utf-8") for part in PARTS).split("\n")
    comment = ("//", "/**", "* ", "*/")
    kept = (line for line in lines if line.strip() and not line.lstrip().startswith(comment))
    return ("\n".join(kept) + "\n").encode()
