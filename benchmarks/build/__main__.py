"""Compare builds: `python -m benchmarks.build`; see docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks.build.report import machine, report, save, write_documents
from benchmarks.build.runner import SIDES, Measured, Settings, measure_all


def main() -> None:
    """Measure as told and print the tables."""
    options = _options()
    on = machine()
    if on["load"] > 0.5:
        print(f"The machine is busy (load {on['load']}): trust none of the times.", file=sys.stderr)
    settings = Settings(
        sides=options.tools,
        runs=options.runs,
        limit=options.limit,
        warm=options.warm,
        english=options.english,
    )
    found: list[Measured] = []
    for line in measure_all(options.papers, settings, found):
        print(line, file=sys.stderr, flush=True)
    print(report(found, on))
    if options.save:
        save(found, on)
        write_documents(found, on)


def _options() -> argparse.Namespace:
    names = [side.name for side in SIDES]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.build", description="Compare builds of sites."
    )
    parser.add_argument("--tools", type=_list_of(names), default=names, help=f"of {','.join(names)}")
    parser.add_argument("--papers", type=_numbers, default=[2000, 10_000], help="default 2000,10000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300, help="seconds that a build may take, default 300")
    parser.add_argument("--warm", action="store_true", help="change one paper and build again, too")
    parser.add_argument("--english", action="store_true", help="abstracts in both languages")
    parser.add_argument(
        "--save", action="store_true", help="keep the results and write them into the documents"
    )
    return parser.parse_args()


def _list_of(known: list[str]) -> Callable[[str], list[str]]:
    def parse(text: str) -> list[str]:
        values = text.split(",")
        strange = [value for value in values if value not in known]
        if strange:
            raise argparse.ArgumentTypeError(f"{', '.join(strange)}: not one of {', '.join(known)}")
        return values

    return parse


def _numbers(text: str) -> list[int]:
    return [int(value) for value in text.split(",")]


if __name__ == "__main__":
    main()
