"""The benchmarks' corpora are the same for everybody; timings are never tested."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import pytest

from benchmarks.build.corpora import corpus_folder, make_digests, write_corpus
from benchmarks.build.measure import BuildError, Output, measure_output, run
from benchmarks.build.report import load, report, save, write_document
from benchmarks.build.runner import Measured, expected_seconds
from benchmarks.build.scaling import forecast, slope
from benchmarks.build.stages import Clock, table, watch
from benchmarks.build.texts import FEWEST, Text, generated, load_texts, split_text
from paper_digest.pipeline import plan_site
from paper_digest.sources import Folder, read_sources

TEXTS = tuple(generated(number) for number in range(30))


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))
    }


def test_a_seed_decides_every_byte(tmp_path: Path) -> None:
    for name, seed in (("first", 7), ("again", 7), ("other", 8)):
        write_corpus(tmp_path / name, 120, TEXTS, seed=seed, english=True)
    first = contents(tmp_path / "first")
    assert first == contents(tmp_path / "again")
    assert first != contents(tmp_path / "other")


@pytest.mark.parametrize("papers", [1, 57, 400])
def test_all_papers_are_there_with_ids_and_titles_of_their_own(papers: int) -> None:
    digests = list(make_digests(papers, TEXTS))
    entries = [entry for _, entries in digests for entry in entries]
    assert len(entries) == papers
    assert len({entry.id for entry in entries}) == papers
    assert len({entry.en for entry in entries}) == papers
    assert len({path for path, _ in digests}) == len(digests)
    assert all(re.fullmatch(r"\d{4}/\d{4}-\d{4}\.md", path) for path, _ in digests)


def test_a_corpus_that_would_need_too_many_weeks_has_a_digest_for_every_day() -> None:
    paths = [path for path, _ in make_digests(12_000, TEXTS)]
    assert all(re.fullmatch(r"\d{4}/\d\d/\d\d\.md", path) for path in paths)
    assert paths == sorted(paths)


@pytest.mark.parametrize("english", [False, True])
def test_the_project_reads_back_what_was_written(tmp_path: Path, english: bool) -> None:
    write_corpus(tmp_path, 90, TEXTS, english=english)
    planned = plan_site(read_sources([Folder(tmp_path, "digests")], None, None))
    plan = planned.plan
    assert not planned.diagnostics
    written = {
        entry.id: entry for _, entries in make_digests(90, TEXTS, english=english) for entry in entries
    }
    assert {paper.id: (paper.title.en, paper.title.zh) for paper in plan.corpus.papers} == {
        entry.id: (entry.en, entry.zh) for entry in written.values()
    }
    for paper in plan.corpus.papers:
        assert paper.abstract.zh == "\n\n".join(written[paper.id].abstract_zh)
        assert bool(paper.abstract.en) == english


def test_texts_of_a_large_corpus_differ() -> None:
    entries = [entry for _, entries in make_digests(300, load_texts()) for entry in entries]
    assert len({entry.abstract_zh for entry in entries}) > 0.97 * len(entries)


def test_the_cache_gives_the_same_folder_again(tmp_path: Path) -> None:
    folder = corpus_folder(30, root=tmp_path)
    before = contents(folder)
    marker = folder / "kept"
    marker.touch()
    assert corpus_folder(30, root=tmp_path) == folder
    assert marker.exists()
    assert contents(folder) == before
    assert corpus_folder(30, seed=1, root=tmp_path) != folder
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_without_real_texts_there_are_generated_ones_in_both_languages(tmp_path: Path) -> None:
    texts = load_texts([tmp_path / "absent"], tmp_path / "absent")
    assert len(texts) == FEWEST
    assert texts == load_texts([tmp_path / "absent"], tmp_path / "absent")
    assert all(re.search(r"[\u4e00-\u9fff]", text.zh) and text.en.isascii() for text in texts)


def test_real_texts_come_from_the_sample() -> None:
    titles = {text.en for text in load_texts()}
    assert "MoCha: Towards Movie-Grade Talking Character Synthesis" in titles


def test_sentences_are_cut_outside_of_formulas_and_emphasis() -> None:
    text = "设 $a。b$ 为常数。**重点。仍是重点。**结束！\n\n- 列表。其一\n- 其二。"
    assert split_text(text, "zh") == (
        ("设 $a。b$ 为常数。", "**重点。仍是重点。**结束！"),
        ("- 列表。其一\n- 其二。",),
    )


def test_nothing_of_a_text_is_lost_when_it_is_split() -> None:
    text = "First sentence. Second one, e.g. this? Third!"
    assert " ".join(itertools.chain(*split_text(text, "en"))) == text


def test_stages_count_their_own_time_without_those_inside() -> None:
    ticks = iter(range(100))
    clock = Clock(now=lambda: float(next(ticks)))
    with clock.stage("outer"), clock.stage("inner"):
        pass
    assert {name: stage.seconds for name, stage in clock.stages.items()} == {"outer": 2.0, "inner": 1.0}
    assert "outer" in table(clock, 10)


def test_a_stage_that_moved_is_named() -> None:
    absent = ("gone", "paper_digest.pipeline.nothing_of_this_name")
    assert watch(Clock(), (absent,)) == [absent[1]]


def test_a_run_measures_memory_of_the_processes_below_it_too() -> None:
    child = "import time; held = bytearray(90_000_000); time.sleep(0.4)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    taken = run([sys.executable, "-c", program], {}, limit=30, watched=True)
    assert 90e6 < taken.memory < 400e6
    assert taken.seconds > 0.4
    assert run([sys.executable, "-c", ""], {}, limit=30).memory == 0


def test_a_run_that_fails_says_why() -> None:
    with pytest.raises(BuildError, match="no such digest"):
        run([sys.executable, "-c", "raise SystemExit('no such digest')"], {}, limit=30)
    with pytest.raises(BuildError, match="more than 0 s"):
        run([sys.executable, "-c", "import time; time.sleep(9)"], {}, limit=0.2)


def test_output_is_counted(tmp_path: Path) -> None:
    for name, text in (("papers/1", "x" * 1000), ("papers/2", "x" * 3000), ("about", "x")):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "index.html").write_text(text)
    output = measure_output(tmp_path)
    assert (output.files, output.size, output.page) == (3, 4001, 2000.0)
    assert output.page_gzip < 100


def measured(side: str, papers: int, seconds: float, *, warm: bool = False) -> Measured:
    return Measured(side, f"{side} 1", papers, warm, seconds, seconds, 10**8, (seconds,), None)


def test_the_report_says_ratios_and_growth(tmp_path: Path) -> None:
    on = {"date": "2026-11-23", "processor": "p", "cores": 2, "memory": "24 GiB", "python": "3", "load": 0.1}
    found = [
        measured("hugo", 2000, 1.0),
        measured("paper-digest", 2000, 0.5),
        measured("hugo", 10_000, 8.0),
        measured("paper-digest", 10_000, 3.0),
        measured("paper-digest", 10_000, 0.6, warm=True),
    ]
    save(found, on, tmp_path / "results.json")
    text = report(*load(tmp_path / "results.json"))
    assert "| paper-digest | 0.50 s | 0.50 |" in text
    assert "| paper-digest | 2,000 → 10,000 | 0.30 ms | 1.20 |" in text
    assert "| paper-digest | 10,000 | 0.60 s | 0.20 |" in text
    document = tmp_path / "d.md"
    document.write_text("before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n")
    write_document(text, document)
    assert document.read_text() == f"before\n<!-- results -->\n{text}\n<!-- end of results -->\nafter\n"


def test_a_side_that_would_take_too_long_is_foreseen() -> None:
    found = [measured("hugo", 2000, 1.0), measured("hugo", 10_000, 8.0)]
    assert expected_seconds("hugo", 100_000, found) == 80.0
    assert expected_seconds("hugo", 2000, found) == 0.0


def test_a_generated_text_has_both_languages() -> None:
    assert isinstance(TEXTS[0], Text)
    assert [len(paragraph) for paragraph in TEXTS[0].paragraphs_zh] == [
        len(paragraph) for paragraph in TEXTS[0].paragraphs_en
    ]


def test_the_forecast_is_the_line_through_two_sizes() -> None:
    def built(papers: int, seconds: float, memory: int, size: int) -> Measured:
        return Measured(
            "paper-digest", "", papers, False, seconds, seconds, memory, (), Output(papers, size, 0, 0)
        )

    found = [built(2000, 2.0, 100_000_000, 50_000_000), built(12_000, 12.0, 200_000_000, 250_000_000)]
    line = slope(found)
    assert line is not None
    assert (line.seconds, line.memory, line.size, line.base) == (0.001, 10_000, 20_000, 80_000_000)
    text = forecast(found)
    assert "| GitHub Pages' 1 GB holds | 50,000 papers |" in text
    assert "| 1,000,000 papers: memory | 10.1 GB |" in text
    assert "| papers in a shard of 10 minutes | 600,000 |" in text
    assert forecast(found[:1]).startswith("Not measured")
