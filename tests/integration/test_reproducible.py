"""One input makes one site: whatever the day, the folder, the time zone and the order of hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.samples import TOPICS, TWO_WEEKS, tree_of
from tests.support.site import ROOT, Files, write_project

# Runs MkDocs with a clock that is some days fast. What reads it has to find another day.
LAUNCHER = """\
import datetime, sys, time
ahead = int(sys.argv.pop(1)) * 86400
real, gmtime, localtime = time.time, time.gmtime, time.localtime
time.time = lambda: real() + ahead
time.gmtime = lambda *args: gmtime(*(args or (time.time(),)))
time.localtime = lambda *args: localtime(*(args or (time.time(),)))
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.utcfromtimestamp(time.time())
datetime.datetime = Clock
import mkdocs.utils
print(mkdocs.utils.get_build_date())
from mkdocs.__main__ import cli
cli()
"""
UNDATED = {
    "site_src/topics.yml": TOPICS,
    "site_src/digests/first.md": "## An agent\n[一个智能体](https://example.org/a)\n\n智能体。\n\n## Two\n[二](https://example.org/b)\n\n二。\n",
    "site_src/digests/second.md": "## An agent\n[一个智能体](https://example.org/a)\n\n另一种说法。\n",
}
EMPTY = {"site_src/topics.yml": TOPICS, "site_src/digests/.keep": ""}
SAMPLE = {
    f"site_src/{p.relative_to(ROOT / 'site_src').as_posix()}": p.read_bytes()
    for p in sorted((ROOT / "site_src").rglob("*"))
    if p.is_file()
}


def start(folder: Path, files: Files, *, ahead: int, seed: int, zone: str) -> subprocess.Popen[str]:
    config = write_project(folder, files)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": str(seed),
        "TZ": zone,
        "SITE_URL": "https://example.org/repo/",
    }
    environment.pop("SOURCE_DATE_EPOCH", None)
    environment["PYTHONPATH"] = str(ROOT / "plugins")
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            LAUNCHER,
            str(ahead),
            "build",
            "-q",
            "-f",
            str(config),
            "-d",
            str(folder / "out"),
        ],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize(
    "files", [SAMPLE, TWO_WEEKS, UNDATED, EMPTY], ids=["sample", "two weeks", "undated", "none"]
)
def test_two_builds_are_byte_equal(tmp_path: Path, files: Files) -> None:
    backwards = dict(reversed(list(files.items())))
    one, two = tmp_path / "one", tmp_path / "another folder" / "deeper"
    runs = [
        start(one, files, ahead=0, seed=1, zone="UTC"),
        start(two, backwards, ahead=400, seed=2, zone="Pacific/Kiritimati"),
    ]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert said[0].split()[0] != said[1].split()[0], "the clocks show the same day"
    first, second = tree_of(one / "out"), tree_of(two / "out")
    assert first.keys() == second.keys()
    assert {"sitemap.xml", "sitemap.xml.gz", "data/papers.json", "index.html"} <= first.keys()
    assert [path for path in first if first[path] != second[path]] == []
