"""`paper-digest enrich` against a server that speaks and fails as the hosts do."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest

from paper_digest.cli import enrich
from paper_digest.facts.records import Record, parse_all
from paper_digest.fetch.store import Store
from paper_digest.fetch.web import Limits, Web
from tests.support.commands import run_command
from tests.support.no_network import NetworkUsed
from tests.support.paper_sources import (
    EMPTY_503,
    HTML_200,
    PLAIN_429,
    Failure,
    MadeClock,
    MadePaper,
    PaperSources,
    serve_papers,
)
from tests.support.site import ROOT

ONE, TWO, THREE = "2611.00001", "2611.00002", "2512.00003"


@pytest.fixture
def sources() -> Iterator[PaperSources]:
    with serve_papers(PaperSources(MadePaper(ONE), MadePaper(TWO), MadePaper(THREE))) as served:
        yield served


@pytest.fixture
def clock() -> MadeClock:
    return MadeClock()


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_digest(ONE, TWO, THREE)


def write_digest(*ids: str, name: str = "2026/1123-1127.md") -> None:
    path = Path("digests", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = (f"## Made Paper {one}\n[造的论文](https://arxiv.org/abs/{one})\n\n文字。\n" for one in ids)
    path.write_text("\n".join(blocks), encoding="utf-8")


def run(sources: PaperSources, clock: MadeClock, *arguments: str, hosts: str = "arxiv,datacite") -> int:
    words = ["digests", "--facts", "facts", "--from", hosts, *arguments]
    return run_command(enrich, words, sources, clock)


def facts() -> dict[str, Record]:
    return Store(Path("facts"), "facts").records


def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(Path("facts").iterdir())}


def test_papers_get_what_arxiv_says(sources: PaperSources, clock: MadeClock) -> None:
    sources.papers[ONE] = MadePaper(
        ONE,
        title="Flow of $\\pi_0$: 10\\% Faster\n  Policies",
        abstract="  We show x < y.\nIt holds.\n  And \u202emore\x07.",
        comment="Accepted to NeurIPS 2026. 12 pages",
        doi="10.1000/xyz",
        journal_ref="J. Ex. 1 (2026) 2",
    )
    assert run(sources, clock) == 0
    record = facts()[ONE]
    assert record.title == "Flow of $\\pi_0$: 10\\% Faster Policies"
    assert record.abstract == "We show x < y. It holds.\n\nAnd more."
    assert (record.authors, record.categories) == (("Ana One", "Bo Two"), ("cs.RO", "cs.LG"))
    assert (record.comment, record.venue) == ("Accepted to NeurIPS 2026. 12 pages", "NeurIPS 2026")
    assert (record.doi, record.journal_ref, record.withdrawn) == ("10.1000/xyz", "J. Ex. 1 (2026) 2", False)
    assert record.published == datetime.date(2026, 11, 1)
    assert (record.arxiv.version, record.arxiv.via) == (2, "arxiv")
    assert record.arxiv.fetched == datetime.date(2026, 11, 30)
    assert sources.ids_asked("datacite") == []
    assert sorted(files()) == ["2512.json", "2611.json"]


def test_a_second_run_sends_nothing_and_changes_nothing(sources: PaperSources, clock: MadeClock) -> None:
    run(sources, clock, hosts="arxiv,datacite,huggingface")
    before, asked = files(), len(sources.asked)
    clock.time += 3 * 86400
    assert run(sources, clock, hosts="arxiv,datacite,huggingface") == 0
    assert (files(), len(sources.asked)) == (before, asked)


def test_a_later_run_asks_only_for_new_papers(sources: PaperSources, clock: MadeClock) -> None:
    run(sources, clock)
    sources.papers["2611.00009"] = MadePaper("2611.00009")
    write_digest("2611.00009", name="2026/1130-1204.md")
    assert run(sources, clock) == 0
    assert sources.ids_asked("arxiv")[1:] == [("2611.00009",)]


def test_many_papers_are_asked_for_200_at_a_time_three_seconds_apart(
    sources: PaperSources, clock: MadeClock
) -> None:
    ids = [f"2611.{number:05}" for number in range(1, 451)]
    sources.papers = {one: MadePaper(one) for one in ids}
    write_digest(*ids)
    assert run(sources, clock) == 0
    assert [len(batch) for batch in sources.ids_asked("arxiv")] == [200, 200, 50]
    assert clock.slept == [3, 3]
    assert facts().keys() == set(ids)


def test_the_pause_holds_between_runs(sources: PaperSources, clock: MadeClock) -> None:
    run(sources, clock, "--ids", ONE)
    run(sources, clock, "--ids", TWO)
    assert clock.slept == [3]


def test_old_ids_are_asked_for_without_their_subject_class(sources: PaperSources, clock: MadeClock) -> None:
    sources.papers["math/0309136"] = MadePaper("math/0309136")
    write_digest("math.GT/0309136")
    assert run(sources, clock) == 0
    assert sources.ids_asked("arxiv") == [("math/0309136",)]
    assert facts().keys() == {"math.GT/0309136"}
    assert list(files()) == ["other.json"]


def test_an_unknown_paper_is_asked_for_once_more_then_remembered(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    del sources.papers[THREE]
    assert run(sources, clock) == 0
    assert sources.asked == [
        ("arxiv", (TWO, ONE, THREE)),
        ("arxiv", (THREE,)),
        ("datacite", (THREE,)),
    ]
    assert f"{THREE}: no source knows this paper" in capsys.readouterr().out
    assert run(sources, clock) == 0
    assert len(sources.asked) == 3
    assert f"{THREE}: no source knows this paper" in capsys.readouterr().out
    clock.time += 31 * 86400
    run(sources, clock)
    assert len(sources.asked) > 3


def test_a_new_paper_that_is_not_known_yet_is_asked_for_the_next_day(
    sources: PaperSources, clock: MadeClock
) -> None:
    paper = sources.papers.pop(ONE)
    run(sources, clock)
    sources.papers[ONE] = paper
    clock.time += 86400
    assert run(sources, clock) == 0
    assert ONE in facts()


def test_a_malformed_id_does_not_cost_the_others(sources: PaperSources, clock: MadeClock) -> None:
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        f"<id>https://arxiv.org/api/errors#incorrect_id_format_for_{TWO}</id><title>Error</title></entry></feed>"
    )
    sources.failures["arxiv"] = [Failure(400, {}, entry.encode())]
    assert run(sources, clock, hosts="arxiv") == 0
    assert sources.ids_asked("arxiv")[:2] == [(TWO, ONE, THREE), (ONE, THREE)]
    assert {ONE, THREE} <= facts().keys()


@pytest.mark.parametrize("status", [413, 414])
def test_what_is_too_long_is_asked_for_in_halves(
    sources: PaperSources, clock: MadeClock, status: int
) -> None:
    sources.failures["arxiv"] = [Failure(status, {}, b"<html>")]
    assert run(sources, clock) == 0
    assert sources.ids_asked("arxiv") == [(TWO, ONE, THREE), (TWO,), (ONE, THREE)]
    assert len(facts()) == 3


@pytest.mark.parametrize(
    "failure",
    [
        HTML_200,
        EMPTY_503,
        Failure(200, {}, b""),
        Failure(
            200, {}, b'<!DOCTYPE a [<!ENTITY b "c">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'
        ),
        Failure(500),
        Failure(502, {}, b"<html>"),
        Failure(way="reset"),
        Failure(way="half"),
        Failure(way="cut"),
    ],
    ids=["html", "503", "empty", "entities", "500", "502", "reset", "half", "cut"],
)
def test_what_fails_once_is_asked_for_again(
    sources: PaperSources, clock: MadeClock, failure: Failure
) -> None:
    sources.failures["arxiv"] = [failure]
    assert run(sources, clock, hosts="arxiv") == 0
    assert len(sources.ids_asked("arxiv")) == 2
    assert len(facts()) == 3
    assert sum(clock.slept) >= 3


@pytest.mark.parametrize(
    "failure",
    [HTML_200, EMPTY_503, PLAIN_429, Failure(403), Failure(way="reset"), Failure(way="half")],
    ids=["html", "503", "429", "403", "reset", "half"],
)
def test_what_arxiv_does_not_answer_is_asked_of_datacite(
    sources: PaperSources, clock: MadeClock, failure: Failure
) -> None:
    sources.failures["arxiv"] = [failure]
    sources.forever.add("arxiv")
    sources.papers[ONE] = MadePaper(ONE, title="A & B", comment="4 pages")
    assert run(sources, clock) == 0
    assert len(sources.ids_asked("arxiv")) <= 3
    assert sources.ids_asked("datacite") == [(TWO, ONE, THREE)]
    record = facts()[ONE]
    assert (record.title, record.authors, record.comment) == ("A & B", ("Ana One", "Bo Two"), "4 pages")
    assert (record.arxiv.via, record.arxiv.version, record.categories) == ("datacite", 2, ("cs.RO", "cs.LG"))


def test_a_plain_429_is_obeyed_once_and_rests_the_host_for_later_runs(
    sources: PaperSources, clock: MadeClock
) -> None:
    sources.failures["arxiv"] = [PLAIN_429]
    sources.forever.add("arxiv")
    assert run(sources, clock, hosts="arxiv") == 3
    assert clock.slept == [60]
    assert len(sources.asked) == 2
    clock.time += 300
    assert run(sources, clock, hosts="arxiv") == 3
    assert len(sources.asked) == 2
    sources.failures.clear()
    clock.time += 400
    assert run(sources, clock, hosts="arxiv") == 0


def test_rests_that_a_host_wants_are_kept(sources: PaperSources, clock: MadeClock) -> None:
    date = format_datetime(datetime.datetime.fromtimestamp(clock.now() + 40 + 120, datetime.UTC), usegmt=True)
    sources.failures["arxiv"] = [
        Failure(429, {"Retry-After": "40"}),
        Failure(503, {"Retry-After": date}),
    ]
    assert run(sources, clock, hosts="arxiv") == 0
    assert clock.slept == [40, 120]


def test_hugging_faces_rate_limit_is_kept(sources: PaperSources, clock: MadeClock) -> None:
    run(sources, clock, "--ids", ONE)
    clock.slept.clear()
    limits = {"RateLimit": '"api";r=0;t=52', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    sources.failures["huggingface"] = [Failure(429, limits)]
    assert run(sources, clock, "--ids", ONE, hosts="huggingface") == 0
    assert clock.slept == [52]


def test_a_host_that_wants_a_long_rest_is_left(sources: PaperSources, clock: MadeClock) -> None:
    sources.failures["arxiv"] = [Failure(429, {"Retry-After": "50000"})]
    assert run(sources, clock) == 0
    assert len(sources.ids_asked("arxiv")) == 1
    assert clock.slept == []
    assert facts()[ONE].arxiv.via == "datacite"


def test_what_nobody_answers_is_not_called_absent(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    sources.failures = {"arxiv": [Failure(403)], "datacite": [Failure(503)]}
    sources.forever = {"arxiv", "datacite"}
    assert run(sources, clock) == 3
    out = capsys.readouterr().out
    assert out.count("not answered (arXiv: it refuses requests (403))") == 3
    assert "0 of 3 papers have facts: 0 new or changed, 0 absent, 3 not answered" in out
    assert not Path("facts").exists()


def test_a_run_that_gets_a_part_exits_with_1_and_goes_on_later(
    sources: PaperSources, clock: MadeClock
) -> None:
    ids = [f"2611.{number:05}" for number in range(1, 251)]
    sources.papers = {one: MadePaper(one) for one in ids}
    write_digest(*ids)
    sources.failures["arxiv"] = [None, Failure(403)]
    assert run(sources, clock, hosts="arxiv") == 1
    assert len(facts()) == 200
    assert run(sources, clock, hosts="arxiv") == 0
    assert len(facts()) == 250
    assert len(sources.ids_asked("arxiv")[-1]) == 50


def test_redirects_to_other_hosts_are_not_followed(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    sources.failures["arxiv"] = [Failure(way="redirect")]
    sources.forever.add("arxiv")
    assert run(sources, clock, hosts="arxiv") == 3
    assert "it redirects to another host" in capsys.readouterr().out


def test_an_answer_that_drips_or_is_too_large_is_given_up(sources: PaperSources) -> None:
    from paper_digest.fetch.values import NotAnswered, Question

    sources.failures["arxiv"] = [Failure(way="drip"), Failure(200, {}, b"x" * 5000)]
    web = Web(sources.base, limits=Limits(whole=0.2, size=4000))
    with pytest.raises(NotAnswered, match="takes too long"):
        web.send(Question("/api/query", form=(("id_list", ONE),)))
    web = Web(sources.base, limits=Limits(size=4000))
    with pytest.raises(NotAnswered, match="too large"):
        web.send(Question("/api/query", form=(("id_list", ONE),)))


def test_hugging_face_gives_links_and_texts_of_what_is_too_new(
    sources: PaperSources, clock: MadeClock
) -> None:
    code, project = "https://github.com/a/b", "https://a.github.io/b"
    sources.papers = {
        ONE: MadePaper(ONE, code=code, project="javascript:alert(1)"),
        TWO: MadePaper(TWO, title="New π", hosts=("huggingface",), project=project),
        THREE: MadePaper(THREE, hosts=("arxiv",)),
    }
    assert run(sources, clock, hosts="arxiv,datacite,huggingface") == 0
    found = facts()
    assert (found[ONE].links.code, found[ONE].links.project) == (((code, "huggingface"),), ())
    assert (found[TWO].title, found[TWO].arxiv.via) == ("New π", "huggingface")
    assert found[THREE].links.fetched == datetime.date(2026, 11, 30)
    assert b"What a model says" not in b"".join(files().values())
    # Later, arXiv knows it.
    sources.papers[TWO] = MadePaper(TWO, title="New $\\pi$")
    clock.time += 86400
    assert run(sources, clock, hosts="arxiv,datacite,huggingface") == 0
    found = facts()
    assert (found[TWO].title, found[TWO].arxiv.via) == ("New $\\pi$", "arxiv")
    assert found[TWO].links.project == ((project, "huggingface"),)
    assert sources.ids_asked("huggingface") == [(TWO,), (ONE,), (THREE,)]


def test_refresh_asks_again_and_changes_only_what_changed(sources: PaperSources, clock: MadeClock) -> None:
    run(sources, clock)
    before = files()
    clock.time += 40 * 86400
    sources.papers[ONE].version = 3
    sources.papers[ONE].comment = "This paper has been withdrawn by Ana One"
    assert run(sources, clock) == 0
    assert files() == before
    assert run(sources, clock, "--refresh", "30") == 0
    record = facts()[ONE]
    assert (record.arxiv.version, record.withdrawn) == (3, True)
    assert record.arxiv.fetched == datetime.date(2027, 1, 9)
    assert files()["2512.json"] == before["2512.json"]
    asked = len(sources.asked)
    assert run(sources, clock, "--refresh", "30") == 0
    assert len(sources.asked) == asked


def test_a_record_changed_by_hand_is_never_written_nor_asked_for(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    run(sources, clock)
    path = Path("facts/2611.json")
    edited = path.read_bytes().replace(b"A Made Paper", b"By Hand", 1)
    path.write_bytes(edited)
    clock.time += 40 * 86400
    sources.papers[ONE].version = sources.papers[TWO].version = 3
    assert run(sources, clock, "--refresh", "30") == 0
    assert sources.ids_asked("arxiv")[1:] == [(TWO, THREE)]
    records = facts()
    assert (records[ONE].title, records[ONE].arxiv.version) == ("By Hand", 2)
    assert records[TWO].arxiv.version == 3
    assert f"notice: facts/2611.json:2: The record '{ONE}' was changed by hand" in capsys.readouterr().out


@pytest.mark.parametrize("broken", [b"{", b'{"schema": 1, "papers": {"2611.00001": {"titel": "By Hand"}}}'])
def test_a_file_that_cannot_be_read_is_not_written(
    sources: PaperSources, clock: MadeClock, broken: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("facts").mkdir()
    Path("facts/2611.json").write_bytes(broken)
    assert run(sources, clock) == 1
    assert Path("facts/2611.json").read_bytes() == broken
    assert sources.ids_asked("arxiv") == [(THREE,)]
    assert "facts/2611.json cannot be read" in capsys.readouterr().out


def test_a_dry_run_sends_and_writes_nothing(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(sources, clock, "--dry-run", hosts="arxiv,datacite,huggingface") == 0
    out = capsys.readouterr().out
    assert "arXiv: 1 request for 3 papers" in out
    assert "Hugging Face: 3 requests for 3 papers" in out
    assert "may change: facts/2512.json\nmay change: facts/2611.json\n" in out
    assert sources.asked == []
    assert {path.name for path in Path().iterdir()} == {"digests"}


def test_requests_can_be_limited(sources: PaperSources, clock: MadeClock) -> None:
    assert run(sources, clock, "--max-requests", "2", hosts="arxiv,huggingface") == 1
    assert [host for host, _ in sources.asked] == ["arxiv", "huggingface"]
    assert run(sources, clock, hosts="arxiv,huggingface") == 0
    assert len(sources.asked) == 4


def test_only_papers_of_digests_since_a_day(sources: PaperSources, clock: MadeClock) -> None:
    write_digest(THREE, name="2025/1201-1205.md")
    write_digest(ONE, TWO)
    assert run(sources, clock, "--since", "2026-11-27") == 0
    assert sources.ids_asked("arxiv") == [(TWO, ONE)]


SNAPSHOT = {
    "id": ONE,
    "submitter": "Ana One",
    "authors": "Ana One, Bo Two Jr",
    "title": "From\n  the File",
    "comments": "Accepted at ICML 2026",
    "journal-ref": None,
    "doi": "10.1/2",
    "report-no": None,
    "categories": "cs.RO cs.LG",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "abstract": "  We show.\n",
    "versions": [{"version": "v1", "created": "Sun, 1 Nov 2026 17:59:59 GMT"}],
    "update_date": "2026-11-02",
    "authors_parsed": [["One", "Ana", ""], ["Two", "Bo", "Jr"]],
}


def test_a_snapshot_serves_without_a_network(sources: PaperSources, clock: MadeClock) -> None:
    lines = ["{broken", json.dumps({**SNAPSHOT, "id": "2611.99999"}), json.dumps(SNAPSHOT)]
    Path("snapshot.json").write_text("\n".join(lines), encoding="utf-8")
    assert run(sources, clock, "--from-snapshot", "snapshot.json", "--offline") == 1
    assert sources.asked == []
    record = facts()[ONE]
    assert (record.title, record.abstract, record.authors) == (
        "From the File",
        "We show.",
        ("Ana One", "Bo Two Jr"),
    )
    assert (record.venue, record.doi, record.arxiv.version) == ("ICML 2026", "10.1/2", 1)
    assert (record.published, record.arxiv.via) == (datetime.date(2026, 11, 1), "snapshot")
    assert run(sources, clock) == 0
    assert sources.ids_asked("arxiv") == [(TWO, THREE)]


def test_offline_without_a_snapshot_is_said(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(sources, clock, "--offline") == 3
    assert "offline" in capsys.readouterr().err
    assert not Path("facts").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "openalex"],
        ["--ids", "nonsense"],
        ["--ids", "2611.99999"],
        ["--refresh", "0"],
        ["--contact", "a\nb"],
        ["--from-snapshot", "nowhere.json"],
        ["--config", "mkdocs.yml"],
    ],
)
def test_wrong_calls_exit_with_2(sources: PaperSources, clock: MadeClock, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(sources, clock, *words)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "base",
    ["https://example.org", "http://127.0.0.1@example.org", "http://127.0.0.1.example.org", "file:///x"],
)
def test_variables_name_this_machine_only(sources: PaperSources, clock: MadeClock, base: str) -> None:
    sources.base = base
    with pytest.raises(SystemExit) as caught:
        run(sources, clock)
    assert caught.value.code == 2


def test_hosts_are_told_who_asks(sources: PaperSources, clock: MadeClock) -> None:
    run(sources, clock, "--contact", "ana@example.org")
    assert [agent.partition("/")[0] for agent in sources.agents] == ["mkdocs-paper-digest"]
    assert all("(mailto:ana@example.org)" in agent for agent in sources.agents)


def test_results_are_told_as_data(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    del sources.papers[THREE]
    run(sources, clock, "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert (told["known"], told["wanted"], told["absent"]) == (2, 3, [THREE])
    assert (told["changed"], told["files"]) == ([ONE, TWO], ["facts/2611.json"])
    assert told["requests"] == {"arXiv": 2, "DataCite": 1}
    assert (told["not_answered"], told["without_links"], told["diagnostics"]) == ([], [], [])
    run(sources, clock, "--format", "github")
    assert f"::warning title=enrich::{THREE}: no source knows" in capsys.readouterr().out


# Where the tests run in the background, SIGINT is ignored, and so it would be there.
_COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from paper_digest.cli import main
sys.exit(main())
"""


def command(sources: PaperSources) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")])
    words = ["enrich", "digests", "--facts", "facts", "--from", "arxiv,huggingface"]
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *words],
        env={**os.environ, **sources.environment(), "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(("how", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_keeps_its_batches_and_the_next_gives_the_same_bytes(
    sources: PaperSources, how: signal.Signals, status: int
) -> None:
    ids = [f"{month}.{number:05}" for month in ("2610", "2611") for number in range(1, 106)]
    sources.papers = {one: MadePaper(one, title=f"Paper {one}") for one in ids}
    write_digest(*ids)
    # The second batch is asked for, and answered too late.
    running = command(sources)

    def stop(number: int) -> None:
        if number == 2:
            running.send_signal(how)
            running.wait()

    sources.after = stop
    sources.failures["arxiv"] = [None, Failure(way="hold")]
    running.communicate()
    assert running.returncode == status
    assert len(facts()) == 200
    assert not list(Path("facts").glob(".*"))
    sources.after = lambda number: None
    sources.failures.clear()
    clock = MadeClock(float(int(datetime.datetime.now(datetime.UTC).timestamp()) + 60))
    assert run(sources, clock, hosts="arxiv") == 0
    assert len(sources.ids_asked("arxiv")[-1]) == 10
    resumed = files()
    for path in Path("facts").iterdir():
        path.unlink()
    assert run(sources, clock, hosts="arxiv") == 0
    assert files() == resumed


def test_a_second_run_at_the_same_time_says_who_is_at_work(
    sources: PaperSources, clock: MadeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    from paper_digest.fetch.state import State

    first = State(Path(".cache/paper-digest"))
    assert run(sources, clock) == 3
    assert f"Another run is at work (process {os.getpid()})" in capsys.readouterr().err
    first.close()
    assert run(sources, clock) == 0


def test_damaged_memory_is_begun_anew(sources: PaperSources, clock: MadeClock) -> None:
    Path(".cache/paper-digest").mkdir(parents=True)
    Path(".cache/paper-digest/fetch.sqlite").write_bytes(b"no database" * 1000)
    assert run(sources, clock) == 0


def test_the_guard_sees_who_reaches_for_another_machine() -> None:
    from urllib.request import urlopen

    with pytest.raises(NetworkUsed):
        urlopen("https://example.org/")


def test_a_project_is_found_by_its_configuration(sources: PaperSources, clock: MadeClock) -> None:
    Path("src").mkdir()
    Path("digests").rename("src/digests")
    Path("src/index.md").write_text("# Home\n", encoding="utf-8")
    Path("mkdocs.yml").write_text(
        "site_name: A\ndocs_dir: src\ntheme: {name: material}\nplugins: [paper-digest]\n",
        encoding="utf-8",
    )
    assert run_command(enrich, ["--from", "arxiv"], sources, clock) == 0
    assert parse_all([])[0] == {}
    assert len(Store(Path("src/facts"), "").records) == 3
    assert Path(".cache/paper-digest/fetch.sqlite").exists()
