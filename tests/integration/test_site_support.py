from __future__ import annotations

from pathlib import Path

from tests.conftest import BuildSite
from tests.support.site import build, run_mkdocs, write_project

BROKEN = {"site_src/index.md": "[away](nowhere.md)\n"}


def test_a_project_is_built_and_built_once(build_site: BuildSite) -> None:
    site = build_site({"site_src/index.md": "# Hello"}, base=None)
    assert not site.failed
    assert site.warnings == ()
    assert "Hello" in site.read("index.html")
    assert "about/index.html" in site.files()
    assert build_site({"site_src/index.md": "# Hello"}, base=None) is site


def test_a_warning_fails_a_strict_build_only(tmp_path: Path) -> None:
    config = write_project(tmp_path, BROKEN, base=None)
    strict = build(config, tmp_path / "strict")
    assert strict.failed
    assert any("nowhere.md" in line for line in strict.warnings)
    lenient = build(config, tmp_path / "lenient", strict=False)
    assert not lenient.failed
    assert len(lenient.warnings) == 1


def test_the_configuration_is_inherited_and_overridden(tmp_path: Path) -> None:
    base = tmp_path / "base.yml"
    base.write_text("site_name: Base\ndocs_dir: site_src\nplugins:\n  search: {lang: en}\n", encoding="utf-8")
    config = write_project(tmp_path / "project", {}, {"site_description": "Added"}, base)
    site = build(config, tmp_path / "site")
    assert "Base" in site.read("index.html")
    assert 'content="Added"' in site.read("index.html")
    assert "search/search_index.json" in site.files()


def test_a_bad_configuration_is_a_failed_build(tmp_path: Path) -> None:
    config = write_project(tmp_path, {}, {"plugins": {"no-such-plugin": {}}}, base=None)
    assert build(config, tmp_path / "site").failed


def test_the_command_itself_can_be_run(tmp_path: Path) -> None:
    config = write_project(tmp_path, BROKEN, base=None)
    result = run_mkdocs(config, "build", "--strict")
    assert result.returncode == 1
    assert "nowhere.md" in result.stderr
