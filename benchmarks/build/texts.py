"""The texts that corpora are made of: real ones where there are any, else generated ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT.parent / "shared/corpus", ROOT / "site_src/digests")
OVERLAYS = ROOT / "site_src/papers"
FEWEST = 200
"""With fewer real texts than this, generated ones are added, so that a corpus does not repeat itself."""

_BLOCK = re.compile(
    r"^## (?P<en>.+)\n+[ ]*\[(?P<zh>[^\n]+)\]\([^)\n]*\)[ ]*\n(?P<body>(?:(?!^#).*\n?)*)", re.MULTILINE
)
_ENDS = {"zh": re.compile(r"(?<=[。！？])"), "en": re.compile(r"(?<=[.!?]) (?=[A-Z])")}
_HAN = re.compile(r"[\u3400-\u9fff]")
_METADATA = re.compile(r"关键词[：:].*\n*")
_NOT_PROSE = re.compile(r"\s*([-*+>|#`]|\d+[.)、]|\$\$|<)")


@dataclass(frozen=True, slots=True)
class Text:
    """What one paper's text is made of.

    Attributes:
        en, zh: its titles, one line each.
        paragraphs_zh, paragraphs_en: its abstract; sentences of each paragraph. A list, table or
            formula is a paragraph of one sentence.
    """

    en: str
    zh: str
    paragraphs_zh: tuple[tuple[str, ...], ...]
    paragraphs_en: tuple[tuple[str, ...], ...]


def load_texts(folders: Sequence[Path] = FOLDERS, overlays: Path = OVERLAYS) -> tuple[Text, ...]:
    """The texts to recombine, at least `FEWEST`, in an order that the folders' contents decide.

    Args:
        folders: where digests in the main form are; those that do not exist are passed over.
        overlays: where English abstracts are.
    """
    english = [split_text(_without_front_matter(path), "en") for path in sorted(overlays.glob("*.md"))]
    digests = [path for folder in folders for path in sorted(folder.rglob("*.md"))]
    texts: dict[str, Text] = {}
    for path in digests:
        for match in _BLOCK.finditer(path.read_text(encoding="utf-8")):
            number = len(texts)
            en = english[number % len(english)] if english else generated(number).paragraphs_en
            zh = split_text(_METADATA.sub("", match["body"]), "zh")
            if zh and not _HAN.search(match["en"]):
                texts.setdefault(match["en"].strip(), Text(match["en"].strip(), match["zh"].strip(), zh, en))
    real = tuple(texts.values())
    return real + tuple(generated(number) for number in range(FEWEST - len(real)))


def split_text(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Paragraphs of a text, each as its sentences; formulas and emphasis are never cut."""
    paragraphs = (
        " ".join(part.split()) if not _NOT_PROSE.match(part) else part.strip() for part in text.split("\n\n")
    )
    return tuple(tuple(_sentences(part, language)) for part in paragraphs if part)


def _sentences(paragraph: str, language: str) -> Iterator[str]:
    if _NOT_PROSE.match(paragraph) or "\n" in paragraph:
        yield paragraph
        return
    held = ""
    for piece in _ENDS[language].split(paragraph):
        held += (" " if held and language == "en" else "") + piece
        if all(held.count(mark) % 2 == 0 for mark in ("$", "**", "`")):
            if held:
                yield held
            held = ""
    if held:
        yield held


def _without_front_matter(path: Path) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


_THINGS = [
    ("language models", "语言模型"),
    ("diffusion models", "扩散模型"),
    ("multimodal agents", "多模态智能体"),
    ("reward models", "奖励模型"),
    ("video generators", "视频生成模型"),
    ("world models", "世界模型"),
    ("robot policies", "机器人策略"),
    ("retrieval systems", "检索系统"),
    ("speech encoders", "语音编码器"),
    ("sparse transformers", "稀疏 Transformer"),
]
_AIMS = [
    ("long-horizon reasoning", "长程推理"),
    ("few-shot transfer", "少样本迁移"),
    ("efficient inference", "高效推理"),
    ("safe deployment", "安全部署"),
    ("code synthesis", "代码合成"),
    ("3D reconstruction", "三维重建"),
    ("mathematical proof", "数学证明"),
    ("instruction following", "指令遵循"),
]
_WAYS = [
    ("policy optimization", "策略优化"),
    ("curriculum distillation", "课程蒸馏"),
    ("token pruning", "词元剪枝"),
    ("latent alignment", "潜空间对齐"),
    ("self-verification", "自我验证"),
    ("mixture of experts", "混合专家"),
    ("contrastive tuning", "对比微调"),
]
_SENTENCES = [
    ("{t} still fall short in {a} under limited data.", "在数据有限的条件下，{t}在{a}方面仍然不足。"),
    ("We introduce {n}, which brings {w} to {t}.", "我们提出 {n}，将{w}引入{t}。"),
    ("It improves {a} by {p}% without further labels.", "该方法无需额外标注即可将{a}提升 {p}%。"),
    ("Ablations show that {w} matters more than scale.", "消融实验表明，{w}比规模更为重要。"),
    ("Across {p} benchmarks, {n} leads earlier {t}.", "在 {p} 个基准上，{n} 均领先于以往的{t}。"),
    ("Code and weights for {n} will be released.", "{n} 的代码与权重将会公开。"),
]
_SYLLABLES = (
    "ka",
    "ro",
    "mi",
    "ten",
    "lu",
    "vex",
    "nor",
    "sa",
    "qui",
    "dra",
    "pel",
    "om",
    "zi",
    "tra",
    "fen",
    "gor",
)


def generated(number: int) -> Text:
    """A text of templates and seeded words, in both languages; the same for the same number."""
    rng = random.Random(f"text {number}")
    thing, aim, way = rng.choice(_THINGS), rng.choice(_AIMS), rng.choice(_WAYS)
    name = "".join(rng.sample(_SYLLABLES, 3)).capitalize()

    def sentences(side: int, order: Iterable[int]) -> tuple[str, ...]:
        def fill(template: str) -> str:
            said = template.format(t=thing[side], a=aim[side], w=way[side], n=name, p=percent)
            return said[:1].upper() + said[1:]

        return tuple(fill(_SENTENCES[index][side]) for index in order)

    percent = rng.randint(3, 60)
    order = rng.sample(range(len(_SENTENCES)), len(_SENTENCES))
    return Text(
        en=f"{name}: {way[0].title()} for {thing[0].title()} in {aim[0].title()}",
        zh=f"{name}：面向{aim[1]}的{thing[1]}{way[1]}",
        paragraphs_zh=(sentences(1, order[:4]), sentences(1, order[4:])),
        paragraphs_en=(sentences(0, order[:4]), sentences(0, order[4:])),
    )
