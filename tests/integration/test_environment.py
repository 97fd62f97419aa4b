"""The theme's templates are found and compiled with less work, and are the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from paper_digest.mkdocs_adapter.environment import quicken
from tests.support.site import write_project


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    files: dict[str, str | bytes] = {
        "overrides/note.html": "one",
        "overrides/deep/er/logo.png": b"-",
        "overrides/.hidden/x.css": "",
        "overrides/deep/.y.css": "",
        "overrides/z.css": "",
    }
    return load_config(str(write_project(tmp_path, files, {"theme": {"custom_dir": "overrides"}})))


def theme_files(config: MkDocsConfig) -> list[tuple[str, str | None]]:
    files = Files([])
    files.add_files_from_theme(config.theme.get_env(), config)
    return [(file.src_uri, file.abs_src_path) for file in files]


def test_mkdocs_takes_the_same_files_from_the_theme(config: MkDocsConfig) -> None:
    before = theme_files(config)
    quicken(config.theme)
    assert theme_files(config) == before
    assert {"z.css", "deep/er/logo.png"} < {uri for uri, _ in before}


def test_a_changed_template_is_compiled_again(config: MkDocsConfig) -> None:
    quicken(config.theme)
    assert config.theme.custom_dir
    template = Path(config.theme.custom_dir, "note.html")
    shown = []
    for text in ("one", "two", "two"):
        template.write_text(text, encoding="utf-8")
        shown.append(config.theme.get_env().get_template("note.html").render())
    assert shown == ["one", "two", "two"]
