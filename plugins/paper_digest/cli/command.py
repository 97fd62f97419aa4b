"""What the commands of `paper-digest` have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Protocol


class Commands(Protocol):
    """Where a command adds its parser, with `run` (from options to an exit status) among its defaults."""

    def add_parser(self, name: str, *, help: str, description: str) -> ArgumentParser:
        """Add a parser."""
