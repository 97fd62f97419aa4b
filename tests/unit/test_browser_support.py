from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.browser import BrowserMissing, ensure, installed


def which_of(*programs: str) -> Callable[[str], str | None]:
    return lambda name: f"/bin/{name}" if name in programs else None


class Machine:
    """Runs nothing: notes each command, and lets a browser appear where one would."""

    def __init__(self, *programs: str, playwright: bool = False, sudo: bool = True) -> None:
        self.programs = list(programs)
        self.playwright, self.sudo = playwright, sudo
        self.browser = ""
        self.commands: list[str] = []

    def which(self, name: str) -> str | None:
        return f"/bin/{name}" if name in self.programs else None

    def run(self, command: list[str]) -> bool:
        self.commands.append(" ".join(command))
        if "playwright" in command and self.playwright:
            self.browser = "/download/chrome"
        if "apt-get" in command and "install" in command:
            self.programs.append("chromium")
        return self.sudo if command == ["sudo", "-n", "true"] else True

    def ensure(self, is_root: bool) -> str:
        return ensure({}, self.which, self.run, lambda: self.browser, is_root)


def test_the_environment_comes_first() -> None:
    which = which_of("mine", "chromium")
    assert installed({"CHROMIUM": "mine"}, which) == "/bin/mine"
    assert installed({"CHROMIUM": ""}, which) == "/bin/chromium"


def test_a_wrong_environment_is_told_not_passed_over() -> None:
    with pytest.raises(BrowserMissing, match="CHROMIUM=/no/such"):
        installed({"CHROMIUM": "/no/such"}, which_of("chromium"))


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_an_installed_browser_is_found(name: str) -> None:
    assert installed({}, which_of(name)) == f"/bin/{name}"


def test_an_application_of_macos_is_found(tmp_path: Path) -> None:
    app = tmp_path / "Google Chrome.app" / "Google Chrome"
    app.parent.mkdir()
    app.touch(mode=0o755)
    assert installed({"PATH": ""}, lambda name: name if name == str(app) else None, (str(app),)) == str(app)


def test_an_installed_browser_needs_no_download() -> None:
    machine = Machine("chromium")
    assert machine.ensure(is_root=True) == "/bin/chromium"
    assert machine.commands == []


def test_playwright_is_asked_before_the_system() -> None:
    machine = Machine("apt-get", playwright=True)
    assert machine.ensure(is_root=True) == "/download/chrome"
    assert not any("apt-get" in command for command in machine.commands)


@pytest.mark.parametrize(("is_root", "prefix"), [(True, ""), (False, "sudo -n ")])
def test_debian_s_package_is_the_last_way(is_root: bool, prefix: str) -> None:
    machine = Machine("apt-get", "sudo")
    assert machine.ensure(is_root) == "/bin/chromium"
    assert machine.commands[-1].startswith(f"{prefix}apt-get -qq install")


def test_a_password_is_never_asked_for() -> None:
    machine = Machine("apt-get", "sudo", sudo=False)
    with pytest.raises(BrowserMissing, match="apt-get install chromium"):
        machine.ensure(is_root=False)
    assert not any("install" in command for command in machine.commands if "apt-get" in command)


def test_without_any_way_the_message_says_how_to_get_one() -> None:
    with pytest.raises(BrowserMissing, match="CHROMIUM=/path/to/chromium make test"):
        Machine().ensure(is_root=True)
