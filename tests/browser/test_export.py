"""The page for WeChat: its button copies the article, and what WeChat's editor keeps of it is all there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from paper_digest.cli import main

WEEK = """\
# 每周论文速递（250106-250110）

## Flow of $\\pi_0$
[$\\pi_0$ 的流](https://arxiv.org/abs/2501.00001)

设 $x^2 \\le y$，见[主页](https://example.org/flow)。
"""

# What the editor does with what is pasted: it keeps inline styles and drops ids, classes and links.
AS_WECHAT = """(html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("script, style, link").forEach((one) => one.remove());
  for (const one of page.body.querySelectorAll("*")) {
    for (const { name } of [...one.attributes]) if (name !== "style") one.removeAttribute(name);
    one.style.removeProperty("position");
  }
  return [page.body.innerText, page.body.querySelectorAll("a, [href], [id]").length, page.body.innerHTML];
}"""


def test_the_article_is_copied_whole(page: Page, every_page_url: str, tmp_path: Path) -> None:
    digest, out = tmp_path / "0106.md", tmp_path / "week.html"
    digest.write_text(WEEK, encoding="utf-8")
    assert main(["export", "--to", "wechat", str(digest), "--output", str(out)]) == 0
    html = out.read_text(encoding="utf-8")
    # Pages may write to the clipboard on a host that can be trusted alone, as this machine is.
    address = every_page_url + "week.html"
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("已复制")
    pasted = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          return (await item.getType("text/html")).text();
        }"""
    )
    text, links, kept = page.evaluate(AS_WECHAT, pasted)
    assert links == 0
    for said in ("π₀ 的流", "Flow of π₀", "x² ≤ y", "主页[", "https://example.org/flow"):
        assert said in text
    assert "border-radius" in kept


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits(page: Page, tmp_path: Path, width: int) -> None:
    digest, out = tmp_path / "0106.md", tmp_path / "week.html"
    digest.write_text(WEEK + "\n" + "https://example.org/" + "long" * 80 + "\n", encoding="utf-8")
    assert main(["export", "--to", "wechat", str(digest), "--output", str(out)]) == 0
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(out.read_text(encoding="utf-8"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
