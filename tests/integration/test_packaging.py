"""What is installed is what is written: nothing of the package is left out of wheel and sdist."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile
from configparser import ConfigParser

import pytest
from hatchling import build

from tests.support.site import ROOT

PACKAGE = ROOT / "plugins" / "paper_digest"


def package_files() -> set[str]:
    """The package's own files, as paths below the folder that holds it."""
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(PACKAGE.parent).as_posix() for path in files if not path.name.startswith(".")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return zipfile.ZipFile(folder / build.build_wheel(str(folder)))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> tarfile.TarFile:
    folder = tmp_path_factory.mktemp("sdist")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return tarfile.open(folder / build.build_sdist(str(folder)))


def test_the_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == package_files()


def test_the_sdist_holds_all_that_builds_and_tests(sdist: tarfile.TarFile) -> None:
    names = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = {f"plugins/{name}" for name in package_files()}
    wanted |= {"README.md", "LICENSE", "CHANGELOG.md", "Makefile", "mkdocs.yml", "requirements/build.txt"}
    assert wanted - names == set()


def test_the_wheel_names_the_plugin_and_the_command(wheel: zipfile.ZipFile) -> None:
    path = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    entries = ConfigParser()
    entries.optionxform = str  # type: ignore[assignment,method-assign]
    entries.read_string(wheel.read(path).decode())
    assert dict(entries["mkdocs.plugins"]) == {
        "paper-digest": "paper_digest.mkdocs_adapter.plugin:PaperDigestPlugin"
    }
    assert dict(entries["console_scripts"]) == {"paper-digest": "paper_digest.cli:main"}


@pytest.mark.parametrize("name", ["build.txt", "dev.txt"])
def test_the_pins_are_exact_hashed_and_name_no_index(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = text.replace("\\\n", " ").splitlines()
    pins = [line for line in blocks if line.strip() and not line.lstrip().startswith("#")]
    assert pins
    assert [line for line in pins if "==" not in line or "--hash=sha256:" not in line] == []


def test_developing_takes_the_versions_that_building_takes() -> None:
    def versions(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[\w.-]+==[\w.]+", text, re.MULTILINE))

    assert versions("build.txt") <= versions("dev.txt")


@pytest.mark.skipif(os.name == "nt", reason="a POSIX script")
def test_the_whole_check_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "make test"
