"""The side that all this is about: the project's own site."""

from __future__ import annotations

import importlib.metadata
import sys

from benchmarks.build.contents import site_of
from benchmarks.build.material import edited_paper
from benchmarks.build.project import write_config
from benchmarks.build.sides import Case, Job


class PaperDigest:
    """Paper Digest by the project's own `mkdocs.yml`."""

    name = "paper-digest"

    def version(self) -> str:
        version = importlib.metadata.version("mkdocs-paper-digest")
        return f"Paper Digest {version} (MkDocs {importlib.metadata.version('mkdocs')})"

    def prepare(self, case: Case) -> Job:
        site = case.folder / "site"
        config = write_config(case.folder, case.digests, site)
        paper = edited_paper(site_of(case.digests))
        digest = paper.appearances[0].digest_id
        return Job(
            command=(sys.executable, "-m", "mkdocs", "-q", "build", "-f", str(config)),
            site=site,
            caches=(case.folder / ".cache",),
            edited=case.digests / f"{digest}.md",
            paper=paper.id,
            env={"NO_MKDOCS_2_WARNING": "1"},
        )
