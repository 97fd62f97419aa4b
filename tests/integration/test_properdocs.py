"""ProperDocs, the drop-in fork of MkDocs, builds the same pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import SITE_URL
from tests.support.samples import tree_of
from tests.support.site import CONFIG, BuiltSite, run_python

GENERATOR = re.compile(rb'<meta name="?generator"? content="[^"]*">')


def without_versions(content: bytes) -> bytes:
    return GENERATOR.sub(b"", content)


def test_the_sample_site_is_the_same(
    sample_site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", SITE_URL)
    site = tmp_path / "site"
    command = ["-m", "properdocs", "build", "--strict", "-f", str(CONFIG), "-d", str(site)]
    result = run_python(command, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    ours, theirs = tree_of(sample_site.directory), tree_of(site)
    assert ours.keys() == theirs.keys()
    pages = [path for path in ours if path.endswith(".html")]
    assert len(pages) > 40
    # Pages of the plugin do not say what built them.
    for path in ("index.html", "about/index.html", "404.html"):
        assert b"ProperDocs" in theirs[path], "this is not what ProperDocs built"
    differing = [path for path in ours if without_versions(ours[path]) != without_versions(theirs[path])]
    # It holds a hash of pages, and those name what built them.
    assert differing == ["service-worker.js"]
