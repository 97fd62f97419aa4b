"""`paper-digest check`: say what is wrong with digests, without building a site."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from paper_digest import jsontext
from paper_digest.cli.command import Commands
from paper_digest.diagnostics import Diagnostic, Severity, in_order
from paper_digest.facts.told import overlays_of
from paper_digest.pipeline import plan_site
from paper_digest.sources import PACKAGE_TOPICS, Folder, read_sources
from paper_digest.translation.compared import compare_with_sources

_CHECK = """Read digests as a build does and say what is wrong with them, and how to mend it.
Exits with 1 where there are errors (with --strict: or warnings), with 2 where it is called wrongly."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check digests", description=_CHECK)
    parser.set_defaults(run=check, parser=parser)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="digests, or folders of digests")
    parser.add_argument(
        "--format", choices=sorted(_FORMATS), default="text", help="text (default), json or github"
    )
    parser.add_argument(
        "--overlays", type=Path, metavar="FOLDER", help="the overlays that belong to the digests"
    )
    parser.add_argument(
        "--topics", type=Path, metavar="FILE", help="the topics; default: those of the package"
    )
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="the project's own glossary")
    parser.add_argument("--facts", type=Path, metavar="FOLDER", help="the facts that belong to the digests")
    parser.add_argument(
        "--source", action="store_true", help="compare abstracts with their English in the facts too"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")


def check(options: argparse.Namespace) -> int:
    """Print what is wrong with digests; 1 where they fail."""
    for path in options.paths:
        if not path.exists():
            options.parser.error(f"{path} does not exist")
    if options.source and not options.facts:
        options.parser.error("--source needs --facts")
    sources = read_sources(
        [_shown(path) for path in options.paths],
        _shown(options.overlays) if options.overlays else None,
        _shown(options.topics) if options.topics else PACKAGE_TOPICS,
        _shown(options.glossary) if options.glossary else None,
        facts=_shown(options.facts) if options.facts else None,
    )
    plan, _, diagnostics = plan_site(sources)
    if options.source:
        told = [one for file in sources.facts for one in overlays_of(file)[0]]
        found = compare_with_sources(plan.corpus, told, plan.glossary.terms)
        diagnostics = in_order((*diagnostics, *found))
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    sys.stdout.write(_FORMATS[options.format](diagnostics, len(sources.digests)))
    failed = counts[Severity.ERROR] or (options.strict and counts[Severity.WARNING])
    return 1 if failed else 0


def _shown(path: Path) -> Folder:
    return Folder(path, path.as_posix())


def as_text(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One finding a line, and their number."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    lines = [f"{diagnostic.severity}: {diagnostic}" for diagnostic in diagnostics]
    numbers = ", ".join(_number(counts[severity], severity.value) for severity in Severity)
    return "\n".join([*lines, f"{_number(files, 'digest')}: {numbers}", ""])


def as_json(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """All findings as one JSON document: `schema`, `digests` (how many) and `diagnostics`."""
    found = [
        {
            "path": diagnostic.path,
            "line": diagnostic.line,
            "code": diagnostic.code.name,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            "mend": diagnostic.code.mend,
        }
        for diagnostic in diagnostics
    ]
    listed = ",\n".join(jsontext.compact(item) for item in found)
    return f'{{"schema":1,"digests":{files},"diagnostics":[\n{listed}\n]}}\n'


def as_github(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Workflow commands that GitHub shows as annotations beside the lines of a change.

    The form follows
    https://docs.github.com/en/actions/writing-workflows/choosing-what-your-workflow-does/workflow-commands-for-github-actions
    """
    lines = []
    for diagnostic in diagnostics:
        place = {"file": diagnostic.path, "line": str(diagnostic.line or 1), "title": diagnostic.code.name}
        properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
        message = _data(f"{diagnostic.message} {diagnostic.code.mend}")
        lines.append(f"::{diagnostic.severity.value} {properties}::{message}")
    return "\n".join([*lines, as_text((), files) if not lines else ""])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


_FORMATS: dict[str, Callable[[Sequence[Diagnostic], int], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
