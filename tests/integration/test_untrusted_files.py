"""A folder of digests is untrusted: what lies there runs nowhere, and nothing else gets out by it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.samples import WEEK_ONE
from tests.support.site import BuiltSite, build, write_project

LIVE = "<script>alert(1)</script>\n"
PLANTED = (
    *("LICENSE.md", "CONTRIBUTING.md", "SECURITY.md", "SUMMARY.md", "TODO.md", "readme.zh-cn.md"),
    *("sub/README.md", "sub/index.md", "plain.mkdn", "plain.mkd", "plain.mdown"),
    *("evil.html", "evil.xhtml", "evil.svg", "evil.js", "evil.css", "a.pdf"),
)


def built(folder: Path, files: dict[str, str | bytes], **options: Any) -> BuiltSite:
    config = {
        "site_name": "Test",
        "docs_dir": "docs",
        "theme": "material",
        "plugins": [{"paper-digest": {"cache": False, **options}}],
    }
    weeks: dict[str, str | bytes] = {"docs/index.md": "# Ours\n", "docs/digests/2025-01-06.md": WEEK_ONE}
    written = write_project(folder / "project", weeks | files, config, base=None)
    return build(written, folder / "site", strict=False, site_url="https://me.example/")


def test_files_beside_digests_are_not_published(tmp_path: Path) -> None:
    planted = {f"docs/{where}/{name}": LIVE for where in ("digests", "papers") for name in PLANTED}
    site = built(tmp_path, {**planted, "docs/own.html": LIVE})
    for path in site.files():
        if path.endswith((".html", ".md", ".svg", ".js", ".xhtml", ".css", ".mkdn")) and path != "own.html":
            assert "alert(1)" not in site.read(path), path
    assert "own.html" in site.files(), "what is beside the folders is the editor's"
    told = [line for line in site.log if "[not-published]" in line]
    assert len(told) == 2
    assert "CONTRIBUTING.md, LICENSE.md, SECURITY.md, SUMMARY.md, TODO.md and 10 more" in told[0]


@pytest.mark.parametrize("target", ["/proc/self/environ", "/dev/zero", "../../../secret.txt", "gone.md"])
def test_no_link_leads_out_of_the_folder(tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.txt").write_text("## A Secret\n[秘密](https://arxiv.org/abs/2501.99999)\n\nSECRET\n")
    digests = tmp_path / "project" / "docs" / "digests"
    digests.mkdir(parents=True)
    (digests / "2025-04-02.md").symlink_to(target)
    site = built(tmp_path, {})
    assert not site.failed
    assert any("digests/2025-04-02.md: This file cannot be read" in line for line in site.warnings)
    assert not any("2025-04-02" in path for path in site.files())
    assert not any("SECRET" in site.read(path) for path in site.files() if path.endswith((".html", ".json")))


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    digests = tmp_path / "project" / "docs" / "digests"
    (digests / "old").mkdir(parents=True)
    (digests / "2025-02-03.md").symlink_to("2025-01-06.md")
    site = built(tmp_path, {})
    assert "digests/2025-02-03/index.html" in site.files()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipes_and_folders_named_like_digests_are_told(tmp_path: Path) -> None:
    digests = tmp_path / "project" / "docs" / "digests"
    (digests / "folder.md").mkdir(parents=True)
    (digests / "old").mkdir()
    os.mkfifo(digests / "pipe.md")
    (digests / "loop.md").symlink_to("loop.md")
    site = built(tmp_path, {})
    assert not site.failed
    for name in ("pipe.md", "folder.md", "loop.md"):
        assert any(f"digests/{name}: This file cannot be read" in line for line in site.warnings), name


def test_a_file_that_is_far_too_large_is_told(tmp_path: Path) -> None:
    site = built(tmp_path, {"docs/digests/2025-05-05.md": b"x" * 8_000_001})
    assert not site.failed
    assert any(
        "2025-05-05.md: This file cannot be read: it is larger than 8 MB" in line for line in site.warnings
    )


def test_a_title_makes_no_address_that_is_too_long(tmp_path: Path) -> None:
    text = "## " + "𠀀" * 80 + "\n[一篇论文](https://example.org/x)\n\n我们的摘要。\n"
    site = built(tmp_path, {"docs/digests/2025-06-02.md": text})
    assert not site.failed
    assert all(len(part.encode()) <= 255 for path in site.files() for part in path.split("/"))
