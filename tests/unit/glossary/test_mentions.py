from __future__ import annotations

import pytest

from paper_digest.glossary import Mark, Mentions, Rendering, Term, TermIndex
from paper_digest.glossary.repeats import repeated, sentences_of, without
from paper_digest.model import Bilingual


def term(english: str, *chinese: str, short: str = "", also: tuple[str, ...] = (), count: int = 5) -> Term:
    renderings = tuple(Rendering(text, count, papers=count, sure=count > 1) for text in chinese)
    return Term(english.lower(), english, short, renderings, also, count, None, ())


TERMS = (
    term("Chain-of-Thought", "思维链", short="CoT"),
    term("Instruction Tuning", "指令微调", short="IT"),
    term("Test-Time Scaling", "测试时扩展", short="TTS"),
    term("Text-to-Speech", "语音合成", short="TTS"),
    term("Test-Time Scaling Agent", "测试时扩展智能体"),
    term("generation", "生成", count=1, also=("generating",)),
)
COT, IT, SCALING, SPEECH, AGENTS, GENERATION = range(6)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We use chain of thought prompting", {COT}),
        ("Chains-of-Thought", set()),
        ("CoTs are long", {COT}),
        ("思维链很长", {COT}),
        ("a cot is a bed", set()),
        ("Does it work? IT does", {IT}),
        ("Does it work?", set()),
        # An abbreviation with two meanings tells nothing, the long form does.
        ("TTS", set()),
        ("test-time scaling", {SCALING}),
        # A short Chinese word that is glossed once is an everyday word.
        ("我们生成图像", set()),
        # One gloss is no agreement on what its English means in Chinese.
        ("we are generating", set()),
        ("Qwen-TTS and IT-7B", set()),
        ("test-time scaling agents", {SCALING, AGENTS}),
        ("İ shifts no letter, CoT", {COT}),
        ("", set()),
    ],
)
def test_terms_in_texts(text: str, found: set[int]) -> None:
    assert set(TermIndex(TERMS).mentions(Bilingual(), Bilingual(text)).terms) == found


def test_terms_of_all_texts_come_in_order() -> None:
    title, abstract = Bilingual("generation by IT", "思维链"), Bilingual("a cot", "语音合成")
    assert TermIndex(TERMS).mentions(title, abstract).terms == (COT, IT, SPEECH)


def test_marks_are_found_with_the_terms_whatever_the_title_holds() -> None:
    abstract = Bilingual("We use CoT.", "用思维链。")
    en = Mark("en", "CoT", "", "", "思维链 (Chain-of-Thought)")
    zh = Mark("zh", "思维链", "用", "", "Chain-of-Thought (CoT)")
    for title in (Bilingual(), Bilingual("CoT", "思维链"), Bilingual("İİ $x$ https://x.org/CoT", "甲")):
        assert TermIndex(TERMS).mentions(title, abstract) == Mentions((COT,), (en, zh))


def test_without_terms_nothing_is_found() -> None:
    assert TermIndex(()).mentions(Bilingual("anything"), Bilingual()) == Mentions()


def test_what_many_papers_repeat_word_for_word_counts_for_none() -> None:
    texts = [
        "AI生成摘要 从单张图像学习思维链。",
        "一种方法。AI生成摘要 用它推理。",
        "AI生成摘要 另一种方法。",
    ]
    assert [without(text, repeated(map(sentences_of, texts))).replace("\0", "") for text in texts] == [
        " 从单张图像学习思维链。",
        "一种方法。 用它推理。",
        " 另一种方法。",
    ]
    boilerplate = "思维链由机器总结。"
    index = TermIndex(TERMS, repeated([sentences_of(boilerplate)] * 3))
    assert index.mentions(Bilingual(), Bilingual(zh=f"{boilerplate}甲。")) == Mentions()
    assert index.mentions(Bilingual(), Bilingual(zh=f"{boilerplate}用 CoT。")).terms == (COT,)
