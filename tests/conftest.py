"""Fixtures for all tests: built sites, shared through the whole run."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.server import PREFIX, serve
from tests.support.site import CONFIG, BuiltSite, Files, build, write_project

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

settings.register_profile("default", max_examples=60, deadline=None, derandomize=True)
# For a long search by hand: HYPOTHESIS_PROFILE=search pytest tests/unit
settings.register_profile("search", max_examples=5000, deadline=None, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

SITE_URL = f"http://127.0.0.1{PREFIX}"

BuildSite = Callable[..., BuiltSite]
ServeSite = Callable[[BuiltSite], str]


@pytest.fixture(scope="session")
def build_site(tmp_path_factory: pytest.TempPathFactory) -> BuildSite:
    """Build a project that a test describes; the same description is built once a session.

    Call it with the arguments of `write_project` after the folder, and with `strict=False` where
    the build may warn. Who changes what was built uses `write_project` and `build` instead.
    """
    built: dict[str, BuiltSite] = {}

    def build_site(
        files: Files | None = None,
        config: Mapping[str, Any] | None = None,
        base: Path | None = CONFIG,
        *,
        strict: bool = True,
    ) -> BuiltSite:
        key = repr((sorted((files or {}).items()), config, base, strict))
        if key not in built:
            folder = tmp_path_factory.mktemp("project")
            written = write_project(folder, files or {}, config, base)
            built[key] = build(written, folder / "site", strict=strict, site_url=SITE_URL)
        return built[key]

    return build_site


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The project's own site, built strictly once a session."""
    built = build(CONFIG, tmp_path_factory.mktemp("sample") / "site", site_url=SITE_URL)
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
