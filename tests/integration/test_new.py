"""`paper-digest new` against a server that speaks as the hosts do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_digest.cli import new
from paper_digest.parse import parse_digest
from paper_digest.sources import find_sources
from tests.support.commands import run_command
from tests.support.paper_sources import Failure, MadeClock, MadePaper, PaperSources, serve_papers

WEEK = "2026-W48"
DIGEST = "digests/2026/1123-1127.md"


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


def paper(number: int, upvotes: int = 50, **fields: object) -> MadePaper:
    return MadePaper(
        f"2611.{number:05}",
        title=f"Made Paper {number}",
        upvotes=upvotes,
        week=WEEK,
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
def sources() -> Iterator[PaperSources]:
    with serve_papers(PaperSources(*(paper(number, 60 - number) for number in range(1, 9)))) as served:
        yield served


@pytest.fixture
def clock() -> MadeClock:
    # Monday of the week after.
    return MadeClock(at("2026-11-30T12:00+00:00"))


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("1102-1106", "1109-1113", "1116-1120"):
        write(f"digests/2026/{name}.md", f"## Old\n[旧](https://arxiv.org/abs/2610.{name[:4]}0)\n\n文字。\n")


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(sources: PaperSources, clock: MadeClock, *words: str) -> int:
    return run_command(new, ["digests", "--timezone", "UTC", *words], sources, clock)


def test_the_weeks_papers_are_written_in_the_form_of_the_others(
    sources: PaperSources, clock: MadeClock
) -> None:
    assert run(sources, clock, "--min-upvotes", "58") == 0
    assert Path(DIGEST).read_text(encoding="utf-8") == (
        "## Made Paper 1\n[Made Paper 1](https://arxiv.org/abs/2611.00001)\n\n"
        "## Made Paper 2\n[Made Paper 2](https://arxiv.org/abs/2611.00002)\n"
    )


def test_all_pages_are_read_though_they_are_short(sources: PaperSources, clock: MadeClock) -> None:
    assert run(sources, clock) == 0
    assert sources.ids_asked("huggingface") == [(WEEK, "0"), (WEEK, "1"), (WEEK, "2")]
    (file,), _ = find_sources(Path(DIGEST), DIGEST)
    digest, _ = parse_digest(file)
    assert [block.arxiv_id for block in digest.blocks] == [f"2611.{number:05}" for number in range(1, 9)]
    assert clock.slept == pytest.approx([0.8, 0.8])


def test_papers_of_any_digest_are_left_out(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    write("digests/2024/0101-0105.md", "## A\n[甲](https://arxiv.org/pdf/2611.00002v3)\n\n文。\n")
    assert run(sources, clock, "--top", "2") == 0
    text = Path(DIGEST).read_text(encoding="utf-8")
    assert "2611.00001" in text
    assert "2611.00002" not in text
    assert "2611.00003" in text
    assert "1 of them in digests already" in capsys.readouterr().out


def test_a_file_that_exists_is_never_touched(sources: PaperSources, clock: MadeClock) -> None:
    write(DIGEST, "mine")
    assert run(sources, clock) == 1
    assert Path(DIGEST).read_text(encoding="utf-8") == "mine"
    assert sources.asked == []


def test_a_file_that_somebody_makes_meanwhile_is_not_touched(sources: PaperSources, clock: MadeClock) -> None:
    sources.after = lambda number: write(DIGEST, "mine")
    assert run(sources, clock) == 1
    assert Path(DIGEST).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("now", "zone", "week"),
    [
        ("2026-11-27T23:00+00:00", "UTC", "2026-W47"),
        ("2026-11-28T00:00+00:00", "UTC", "2026-W48"),
        ("2026-11-27T17:00+00:00", "Asia/Shanghai", "2026-W48"),
        ("2026-11-28T03:00+00:00", "America/Los_Angeles", "2026-W47"),
        ("2026-11-29T12:00+00:00", "UTC", "2026-W48"),
        ("2026-11-30T12:00+00:00", "UTC", "2026-W48"),
        ("2026-12-04T12:00+00:00", "UTC", "2026-W48"),
        ("2027-01-02T12:00+00:00", "UTC", "2026-W53"),
    ],
)
def test_the_week_is_the_newest_whose_friday_is_over(
    sources: PaperSources, now: str, zone: str, week: str
) -> None:
    Path("digests/2026/1116-1120.md").unlink()
    run(sources, MadeClock(at(now)), "--timezone", zone)
    assert sources.ids_asked("huggingface")[0] == (week, "0")


def test_a_week_without_papers_is_said(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(sources, clock, "--week", "2026-W40") == 1
    assert "No paper of 2026-09-28 to 2026-10-02" in capsys.readouterr().out
    assert not Path("digests/2026/0928-1002.md").exists()


def test_without_an_answer_nothing_is_written(sources: PaperSources, clock: MadeClock) -> None:
    sources.failures["huggingface"] = [None, Failure(500)]
    sources.forever.add("huggingface")
    assert run(sources, clock) == 3
    assert not Path(DIGEST).exists()


def test_arxiv_lists_by_category(sources: PaperSources, clock: MadeClock) -> None:
    sources.papers["2611.00002"].categories = ("cs.CV",)
    assert run(sources, clock, "--source", "arxiv", "--categories", "cs.RO,cs.CL") == 0
    (search,) = sources.ids_asked("arxiv")
    assert search == ("(cat:cs.RO OR cat:cs.CL) AND submittedDate:[202611230000 TO 202611272359]",)
    text = Path(DIGEST).read_text(encoding="utf-8")
    assert "2611.00001" in text
    assert "2611.00002" not in text


@pytest.mark.parametrize(("words", "pages", "papers"), [([], 3, 450), (["--top", "7"], 1, 7)])
def test_arxivs_listing_is_read_as_far_as_it_is_needed(
    sources: PaperSources, clock: MadeClock, words: list[str], pages: int, papers: int
) -> None:
    sources.papers = {one.id: one for one in map(paper, range(1, 451))}
    assert run(sources, clock, "--source", "arxiv", "--categories", "cs.RO", *words) == 0
    assert len(sources.ids_asked("arxiv")) == pages
    assert Path(DIGEST).read_text(encoding="utf-8").count("## ") == papers
    assert clock.slept == pytest.approx([3.0] * (pages - 1))


def test_a_dry_run_sends_and_writes_nothing(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(sources, clock, "--dry-run") == 0
    assert f"would be written: {DIGEST}" in capsys.readouterr().out
    assert sources.asked == []
    assert not Path(DIGEST).exists()
    assert not Path(".cache").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--week", "2026-W49"],
        ["--week", "2026-48"],
        ["--from", "2026-11-23"],
        ["--from", "2026-11-27", "--to", "2026-11-23"],
        ["--from", "2026-11-23", "--to", "2026-11-30"],
        ["--source", "arxiv"],
        ["--categories", "cs.CL"],
        ["--source", "arxiv", "--categories", 'cs.CL"', "--top", "3"],
        ["--top", "0"],
        ["--timezone", "Nowhere/City"],
        ["--top", "3", "--min-upvotes", "4"],
    ],
)
def test_wrong_calls_exit_with_2(sources: PaperSources, clock: MadeClock, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(sources, clock, *words)
    assert caught.value.code == 2
    assert sources.asked == []
