"""Fixtures for all tests: built sites, shared by all processes of a run."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.no_network import no_network
from tests.support.server import PREFIX, serve
from tests.support.shared import Shared
from tests.support.site import CONFIG, BuiltSite, Files, build, write_project

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

settings.register_profile("default", max_examples=60, deadline=None, derandomize=True)
# For a long search by hand: HYPOTHESIS_PROFILE=search pytest tests/unit
settings.register_profile("search", max_examples=5000, deadline=None, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

SITE_URL = f"http://127.0.0.1{PREFIX}"

BuildSite = Callable[..., BuiltSite]
ServeSite = Callable[[BuiltSite], str]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: a test that drives a browser waits for it now and then."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """No test reaches another machine."""
    with no_network():
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """What the processes of this run share, in a folder that goes with the run's others."""
    folder = tmp_path_factory.getbasetemp()
    # Each of several processes has a folder of its own, below that of the run.
    several = "PYTEST_XDIST_WORKER" in os.environ
    return Shared((folder.parent if several else folder) / "shared")


@pytest.fixture(scope="session")
def build_site(shared: Shared) -> BuildSite:
    """Build a project that a test describes; the same description is built once a run.

    Call it with the arguments of `write_project` after the folder, and with `strict=False` where
    the build may warn. Who changes what was built uses `write_project` and `build` instead.
    """

    def build_site(
        files: Files | None = None,
        config: Mapping[str, Any] | None = None,
        base: Path | None = CONFIG,
        *,
        strict: bool = True,
    ) -> BuiltSite:
        def make(folder: Path) -> BuiltSite:
            written = write_project(folder, files or {}, config, base)
            return build(written, folder / "site", strict=strict, site_url=SITE_URL)

        return shared.get((sorted((files or {}).items()), config, base, strict), make)

    return build_site


@pytest.fixture(scope="session")
def sample_site(shared: Shared) -> BuiltSite:
    """The project's own site, built strictly once a run."""
    built = shared.get("sample", lambda folder: build(CONFIG, folder / "site", site_url=SITE_URL))
    assert not built.failed, "\n".join(built.warnings)
    return built


@pytest.fixture(scope="session")
def serve_site() -> Iterator[ServeSite]:
    """Serve a built site under a sub-path until the session ends; gives the URL of its root."""
    with ExitStack() as stack:
        urls: dict[Path, str] = {}

        def serve_site(site: BuiltSite) -> str:
            if site.directory not in urls:
                urls[site.directory] = stack.enter_context(serve(site.directory))
            return urls[site.directory]

        yield serve_site


@pytest.fixture(scope="session")
def sample_url(sample_site: BuiltSite, serve_site: ServeSite) -> str:
    """The URL of the root of the project's own site."""
    return serve_site(sample_site)


@pytest.fixture
def only_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide threads that other tests keep, such as servers: no process is forked beside any."""
    before = set(threading.enumerate()) - {threading.current_thread()}
    monkeypatch.setattr(threading, "active_count", lambda: len(set(threading.enumerate()) - before))
