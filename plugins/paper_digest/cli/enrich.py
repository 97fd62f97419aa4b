"""`paper-digest enrich`: get what arXiv, DataCite and Hugging Face say of the papers of digests."""

from __future__ import annotations

import argparse
import datetime
import math
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from paper_digest.cli.enrich_report import FORMATS, Outcome
from paper_digest.cli.progress import Progress
from paper_digest.cli.project import Commands, Place, add_place, place_of, read_digests
from paper_digest.fetch.enrich import Enrichment
from paper_digest.fetch.host import Requests
from paper_digest.fetch.hosts import PAUSES, SOURCES, TITLES, WrongBase, base_of, open_host
from paper_digest.fetch.state import Busy, State
from paper_digest.fetch.store import Store
from paper_digest.fetch.values import Clock, SystemClock
from paper_digest.fetch.wanted import Needs
from paper_digest.ids import bare_arxiv_id
from paper_digest.model import Digest
from paper_digest.month import Month

DONE, INCOMPLETE, NO_SOURCE, INTERRUPTED = 0, 1, 3, 130
"""Exit statuses; 2 is that of a wrong call."""

_ENRICH = """Get titles, authors and abstracts in English, and links to code, of the papers that digests name.
They are kept in the folder of facts, which builds read; digests and overlays are never written.
Exits with 0 when all is there, 1 when papers lack an answer (run it again later), 2 when it is called
wrongly, 3 when no source could be used."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("enrich", help="get the facts of papers", description=_ENRICH)
    parser.set_defaults(run=enrich, parser=parser)
    add_place(parser)
    parser.add_argument(
        "--from",
        dest="sources",
        type=_sources,
        default=tuple(SOURCES),
        metavar="SOURCES",
        help=f"who is asked, in this order (default: {','.join(SOURCES)})",
    )
    parser.add_argument("--ids", type=_ids, metavar="ID,…", help="only these papers")
    parser.add_argument("--since", type=_day, metavar="DATE", help="only papers of digests since this day")
    parser.add_argument(
        "--refresh", type=_positive, metavar="DAYS", help="ask again for facts older than this"
    )
    parser.add_argument(
        "--from-snapshot", type=Path, metavar="FILE", help="take facts from arXiv's bulk metadata first"
    )
    parser.add_argument("--max-requests", type=_positive, metavar="N", help="send at most this many requests")
    parser.add_argument("--contact", default="", metavar="MAIL", help="an address that the hosts are told")
    parser.add_argument("--offline", action="store_true", help="send nothing, use --from-snapshot alone")
    parser.add_argument("--dry-run", action="store_true", help="send and write nothing, say what would be")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text", help="text, json or github")


def enrich(
    options: argparse.Namespace, clock: Clock | None = None, environment: Mapping[str, str] = os.environ
) -> int:
    """Run the command; `clock` is the machine's unless told otherwise."""
    clock = clock or SystemClock()
    if any(sign in options.contact for sign in "\r\n()<>") or not options.contact.isascii():
        options.parser.error("--contact is no e-mail address")
    if options.from_snapshot and not options.from_snapshot.is_file():
        options.parser.error(f"{options.from_snapshot} does not exist")
    try:
        for source in options.sources:
            base_of(source, environment)
    except WrongBase as error:
        options.parser.error(str(error))
    place = place_of(options)
    wanted = _wanted(read_digests(place), options)
    try:
        store = Store(place.facts, place.shown_facts)
        if options.dry_run:
            return _dry_run(options, store, place, wanted, clock)
        if options.offline and not options.from_snapshot:
            sys.stderr.write("Nothing can be had offline without --from-snapshot.\n")
            return NO_SOURCE
        state = State(place.cache)
    except Busy as error:
        sys.stderr.write(f"Another run is at work (process {error}); nothing was done.\n")
        return NO_SOURCE
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return NO_SOURCE
    try:
        return _run(options, store, state, wanted, clock, environment)
    finally:
        state.close()


def _run(
    options: argparse.Namespace,
    store: Store,
    state: State,
    wanted: Sequence[str],
    clock: Clock,
    environment: Mapping[str, str],
) -> int:
    progress = Progress()
    requests = Requests(options.max_requests)
    run = Enrichment(store, state, clock, _needs(options, clock), progress.tell)
    stopped = ""
    try:
        if options.from_snapshot:
            run.from_snapshot(options.from_snapshot, wanted)
        for name in () if options.offline else options.sources:
            host = open_host(name, environment, options.contact, clock, state, requests, progress.tell)
            run.from_source(SOURCES[name], host, wanted)
    except KeyboardInterrupt:
        stopped = "Interrupted; what came until then is kept."
    except OSError as error:
        stopped = f"Stopped, as a file cannot be read or written: {error}."
    progress.close()
    result = run.result(wanted)
    files = tuple(store.path_of_file(name) for name in sorted(store.written))
    outcome = Outcome(wanted, result, store.diagnostics, requests.sent, files, store.records)
    sys.stdout.write(FORMATS[options.format](outcome))
    if stopped:
        sys.stderr.write(stopped + "\n")
        return INTERRUPTED if stopped.startswith("Interrupted") else INCOMPLETE
    if not (result.unanswered or result.without_links):
        return DONE
    return INCOMPLETE if result.changed or result.answered else NO_SOURCE


def _dry_run(
    options: argparse.Namespace, store: Store, place: Place, wanted: Sequence[str], clock: Clock
) -> int:
    """Say what would be sent, as far as it can be known beforehand."""
    needs = _needs(options, clock)
    open_ids = [one for one in wanted if not store.is_kept(one)]
    state = State.of_copy(place.cache)
    texts: list[str] | None = None
    lines: list[str] = []
    changing: set[str] = set()
    for name in () if options.offline else options.sources:
        source = SOURCES[name]
        if name == "huggingface":
            due = needs.links(open_ids, store.records, state.asked(name))
        else:
            due = needs.texts(open_ids, store.records, state.asked(name))
        changing.update(map(store.path_of, due))
        if name != "huggingface" and texts is not None:
            lines.append(f"{TITLES[name]}: what the sources before it do not answer")
            continue
        count = math.ceil(len(due) / source.size)
        seconds = math.ceil(count * PAUSES[name])
        requests = f"{count:,} request{'' if count == 1 else 's'}"
        lines.append(f"{TITLES[name]}: {requests} for {len(due):,} papers, {seconds:,} s or more")
        texts = due if name != "huggingface" else texts
    if options.from_snapshot:
        due = needs.texts(open_ids, store.records, {})
        changing.update(map(store.path_of, due))
        lines.insert(0, f"{options.from_snapshot.name}: looked through for {len(due):,} papers")
    lines += [f"may change: {path}" for path in sorted(changing)]
    sys.stdout.write("".join(f"{line}\n" for line in [*lines, "Nothing was sent or written."]))
    return DONE


def _needs(options: argparse.Namespace, clock: Clock) -> Needs:
    return Needs(clock.now(), options.refresh * 86400.0 if options.refresh else None)


def _wanted(digests: Sequence[Digest], options: argparse.Namespace) -> list[str]:
    """The papers that the run is for, the newest first, so that an interrupted run has served these."""
    named = {
        block.arxiv_id
        for digest in digests
        for block in digest.blocks
        if block.arxiv_id and (options.since is None or _is_since(block.last_day or digest.last_day, options))
    }
    if options.ids is not None:
        unknown = [one for one in options.ids if one not in named]
        if unknown:
            options.parser.error(f"no digest names {', '.join(unknown)}")
        named &= set(options.ids)
    return sorted(named, reverse=True)


def _is_since(day: datetime.date | Month | None, options: argparse.Namespace) -> bool:
    return day is None or str(day) >= str(options.since)[: len(str(day))]


def _sources(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if not names or not set(names) <= set(SOURCES):
        raise argparse.ArgumentTypeError(f"name some of {', '.join(SOURCES)}")
    return names


def _ids(text: str) -> tuple[str, ...]:
    ids = tuple(bare_arxiv_id(one) for one in text.split(",") if one.strip())
    if not ids or "" in ids:
        raise argparse.ArgumentTypeError("name arXiv ids, with commas between them")
    return ids


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("name a day as YYYY-MM-DD") from None


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError("name a number above 0")
    return int(text)
