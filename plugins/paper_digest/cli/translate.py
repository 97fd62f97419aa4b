"""`paper-digest translate`: have a model write what a paper lacks in one language, and check its words."""

from __future__ import annotations

import argparse
import datetime
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from paper_digest.cli.command import Commands
from paper_digest.cli.project import add_place, place_of
from paper_digest.diagnostics import Severity
from paper_digest.facts.records import Machine, Record
from paper_digest.fetch.store import Store
from paper_digest.fetch.values import Clock, SystemClock, today
from paper_digest.ids import bare_arxiv_id
from paper_digest.model import LANGUAGES, Language, Paper
from paper_digest.pipeline import plan_site
from paper_digest.plan import Plan
from paper_digest.sources import Folder, read_sources
from paper_digest.translation.checks import Finding, Term, compare
from paper_digest.translation.compared import checked_term
from paper_digest.translation.endpoint import Endpoint, Refused, Unusable, ask, endpoint_of
from paper_digest.translation.request import Words, again, messages, read_answer, request

DONE, INCOMPLETE, NO_ENDPOINT, INTERRUPTED = 0, 1, 3, 130
STYLE = "translate.md"
"""The editor's own rules for the model, in the folder where the command is called."""

_TRANSLATE = """Have a model write titles and abstracts in the language that a paper lacks. Where it answers
is told by PAPER_DIGEST_LLM_URL (any OpenAI-compatible endpoint), _MODEL, _KEY and _EXTRA in the environment.
What fails the checks is not kept. Words of people, and digests themselves, are never changed.
Exits with 0 when all is done, 1 when some papers failed, 2 when it is called wrongly, 3 when the endpoint
cannot be used."""


class Job(Struct, frozen=True):
    """A paper to translate: its arXiv id, the language wanted, what is translated, terms that occur."""

    id: str
    to: Language
    words: Words
    terms: tuple[Term, ...]


class Failed(Exception):
    """A translation was not taken; the text says why."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("translate", help="have a model translate abstracts", description=_TRANSLATE)
    parser.set_defaults(run=translate, parser=parser)
    add_place(parser)
    parser.add_argument("--ids", type=_ids, default=(), metavar="ID,…", help="only these papers")
    parser.add_argument("--to", choices=LANGUAGES, help="only into this language")
    parser.add_argument(
        "--what", type=_what, default=("title", "abstract"), metavar="PARTS", help="title,abstract"
    )
    parser.add_argument(
        "--max-tokens", type=int, default=4096, metavar="N", help="of one answer; default 4096"
    )
    parser.add_argument("--again", action="store_true", help="translate anew what a machine translated")
    parser.add_argument("--price", type=_price, metavar="IN,OUT", help="per million tokens, for --dry-run")
    parser.add_argument("--dry-run", action="store_true", help="send nothing, say what would be")


def _ids(value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in value.split(",") if one.strip())


def _what(value: str) -> tuple[str, ...]:
    parts = _ids(value)
    if not parts or not set(parts) <= {"title", "abstract"}:
        raise argparse.ArgumentTypeError("name title, abstract or both")
    return parts


def _price(value: str) -> tuple[float, float]:
    try:
        first, second = map(float, value.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("write two numbers, such as 0.3,1.2") from None
    return first, second


def translate(
    options: argparse.Namespace, clock: Clock | None = None, environment: Mapping[str, str] = os.environ
) -> int:
    """Run the command; `clock` is the machine's unless told otherwise."""
    clock = clock or SystemClock()
    place = place_of(options)
    store = Store(place.facts, place.shown_facts)
    facts = Folder(place.facts, place.shown_facts) if place.facts.is_dir() else None
    sources = read_sources(place.digests, place.overlays, None, place.glossary, facts=facts)
    jobs = list(jobs_of(plan_site(sources).plan, store.records, options))
    style = Path(STYLE).read_text(encoding="utf-8") if Path(STYLE).is_file() else ""
    if options.dry_run:
        print(_forecast(jobs, style, options.price))
        return DONE
    try:
        endpoint = endpoint_of(environment)
    except Unusable as error:
        options.parser.error(str(error))
    return _run(jobs, endpoint, style, store, clock, options.max_tokens)


def jobs_of(plan: Plan, records: Mapping[str, Record], options: argparse.Namespace) -> Iterator[Job]:
    """What is to be translated.

    Args:
        plan: of the digests, overlays and facts.
        records: the facts by arXiv id.
        options: of the command.
    """
    known = list(map(checked_term, plan.glossary.terms))
    for paper in plan.corpus.papers:
        name = bare_arxiv_id(paper.arxiv_id) if paper.arxiv_id else ""
        if not name or (options.ids and name not in options.ids):
            continue
        for to in LANGUAGES:
            words = _words(paper, to, records.get(name, Record()), options)
            if (options.to in (None, to)) and (words.title or words.abstract):
                text = f"{words.title}\n{words.abstract}"
                yield Job(name, to, words, tuple(term for term in known if _occurs(term, text, to)))


def _words(paper: Paper, to: Language, record: Record, options: argparse.Namespace) -> Words:
    """What of a paper is translated: nothing that a person or a source has in the language wanted."""
    source: Language = "en" if to == "zh" else "zh"
    machine = paper.metadata.machine
    missing = not paper.abstract.get(to) or (options.again and to in machine)
    if not missing or source in machine or "abstract" not in options.what:
        abstract = ""
    else:
        # What a source says is TeX, which the Chinese keeps; a digest's Markdown is as it was written.
        told = paper.metadata.abstract_from.get(source)
        abstract = record.abstract if told and source == "en" else paper.abstract.get(source)
    wants_title = "title" in options.what and (bool(abstract) or options.what == ("title",))
    title = paper.title.get(source) if wants_title and not paper.title.get(to) else ""
    return Words(title, abstract)


def _occurs(term: Term, text: str, to: Language) -> bool:
    forms = term.english if to == "zh" else term.chinese
    return bool(term.chinese) and any(form in text for form in forms if form)


def _run(
    jobs: Sequence[Job], endpoint: Endpoint, style: str, store: Store, clock: Clock, most_tokens: int
) -> int:
    failed: list[str] = []
    done = 0
    try:
        for number, job in enumerate(jobs, start=1):
            print(f"{number}/{len(jobs)} {job.id} → {job.to}", file=sys.stderr)
            try:
                made = _translated(job, endpoint, style, clock, most_tokens)
            except (Failed, Refused) as error:
                failed.append(f"{job.id} ({job.to}): {error}")
                continue
            if store.save_translation(job.id, job.to, made):
                done += 1
            else:
                failed.append(f"{job.id} ({job.to}): its record was changed by hand, or cannot be read")
    except Unusable as error:
        print(error, file=sys.stderr)
        return INCOMPLETE if done else NO_ENDPOINT
    except KeyboardInterrupt:
        print("Interrupted; what came until then is kept.", file=sys.stderr)
        return INTERRUPTED
    for line in failed:
        print(f"Not taken: {line}")
    print(f"{done} of {len(jobs)} texts are translated.")
    return INCOMPLETE if failed else DONE


def _translated(job: Job, endpoint: Endpoint, style: str, clock: Clock, most_tokens: int) -> Machine:
    """Ask, check, and ask once more where a check finds an error.

    Raises:
        Failed: the second answer is wrong too.
    """
    asked = request(job.words, job.to, job.terms, style)
    answer = ask(endpoint, messages(asked), most_tokens, clock)
    words, findings = _checked(answer, job)
    errors = _errors(findings)
    if errors:
        answer = ask(endpoint, again(asked, answer, errors), most_tokens, clock)
        words, findings = _checked(answer, job)
        errors = _errors(findings)
    if errors:
        raise Failed("; ".join(errors)[:300])
    source = hashlib.sha256(f"{job.words.title}\n{job.words.abstract}".encode()).hexdigest()[:4]
    day: datetime.date = today(clock)
    warned = sorted({one.check for one in findings if one.severity is Severity.WARNING})
    return Machine(words.title, words.abstract, endpoint.model, day, asked.prompt, source, tuple(warned))


def _checked(answer: str, job: Job) -> tuple[Words, list[Finding]]:
    words, wrong = read_answer(answer, request(job.words, job.to), job.words)
    if wrong:
        return words, [Finding("form", Severity.ERROR, f"{wrong[0].upper()}{wrong[1:]}.")]
    if not job.words.abstract:
        return words, []
    return words, compare(job.words.abstract, words.abstract, job.to, job.terms)


def _errors(findings: Sequence[Finding]) -> list[str]:
    return [one.message for one in findings if one.severity is Severity.ERROR]


def _forecast(jobs: Sequence[Job], style: str, price: tuple[float, float] | None) -> str:
    """How many papers and tokens it would be: four letters or one and a half Chinese characters a token."""
    sent = got = 0
    for job in jobs:
        asked = request(job.words, job.to, job.terms, style)
        sent += _tokens(asked.system + asked.user)
        got += _tokens(job.words.title + job.words.abstract)
    line = f"{len(jobs)} texts, about {sent:,} tokens in and {got:,} out"
    terms = sum(len(job.terms) for job in jobs)
    cost = f", about {(sent * price[0] + got * price[1]) / 1e6:.2f}" if price else ""
    return f"{line}, {terms} terms{cost}. Nothing was sent."


def _tokens(text: str) -> int:
    wide = sum(ord(char) > 0x2E80 for char in text)
    return round(wide / 1.5 + (len(text) - wide) / 4)
