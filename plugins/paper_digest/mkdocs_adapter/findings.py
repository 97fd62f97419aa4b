"""Findings in MkDocs's log: equal ones together, and those that an editor allows as mere information."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import groupby

from paper_digest.diagnostics import Diagnostic, Severity
from paper_digest.mkdocs_adapter.shell import log

SHOWN = 3
"""Findings of one kind that are told in full; `--verbose` and `paper-digest check` tell all."""

_LEVEL = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.NOTICE: logging.INFO}


def log_findings(diagnostics: Sequence[Diagnostic], allowed: Sequence[tuple[str, str]] = ()) -> None:
    """Log findings, so that warnings and errors fail a strict build.

    Args:
        diagnostics: in the order in which they are told.
        allowed: codes, and patterns of the paths, of findings that fail no build.
    """
    limit = None if log.isEnabledFor(logging.DEBUG) else SHOWN

    def level(one: Diagnostic) -> int:
        passes = any(one.code.name == code and fnmatchcase(one.path, path) for code, path in allowed)
        return logging.INFO if passes else _LEVEL[one.severity]

    def kind(one: Diagnostic) -> tuple[int, str]:
        return -level(one), one.code.name

    for (loud, name), group in groupby(sorted(diagnostics, key=kind), key=kind):
        found = list(group)
        for one in found[:limit]:
            log.log(-loud, str(one))
        if limit is not None and len(found) > limit:
            log.log(-loud, f"{len(found)} × {name}, of which {limit} are shown; --verbose shows all.")
