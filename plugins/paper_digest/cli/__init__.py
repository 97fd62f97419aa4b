"""The command `paper-digest`: each of its commands is a module with `add`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from paper_digest import __version__
from paper_digest.cli import check, enrich, export, glossary, init, new, translate

_DESCRIPTION = "Bilingual paper digests: what editors do beside writing them."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: words of the command line, those of the process by default.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(prog="paper-digest", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (init, check, glossary, new, enrich, translate, export):
        module.add(commands)
    options = parser.parse_args(arguments)
    status: int = options.run(options)
    return status
