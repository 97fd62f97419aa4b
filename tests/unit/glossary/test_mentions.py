from __future__ import annotations

import pytest

from paper_digest.glossary import Rendering, Term, TermFinder


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
    assert TermFinder(TERMS).found_in(text) == found


def test_without_terms_nothing_is_found() -> None:
    assert TermFinder(()).found_in("anything") == set()
