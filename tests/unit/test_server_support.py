from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import serve


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("site")
    (site / "papers").mkdir()
    (site / "empty").mkdir()
    (site / "index.html").write_text("home")
    (site / "papers" / "index.html").write_text("papers")
    (site / "404.html").write_text("lost")
    (site.parent / "secret.txt").write_text("secret")
    with serve(site) as root:
        yield root


def get(url: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(url) as response:
            return response.status, response.url, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.url, error.read().decode()


def test_pages_are_below_the_prefix(url: str) -> None:
    assert get(url) == (200, url, "home")
    assert get(url + "papers/?q=1") == (200, url + "papers/?q=1", "papers")


def test_a_folder_without_its_slash_is_redirected(url: str) -> None:
    assert get(url + "papers?q=1") == (200, url + "papers/?q=1", "papers")
    assert get(url.rstrip("/")) == (200, url, "home")


@pytest.mark.parametrize("path", ["nothing/", "index.html/", "empty/", "../secret.txt", "%2e%2e/secret.txt"])
def test_what_is_missing_gets_the_site_s_own_page(url: str, path: str) -> None:
    assert get(url + path)[::2] == (404, "lost")


def test_outside_the_prefix_is_nothing_of_the_site(url: str) -> None:
    root = url.removesuffix("repo/")
    assert get(root)[::2] == (404, "Not found")


def test_no_file_outside_is_served(tmp_path: Path, url: str) -> None:
    assert "secret" not in get(url + "papers/../../secret.txt")[2]
