"""Projects written and built by tests with the real MkDocs."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "mkdocs.yml"
PLACEHOLDERS = {"site_src/index.md": "# Home\n", "site_src/about.md": "# About\n"}
# MkDocs's own theme, without the script that it takes from another host.
PLAIN = {"site_name": "Test", "docs_dir": "site_src", "theme": {"name": "mkdocs", "highlightjs": False}}

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site that was built.

    Attributes:
        directory: the site.
        config: the configuration file that it was built from; its project is the folder around it.
        log: what MkDocs and its plugins said, a line each: `LEVEL:logger:message`.
        failed: whether the build was aborted, as a strict one is by any warning.
    """

    directory: Path
    config: Path
    log: tuple[str, ...]
    failed: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """The lines of the log that fail a strict build."""
        return tuple(line for line in self.log if line.startswith(("WARNING:", "ERROR:", "CRITICAL:")))

    def read(self, path: str) -> str:
        """The text of one of the site's files."""
        return (self.directory / path).read_text(encoding="utf-8")

    def files(self) -> tuple[str, ...]:
        """The paths of all files of the site, sorted, with forward slashes."""
        found = (path for path in self.directory.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(self.directory).as_posix() for path in found))


def write_project(
    folder: Path, files: Files, config: Mapping[str, Any] | None = None, base: Path | None = CONFIG
) -> Path:
    """Write a project.

    Args:
        folder: where to; is made.
        files: contents by path below the folder; the pages of the nav get a heading where absent.
        config: options laid over those of `base`, mappings merged.
        base: the configuration to inherit from, or None for MkDocs's own theme and no plugin but search.

    Returns:
        The path of the project's `mkdocs.yml`. But for the sample, it has no topics but its own.
    """
    for path, content in {**PLACEHOLDERS, **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    options: dict[str, Any] = dict(PLAIN if base is None else {"INHERIT": str(base)}) | dict(config or {})
    plugins = options.get("plugins", {})
    sample = "site_src/about.md" in files
    if base == CONFIG and not sample and "site_src/topics.yml" not in files and isinstance(plugins, Mapping):
        own = {"topics": False, **(plugins.get("paper-digest") or {})}
        options["plugins"] = {**plugins, "paper-digest": own}
    written = folder / "mkdocs.yml"
    written.write_text(yaml.safe_dump(options, allow_unicode=True), encoding="utf-8")
    return written


def build(config: Path, site: Path, *, strict: bool = True, **overrides: Any) -> BuiltSite:
    """Build a project in this process, as `mkdocs build` does.

    Args:
        config: its configuration file.
        site: where to build.
        strict: whether any warning fails the build.
        overrides: options as the command line would set them, such as `site_url`.

    Returns:
        What was built; `failed` where MkDocs aborted for a reason that it reports.
    """
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, BuildError, ConfigurationError

    failed = False
    with _log() as lines:
        try:
            loaded = load_config(str(config), site_dir=str(site), strict=strict, **overrides)
            loaded.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs_build(loaded)
            finally:
                loaded.plugins.on_shutdown()
        except (Abort, BuildError, ConfigurationError) as error:
            lines.append(f"ERROR:mkdocs:{error}")
            failed = True
    return BuiltSite(site, config, tuple(lines), failed)


def run_mkdocs(config: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the `mkdocs` command in a process of its own.

    Args:
        config: the project's configuration file.
        command: such as `build`.
        arguments: what follows it.
    """
    return run_python(["-m", "mkdocs", command, "--config-file", str(config), *arguments], config.parent)


def run_python(arguments: Sequence[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run this Python with the package at hand, in a folder, without input."""
    path = os.pathsep.join([str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname}:{record.name}:{record.getMessage()}")


@contextmanager
def _log() -> Iterator[list[str]]:
    handler = _Lines()
    logger = logging.getLogger("mkdocs")
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate
