"""Print what search finds and costs: `python -m benchmarks.search CORPUS.json [--queries QUERIES.json]`.

`CORPUS.json` holds real papers (`documents.read`); sizes above its own are made of its sentences. With
`--queries`, the share of the first ten that hold what a query needs is printed by kind of query.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from paper_digest.outputs.search import build_index, worker_script
from paper_digest.outputs.search.fold import fold

from .documents import CONFIG, multiplied, read
from .measure import FLAGS, ask, costs, memory, served, summary

QUERIES = (
    "强化学习",
    "大语言模型",
    "检索增强生成",
    "扩散模型",
    "diffusion",
    "reward model",
    "GRPO 视频",
    "MoE模型",
    "segm",
    "Qwen2.5-VL",
    "difusion",
    "大预言模型",
    '"chain of thought"',
    '"世界模型"',
    "2504.00883",
)
"""Queries of all kinds for costs; the last two corrections are the dearest."""


def write(corpus: Path, total: int, folder: Path) -> str:
    """Build an index of `total` documents into a folder, and tell what that took."""
    documents = read(corpus)
    documents = documents[:total] if total <= len(documents) else multiplied(documents, total)
    start = time.perf_counter()
    index = build_index(documents, config=CONFIG)
    took = time.perf_counter() - start
    for path, data in index.files.items():
        target = folder / "search-index" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (folder / "search-index" / "worker.js").write_bytes(worker_script())
    shutil.copy(Path(__file__).with_name("bench.html"), folder)
    (folder / "blank.html").write_text("<!doctype html>", encoding="utf-8")
    texts = sum(len(data) for path, data in index.files.items() if path.startswith("t/"))
    other = sum(map(len, index.files.values())) - texts
    return (
        f"{took / total * 1000:.3f} ms a paper, {other / total:.0f} bytes of index a paper, "
        f"{texts / total:.0f} of texts, {len(index.files)} files"
    )


def building_memory(corpus: Path, total: int) -> str:
    """Megabytes that building adds to a process that holds the documents."""
    program = (
        "import re, sys; from pathlib import Path; from benchmarks.search.documents import *;"
        "from paper_digest.outputs.search import build_index;"
        "documents = multiplied(read(Path(sys.argv[1])), int(sys.argv[2]));"
        "status = lambda: Path('/proc/self/status').read_text();"
        "of = lambda name: int(re.search(name + r':\\s+(\\d+)', status())[1]);"
        "before = of('VmRSS'); build_index(documents, config=CONFIG); print((of('VmHWM') - before) // 1024)"
    )
    command = [sys.executable, "-c", program, str(corpus), str(total)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def quality(browser: Browser, url: str, corpus: Path, queries: list[dict[str, Any]]) -> dict[str, float]:
    """By kind of query, the mean share of the first ten that hold what the query needs.

    For a query with one target its reciprocal rank. A need is held if it stands in the folded text
    with blanks and hyphens taken away, which is laxer than a reader at the beginnings of words.
    """
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}bench.html")
    page.evaluate("bench.init()")

    def plain(text: str) -> str:
        return "".join(char for char in fold(text).lower() if char.isalnum())

    texts = {one.id: plain("".join((*_both(one.title), *_both(one.abstract)))) for one in read(corpus)}
    found: dict[str, list[float]] = {}
    for query in queries:
        ids = [item["url"].split("/")[1] for item in ask(page, query["q"])["items"]]
        if query["rule"] == "known":
            if query["target"] in texts:
                value = 1 / (ids.index(query["target"]) + 1) if query["target"] in ids else 0.0
                found.setdefault(query["kind"], []).append(value)
        elif any(all(plain(need) in text for need in query["need"]) for text in texts.values()):
            hits = [all(plain(need) in texts[one] for need in query["need"]) for one in ids]
            found.setdefault(query["kind"], []).append(statistics.mean(hits) if hits else 0.0)
    context.close()
    return {kind: round(statistics.mean(values), 3) for kind, values in found.items()}


def _both(text: Any) -> tuple[str, str]:
    return text.en, text.zh


def main() -> None:
    """Measure all sizes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[800, 10_000])
    chosen = parser.parse_args()
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for total in chosen.sizes:
            folder = Path(temporary, str(total))
            folder.mkdir()
            print(f"{total} papers: {write(chosen.corpus, total, folder)}")
            print(f"  building   {building_memory(chosen.corpus, total)} MB")
            with served(folder) as (url, log):
                print(f"  first      {summary(costs(browser, url, log, QUERIES, warm=False))}")
                print(f"  warm       {summary(costs(browser, url, log, QUERIES, warm=True))}")
                print(f"  memory     {memory(browser, url, QUERIES):.1f} MB over a blank page")
                if chosen.queries and total == chosen.sizes[0]:
                    asked = json.loads(chosen.queries.read_text(encoding="utf-8"))["queries"]
                    print(f"  quality    {quality(browser, url, chosen.corpus, asked)}")
            with served(folder, delay=0.06, rate=9e6 / 8) as (url, log):
                print(f"  slow line  {summary(costs(browser, url, log, QUERIES, warm=False))}")
        browser.close()


if __name__ == "__main__":
    main()
