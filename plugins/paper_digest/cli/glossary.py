"""`paper-digest glossary --review`: the terms that an editor may want to settle, ready for `glossary.yml`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from paper_digest import jsontext
from paper_digest.cli.command import Commands
from paper_digest.glossary import Term, TermIndex
from paper_digest.model import Bilingual
from paper_digest.pipeline import plan_site
from paper_digest.plan import Plan
from paper_digest.sources import Folder, read_sources

_GLOSSARY = """Print the terms on which papers do not agree, those that most papers hold first, as text
for glossary.yml. Delete what is wrong, mend what is left, and paste it below `terms:`."""
_MOST = 50


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("glossary", help="review the glossary", description=_GLOSSARY)
    parser.set_defaults(run=review, parser=parser)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="digests, or folders of digests")
    parser.add_argument("--review", action="store_true", required=True, help="print what is doubtful")
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="the project's own glossary")
    parser.add_argument("--most", type=int, default=_MOST, metavar="N", help=f"so many terms ({_MOST})")


def review(options: argparse.Namespace) -> int:
    """Print the doubtful terms; 0."""
    for path in options.paths:
        if not path.exists():
            options.parser.error(f"{path} does not exist")
    own = Folder(options.glossary, options.glossary.as_posix()) if options.glossary else None
    folders = [Folder(path, path.as_posix()) for path in options.paths]
    plan = plan_site(read_sources(folders, glossary=own)).plan
    doubtful = list(_doubtful(plan))[: max(0, options.most)]
    sys.stdout.write("".join(_entry(term, papers) for term, papers in doubtful) or "# Nothing is doubtful.\n")
    return 0


def _doubtful(plan: Plan) -> Iterator[tuple[Term, int]]:
    """Terms whose Chinese is not settled, with the number of papers that hold one, most first."""
    terms = [term for term in plan.glossary.terms if not term.is_main and not term.common]
    index = TermIndex([term.settled() for term in terms])
    held = Counter[int]()
    for paper in plan.corpus.papers:
        held.update(index.mentions(paper.title, Bilingual(zh=paper.abstract.zh)).terms)
    ranked = sorted(range(len(terms)), key=lambda number: (-held[number], terms[number].id))
    return ((terms[number], held[number]) for number in ranked if held[number])


def _entry(term: Term, papers: int) -> str:
    """A term as an entry of `glossary.yml`; names in JSON are YAML too."""
    known = f"in {papers} papers, glossed in {len(term.paper_ids)}"
    lines = [f"  - english: {jsontext.compact(term.english)}  # {known}"]
    if term.abbreviation:
        lines.append(f"    abbreviation: {jsontext.compact(term.abbreviation)}")
    lines.append(f"    chinese: {jsontext.compact([one.chinese for one in term.renderings])}")
    return "\n".join(lines) + "\n"
