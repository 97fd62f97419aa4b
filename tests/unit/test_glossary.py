from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from paper_digest import codes
from paper_digest.glossary import (
    Evidence,
    Glossary,
    GlossaryOverrides,
    PaperNotes,
    Term,
    TermIndex,
    evidence_of,
    load_overrides,
    mine,
    pinyin,
    read_paper,
)
from paper_digest.glossary import evidence as evidence_module
from paper_digest.glossary.assemble import assemble
from paper_digest.glossary.english import abbreviates, abbreviation_key, is_abbreviation, is_phrase, term_key
from paper_digest.glossary.glosses import Expansion, Gloss, Reversed, find_glosses
from paper_digest.glossary.merging import Use, rendering_key
from paper_digest.model import Bilingual, Links, Metadata, Paper, Position
from paper_digest.pipeline import plan_site
from paper_digest.sources import Folder, read_sources
from tests.support.derived import evidence_in, glossary_of
from tests.support.samples import SHARED_CORPUS
from tests.support.site import ROOT

GOLDEN = ROOT / "tests" / "golden" / "glossary"
NONE = GlossaryOverrides()


def paper(number: int, zh: str, title: Bilingual | None = None, date: dt.date | None = None) -> Paper:
    return Paper(
        id=f"p{number}",
        arxiv_id="",
        title=title or Bilingual(),
        abstract=Bilingual(zh=zh),
        metadata=Metadata(),
        links=Links(),
        appearances=(),
        date=date,
        source=Position("digests/x.md", number),
        provenance={},
    )


def mined(*texts: str, overrides: GlossaryOverrides = NONE) -> Glossary:
    return glossary_of([paper(number, text) for number, text in enumerate(texts)], overrides)[0]


def pairs(glossary: Glossary) -> set[tuple[str, str]]:
    return {(r.chinese, term.english) for term in glossary.terms for r in term.renderings}


def only(glossary: Glossary) -> Term:
    (term,) = glossary.terms
    return term


def names(term: Term) -> set[str]:
    forms = filter(None, (term.english, term.abbreviation, *term.variants))
    return {key for form in forms for key in (term_key(form), "=" + abbreviation_key(form))}


@pytest.mark.parametrize(
    ("text", "phrase", "abbreviation"),
    [
        ("思维链 (Chain-of-Thought, CoT)", "Chain-of-Thought", "CoT"),
        ("专家混合（Mixture-of-Experts, MoE）", "Mixture-of-Experts", "MoE"),
        ("大推理模型（LRMs, Large Reasoning Models）", "Large Reasoning Models", "LRMs"),
        ("大语言模型(LLMs)", "", "LLMs"),
        ("思维链（简称 CoT）", "", "CoT"),
        ("异策略 (off-policy)", "off-policy", ""),
        ("三维重建 (3D reconstruction)", "3D reconstruction", ""),
        ("文本到图像（T2I）", "", "T2I"),
    ],
)
def test_glosses_are_read_in_every_form(text: str, phrase: str, abbreviation: str) -> None:
    (gloss,) = find_glosses(f"我们采用{text}。")
    assert isinstance(gloss, Gloss)
    assert (gloss.phrase, gloss.abbreviation) == (phrase, abbreviation)


@pytest.mark.parametrize(
    "inside",
    [
        "+5.59%",
        "8/15",
        "Qwen2.5-VL-7B",
        "Qwen-2.5-VL",
        "DeepSeek-R1",
        "VideoThinkBench",
        "MM-Vet",
        "图 1",
        "Figure 2",
        "Section 3",
        "Novikov 等人, 2025",
        "Wang et al., 2024",
        "https://example.org/x",
        "如 GPT-4o、Claude",
        "例如 Lean",
        "e.g. planning",
        "planning, generation, grounding",
        "100B",
        "1M~4M Token",
        "15亿至70亿参数",
        "$\\lambda=1$",
        "Stanford University",
        "ii",
        "iii",
        "Reinforcement Learning, PPO",
    ],
)
def test_noise_is_no_gloss(inside: str) -> None:
    assert list(find_glosses(f"我们采用语言模型（{inside}）进行训练。")) == []


def test_english_before_a_bracket_tells_what_an_abbreviation_means() -> None:
    assert list(find_glosses("传统的 RAG (Retrieval-Augmented Generation) 方法")) == [
        Expansion("Retrieval-Augmented Generation", "RAG")
    ]
    assert list(find_glosses("We use Group Relative Policy Optimization (GRPO).")) == [
        Expansion("Group Relative Policy Optimization", "GRPO")
    ]


def test_the_chinese_may_stand_in_the_bracket() -> None:
    assert list(find_glosses("采用 MLLM（多模态大语言模型）处理")) == [
        Reversed("多模态大语言模型", "", "MLLM", sure=False)
    ]
    assert list(find_glosses("在 ACEBench（英文）上")) == []


@pytest.mark.parametrize(("opened", "closed"), [("“", "”"), ("「", "」"), ('"', '"'), ("**", "**")])
def test_what_the_text_marks_as_one_piece_is_the_term(opened: str, closed: str) -> None:
    glossary = mined(f"这与更熟悉的术语{opened}的随机鹦鹉{closed}(stochastic parrot) 相关。")
    assert pairs(glossary) == {("的随机鹦鹉", "stochastic parrot")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们提出视觉规划 (visual planning)，", "视觉规划"),
        ("本文采用组相对策略优化 (GRPO) 训练", "组相对策略优化"),
        ("该模型基于稀疏自编码器（SAEs）构建", "稀疏自编码器"),
        ("以便通过对比学习 (contrastive learning) 训练", "对比学习"),
        ("我们设计了一种新型扩散 Transformer (DiT) 架构", "扩散 Transformer"),
        ("用于大语言模型 (large language model)", "大语言模型"),
        ("当前端到端自动驾驶 (end-to-end autonomous driving) 算法", "端到端自动驾驶"),
        ("面向视觉-语言-动作 (Vision-Language-Action, VLA) 模型", "视觉-语言-动作"),
    ],
)
def test_words_that_lead_a_term_in_are_left_out(text: str, expected: str) -> None:
    term = only(mined(text))
    assert [r.chinese for r in term.renderings] == [expected]


def test_words_between_belong_to_a_term_if_its_english_says_them() -> None:
    english = "Reinforcement Learning from Human Feedback, RLHF"
    leads = ("我们采用", "借助", "，", "这类")
    glossary = mined(*(f"{lead}基于人类反馈的强化学习 ({english})" for lead in leads))
    assert {r.chinese for r in only(glossary).renderings} == {"基于人类反馈的强化学习"}


def test_other_glosses_of_the_same_english_tell_where_the_term_begins() -> None:
    alone = mined("面向医学影像语义蒸馏 (semantic distillation)。")
    together = mined(
        "面向医学影像语义蒸馏 (semantic distillation)。",
        "快速语义蒸馏 (semantic distillation)。",
        "它改良语义蒸馏 (semantic distillation)。",
    )
    assert ("语义蒸馏", "semantic distillation") not in pairs(alone)
    assert pairs(together) == {("语义蒸馏", "semantic distillation")}


def test_titles_in_both_languages_teach_what_translates_what() -> None:
    taught = [
        paper(n, "正文。", Bilingual(en=f"Quantum {tail}", zh=f"量子{zh}"))
        for n, (tail, zh) in enumerate(
            [("states", "状态"), ("gates", "门"), ("noise", "噪声"), ("walks", "行走"), ("maps", "映射")]
        )
    ]
    text = paper(9, "研究人员观察量子纠缠 (quantum entanglement) 现象。")
    assert pairs(glossary_of([*taught, text], NONE)[0]) == {("量子纠缠", "quantum entanglement")}


def test_spellings_case_plural_and_hyphens_are_one_term() -> None:
    term = only(
        mined(
            "，视觉语言模型 (Vision-Language Models, VLMs)",
            "，视觉语言模型 (vision language model)",
            "，视觉-语言模型 (Vision-Language Model, VLM)",
            "，视觉语言模型 (VLMs)",
        )
    )
    assert (term.english, term.abbreviation, term.count) == ("Vision-Language Model", "VLM", 4)
    assert term.id == "vision-language-model"
    assert term.paper_ids == ("p0", "p1", "p2", "p3")
    assert len(term.renderings) == 1
    assert "Vision-Language Models" not in (term.english, term.abbreviation)


def test_a_plural_that_belongs_to_the_term_stays() -> None:
    assert only(mined("，专家混合（Mixture-of-Experts, MoE）")).english == "Mixture-of-Experts"


def test_renderings_are_ranked_by_use() -> None:
    texts = ["，奖励破解 (reward hacking)"] * 2 + ["，奖励黑客 (reward hacking)"] * 3
    term = only(mined(*texts))
    assert [(r.chinese, r.count) for r in term.renderings] == [("奖励黑客", 3), ("奖励破解", 2)]


def test_an_abbreviation_with_two_meanings_makes_two_terms() -> None:
    glossary = mined("，流匹配 (flow matching, FM)", "，基础模型 (FM)")
    assert {(t.english, t.renderings[0].chinese) for t in glossary.terms} == {
        ("flow matching", "流匹配"),
        ("FM", "基础模型"),
    }


def test_a_rare_longer_rendering_counts_as_the_usual_one() -> None:
    term = only(mined(*["，大语言模型 (LLMs)"] * 4, "，多模态大语言模型 (LLMs)"))
    assert [(r.chinese, r.count) for r in term.renderings] == [("大语言模型", 5)]


def test_papers_come_newest_first_and_the_first_date_is_told() -> None:
    days = [dt.date(2025, 1, 6), dt.date(2025, 3, 3), None]
    papers = [paper(n, "，思维链 (chain of thought)", date=day) for n, day in enumerate(days)]
    term = only(glossary_of(papers, NONE)[0])
    assert term.paper_ids == ("p1", "p0", "p2")
    assert term.first_seen == days[0]


def test_terms_are_sorted_by_english_and_renderings_by_pinyin() -> None:
    glossary = mined("，重排序 (reranking)，量化 (quantization)，对齐 (Alignment)，AI 智能体 (AI agent)")
    assert [t.english for t in glossary.terms] == ["AI agent", "Alignment", "quantization", "reranking"]
    renderings = [one.chinese for term in glossary.terms for one in term.renderings]
    assert sorted(renderings, key=pinyin) == [
        "AI 智能体",
        "重排序",
        "对齐",
        "量化",
    ]


def test_pinyin_reads_characters_by_the_word_they_are_in() -> None:
    assert pinyin("思维链") == "si wei lian"
    assert pinyin("长上下文") == "chang shang xia wen"
    assert pinyin("重排序") == "chong pai xu"
    assert pinyin("扩散 Transformer") == "kuo san transformer"


def test_order_of_the_papers_decides_nothing_but_ties() -> None:
    texts = ["，奖励黑客 (reward hacking)", "我们提出思维链 (CoT)", "，思维链 (Chain-of-Thought, CoT)"]
    papers = [paper(n, text) for n, text in enumerate(texts)]
    one, other = glossary_of(papers, NONE)[0], glossary_of(papers[::-1], NONE)[0]
    assert [replace(t, paper_ids=()) for t in one.terms] == [replace(t, paper_ids=()) for t in other.terms]


@pytest.mark.parametrize(
    ("abbreviation", "phrase", "fits"),
    [
        ("MoE", "Mixture-of-Experts", True),
        ("LLMs", "Large Language Models", True),
        ("DeGRPO", "Decoupled Group Relative Policy Optimization", True),
        ("NeRF", "Neural Radiance Fields", True),
        ("T2I", "text-to-image", True),
        ("MPO", "Multimodal Multitask Policy Optimization", True),
        ("PPO", "Reinforcement Learning", False),
        ("SAE", "Speech Recognition", False),
    ],
)
def test_letters_tell_whether_an_abbreviation_fits(abbreviation: str, phrase: str, fits: bool) -> None:
    assert abbreviates(abbreviation, phrase) is fits


def test_names_are_neither_abbreviations_nor_phrases() -> None:
    assert all(map(is_abbreviation, ["LLM", "LLMs", "MoE", "DiT", "Video-LLMs", "3DGS", "T2V", "dLLM"]))
    assert not any(map(is_abbreviation, ["Mamba", "Qwen2.5", "VideoBench", "A100", "a", "R1", "GPT-4"]))
    assert not any(
        map(is_phrase, ["LLM", "GPT-4o", "PixelNerd", "SWE-bench", "v1.5", "50", "", "the paper (x)"])
    )


OVERRIDES = """\
terms:
  - english: Chain of Thought
    abbreviation: CoT
    chinese: [思考链, 思维链]
    not: [思想链]
    also: [thought chains]
  - english: Test-Time Compute
    chinese: 测试时计算
ban:
  - reward hacking
  - 语言模型
  - GPT
"""


def test_overrides_set_add_and_ban() -> None:
    overrides, found = load_overrides(OVERRIDES, "glossary.yml")
    assert found == ()
    texts = [
        "，思维链 (Chain-of-Thought, CoT)",
        "，思想链 (CoT)",
        "，思维之链 (thought chains)",
        "，奖励黑客 (Reward Hacking)",
        "，语言模型 (language models)",
    ]
    glossary, findings = glossary_of([paper(n, text) for n, text in enumerate(texts)], overrides)
    first, second = glossary.terms
    assert (first.id, first.english, first.abbreviation) == ("chain-of-thought", "Chain of Thought", "CoT")
    assert [r.chinese for r in first.renderings] == ["思考链", "思维链", "思维之链"]
    assert [r.count for r in first.renderings] == [0, 1, 1]
    assert set(first.paper_ids) >= {"p0", "p2"}
    assert (second.english, second.count, second.paper_ids, second.first_seen) == (
        "Test-Time Compute",
        0,
        (),
        None,
    )
    assert [(d.line, d.code) for d in findings] == [(12, codes.UNUSED_BAN)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("terms: [", [1]),
        ("- a", [1]),
        ("terms:\n  - chinese: [思维链]", [2]),
        ("terms:\n  - english: CoT\n    chinese: [chain]", [3]),
        ("terms:\n  - english: CoT\n    chinesse: [思维链]", [3]),
        ("terms:\n  - english: CoT\n  - english: cot", [3]),
        ("ban: {a: b}", [1]),
        ("ban:\n  - [a]", [2]),
        ("\t", [1]),
        ("a: &x [*x]", [1]),
    ],
)
def test_a_wrong_file_is_reported_with_its_lines(text: str, lines: list[int]) -> None:
    _, found = load_overrides(text, "glossary.yml")
    assert [(d.path, d.line, d.code) for d in found] == [
        ("glossary.yml", line, codes.BAD_GLOSSARY) for line in lines
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "terms:\nban:\n"])
def test_an_empty_file_overrides_nothing(text: str) -> None:
    assert load_overrides(text, "glossary.yml") == (GlossaryOverrides(path="glossary.yml"), ())


def test_the_file_of_the_site_is_right() -> None:
    overrides, found = load_overrides((ROOT / "site_src/glossary.yml").read_text("utf-8"), "glossary.yml")
    assert found == ()
    assert overrides.terms


MARKS = "的了，。()（）“”*-/$`\n如即:；"
WORDS = ["思维链", "大语言模型", "基于", "提出", "**", "CoT", "LLMs", "Chain-of-Thought", "large", " model"]
PIECES = st.sampled_from([*MARKS, *WORDS, "8%", "3D", "Qwen2", "https://a.b"])
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_any_text_is_read(texts: list[tuple[str, str]]) -> None:
    papers = [paper(n, text, Bilingual(en=title, zh=title)) for n, (text, title) in enumerate(texts)]
    glossary, found = glossary_of(papers, NONE)
    assert found == ()
    assert len({term.id for term in glossary.terms}) == len(glossary.terms)
    for term in glossary.terms:
        assert term.id
        assert term.english
        assert term.renderings
        assert set(term.paper_ids) <= {p.id for p in papers}
        assert term.count == sum(r.count for r in term.renderings)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_evidence_that_was_sent_gives_the_same_glossary(texts: list[tuple[str, str]]) -> None:
    papers = [paper(n, text, Bilingual(en=title, zh=title)) for n, (text, title) in enumerate(texts)]
    notes = [read_paper(p.title, p.abstract) for p in papers]
    encode = msgspec.msgpack.encode
    assert msgspec.msgpack.decode(encode(notes), type=list[PaperNotes]) == notes
    sent = msgspec.msgpack.decode(encode(evidence_of(papers, notes)), type=Evidence)
    assert mine(sent, NONE) == glossary_of(papers, NONE)


@given(st.lists(TEXTS, min_size=1, max_size=6), st.integers(0, 5), TEXTS)
def test_glossaries_differ_only_where_their_evidence_does(texts: list[str], place: int, other: str) -> None:
    def made(texts: list[str]) -> tuple[Any, Any]:
        # A few papers only teach how characters hold together; what the others say beside glosses is nothing.
        found = evidence_in([paper(n, text) for n, text in enumerate(texts)])
        return found, mine(found, NONE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence_module, "_ENOUGH_PAPERS", 1)
        patch.setattr(evidence_module, "_ENOUGH_TEXTS", 1)
        changed = [*texts]
        changed[place % len(texts)] = other
        (evidence, glossary), (again, glossary_again) = made(texts), made(changed)
        assert evidence != again or glossary == glossary_again


def test_what_is_no_gloss_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_module, "_ENOUGH_PAPERS", 1)
    papers = [paper(n, f"语义蒸馏 (semantic distillation){n}") for n in range(4)]
    first = evidence_in(papers)
    teacher = evidence_module._teachers(papers)[0]
    for number, one in enumerate(papers):
        some = [*papers]
        some[number] = replace(one, abstract=Bilingual(zh=one.abstract.zh + "，再说一句。"))
        again = evidence_in(some)
        assert (again == first) is (one is not teacher)


def test_a_text_that_recurs_in_its_paper_is_noted_as_long_as_it_does() -> None:
    notes = read_paper(
        Bilingual(zh="语义蒸馏"), Bilingual(zh="改进语义蒸馏 (semantic distillation)。它以蒸馏为本。")
    )
    (seen,) = notes.glosses
    assert (seen.gloss.before, seen.repeats) == ("改进语义蒸馏", (3, 3, 2, 2))
    assert notes.small == ("distillation", "semantic")


def test_of_many_papers_a_new_one_changes_one_teacher_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_module, "_ENOUGH_PAPERS", 20)
    papers = [paper(n, "正文") for n in range(100)]
    teachers = {p.id for p in evidence_module._teachers(papers[1:])}
    assert len(teachers) == 20
    assert {p.id for p in evidence_module._teachers(papers[:0:-1])} == teachers
    assert len(teachers - {p.id for p in evidence_module._teachers(papers)}) <= 1
    assert evidence_module._teachers(papers[:20]) == papers[:20]


@given(TEXTS)
def test_any_file_is_read(text: str) -> None:
    load_overrides(text, "glossary.yml")


@given(
    st.lists(st.sampled_from(["CoT", "chain of thoughts", "思维链", "LLM", "大语言模型", "x"]), max_size=3)
)
def test_bans_are_never_in_the_glossary(banned: list[str]) -> None:
    text = (
        "ban:\n"
        + "".join(f"  - {one}\n" for one in banned)
        + "terms:\n  - {english: LLM, chinese: 大语言模型}"
    )
    overrides, _ = load_overrides(text, "glossary.yml")
    glossary = mined("，思维链 (Chain-of-Thought, CoT)", "，大语言模型 (LLMs)", overrides=overrides)
    for term in glossary.terms:
        keys = names(term) | {rendering_key(r.chinese) for r in term.renderings}
        for one in banned:
            assert not keys & {term_key(one), "=" + abbreviation_key(one), rendering_key(one)} - {"", "="}


@given(st.lists(TEXTS, max_size=3))
def test_what_the_editor_sets_stands(texts: list[str]) -> None:
    overrides, _ = load_overrides(
        "terms:\n  - {english: Large Model, abbreviation: LM, chinese: 大号模型}", "g"
    )
    glossary = mined(*texts, overrides=overrides)
    (term,) = [t for t in glossary.terms if t.english == "Large Model"]
    assert (term.abbreviation, term.renderings[0].chinese) == ("LM", "大号模型")


def test_time_grows_with_the_papers_and_not_faster() -> None:
    def seconds(count: int) -> float:
        papers = [
            paper(n, f"我们提出第{n}种方法，基于思维链 (CoT) 与大语言模型 (LLMs) 的推理{n}。" * 3)
            for n in range(count)
        ]
        started = time.process_time()
        glossary_of(papers, NONE)
        return time.process_time() - started

    seconds(50)
    assert seconds(1600) < 12 * max(seconds(400), 0.02)


def corpus() -> Iterable[Paper]:
    folder = SHARED_CORPUS
    if not folder.is_dir():
        pytest.skip("the corpus is not here")
    plan = plan_site(read_sources([Folder(folder, "digests")], None, None)).plan
    return plan.corpus.papers


@pytest.fixture(scope="module")
def of_corpus() -> Glossary:
    return glossary_of(corpus(), NONE)[0]


def golden(name: str) -> Any:
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def rendered(glossary: Glossary, english: str, paper_id: str = "") -> set[str]:
    """The renderings of all terms of this English, by key; those of one paper if it is named."""
    wanted = {term_key(english), "=" + abbreviation_key(english)}
    return {
        rendering_key(r.chinese)
        for term in glossary.terms
        if names(term) & wanted and (not paper_id or paper_id in term.paper_ids)
        for r in term.renderings
    }


def test_judged_pairs_stay_and_wrong_ones_do_not_multiply(of_corpus: Glossary) -> None:
    judged = golden("precision.json")["pairs"]
    there = [one for one in judged if rendering_key(one["chinese"]) in rendered(of_corpus, one["english"])]
    right = sum(one["right"] for one in there)
    assert len(judged) == 100
    assert right >= 95
    assert right / len(there) >= 0.95


@pytest.mark.parametrize(("name", "least"), [("marks.json", 195), ("marks-later.json", 99)])
def test_marks_that_were_judged_right_stay(of_corpus: Glossary, name: str, least: int) -> None:
    judged = golden(name)["marks"]
    papers = {paper.id: paper for paper in corpus()}
    index = TermIndex(of_corpus.terms)
    marks = {
        (one, mark.text, mark.says)
        for one in {row["paper"] for row in judged}
        for mark in index.mentions(papers[one].title, papers[one].abstract).marks
    }
    there = [row for row in judged if (row["paper"], row["text"], row["says"]) in marks]
    right = sum(row["right"] for row in there)
    assert sum(row["right"] for row in judged) == least
    assert right >= 0.95 * least
    assert right / len(there) >= 0.975


def test_the_main_list_is_as_it_was_judged(of_corpus: Glossary) -> None:
    judged = {(one["english"], one["chinese"]): one["right"] for one in golden("main-list.json")["pairs"]}
    there = [(term.english, one.chinese) for term in of_corpus.terms if term.is_main for one in term.usual]
    assert sum(judged.values()) / len(judged) >= 0.97
    assert sum(judged.get(pair, False) for pair in there) / len(there) >= 0.95
    assert len(there) >= 65


def test_four_of_five_glosses_are_found(of_corpus: Glossary) -> None:
    read = golden("recall.json")["read"]
    listed = [(row["paper"], zh, en) for row in read for zh, en in row["glosses"]]
    found = [one for one in listed if rendering_key(one[1]) in rendered(of_corpus, one[2], one[0])]
    assert len(listed) > 100
    assert len(found) / len(listed) >= 0.85


def test_a_stricter_reading_of_another_draw_holds(of_corpus: Glossary) -> None:
    judged = golden("precision-strict.json")["pairs"]
    there = [one for one in judged if rendering_key(one["chinese"]) in rendered(of_corpus, one["english"])]
    right = sum(one["right"] for one in there)
    assert len(judged) == 100
    assert right >= 93
    assert right / len(there) >= 0.93


def test_most_places_that_a_plain_pattern_finds_are_read(of_corpus: Glossary) -> None:
    listed = golden("occurrences.json")["glosses"]
    found = [
        one
        for one in listed
        if rendering_key(one["chinese"]) in rendered(of_corpus, one["english"], one["paper"])
    ]
    assert len(listed) == 58
    assert len(found) / len(listed) >= 0.85


def test_a_rendering_that_most_uses_lengthen_was_cut() -> None:
    uses = [
        Use((n,), "smalllanguagemodel", zh, "Small Language Model", "SLM", True)
        for n, zh in enumerate(["语言模型", "小语言模型", "小型语言模型"])
    ]
    (term,) = assemble([f"p{n}" for n in range(3)], [None] * 3, uses, NONE)[0].terms
    assert {r.chinese: r.count for r in term.renderings} == {"小语言模型": 2, "小型语言模型": 1}


def test_an_abbreviation_with_two_meanings_is_two_terms_and_one_of_like_chinese_is_one() -> None:
    uses = [
        Use((0, 1), "=ASR", "自动语音识别", "", "ASR", False),
        Use((2, 3), "=ASR", "攻击成功率", "", "ASR", False),
        Use((4, 5), "rotarypositionembedding", "旋转位置嵌入", "Rotary Position Embedding", "RoPE", True),
        Use((6,), "=ROPE", "旋转位置编码", "", "RoPE", False),
    ]
    terms = assemble([f"p{n}" for n in range(7)], [None] * 7, uses, NONE)[0].terms
    assert sorted((term.english, *(one.chinese for one in term.renderings)) for term in terms) == [
        ("ASR", "攻击成功率"),
        ("ASR", "自动语音识别"),
        ("Rotary Position Embedding", "旋转位置嵌入", "旋转位置编码"),
    ]


def test_chinese_that_titles_render_otherwise_is_not_sure() -> None:
    def of(title: str) -> bool:
        texts = ["，运动轨迹 (rollout trace)。", "，运动轨迹 (rollout trace)。", *["甲"] * 4]
        papers = [
            replace(paper(n, text), title=Bilingual(title, "运动轨迹控制") if n > 1 else Bilingual("x", "乙"))
            for n, text in enumerate(texts)
        ]
        (term,) = glossary_of(papers, NONE)[0].terms
        return term.renderings[0].sure and term.is_main

    assert of("Control of rollout traces")
    assert not of("Control of motion trajectories")
