"""`paper-digest init`: a folder of digests becomes a project, and nothing that is there changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from paper_digest.cli import main
from tests.support.samples import WEEK_ONE, WEEK_TWO, tree_of
from tests.support.site import BuiltSite, build, run_mkdocs, run_python


def files(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((WEEK_ONE, WEEK_TWO)[number % 2], encoding="utf-8")


def options(folder: Path) -> dict[str, object]:
    text = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV ", "")
    plugins = yaml.safe_load(text)["plugins"]
    found: dict[str, object] = plugins["paper-digest"]
    return found


def made(folder: Path, *arguments: str) -> BuiltSite:
    assert main(["init", "--yes", *arguments]) == 0
    site = build(folder / "mkdocs.yml", folder.parent / "site", strict=True)
    assert not site.failed, site.warnings
    return site


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my-weekly_digest"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("names", "digests"),
    [
        (("2025/0106-0110.md", "2025/0113-0117.md"), "."),
        (("2024/1230-0103.md", "2025/0113-0117.md"), "."),
        (("digests/2025/0106-0110.md", "digests/2025/0113-0117.md"), "digests"),
        (("docs/weekly/0106.md", "docs/weekly/0113.md"), "docs/weekly"),
        (("2025-01-06.md", "2025-01-13.md"), "."),
    ],
)
def test_digests_are_found_wherever_they_are(
    repository: Path, names: tuple[str, ...], digests: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files(repository, *names, "node_modules/x/paper.md", "venv/lib/paper.md")
    (repository / "venv" / "pyvenv.cfg").touch()
    (repository / "README.md").write_text("# Ours\n")
    site = made(repository)
    said = capsys.readouterr().out
    assert f"Found 2 digests {'here' if digests == '.' else f'in {digests}'}: 3 papers" in said
    assert said.endswith("Next: mkdocs serve\n")
    assert options(repository)["digests"] == digests
    assert len([path for path in site.files() if path.startswith("papers/") and path.endswith(".html")]) == 3
    assert "My Weekly Digest" in site.read("index.html")


def test_nothing_that_is_there_is_changed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files(repository, "2025/0106-0110.md")
    (repository / "requirements.txt").write_text("mine\n")
    (repository / "docs").mkdir()
    (repository / "docs" / "index.md").write_text("# Mine\n")
    before = tree_of(repository)
    assert main(["init", "--yes"]) == 0
    after = tree_of(repository)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {"mkdocs.yml", ".gitignore", ".github/workflows/pages.yml"}
    assert "requirements.txt is there already" in capsys.readouterr().out
    assert main(["init", "--yes"]) == 0
    assert tree_of(repository) == after


def test_options_are_written(repository: Path) -> None:
    files(repository, "digests/2025/0106-0110.md", "notes/one.md")
    site = made(
        repository, "--language", "zh", "--site-url", "https://me.example/digest", "--digests", "digests"
    )
    assert options(repository) == {"digests": "digests", "default_language": "zh"}
    assert 'href="https://me.example/digest/"' in site.read("index.html")


def test_what_is_no_digest_is_left_out(repository: Path) -> None:
    files(repository, "2025/0106-0110.md", "2025/0113-0117.md")
    (repository / "notes").mkdir()
    (repository / "notes" / "idea.md").write_text("# An idea\n\nWithout any paper.\n")
    (repository / "plan.md").write_text("# A plan\n\nWithout any paper.\n")
    site = made(repository)
    assert options(repository)["exclude"] == ["/notes/", "/plan.md"]
    assert not any("idea" in path or "plan" in path for path in site.files())


def test_findings_of_today_fail_no_build(repository: Path) -> None:
    files(repository, "2025/0106-0110.md")
    (repository / "2025" / "0113.md").write_text(
        "## A Paper Without Text\n[论文](https://arxiv.org/abs/2501.00077)\n"
    )
    made(repository)
    assert options(repository)["allow"] == ["empty-block"]


def test_a_folder_without_digests_says_what_is_there(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "notes").mkdir()
    (repository / "notes" / "idea.md").write_text("# An idea\n")
    assert main(["init", "--yes"]) == 1
    assert "Markdown files are in: notes (1)" in capsys.readouterr().err
    assert tree_of(repository).keys() == {"notes/idea.md"}


def test_the_workflow_needs_nothing_but_pip(repository: Path) -> None:
    files(repository, "2025/0106-0110.md")
    assert main(["init", "--yes"]) == 0
    text = (repository / ".github/workflows/pages.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"]["pages"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [
        "pip install -r requirements.txt",
        "mkdocs build --strict",
    ]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)


def test_the_next_command_works(repository: Path) -> None:
    files(repository, "2025/0106-0110.md")
    assert main(["init", "--yes"]) == 0
    assert run_mkdocs(repository / "mkdocs.yml", "build", "--strict").returncode == 0


def test_workflows_are_valid(repository: Path) -> None:
    files(repository, "digests/2025/0106-0110.md")
    assert main(["init", "--yes", "--weekly"]) == 0
    folder = repository / ".github" / "workflows"
    assert {path.name for path in folder.iterdir()} == {"pages.yml", "weekly.yml"}
    schema = ["--builtin-schema", "vendor.github-workflows"]
    checked = run_python(["-m", "check_jsonschema", *schema, *map(str, sorted(folder.iterdir()))])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    weekly = (folder / "weekly.yml").read_text(encoding="utf-8")
    assert "--force" not in weekly
    commands = ("new", "enrich", "translate", 'check "digests" --facts docs/facts --source')
    assert all(f"paper-digest {command}" in weekly for command in commands)
