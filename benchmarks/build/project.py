"""Paper Digest's own configuration, for a corpus and a folder to build into."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from benchmarks.build.texts import ROOT


def write_config(folder: Path, digests: Path, site: Path, *, search: bool = True) -> Path:
    """Write a `mkdocs.yml` that is the project's own but for its sources.

    Args:
        folder: where to put it; a `docs_dir` with the project's own pages is made beside it.
        digests: the corpus.
        site: what to build into.
        search: whether the site gets a search index.

    Returns:
        The configuration file.
    """
    docs = folder / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    for source in sorted((ROOT / "site_src").iterdir()):
        if source.is_file():
            shutil.copy(source, docs)
    config = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "docs_dir": str(docs),
        "site_dir": str(site),
        "site_url": "https://digest.example/papers/",
        "plugins": {
            "search": {"enabled": search},
            "paper-digest": {"digests": str(digests), "search": search},
        },
    }
    file = folder / "mkdocs.yml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file
