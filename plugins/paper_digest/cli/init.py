"""`paper-digest init`: make a site of a folder of digests, and change nothing that is there."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
from msgspec import Struct

from paper_digest import __version__
from paper_digest.cli.command import Commands
from paper_digest.diagnostics import Diagnostic, Severity
from paper_digest.folders import no_digests
from paper_digest.model import Date, Digest
from paper_digest.parse import parse_digest
from paper_digest.pipeline import plan_site
from paper_digest.plan import Plan
from paper_digest.render.words import month_in_words
from paper_digest.sources import PACKAGE_TOPICS, Folder, find_sources, read_sources

_DESCRIPTION = """Make a site of the digests in this folder: mkdocs.yml, a home page, requirements.txt, a
workflow for GitHub Pages and .gitignore. Files that are there stay as they are."""


DOCS = "docs"
"""The folder of an editor's own pages, as MkDocs has it."""


class Found(Struct, frozen=True):
    """Where a project's digests are.

    Attributes:
        folder: relative to the project.
        exclude: what else is below it, as `.gitignore` writes it.
        plan: what the digests give.
        diagnostics: what is wrong with them.
    """

    folder: str
    exclude: tuple[str, ...]
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("init", help="make a site of a folder of digests", description=_DESCRIPTION)
    parser.set_defaults(run=init, parser=parser)
    parser.add_argument("--digests", type=Path, metavar="FOLDER", help="the digests; found by default")
    parser.add_argument("--language", choices=("zh", "en", "both"), help="what a first visit shows")
    parser.add_argument("--site-url", default="", metavar="URL", help="the address that readers will use")
    parser.add_argument("--weekly", action="store_true", help="add a workflow that proposes digests")
    parser.add_argument("--yes", action="store_true", help="write without asking")


def init(options: argparse.Namespace) -> int:
    """Look at the current folder and write what is missing; 1 where there are no digests."""
    root = Path.cwd()
    if options.digests and not options.digests.is_dir():
        options.parser.error(f"{options.digests} is no folder")
    found = find(root, options.digests)
    if not found.plan.corpus.papers:
        print(no_digests([found.folder], root), file=sys.stderr)
        return 1
    print(summary(found))
    files = files_of(root, found, options.language or "", options.site_url, weekly=options.weekly)
    new = {name: text for name, text in files.items() if not (root / name).exists()}
    for name in files.keys() - new.keys():
        print(f"{name} is there already and stays as it is.")
    if new and not (options.yes or _agreed(new)):
        return 1
    for name, text in new.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusively: what somebody else wrote meanwhile stays too.
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        print(f"{name} is written.")
    print("\nNext: mkdocs serve")
    return 0


def find(root: Path, named: Path | None) -> Found:
    """Find the digests of a project.

    Args:
        root: its folder.
        named: the folder that the editor names, None to look everywhere.

    Returns:
        What was found.
    """
    folder, exclude = (_relative(named, root), ()) if named else _folder_of_digests(root)
    without = (root / DOCS, root / "site") if folder == "." else ()
    sources = read_sources(
        [Folder(root / folder, folder, without, exclude)], topics=PACKAGE_TOPICS, root=root
    )
    planned = plan_site(sources)
    return Found(folder, exclude, planned.plan, planned.diagnostics)


def _relative(folder: Path, root: Path) -> str:
    return Path(os.path.relpath(folder.absolute(), root)).as_posix()


def _folder_of_digests(root: Path) -> tuple[str, tuple[str, ...]]:
    """The folder that holds all digests, and what else is below it."""
    files, _ = find_sources(root, "", (root / "site",))
    holds = {file.path: bool(parse_digest(file)[0].blocks) for file in files}
    digests = [path for path, is_digest in holds.items() if is_digest]
    if not digests:
        return ".", ()
    common = os.path.commonpath([str(Path(path).parent) for path in digests])
    folder = Path(common).as_posix() if common else "."
    # The folder of a year will have others beside it.
    while folder != "." and Path(folder).name.isdigit():
        folder = Path(folder).parent.as_posix()
    return folder, tuple(_others(folder, holds))


def _others(folder: str, holds: Mapping[str, bool]) -> list[str]:
    """The folders and files right below a folder that hold Markdown, but no digest."""
    start = "" if folder == "." else f"{folder}/"
    counts: dict[str, bool] = {}
    for path, is_digest in holds.items():
        if path.startswith(start):
            head, slash, _ = path.removeprefix(start).partition("/")
            counts[head + slash] = counts.get(head + slash, False) or is_digest
    return sorted(f"/{name}" for name, is_digest in counts.items() if not is_digest)


def summary(found: Found) -> str:
    """What was found, in a line or two."""
    digests = [digest for digest in found.plan.corpus.digests if found.plan.corpus.papers_of[digest.id]]
    papers = len(found.plan.corpus.papers)
    days = sorted(day for day in (_month(digest) for digest in digests) if day)
    period = f", {_months(days[0], days[-1])}" if days else ""
    where = "here" if found.folder == "." else f"in {found.folder}"
    line = f"Found {_number(len(digests), 'digest')} {where}: {_number(papers, 'paper')}{period}."
    counts = Counter(one.severity for one in found.diagnostics)
    told = [_number(counts[one], one.value) for one in Severity if counts[one]]
    if not told:
        return line
    kinds = ", ".join(f"{count} × {name}" for name, count in _kinds(found.diagnostics).most_common(4))
    return f"{line}\n{', '.join(told)} ({kinds}); `paper-digest check {found.folder}` lists them."


def _kinds(diagnostics: Sequence[Diagnostic]) -> Counter[str]:
    return Counter(one.code.name for one in diagnostics)


def _month(digest: Digest) -> str:
    day: Date | None = digest.first_day
    return day.isoformat()[:7] if day else ""


def _months(first: str, last: str) -> str:
    start, end = month_in_words(first).en, month_in_words(last).en
    return start if first == last else f"{start} to {end}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def files_of(
    root: Path, found: Found, language: str, site_url: str, *, weekly: bool = False
) -> dict[str, str]:
    """The files of a new project by path.

    Args:
        root: the project's folder, which names the site.
        found: its digests.
        language: what a first visit shows, "" for the browser's.
        site_url: the site's address, "" where it is not known.
        weekly: whether a workflow that proposes each week's digest is among them.
    """
    failing = {one.code.name for one in found.diagnostics if one.severity is not Severity.NOTICE}
    name = " ".join(word[:1].upper() + word[1:] for word in root.name.replace("_", "-").split("-") if word)
    url = site_url if site_url.endswith("/") or not site_url else f"{site_url}/"
    values = {
        "name": name or "Paper Digest",
        "quoted": json.dumps(name or "Paper Digest", ensure_ascii=False),
        "site_url": json.dumps(url),
        "digests": json.dumps(found.folder, ensure_ascii=False),
        "exclude": json.dumps(found.exclude, ensure_ascii=False) if found.exclude else "",
        "language": language,
        "allow": json.dumps(sorted(failing)) if failing else "",
        "branch": _branch(root),
        "facts": f"{DOCS}/facts",
    }
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("paper_digest", "theme/init"),
        autoescape=False,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )

    def fill(template: str) -> str:
        return environment.get_template(template).render(values)

    more = {".github/workflows/weekly.yml": fill("weekly.yml")} if weekly else {}
    return more | {
        "mkdocs.yml": fill("mkdocs.yml"),
        f"{DOCS}/index.md": fill("index.md"),
        "requirements.txt": f"mkdocs-paper-digest>={__version__}\n",
        ".github/workflows/pages.yml": fill("pages.yml"),
        ".gitignore": "/site/\n/.cache/\n__pycache__/\n.venv/\n",
    }


def _branch(root: Path) -> str:
    """The branch that is checked out, `main` where that is not known."""
    try:
        head = (root / ".git" / "HEAD").read_text(encoding="utf-8").strip()
    except OSError:
        return "main"
    return head.rpartition("refs/heads/")[2] if "refs/heads/" in head else "main"


def _agreed(new: Mapping[str, str]) -> bool:
    """Whether somebody who can be asked agrees; where nobody can, the call itself says so."""
    if not sys.stdin.isatty():
        return True
    return input(f"Write {', '.join(new)}? [Y/n] ").strip().lower() in ("", "y", "yes", "j", "是")
