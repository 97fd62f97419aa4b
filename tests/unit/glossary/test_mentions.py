from __future__ import annotations

import pytest
from msgspec.structs import replace

from paper_digest.glossary import Rendering, Term, TermFinder
from paper_digest.model import Bilingual


def term(english: str, *chinese: str, short: str = "", also: tuple[str, ...] = (), count: int = 5) -> Term:
    renderings = tuple(Rendering(text, count) for text in chinese)
    return Term(english.lower(), english, short, renderings, also, count, None, ())


TERMS = (
    term("Chain-of-Thought", "思维链", short="CoT"),
    term("Instruction Tuning", "指令微调", short="IT"),
    term("Test-Time Scaling", "测试时扩展", short="TTS"),
    term("Text-to-Speech", "语音合成", short="TTS"),
    term("generation", "生成", count=1, also=("generating",)),
)
COT, IT, SCALING, SPEECH, GENERATION = range(5)


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
        ("we are generating", {GENERATION}),
        ("İ shifts all letters, CoT", set()),
        ("", set()),
    ],
)
def test_terms_in_texts(text: str, found: set[int]) -> None:
    assert set(TermFinder(TERMS).found_in(Bilingual(), Bilingual(text))) == found


def test_terms_of_all_texts_come_in_order_and_depend_on_their_forms_alone() -> None:
    wanted = TermFinder(TERMS)
    title, abstract = Bilingual("generation by IT", "思维链"), Bilingual("a cot", "语音合成")
    assert wanted.found_in(title, abstract) == (COT, IT, SPEECH, GENERATION)
    seen_more = [replace(one, count=one.count + 1, paper_ids=("2501.00001",)) for one in TERMS]
    assert TermFinder(seen_more).forms == wanted.forms
    assert TermFinder(TERMS[1:]).forms != wanted.forms


def test_without_terms_nothing_is_found() -> None:
    assert TermFinder(()).found_in(Bilingual("anything"), Bilingual()) == ()
