"""A whole rehearsal: the real digests beside the project, with facts served for all of their papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.cli import enrich
from paper_digest.facts.records import is_edited
from paper_digest.fetch.arxiv import id_to_ask
from paper_digest.fetch.store import Store
from paper_digest.parse import parse_digest
from paper_digest.sources import Folder, read_sources
from tests.support.commands import run_command
from tests.support.paper_sources import MadeClock, MadePaper, PaperSources, serve_papers
from tests.support.site import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_every_paper_of_the_corpus_gets_its_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = [parse_digest(file)[0] for file in read_sources([Folder(CORPUS, "corpus")]).digests]
    ids = {block.arxiv_id for digest in digests for block in digest.blocks if block.arxiv_id}
    assert len(ids) > 790
    monkeypatch.chdir(tmp_path)
    made = [
        MadePaper(
            id_to_ask(one), title=f"Made {one}", abstract=f"We made {one}.", code=f"https://github.com/a/{n}"
        )
        for n, one in enumerate(sorted(ids))
    ]
    clock = MadeClock()
    with serve_papers(PaperSources(*made)) as sources:
        assert run_command(enrich, [CORPUS, "--facts", "facts"], sources, clock) == 0
        assert len(sources.ids_asked("arxiv")) == 4
        assert len(sources.ids_asked("huggingface")) == len(ids)
        assert sources.ids_asked("datacite") == []
        records = Store(Path("facts"), "facts").records
        assert records.keys() == ids
        for name, record in records.items():
            assert (record.title, record.abstract) == (f"Made {name}", f"We made {name}.")
            assert record.links.code[0][0].startswith("https://github.com/a/")
            assert not is_edited(record)
        asked = len(sources.asked)
        assert run_command(enrich, [CORPUS, "--facts", "facts"], sources, clock) == 0
        assert len(sources.asked) == asked
    assert f"{len(ids)} of {len(ids)} papers have facts" in capsys.readouterr().out
