"""The search worker in a real browser: golden vectors, and its answers on a small index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from paper_digest.model import Bilingual
from paper_digest.outputs.search import SearchConfig, SearchDocument, worker_script
from paper_digest.outputs.search.build import MANIFEST, build_index
from paper_digest.outputs.search.fold import simplified
from paper_digest.outputs.search.script import PARTS
from tests.support.browser import Chromium, wait_until
from tests.support.server import serve

GOLDEN = Path(__file__).parents[1] / "golden" / "search"

PAGE = """<!doctype html><meta charset="utf-8"><title>Search</title><script>
"use strict";
const worker = new Worker("search-index/worker.js"), answers = new Map(), box = [];
worker.onmessage = ({ data }) => data.type === "found" ? answers.get(data.id)(data) : box.push(data);
let next = 0;
const ask = (request) => new Promise((resolve) => {
  answers.set(++next, resolve);
  worker.postMessage({ type: "search", id: next, ...request });
});
</script>"""

CONFIG = SearchConfig(
    topics={
        "agents": Bilingual("Agents", "智能体"),
        "video": Bilingual("Video generation", "视频生成"),
        "rl": Bilingual("Reinforcement learning", "强化学习"),
    },
    terms=(Bilingual("world model", "世界模型"), Bilingual("large language model", "大语言模型")),
    common_word=1,
    shard_bytes=200,
)

FILLER = "我们在多个数据集上进行了实验，结果表明该方法优于现有方法。"


def paper(
    number: int,
    en: str,
    zh: str,
    text: str,
    *,
    english: str = "",
    topics: tuple[str, ...] = (),
    date: str = "2025-03-31",
    code: bool = False,
    authors: tuple[str, ...] = (),
) -> SearchDocument:
    name = f"2503.{number:05}"
    abstract = Bilingual(english, text)
    return SearchDocument(
        id=name,
        url=f"papers/{name}/",
        title=Bilingual(en, zh),
        abstract=abstract,
        date=date,
        topics=topics,
        digests=(f"{date[:4]}/{date[5:7]}{date[8:]}",),
        languages=abstract.languages,
        has_code=code,
        arxiv_id=name,
        authors=authors,
    )


DOCUMENTS = [
    paper(
        1,
        "GRPO for Videos",
        "面向视频的 GRPO",
        "本文用强化学习训练视频模型。" + FILLER,
        topics=("video", "rl"),
        code=True,
        authors=("Ana Örtlich", "Ben He", "安娜"),
    ),
    paper(
        2,
        "A Sparse Model",
        "稀疏模型",
        "我们提出一种MoE模型，即大语言模型的一种。" + FILLER,
        topics=("agents",),
        authors=("Ben Heller", "Ana Örtlich"),
    ),
    paper(3, "Experts", "专家", "MoE 与其他模型的比较。" + FILLER, date="2024-05-06"),
    paper(4, "Qwen2.5-VL Technical Report", "技术报告", "大语言模型与视觉。" + FILLER, date="2024-06-03"),
    paper(5, "On World Models", "世界模型综述", "世界模型是智能体的基础。" + FILLER, topics=("agents",)),
    paper(6, "The World and Its Model", "世界与模型", "模型之外的世界。真实世界很大，界模也是词。" + FILLER),
    paper(
        7,
        "Only in English: Reinforcement Learning Again",
        "",
        "",
        english="We train with reinforcement learning.",
    ),
    paper(8, "Diffusion Transformers <b>&", "扩散变换器", "扩散模型<script>。" + FILLER, code=True),
    paper(
        9,
        "More Diffusion",
        "更多扩散",
        "关于扩散的研究，思维链 (chain of thought) 有用。" + FILLER,
        date="2024-07-01",
    ),
    paper(10, "Thought as Chain", "链", "Thought, and of course chain." + FILLER),
    *(
        paper(100 + at, f"Filler {at}", f"填充{at}", FILLER, date=f"2023-01-{1 + at % 28:02}")
        for at in range(60)
    ),
    SearchDocument(id="page-about", url="about/", title=Bilingual("About us", "关于我们"), kind="page"),
]


def written(folder: Path, documents: list[SearchDocument]) -> Path:
    for path, data in build_index(documents, config=CONFIG).files.items():
        target = folder / "search-index" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (folder / "search-index" / "worker.js").write_bytes(worker_script())
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "404.html").write_text("not here", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(written(tmp_path_factory.mktemp("site"), DOCUMENTS)) as address:
        yield address


@pytest.fixture
def page(browser: Chromium, url: str) -> Iterator[Page]:
    with browser.profile() as context:
        page = context.new_page()
        page.goto(url)
        yield page


def ask(page: Page, query: str, **request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate("request => ask(request)", {"query": query, **request})
    return answer


def numbers(answer: dict[str, Any]) -> list[int]:
    return [int(item["url"].rstrip("/")[-5:]) for item in answer["items"] if item["kind"] == "paper"]


@pytest.fixture(scope="module")
def text_page(browser: Chromium) -> Iterator[Page]:
    """A page that holds the worker's functions but no worker."""
    context = browser.new_context()
    page = context.new_page()
    folder = Path(__file__).parents[2] / "plugins" / "paper_digest" / "theme" / "assets" / "search"
    for part in PARTS[:-1]:
        page.add_script_tag(content=(folder / part).read_text(encoding="utf-8"))
    pairs = "".join(chr(code) + char for code, char in simplified().items())
    page.evaluate("pairs => { window.simplified = pairsToMap(pairs); }", pairs)
    yield page
    context.close()


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("fold", "([text]) => fold(text, simplified)"),
        ("runs", "([text]) => runsOf(fold(text, simplified)).map((run) => run.text)"),
        ("tails", "([word]) => tails(word)"),
        ("adjacency", "([left, right]) => adjacency(left, right)"),
        ("joined", "([left, right]) => joined(left, right)"),
        ("crossing", "([left, right]) => crossing(left, right)"),
    ],
)
def test_golden_vectors(text_page: Page, name: str, call: str) -> None:
    vectors = json.loads((GOLDEN / "text.json").read_text(encoding="utf-8"))[name]
    found = text_page.evaluate(f"vectors => vectors.map({call})", vectors)
    assert found == [vector[-1] for vector in vectors]


def test_terms_are_compared_by_code_point(text_page: Page) -> None:
    order = json.loads((GOLDEN / "text.json").read_text(encoding="utf-8"))["order"]
    assert text_page.evaluate("order => [...order].reverse().sort(compareTerms)", order) == order


def test_queries(text_page: Page) -> None:
    for query, clauses in json.loads((GOLDEN / "queries.json").read_text(encoding="utf-8")):
        assert text_page.evaluate("query => parseQuery(query, simplified).clauses", query) == clauses, query


def test_nothing_is_fetched_before_the_first_query(browser: Chromium, url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    page.evaluate("worker.postMessage({ type: 0, data: {} })")
    wait_until(page, lambda: page.evaluate("box.length === 1"))
    assert page.evaluate("box") == [{"type": 1}]
    assert not [one for one in asked if one.endswith(".bin")]
    ask(page, "视频")
    assert [one for one in asked if one.endswith(MANIFEST)]
    context.close()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("GRPO 视频", [1]),
        ("MoE模型", [2]),
        ("qwen25vl", [4]),
        ("Qwen 2.5 VL", [4]),
        ("ｑｗｅｎ２．５", [4]),
        ("強化學習", [1, 7]),
        ('"世界模型"', [5]),
        ("“chain of thought”", [9]),
        ("diffu", [8, 9]),
        ("difusion", [8, 9]),
        ("2503.00005v3", [5]),
        ("https://arxiv.org/abs/2503.00005", [5]),
        ("arXiv:2503.00005", [5]),
        ("id:2503.0000", [9, 8, 7, 6, 5, 4, 3, 2, 1]),
        ("title:扩散 year:2024", [9]),
        ("topic:video", [1]),
        ("topic:视频生成", [1]),
        ("topic:agents 世界", [5]),
        ('author:"Ben He"', [1]),
        ("author:he", [1]),
        ('author:"ana ortlich" MoE', [2]),
        ("作者:安娜", [1]),
        ("author:Nobody 模型", []),
    ],
)
def test_what_is_found(page: Page, query: str, first: list[int]) -> None:
    found = numbers(ask(page, query))
    if query.startswith(("id:", "diff", "difu")):
        assert sorted(found) == sorted(first)
    else:
        assert found == first


def test_a_chinese_slip_is_mended_and_said(page: Page) -> None:
    answer = ask(page, "大预言模型")
    assert sorted(numbers(answer)) == [2, 4]
    assert answer["notes"] == [{"kind": "corrected", "from": "大预言模型", "to": "大语言模型"}]


def test_the_other_language_is_ranked_below_and_said(page: Page) -> None:
    answer = ask(page, "强化学习")
    assert [item["other"] for item in answer["items"]] == [False, True]
    assert answer["notes"] == [
        {"kind": "language", "from": "强化学习", "to": "Reinforcement learning", "count": 1}
    ]


def test_a_unit_falls_apart_only_where_it_is_not_found(page: Page) -> None:
    assert numbers(ask(page, "GRPO模型")) == [1]
    assert {"kind": "apart"} in ask(page, "GRPO模型")["notes"]


def test_pages_of_editors_are_found(page: Page) -> None:
    assert [item["url"] for item in ask(page, "关于我们")["items"]] == ["about/"]


def test_fewer_terms_are_offered(page: Page) -> None:
    answer = ask(page, "稀疏 填充 qwen")
    assert answer["total"] == 0
    assert [one["query"] for one in answer["suggestions"]] == ["稀疏", "填充", "qwen"]
    two = ask(page, "qwen 稀疏 模型")
    assert {"kind": "fewer", "query": "稀疏 模型", "count": 1} in two["suggestions"]
    nothing = ask(page, "zzzz")
    assert nothing["total"] == 0
    assert nothing["items"] == []


def test_filters_combine_and_count(page: Page) -> None:
    answer = ask(page, "模型", facets=True, filters={"topic": ["agents"]})
    assert sorted(numbers(answer)) == [2, 5]
    assert answer["facets"]["topic"] == {"agents": 2, "video": 1, "rl": 1}
    assert answer["facets"]["year"] == {"2025": 2}
    both = ask(page, "模型", facets=True, filters={"topic": ["agents", "video"], "code": True})
    assert numbers(both) == [1]
    assert both["facets"]["language"] == {"zh": 1}


def test_authors_of_several_results_can_be_chosen(page: Page) -> None:
    answer = ask(page, "模型", facets=True)
    assert answer["facets"]["author"] == {"Ana Örtlich": 2}
    assert numbers(ask(page, "模型", filters={"author": ["Ben Heller"]})) == [2]


def test_order_by_date_and_pages(page: Page) -> None:
    by_date = ask(page, "实验", sort="date", limit=100)
    dates = [item["date"] for item in by_date["items"]]
    assert dates == sorted(dates, reverse=True)
    assert by_date["total"] == len(dates) == 69
    second = ask(page, "实验", sort="date", offset=10, limit=10)
    assert second["items"] == by_date["items"][10:20]


def test_excerpts_show_and_mark_what_matched(page: Page) -> None:
    item = ask(page, "MoE模型", language="zh")["items"][0]
    excerpt = item["excerpt"]
    assert excerpt["language"] == "zh"
    assert [excerpt["text"][start:end] for start, end in excerpt["marks"]] == ["MoE模型", "模型"]
    assert [item["title"]["zh"][start:end] for start, end in item["marks"]["zh"]] == ["模型"]
    english = ask(page, "ｒｅｉｎｆｏｒｃｅｍｅｎｔ", language="zh")["items"][0]["excerpt"]
    assert english["language"] == "en"
    assert [english["text"][start:end] for start, end in english["marks"]] == ["reinforcement"]


def test_material_is_answered_in_its_own_words(page: Page) -> None:
    page.evaluate("worker.postMessage({ type: 2, data: 'diffusion transf' })")
    wait_until(page, lambda: page.evaluate("box.length === 1"))
    message = page.evaluate("box[0]")
    assert message["type"] == 3
    [[first]] = message["data"]["items"]
    assert first["location"] == "papers/2503.00008/"
    assert '<span class="search-title" lang="en"><mark>Diffusion</mark> ' in first["title"]
    assert "&#60;b&#62;&#38;" in first["title"]
    assert "<script" not in first["text"]


def test_a_manifest_that_the_page_hands_over_is_not_asked_for_again(browser: Chromium, url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(url)
    page.evaluate("""fetch("search-index/manifest-1.bin").then((response) => response.arrayBuffer())
        .then((bytes) => {
          worker.postMessage({ type: "config", config: { handed: true } });
          worker.postMessage({ type: "manifest", bytes });
        })""")
    assert ask(page, "diffusion transf")["total"] == 1
    assert asked.count("manifest-1.bin") == 1
    context.close()


def test_a_manifest_that_could_not_be_handed_over_is_asked_for(page: Page) -> None:
    page.evaluate("""worker.postMessage({ type: "config", config: { handed: true } })""")
    page.evaluate("""worker.postMessage({ type: "manifest", bytes: null })""")
    assert ask(page, "diffusion transf")["total"] == 1


def test_late_answers_are_dropped(page: Page) -> None:
    page.evaluate("for (const q of ['d', 'di', 'dif', 'diffusion']) worker.postMessage({ type: 2, data: q })")
    wait_until(page, lambda: page.evaluate("box.length >= 1"))
    ask(page, "视频")
    assert [message["data"]["query"] for message in page.evaluate("box")] == ["diffusion"]


def test_a_shard_that_fails_is_asked_for_again(page: Page) -> None:
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if route.request.url in failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.context.route("**/s/*.bin", fail_once)
    assert numbers(ask(page, "qwen25vl")) == [4]
    assert failed


def test_without_a_network_the_failure_is_said_and_passes(page: Page) -> None:
    assert numbers(ask(page, "qwen25vl")) == [4]
    page.context.set_offline(True)
    answer = ask(page, "视频")
    assert answer["error"] == "unreachable"
    assert answer["items"] == []
    page.context.set_offline(False)
    assert numbers(ask(page, "视频")) == [1]


def test_an_old_page_finds_what_a_deploy_brought(browser: Chromium, tmp_path: Path) -> None:
    written(tmp_path, DOCUMENTS)
    with serve(tmp_path) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        assert numbers(ask(page, "qwen25vl")) == [4]
        for path in tmp_path.rglob("*.bin"):
            path.unlink()
        written(
            tmp_path,
            [paper(77, "Entirely New Things", "全新之物", "超导材料。"), paper(78, "B", "乙", "丙丁。")],
        )
        assert numbers(ask(page, "超导材料")) == [77]
        context.close()


def test_words_that_ask_decide_nothing(page: Page) -> None:
    plain = [item["url"] for item in ask(page, "视频")["items"]]
    assert plain
    for query in ("how to 视频", "如何视频", "what is 视频"):
        assert [item["url"] for item in ask(page, query)["items"]] == plain


def test_a_query_of_many_clauses_ends(page: Page) -> None:
    answer = ask(page, "title: x " * 400)
    assert answer["items"] == []
