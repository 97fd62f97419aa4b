"""What results depend on beside their inputs: a change of any of it makes them anew."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from paper_digest.build import versions
from paper_digest.build.versions import fingerprint_of
from paper_digest.mkdocs_adapter.config import _LIBRARIES
from tests.support.site import ROOT

# What neither reads nor renders digests: the command line, and what builds the rest of the site.
OTHERS = {"pymdown-extensions", "python-frontmatter", "click", "mkdocs", "mkdocs-material"}


def test_code_libraries_and_own_templates_count(tmp_path: Path) -> None:
    def now(own: Path | None = None, libraries: tuple[str, ...] = ("Jinja2",)) -> bytes:
        versions._code.cache_clear()
        return fingerprint_of(tmp_path / "code", (".py", ".html"), libraries, own)

    for folder in ("code/deep", "own"):
        (tmp_path / folder).mkdir(parents=True)
    code, own = tmp_path / "code/deep/a.py", tmp_path / "own"
    code.write_text("x = 1")
    seen = [now()]
    (tmp_path / "code/notes.txt").write_text("no code")
    assert now() == seen[0]
    code.write_text("x = 2")
    seen += [now(), now(libraries=("Jinja2", "MarkupSafe"))]
    code.rename(code.with_name("b.py"))
    seen += [now(), now(own)]
    (own / "card.html").write_text("a card")
    seen.append(now(own))
    # An empty folder of templates is as none.
    assert len({*seen}) == 5
    assert seen[3] == seen[4]


def test_every_library_that_results_depend_on_counts() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.match(r"[\w-]+", one)[0] for one in project["dependencies"]}  # type: ignore[index]
    assert set(_LIBRARIES) == named - OTHERS
    assert all(version(name) for name in _LIBRARIES)
