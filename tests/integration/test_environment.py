"""The theme's templates are found and compiled with less work, and are the same."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import jinja2
import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from paper_digest.mkdocs_adapter import environment
from paper_digest.mkdocs_adapter.environment import compile_beside, quicken
from paper_digest.mkdocs_adapter.pages import TEMPLATE
from paper_digest.mkdocs_adapter.plugin import THEME
from paper_digest.render import templates
from paper_digest.render.compiled import CompiledTemplates
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


@pytest.fixture
def first_build(only_thread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has compiled nothing yet, with a core for another."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(environment, "_COMPILED", CompiledTemplates())
    monkeypatch.setattr(templates, "COMPILED", CompiledTemplates())


def test_templates_come_from_a_process_that_compiles_them(
    first_build: None, config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.theme.dirs.insert(0, str(THEME))
    quicken(config.theme)
    priority = os.nice(0)
    assert compile_beside(config.theme)
    assert not compile_beside(config.theme)

    def not_here(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(jinja2.Environment, "compile", not_here)
    pages, articles = config.theme.get_env(), templates.environment_of([])
    for name in ("main.html", TEMPLATE, "404.html", "sitemap.xml", "partials/header.html"):
        pages.get_template(name)
    for name in articles.list_templates():
        articles.get_template(name)
    assert os.nice(0) == priority
    assert multiprocessing.active_children() == []


def test_templates_are_compiled_here_where_that_process_is_lost(
    first_build: None, config: MkDocsConfig
) -> None:
    quicken(config.theme)
    helper = compile_beside(config.theme)
    assert helper
    helper.close()
    assert multiprocessing.active_children() == []
    assert config.theme.get_env().get_template("note.html").render() == "one"
    assert templates.environment_of([]).get_template("paper.html").name == "paper.html"


def test_a_changed_template_is_compiled_again(config: MkDocsConfig) -> None:
    quicken(config.theme)
    assert config.theme.custom_dir
    template = Path(config.theme.custom_dir, "note.html")
    shown = []
    for text in ("one", "two", "two"):
        template.write_text(text, encoding="utf-8")
        shown.append(config.theme.get_env().get_template("note.html").render())
    assert shown == ["one", "two", "two"]
