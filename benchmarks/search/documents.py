"""Documents to measure with: real ones, and as many as wanted made of their sentences."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from dataclasses import replace
from pathlib import Path

from paper_digest.model import Bilingual
from paper_digest.outputs.search import SearchConfig, SearchDocument

TOPICS = {
    "agents": Bilingual("Agents", "智能体"),
    "reasoning": Bilingual("Reasoning", "推理"),
    "reinforcement-learning": Bilingual("Reinforcement learning", "强化学习"),
    "image-generation": Bilingual("Image generation", "图像生成"),
    "video-generation": Bilingual("Video generation", "视频生成"),
    "3d": Bilingual("3D vision", "三维视觉"),
    "robotics": Bilingual("Robotics", "机器人"),
    "safety": Bilingual("Safety", "安全"),
}

TERMS = (
    Bilingual("large language model", "大语言模型"),
    Bilingual("world model", "世界模型"),
    Bilingual("knowledge distillation", "知识蒸馏"),
    Bilingual("mixture of experts", "混合专家"),
    Bilingual("chain of thought", "思维链"),
    Bilingual("reward hacking", "奖励黑客"),
    Bilingual("diffusion model", "扩散模型"),
    Bilingual("hallucination", "幻觉"),
    Bilingual("quantization", "量化"),
    Bilingual("watermark", "水印"),
)

CONFIG = SearchConfig(topics=TOPICS, terms=TERMS)


def read(corpus: Path) -> list[SearchDocument]:
    """The papers of a `corpus.json` (`id`, `en_title`, `zh_title`, `en_abs`, `zh_abs`, `week`)."""
    slugs = list(TOPICS)
    documents = []
    for number, paper in enumerate(json.loads(corpus.read_text(encoding="utf-8"))):
        year, week = paper["week"].split("/")
        abstract = Bilingual(paper["en_abs"], paper["zh_abs"].replace("\n", "\n\n"))
        documents.append(
            SearchDocument(
                id=paper["id"],
                url=f"papers/{paper['id']}/",
                title=Bilingual(paper["en_title"], paper["zh_title"]),
                abstract=abstract,
                date=f"{year}-{week[:2]}-{week[2:4]}",
                topics=(slugs[number % len(slugs)],),
                digests=(paper["week"],),
                languages=abstract.languages,
                has_code="github.com" in paper["zh_abs"],
                arxiv_id=paper["id"],
            )
        )
    return documents


def multiplied(documents: list[SearchDocument], total: int, seed: int = 7) -> list[SearchDocument]:
    """Make more documents: titles cut together in the middle, abstracts of sentences of three others.

    Args:
        documents: real documents; they come first in the result.
        total: how many documents to return.
        seed: of the draw.

    Returns:
        The documents, the made ones dated week by week behind the real ones.
    """
    draw = random.Random(seed)
    sentences = [re.findall(r"[^。]+。?", one.abstract.zh) for one in documents]
    first = dt.date.fromisoformat(max(one.date for one in documents))
    made = list(documents)
    for number in range(total - len(documents)):
        one, other, third = (draw.randrange(len(documents)) for _ in range(3))
        text = [draw.choice(sentences[draw.choice((one, other, third))] or ["。"]) for _ in range(7)]
        day = first + dt.timedelta(weeks=1 + number // 40)
        identity = f"{90 + number // 100_000}{1 + number // 10_000 % 10:02}.{number % 10_000:05}"
        left, right = documents[one].title, documents[other].title
        week = f"{day.year}/{day:%m%d}-{day + dt.timedelta(days=4):%m%d}"
        made.append(
            replace(
                documents[third],
                id=identity,
                arxiv_id=identity,
                url=f"papers/{identity}/",
                title=Bilingual(_crossed(left.en, right.en), _crossed(left.zh, right.zh)),
                abstract=Bilingual("", "".join(text)),
                date=day.isoformat(),
                digests=(week,),
            )
        )
    return made


def _crossed(left: str, right: str) -> str:
    return left[: len(left) // 2] + right[len(right) // 2 :]
