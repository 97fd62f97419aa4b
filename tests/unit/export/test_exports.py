"""Exports: what each target takes, the same bytes each time, and nothing of a digest that runs."""

from __future__ import annotations

import email
import email.policy
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from paper_digest.cli import main
from paper_digest.export.epub import epub
from paper_digest.export.formulas import unicode_of
from paper_digest.export.mail import LARGEST_HTML, mail
from paper_digest.export.markdown import markdown
from paper_digest.export.volume import Choice, Volume, volume
from paper_digest.export.wechat import wechat
from paper_digest.pipeline import plan_site
from paper_digest.sourcefile import SourceFile
from paper_digest.sources import Sources
from tests.support.payloads import RAW
from tests.support.samples import SHARED_CORPUS

SITE = "https://digest.example/"
CHOICES: tuple[Choice, ...] = ("zh", "en", "both")
TARGETS: dict[str, Callable[[Volume, Choice], bytes]] = {
    "wechat": wechat,
    "email": mail,
    "epub": epub,
    "markdown": markdown,
}
WEEK = """\
# 每周论文速递（250106-250110）

本期看点：[总览](https://example.org/all)。

## 视觉

### Flow of $\\pi_0$: 10% Faster
[$\\pi_0$ 的流：快 10%](https://arxiv.org/abs/2501.00001)

- 作者: Ana One, Bo Two
- 代码: https://github.com/example/flow

设 $x^2 \\le y$，而 $\\frac{1}{T}$ 不变。见[主页](https://example.org/flow)。

- 第一
- 第二

## Agents

### Second Paper
[第二篇](https://arxiv.org/abs/2501.00002)

We show something in English, which is long enough to be told from titles and names.

我们用中文说明同一件事，这样两种语言都有文字。
"""


def sources(*texts: str) -> Sources:
    return Sources(
        digests=tuple(
            SourceFile(f"{number}.md", f"2025/{number}", f"/{number}.md", text.encode(), str(number))
            for number, text in enumerate(texts)
        )
    )


def volume_of(*texts: str, site: str = SITE, **kept: str) -> Volume:
    return volume(plan_site(sources(*texts)).plan, site, **kept)


def article_of(data: bytes) -> LexborHTMLParser:
    main_part = LexborHTMLParser(data.decode()).css_first("main")
    assert main_part is not None
    return LexborHTMLParser(main_part.html or "")


def html_of(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def book_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("target", TARGETS)
def test_the_same_volume_gives_the_same_bytes(target: str, choice: Choice) -> None:
    assert TARGETS[target](volume_of(WEEK), choice) == TARGETS[target](volume_of(WEEK), choice)


def test_wechat_gets_inline_styles_and_notes_in_place_of_links() -> None:
    article = article_of(wechat(volume_of(WEEK), "zh"))
    for node in article.css("main *"):
        assert set(node.attributes) <= {"style", "start"}, node.html
        assert node.tag not in ("a", "script", "style", "img", "math", "div")
    text = article.text()
    assert "x² ≤ y" in text
    assert "\\frac{1}{T}" in text, "what Unicode cannot say stays as it was written"
    number = re.search(r"主页\[(\d+)\]", text)
    assert number
    assert f"[{number[1]}] https://example.org/flow" in text
    assert "视觉" in text
    assert "We show" not in text
    titles = [
        node.text() for node in article.css("p") if "font-weight: bold" in (node.attributes["style"] or "")
    ]
    assert "第二篇" in titles


@pytest.mark.parametrize("choice", CHOICES)
def test_a_mail_has_text_and_html(choice: Choice) -> None:
    data = mail(volume_of(WEEK), choice)
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "x² ≤ y" in plain.get_content()
    page = LexborHTMLParser(html_of(data))
    links = [node.attributes["href"] for node in page.css("a")]
    assert f"{SITE}papers/2501.00001/" in links
    assert not page.css("script, img, math, link")
    assert "prefers-color-scheme: dark" in html_of(data)
    assert ("我们用中文" in page.text()) == (choice != "en")
    assert ("We show" in page.text()) == (choice != "zh")


@pytest.mark.parametrize("papers", [60, 2000])
def test_a_mail_is_never_cut_off(papers: int) -> None:
    blocks = (
        f"## A Study of Things Number {number}\n[关于事物的研究 {number}](https://arxiv.org/abs/2501.{number:05})\n\n"
        + "这一句说明了研究的内容与方法。" * 60
        for number in range(1, papers + 1)
    )
    html = html_of(mail(volume_of("# 周报（250106-250110）\n\n" + "\n\n".join(blocks)), "both"))
    assert 10_000 < len(html.encode()) <= LARGEST_HTML
    shown = html.count('class="title"') if 'class="title"' in html else len(re.findall(r">\d+\. ", html))
    assert shown == papers or f"{papers - shown} more on the site" in html


@pytest.mark.parametrize("choice", CHOICES)
def test_a_book_is_well_formed(choice: Choice, tmp_path: Path) -> None:
    data = epub(volume_of(WEEK), choice)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    files = book_of(data)
    for name, text in files.items():
        if name.endswith((".xhtml", ".opf", ".xml", ".svg")):
            ElementTree.fromstring(text)
    chapter = files["book/part-1.xhtml"]
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML"' in chapter
    assert 'href="part-1.xhtml#paper-2"' in files["book/contents.xhtml"]
    jar = Path(shutil.which("epubcheck") or "")
    if jar.is_file() and shutil.which("java"):
        (tmp_path / "book.epub").write_bytes(data)
        said = subprocess.run(
            ["java", "-jar", str(jar.resolve()), "-q", str(tmp_path / "book.epub")],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_digests_come_oldest_first_and_each_paper_once() -> None:
    later = WEEK.replace("250106-250110", "250113-250117").replace("2501.00001", "2501.00003")
    taken = volume_of(later, WEEK)
    assert [part.title.zh for part in taken.parts] == [
        "每周论文速递（250106-250110）",
        "每周论文速递（250113-250117）",
    ]
    assert [[paper.id for _, paper in part.papers] for part in taken.parts] == [
        ["2501.00001", "2501.00002"],
        ["2501.00003"],
    ]
    assert taken.day == "2025-01-17"
    assert volume_of(later, WEEK, month="2025-02").parts == ()


WORDS = st.lists(
    st.sampled_from(["Models", "of", "Flow", "Learn2See", "Memory", "Agents"]), min_size=2, max_size=6
)
HAN = st.text(st.sampled_from("大模型与视觉生成推理记忆智能体"), min_size=4, max_size=20)
SENTENCE = st.lists(HAN, min_size=2, max_size=4).map(lambda parts: "我们" + "，".join(parts) + "。")


@st.composite
def digests(draw: st.DrawFn) -> str:
    blocks = []
    for number in range(draw(st.integers(1, 5))):
        title = " ".join(draw(WORDS)) + f" {number}"
        body = "\n\n".join(draw(st.lists(SENTENCE, min_size=1, max_size=3)))
        blocks.append(f"## {title}\n[{draw(HAN)}](https://arxiv.org/abs/2501.{number + 1:05})\n\n{body}")
    return "# 周报（250106-250110）\n\n" + "\n\n".join(blocks) + "\n"


@given(digests())
def test_exported_markdown_is_read_as_the_same_papers(text: str) -> None:
    before = plan_site(sources(text)).plan
    again = plan_site(sources(markdown(volume(before, ""), "both").decode())).plan
    assert [(p.id, p.title, p.abstract) for p in before.corpus.papers] == [
        (p.id, p.title, p.abstract) for p in again.corpus.papers
    ]


@pytest.mark.skipif(not SHARED_CORPUS.is_dir(), reason="the digests beside the project are not there")
def test_the_corpus_comes_back_from_markdown() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SHARED_CORPUS.rglob("*.md"))]
    before = plan_site(sources(*texts)).plan
    again = plan_site(sources(markdown(volume(before, ""), "both").decode())).plan
    assert {paper.id: paper.title for paper in before.corpus.papers} == {
        paper.id: paper.title for paper in again.corpus.papers
    }


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_of_a_digest_runs(target: str) -> None:
    bodies = "\n\n".join(
        f"## T{number} {payload}\n[题{number}](https://arxiv.org/abs/2501.{number:05})\n\n{payload}\n\n正文{number}。"
        for number, payload in enumerate((payload.replace("\n", " ") for payload in RAW.values()), start=1)
    )
    data = TARGETS[target](volume_of(f"# 周报（250106-250110）\n\n{bodies}\n"), "both")
    if target == "markdown":
        assert not re.search(r"<(?=[A-Za-z/!?])", data.decode())
        return
    pages = {
        "wechat": lambda: [article_of(data).html or ""],
        "email": lambda: [html_of(data)],
        "epub": lambda: [text for name, text in book_of(data).items() if name.endswith("xhtml")],
    }[target]()
    for page in pages:
        for node in LexborHTMLParser(page).css("*"):
            assert node.tag not in ("script", "iframe", "object", "embed", "img", "form", "base")
            assert not any(name.startswith("on") for name in node.attributes)
            href = node.attributes.get("href") or ""
            assert not href or href.startswith(("https://", "http://", "mailto:", "part-", "book.css", "#"))


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"\pi_0", "π₀"),
        (r"10^{-3}", "10⁻³"),
        (r"O(n\log n)", "O(n log n)"),
        (r"x_i \in \mathbb{R}^d", "xᵢ ∈ ℝᵈ"),
        (r"10\%", "10%"),
        (r"\frac{1}{T}", ""),
        (r"\unknown", ""),
        (r"\mathcal{L}_{reg}", ""),
    ],
)
def test_formulas_in_unicode(latex: str, said: str) -> None:
    assert unicode_of(latex) == said


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest = tmp_path / "0106.md"
    digest.write_text(WEEK, encoding="utf-8")
    out = tmp_path / "week.epub"
    assert main(["export", "--to", "epub", str(digest), "--output", str(out)]) == 0
    assert "2 papers" in capsys.readouterr().out
    assert book_of(out.read_bytes())["mimetype"] == "application/epub+zip"
    listed = tmp_path / "list.json"
    listed.write_text('{"papers": [{"id": "2501.00002"}]}')
    argv = ["export", "--to", "markdown", str(digest), "--reading-list", str(listed), "--output", str(out)]
    assert main(argv) == 0
    assert out.read_text(encoding="utf-8").count("arxiv.org/abs/") == 1
    assert main([*argv[:-2], "--month", "2031-01", "--output", str(out)]) == 1
    with pytest.raises(SystemExit, match="2"):
        main(["export", "--to", "epub", str(tmp_path / "gone.md")])
