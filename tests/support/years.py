"""A project of years: weekly digests, one topic that rises, terms that are glossed, a model that is new."""

from __future__ import annotations

import datetime as dt

from tests.support.every_page import TOPICS

WEEKS = 4 * 9
"""Four weekly digests in each of the newest nine months; a lone digest stands ten years before."""


def _paper(number: int, title: str, text: str) -> str:
    return f"## {title}\n[论文{number}](https://arxiv.org/abs/2401.{number:05})\n\n{text}\n"


def _week(week: int) -> str:
    late, papers = week >= WEEKS - 12, []
    for place in range(8):
        number = week * 8 + place + 1
        text = "思维链 (Chain-of-Thought, CoT) 是一种方法。" if place < 2 else "我们研究模型。"
        title = f"Transformer study {number}"
        if place > (3 if late else 6):
            title, text = (
                f"Robot study {number}",
                "我们研究机器人。混合专家 (Mixture-of-Experts, MoE) 是一种方法。",
            )
        if late and place == 0:
            title, text = f"Using Newnet-3 for study {number}", "我们使用 Newnet-3。"
        # No two papers have one sentence: what many repeat word for word counts for none.
        papers.append(_paper(number, title, text.replace("一种方法", f"第{number}种方法")))
    return "\n".join(papers)


def _days() -> list[dt.date]:
    months = [(2023, month) for month in range(4, 13)]
    return [dt.date(year, month, day) for year, month in months for day in (1, 8, 15, 22)]


FILES: dict[str, str | bytes] = {
    "site_src/topics.yml": TOPICS,
    "site_src/digests/2013/0107-0111.md": _paper(90001, "A first transformer", "第一篇。"),
    "site_src/digests/undated.md": "## An undated transformer\n[没有日期](https://example.org/p)\n\n没有日期。\n",
    **{
        f"site_src/digests/{day:%Y/%m%d}.md": f"# {day.isoformat()}\n\n{_week(week)}"
        for week, day in enumerate(_days())
    },
}
