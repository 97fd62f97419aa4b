"""How much of what it should a search finds: labelled queries put into a side's box."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.build.texts import ROOT

from .packages import OPENCC, python_package
from .serve import Served
from .sides import Side

SHARED = ROOT.parent / "shared"
CORPUS, TOOLS = SHARED / "corpus", SHARED / "search"
LIMIT = 480.0
"""Seconds that all queries of a side may take."""

Quality = dict[str, dict[str, float]]
"""By kind of query the means of `p10`, `r10` (sets) or `rr`, `hit10` (known items)."""


def available() -> bool:
    """Whether labelled queries, their judge and the digests are beside the project."""
    return all((TOOLS / name).is_file() for name in ("evaluate.py", "queries.json")) and CORPUS.is_dir()


def quality(side: Side, served: Served, folder: Path) -> Quality:
    """Have the judge put its queries into a side's box.

    Args:
        side: the side, on the digests of `CORPUS`.
        served: its site.
        folder: where files may be put.
    """
    corpus, out = folder / "corpus.json", folder / f"{side.name}.json"
    _python("corpus_from_digests.py", str(CORPUS), str(corpus))
    # The judge reads the list of results itself, and all its links.
    links = side.result.replace(" > ", " ")
    options = ["--dom", "--url", served.url + side.page, "--input", side.box, "--result", links]
    options += ["--corpus", str(corpus), "--queries", str(TOOLS / "queries.json"), "--name", side.name]
    _python("evaluate.py", *options, "--settle", "700", "--out", str(out))
    return means(json.loads(out.read_text(encoding="utf-8"))["summary"])


def means(summary: Mapping[str, Any]) -> Quality:
    """What a list of ten can show, of all that the judge tells."""
    wanted = ("p10", "r10", "rr", "hit10")
    kinds = {kind: figures for kind, figures in summary.items() if isinstance(figures, dict)}
    return {
        kind: {metric: figures[metric] for metric in wanted if figures.get(metric) is not None}
        for kind, figures in kinds.items()
    }


def _python(script: str, *arguments: str) -> None:
    paths = [str(python_package(OPENCC)), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(TOOLS / script), *arguments]
    subprocess.run(command, env=env, check=True, timeout=LIMIT, stdout=subprocess.DEVNULL)
