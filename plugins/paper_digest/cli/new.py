"""`paper-digest new`: the next digest, with the papers of the week, in the form of the digests before it."""

from __future__ import annotations

import argparse
import datetime
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from paper_digest.cli.enrich import DONE, INCOMPLETE, INTERRUPTED, NO_SOURCE
from paper_digest.cli.progress import Progress
from paper_digest.cli.project import Commands, Place, add_place, place_of, shown
from paper_digest.fetch.form import Form, learn
from paper_digest.fetch.host import Requests
from paper_digest.fetch.hosts import WrongBase, base_of, open_host
from paper_digest.fetch.state import Busy, State
from paper_digest.fetch.values import Clock, NotAnswered, SystemClock
from paper_digest.fetch.week import Candidate, arxiv_papers, daily_papers, last_week
from paper_digest.parse import parse_digest
from paper_digest.sources import read_sources

WRONG_CALL = 2
_UPVOTES = 45
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")
_NEW = """Write the next digest: a heading and a link for each paper of the week that no digest names yet, in
the form of the newest digests. A file that exists is never touched. Exits with 0 when the digest was written,
1 when there was nothing to write, 2 when it is called wrongly, 3 when the source gave no answer."""


class Period(Struct, frozen=True):
    """The days that a digest is about."""

    first: datetime.date
    last: datetime.date


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("new", help="begin the next digest", description=_NEW)
    parser.set_defaults(run=new, parser=parser)
    add_place(parser)
    parser.add_argument("--week", type=_week, metavar="2026-W48", help="the newest that is over by default")
    parser.add_argument("--from", dest="first", type=_day, metavar="DATE", help="first day, with --to")
    parser.add_argument("--to", dest="last", type=_day, metavar="DATE", help="last day, with --from")
    parser.add_argument(
        "--timezone", type=_zone, metavar="ZONE", help="the editor's, such as Asia/Shanghai (the machine's)"
    )
    parser.add_argument("--source", choices=("huggingface", "arxiv"), default="huggingface")
    some = parser.add_mutually_exclusive_group()
    some.add_argument(
        "--min-upvotes", type=int, metavar="N", help=f"papers with at least N votes ({_UPVOTES})"
    )
    some.add_argument("--top", type=int, metavar="N", help="the first N papers")
    parser.add_argument("--categories", type=_categories, metavar="cs.CL,…", help="of --source arxiv")
    parser.add_argument("--output", type=Path, metavar="FILE", help="another file than the form tells")
    parser.add_argument("--contact", default="", metavar="MAIL", help="an address that the host is told")
    parser.add_argument("--dry-run", action="store_true", help="send and write nothing, say what would be")


def new(
    options: argparse.Namespace, clock: Clock | None = None, environment: Mapping[str, str] = os.environ
) -> int:
    """Run the command; `clock` is the machine's unless told otherwise."""
    clock = clock or SystemClock()
    _check(options, environment)
    options.facts = options.facts or (Path("facts") if options.paths else None)
    place = place_of(options)
    files = read_sources(place.digests).digests
    parsed = [(parse_digest(file)[0], file.decoded()[0]) for file in files]
    known = {block.arxiv_id for digest, _ in parsed for block in digest.blocks if block.arxiv_id}
    form = learn(parsed)
    period = _period(options, form, clock)
    path: Path | None = options.output or _path(place, form, period)
    if path is None:
        sys.stderr.write("There is no folder of digests; name a file with --output.\n")
        return WRONG_CALL
    if path.exists():
        sys.stderr.write(f"{shown(path)} exists already; nothing was done.\n")
        return INCOMPLETE
    if options.dry_run:
        what = ",".join(options.categories or ()) or "daily papers"
        sys.stdout.write(f"{options.source}: {what} of {period.first} to {period.last}\n")
        sys.stdout.write(f"would be written: {shown(path)}\nNothing was sent or written.\n")
        return DONE
    return _begin(options, place, form, period, path, known, clock, environment)


def _begin(
    options: argparse.Namespace,
    place: Place,
    form: Form,
    period: Period,
    path: Path,
    known: set[str],
    clock: Clock,
    environment: Mapping[str, str],
) -> int:
    progress = Progress()
    try:
        state = State(place.cache)
    except (Busy, OSError) as error:
        sys.stderr.write(f"Another run is at work, or the cache cannot be written ({error}).\n")
        return NO_SOURCE
    try:
        found = _ask(options, period, len(known), state, clock, environment, progress)
    except NotAnswered as error:
        sys.stderr.write(f"No digest was written, as there is no answer: {error}.\n")
        return NO_SOURCE
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; no digest was written.\n")
        return INTERRUPTED
    finally:
        progress.close()
        state.close()
    return _write(options, form, period, path, known, found)


def _write(
    options: argparse.Namespace,
    form: Form,
    period: Period,
    path: Path,
    known: set[str],
    found: list[Candidate],
) -> int:
    fresh = [one for one in found if one.id not in known and one.title]
    chosen = _chosen(fresh, options)
    if not chosen:
        sys.stdout.write(
            f"No paper of {period.first} to {period.last} to write of: {len(found)} found, "
            f"{len(found) - len(fresh)} of them in digests already.\n"
        )
        return INCOMPLETE
    try:
        _create(path, form.write(period.first, period.last, [(one.id, one.title) for one in chosen]))
    except OSError as error:
        sys.stderr.write(f"{shown(path)} cannot be written: {error.strerror}.\n")
        return INCOMPLETE
    sys.stdout.write(
        f"written: {shown(path)}, {len(chosen)} papers ({len(found)} found, "
        f"{len(found) - len(fresh)} of them in digests already)\n"
    )
    return DONE


def _ask(
    options: argparse.Namespace,
    period: Period,
    known: int,
    state: State,
    clock: Clock,
    environment: Mapping[str, str],
    progress: Progress,
) -> list[Candidate]:
    requests = Requests()
    host = open_host(options.source, environment, options.contact, clock, state, requests, progress.tell)
    if options.source == "huggingface":
        return daily_papers(host, period.first, period.last)
    # Papers that digests name already do not count to the first N.
    most = None if options.top is None else options.top + known
    return arxiv_papers(host, options.categories, period.first, period.last, most)


def _chosen(fresh: list[Candidate], options: argparse.Namespace) -> list[Candidate]:
    if options.top is not None:
        return fresh[: options.top]
    if options.source == "arxiv":
        return fresh
    least = _UPVOTES if options.min_upvotes is None else options.min_upvotes
    return [one for one in fresh if one.upvotes >= least]


def _create(path: Path, text: str) -> None:
    """Write a file that does not exist; raises `FileExistsError` where somebody made it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _path(place: Place, form: Form, period: Period) -> Path | None:
    folders = [folder.path for folder in place.digests if folder.path.is_dir()]
    return folders[0] / (form.id_of(period.first, period.last) + form.suffix) if folders else None


def _period(options: argparse.Namespace, form: Form, clock: Clock) -> Period:
    """The days that the digest is about; ends the program with status 2 where they are not over."""
    newest = last_week(clock.now(), options.timezone)
    if options.first:
        if options.last >= datetime.datetime.fromtimestamp(clock.now(), options.timezone).date():
            options.parser.error("the last day is not over yet")
        return Period(options.first, options.last)
    monday = options.week or newest
    if monday > newest:
        options.parser.error(f"the Friday of week {monday:%G-W%V} is not over yet")
    start, end = form.weekdays if form.weekdays[0] == 0 and form.weekdays[1] >= 4 else (0, 4)
    return Period(monday + datetime.timedelta(days=start), monday + datetime.timedelta(days=end))


def _check(options: argparse.Namespace, environment: Mapping[str, str]) -> None:
    error = options.parser.error
    if bool(options.first) != bool(options.last) or (options.first and options.week):
        error("name --week, or both --from and --to")
    if options.first and not datetime.timedelta() <= options.last - options.first < datetime.timedelta(31):
        error("--to is before --from, or more than a month after it")
    if (options.source == "arxiv") != bool(options.categories):
        error("--source arxiv needs --categories, and nothing else does")
    if options.source == "arxiv" and options.min_upvotes is not None:
        error("nobody votes on arXiv: --min-upvotes needs --source huggingface")
    if (options.top or 1) < 1 or options.top == 0:
        error("--top is at least 1")
    if any(sign in options.contact for sign in "\r\n()<>") or not options.contact.isascii():
        error("--contact is no e-mail address")
    try:
        base_of(options.source, environment)
    except WrongBase as wrong:
        error(str(wrong))


def _week(text: str) -> datetime.date:
    try:
        if not re.fullmatch(r"\d{4}-W\d\d", text):
            raise ValueError
        return datetime.date.fromisoformat(f"{text}-1")
    except ValueError:
        raise argparse.ArgumentTypeError("name a week as 2026-W48") from None


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("name a day as YYYY-MM-DD") from None


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError("name a time zone, such as Asia/Shanghai") from None


def _categories(text: str) -> tuple[str, ...]:
    names = tuple(one.strip() for one in text.split(",") if one.strip())
    if not names or not all(_CATEGORY.fullmatch(one) for one in names):
        raise argparse.ArgumentTypeError("name arXiv's categories, such as cs.CL,cs.AI")
    return names
