"""Checks of translations: silent where people wrote well, and each fault that machines make is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.diagnostics import Severity
from paper_digest.model import Language
from paper_digest.pipeline import plan_site
from paper_digest.sources import Folder, read_sources
from paper_digest.translation.checks import Term, compare, look
from tests.support.samples import SHARED_CORPUS

ROOT = Path(__file__).parents[3]
EN = (
    "We present Flow, a model with 7B parameters that we train on 337K samples. It needs $x^2$ steps and "
    "reaches 85.3% on MMLU, which is 2.1 points more than GPT-4. The code is at https://github.com/a/b."
)
ZH = (
    "我们提出 Flow，这是一个拥有 7B 参数的模型，用 33.7 万个样本训练。它需要 $x^2$ 步，在 MMLU 上达到 85.3%，"
    "比 GPT-4 高 2.1 个百分点。代码见 https://github.com/a/b。"
)


def errors(source: str, target: str, language: Language) -> set[str]:
    return {one.check for one in compare(source, target, language) if one.severity is Severity.ERROR}


def test_a_good_translation_passes_both_ways() -> None:
    assert compare(EN, ZH, "zh") == []
    assert compare(ZH, EN, "en") == []


@pytest.mark.parametrize(
    ("target", "check"),
    [
        (ZH.replace("$x^2$", "x 的平方"), "formulas"),
        (ZH.replace("https://github.com/a/b", "https://github.com/a/c"), "urls"),
        (EN, "language"),
        (ZH.replace("代码见", "The code of all that we present in this paper is at"), "language"),
        ("好的，以下是译文：" + ZH, "chatter"),
        (ZH + "\n\n注：GPT-4 是一种模型。", "chatter"),
        (ZH + "\n\n另一段文字，原文里没有。", "paragraphs"),
        ("# 摘要\n" + ZH, "shape"),
        (ZH.removesuffix("。") + "以及更多的", "end"),
        (ZH + "我们提出 Flow 这个模型来解决问题，效果很好。" * 2, "doubled"),
    ],
)
def test_what_machines_do_wrong_is_an_error(target: str, check: str) -> None:
    assert check in errors(EN, target, "zh")


def test_numbers_names_and_terms_are_doubts() -> None:
    found = compare(
        EN, ZH.replace("85.3", "58.3").replace("MMLU", "某基准"), "zh", [Term(("model",), ("模式",))]
    )
    assert [(one.check, one.severity) for one in found] == [
        ("numbers", Severity.WARNING),
        ("names", Severity.WARNING),
        ("terms", Severity.NOTICE),
    ]


def test_a_banned_rendering_is_an_error() -> None:
    term = Term(("LLM",), ("大语言模型",), ("法学硕士",))
    assert errors("We use an LLM.", "我们使用法学硕士。", "zh") == set()
    found = compare("We use an LLM.", "我们使用法学硕士。", "zh", [term])
    assert [one.check for one in found if one.severity is Severity.ERROR] == ["banned"]


def test_people_s_own_pairs_raise_no_alarm() -> None:
    sources = read_sources(
        [Folder(ROOT / "site_src/digests", "digests")], Folder(ROOT / "site_src/papers", "papers")
    )
    pairs = [p.abstract for p in plan_site(sources).plan.corpus.papers if p.abstract.en and p.abstract.zh]
    assert len(pairs) == 14
    assert [compare(pair.en, pair.zh, "zh") + compare(pair.zh, pair.en, "en") for pair in pairs] == [[]] * 14


@pytest.mark.skipif(not SHARED_CORPUS.is_dir(), reason="the digests beside the project are not there")
def test_real_abstracts_raise_only_alarms_that_are_true() -> None:
    papers = plan_site(read_sources([Folder(SHARED_CORPUS, "corpus")])).plan.corpus.papers
    found = {
        (paper.id, one.check)
        for paper in papers
        for one in look(paper.abstract.zh, "zh")
        if one.severity is Severity.ERROR
    }
    # Two end without a stop, and one holds its translator's note.
    assert found == {("2503.08638", "end"), ("2502.09604", "end"), ("2501.18585", "chatter")}
