"""The workflows are valid, pinned and allowed no more than they need."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from paper_digest.mkdocs_adapter.config import CACHE
from tests.support.site import ROOT, run_python

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"actions/[a-z-]+@[0-9a-f]{40}")
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def read(name: str) -> dict[str, Any]:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def steps_of(job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(job["steps"])


def test_both_workflows_are_there() -> None:
    assert [path.name for path in WORKFLOWS] == ["pages.yml", "test.yml"]


def test_the_schema_accepts_the_workflows() -> None:
    arguments = ["--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS)]
    result = run_python(["-m", "check_jsonschema", *arguments])
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_schema_refuses_a_broken_workflow(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text("on: push\njobs: {a: {steps: []}}\n", encoding="utf-8")
    result = run_python(
        ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(broken)]
    )
    assert result.returncode == 1


@every_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        used, _, version = line.partition("uses:")[2].strip().partition(" # ")
        assert PINNED.fullmatch(used), line
        assert re.fullmatch(r"v\d+\.\d+\.\d+", version), line


def test_an_action_is_the_same_everywhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    used = dict.fromkeys(re.findall(r"uses: (.+)", text))
    assert len(used) == len({line.partition("@")[0] for line in used})


@every_workflow
def test_by_default_a_workflow_only_reads(path: Path) -> None:
    assert read(path.name)["permissions"] == {"contents": "read"}


def test_only_the_deployment_may_write() -> None:
    jobs = read("pages.yml")["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert all("permissions" not in job for job in read("test.yml")["jobs"].values())


@every_workflow
def test_every_job_ends(path: Path) -> None:
    assert all("timeout-minutes" in job for job in read(path.name)["jobs"].values())


@every_workflow
def test_no_text_of_a_visitor_reaches_a_shell(path: Path) -> None:
    for job in read(path.name)["jobs"].values():
        assert not any("${{" in step.get("run", "") for step in steps_of(job))


@every_workflow
def test_the_checkout_leaves_no_token_behind(path: Path) -> None:
    for job in read(path.name)["jobs"].values():
        for step in steps_of(job):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_a_pull_request_is_checked_and_built_but_not_deployed() -> None:
    jobs = read("pages.yml")["jobs"]
    runs = [step.get("run", "") for step in steps_of(jobs["build"])]
    check = next(run for run in runs if "paper-digest check" in run)
    assert check.split() == [
        *(".venv/bin/paper-digest", "check", "site_src/digests", "--overlays", "site_src/papers"),
        *("--glossary", "site_src/glossary.yml", "--format", "github"),
    ]
    assert any(run.startswith("make build") for run in runs)
    assert "github.event_name != 'pull_request'" in jobs["deploy"]["if"]
    publishing = [step for step in steps_of(jobs["build"]) if "pages" in step.get("uses", "")]
    assert publishing
    assert all(step["if"] == "github.event_name != 'pull_request'" for step in publishing)


def test_a_build_takes_what_the_last_one_found() -> None:
    steps = steps_of(read("pages.yml")["jobs"]["build"])
    uses = [step.get("uses", "").partition("@")[0] for step in steps]
    cache = steps[uses.index("actions/cache")]["with"]
    assert cache["path"] == CACHE
    assert cache["key"].startswith(cache["restore-keys"])
    runs = [step.get("run", "") for step in steps]
    assert uses.index("actions/cache") < next(n for n, run in enumerate(runs) if run.startswith("make build"))


def test_every_python_that_the_package_names_is_tested() -> None:
    matrix = read("test.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]
    classifiers = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert matrix == re.findall(r"Python :: (3\.\d+)", classifiers)
