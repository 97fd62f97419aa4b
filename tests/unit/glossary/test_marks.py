from __future__ import annotations

import pytest
from msgspec.structs import replace

from paper_digest.glossary import Rendering, Term
from paper_digest.glossary.marks import MOST
from paper_digest.model import Bilingual
from tests.support.derived import marks_of


def term(english: str, *chinese: str, short: str = "", count: int = 5) -> Term:
    return Term(
        english.lower(),
        english,
        short,
        tuple(Rendering(one, count, papers=count, sure=count > 1) for one in chinese),
        (),
        count,
        None,
        (),
    )


TERMS = (
    term("Chain-of-Thought", "思维链", short="CoT"),
    replace(term("Large Language Model", "大语言模型", short="LLM", count=50), common=True),
    term("Multimodal Large Language Model", "多模态大语言模型", short="MLLM"),
    term("Instruction Tuning", "指令微调", short="IT", count=3),
    term("quirk", "怪癖行为", count=1),
    Term(
        "rlvr",
        "Reinforcement Learning with Verifiable Rewards",
        "RLVR",
        (Rendering("可验证奖励强化学习", 9, papers=9, sure=True), Rendering("奖励验证后学习", 1)),
        (),
        10,
        None,
        (),
    ),
)


def zh(text: str) -> list[tuple[str, str]]:
    return [(mark.text, mark.says) for mark in marks_of(TERMS, Bilingual(zh=text))]


def en(text: str) -> list[tuple[str, str]]:
    return [(mark.text, mark.says) for mark in marks_of(TERMS, Bilingual(en=text))]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("用思维链推理，思维链很长", [("思维链", "Chain-of-Thought (CoT)")]),
        # The longest of those that overlap, and no everyday term.
        ("多模态大语言模型与大语言模型", [("多模态大语言模型", "Multimodal Large Language Model (MLLM)")]),
        # An abbreviation is written out.
        ("以 RLVR 训练", [("RLVR", "可验证奖励强化学习 (Reinforcement Learning with Verifiable Rewards)")]),
        ("用 chains 与 CoTs 推理", [("CoTs", "思维链 (Chain-of-Thought)")]),
        # The text says it right there, in any of these ways, and later places need no mark either.
        ("思维链（Chain-of-Thought）让思维链变长", []),
        ("**思维链** (Chain-of-Thought, CoT) 很长，CoT 有用", []),
        ("“思维链”（CoT）", []),
        ("MLLM（多模态大语言模型）", []),
        ("连续语音分词（CoT）", []),
        # A bracket that says something else is no gloss.
        ("思维链（见下文）很长", [("思维链", "Chain-of-Thought (CoT)")]),
        # What is glossed once and what is not agreed on may mean something else; and so may parts of names.
        ("BLIP-IT 行业的怪癖行为与奖励验证后学习", []),
        # Addresses, code and mathematics are no text.
        ("https://x.org/CoT `思维链` $思维链$", []),
        ("İ 之后的思维链", [("思维链", "Chain-of-Thought (CoT)")]),
        ("", []),
    ],
)
def test_marks_of_chinese(text: str, marks: list[tuple[str, str]]) -> None:
    assert zh(text) == marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Chain of thought (CoT) helps; CoT", [("Chain of thought", "思维链")]),
        ("We use chain-of-thought", [("chain-of-thought", "思维链")]),
        ("multimodal large language models", [("multimodal large language models", "多模态大语言模型")]),
        ("a cot is a bed", []),
        ("chain-of-thought (思维链)", []),
    ],
)
def test_marks_of_english(text: str, marks: list[tuple[str, str]]) -> None:
    assert en(text) == marks


def test_what_stands_beside_is_told_where_it_is_a_letter() -> None:
    (mark,) = marks_of(TERMS, Bilingual(zh="用思维链，"))
    assert (mark.before, mark.after) == ("用", "")


def test_of_too_many_terms_the_rarest_stay_in_the_order_of_the_text() -> None:
    names = [f"term {letter}" for letter in "abcdefghijkl"]
    terms = [
        term(name, f"第某类术语{name[-1]}号", count=number) for number, name in enumerate(reversed(names), 2)
    ]
    marks = marks_of(terms, Bilingual(en="; ".join(names)))
    assert [mark.text for mark in marks] == names[-MOST:]


def test_the_editors_renderings_are_sure() -> None:
    own = Term("x", "Xenogenesis", "", (Rendering("异生", 0, own=True, sure=True),), (), 0, None, ())
    assert [mark.says for mark in marks_of([own], Bilingual(zh="谈异生"))] == ["Xenogenesis"]


def test_without_terms_nothing_is_marked() -> None:
    assert marks_of((), Bilingual(en="chain-of-thought", zh="思维链")) == ()
