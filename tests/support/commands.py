"""Run a command of `paper-digest` in this process, with a clock and hosts of the test's own."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from tests.support.paper_sources import MadeClock, PaperSources


def run_command(
    module: ModuleType, arguments: Sequence[str | Path], sources: PaperSources, clock: MadeClock
) -> int:
    """Run the command of a module of `paper_digest.cli` and give its exit status."""
    parser = argparse.ArgumentParser()
    module.add(parser.add_subparsers())
    options = parser.parse_args([module.__name__.rpartition(".")[2], *map(str, arguments)])
    status: int = options.run(options, clock, sources.environment())
    return status
