"""`paper-digest export`: digests for WeChat, mail, e-books, or as one file of Markdown."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from paper_digest.cli.command import Commands
from paper_digest.export.epub import epub
from paper_digest.export.mail import mail
from paper_digest.export.markdown import markdown
from paper_digest.export.volume import Choice, Volume, volume
from paper_digest.export.wechat import wechat
from paper_digest.pipeline import plan_site
from paper_digest.sources import PACKAGE_TOPICS, Folder, read_sources

_DESCRIPTION = """Write digests as one file for readers who are elsewhere. Folders stand for all digests in
them; --month, --topic and --reading-list take a part. Nothing is sent anywhere."""

_TARGETS: Mapping[str, tuple[Callable[[Volume, Choice], bytes], str]] = {
    "wechat": (wechat, ".html"),
    "email": (mail, ".eml"),
    "epub": (epub, ".epub"),
    "markdown": (markdown, ".md"),
}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "export", help="write digests for WeChat, mail, e-books or as Markdown", description=_DESCRIPTION
    )
    parser.set_defaults(run=export, parser=parser)
    parser.add_argument(
        "digests", nargs="+", type=Path, metavar="DIGEST", help="digests, or folders of digests"
    )
    parser.add_argument("--to", choices=sorted(_TARGETS), required=True, help="what to write")
    parser.add_argument("--language", choices=("zh", "en", "both"), default="both", help="default: both")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="default: named after the digest; - prints it"
    )
    parser.add_argument("--site-url", default="", metavar="URL", help="the site that titles link to")
    parser.add_argument(
        "--overlays", type=Path, metavar="FOLDER", help="the overlays that belong to the digests"
    )
    parser.add_argument(
        "--topics", type=Path, metavar="FILE", help="the topics; default: those of the package"
    )
    parser.add_argument(
        "--month", default="", metavar="YYYY-MM", help="only digests that begin in this month"
    )
    parser.add_argument("--topic", default="", metavar="SLUG", help="only papers of this topic")
    parser.add_argument(
        "--reading-list", type=Path, metavar="FILE", help="only papers of a reading list exported as JSON"
    )


def export(options: argparse.Namespace) -> int:
    """Write one file; 1 where nothing is left to write."""
    taken = _volume(options)
    if not taken.parts:
        print("No digest or paper is left to export.", file=sys.stderr)
        return 1
    write, suffix = _TARGETS[options.to]
    data = write(taken, options.language)
    output = options.output or Path(_stem(options) + suffix)
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return 0
    output.write_bytes(data)
    count = sum(len(part.papers) for part in taken.parts)
    print(f"{output}: {count} {'paper' if count == 1 else 'papers'}, {len(data):,} bytes")
    return 0


def _volume(options: argparse.Namespace) -> Volume:
    error = options.parser.error
    for path in (*options.digests, options.overlays, options.topics, options.reading_list):
        if path is not None and not path.exists():
            error(f"{path} does not exist")
    if options.month and not re.fullmatch(r"\d{4}-\d{2}", options.month):
        error(f"--month is written YYYY-MM, not {options.month!r}")
    overlays = Folder(options.overlays, options.overlays.as_posix()) if options.overlays else None
    topics = Folder(options.topics, options.topics.as_posix()) if options.topics else PACKAGE_TOPICS
    sources = read_sources([Folder(path, path.as_posix()) for path in options.digests], overlays, topics)
    plan = plan_site(sources).plan
    if options.topic and options.topic not in plan.topic:
        error(f"{options.topic!r} is no topic: {', '.join(plan.topic)}")
    papers = _listed(options.reading_list, error) if options.reading_list else None
    url = options.site_url
    site = url if url.endswith("/") or not url else f"{url}/"
    return volume(plan, site, month=options.month, topic=options.topic, papers=papers)


def _listed(file: Path, error: Callable[[str], object]) -> frozenset[str]:
    try:
        papers = json.loads(file.read_bytes())["papers"]
        return frozenset(str(paper["id"]) for paper in papers)
    except (ValueError, KeyError, TypeError) as wrong:
        error(f"{file} is no reading list: {wrong}")
        raise


def _stem(options: argparse.Namespace) -> str:
    if options.reading_list:
        return str(options.reading_list.stem)
    if options.topic or options.month:
        return "-".join(part for part in (options.topic, options.month) if part)
    return str(options.digests[0].resolve().stem)
