from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual
from paper_digest.trends.names import Names, coined, key_of, names_in, tokens


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Qwen3 Technical Report", ["Qwen3"]),
        ("Gemini 2.5: Pushing the Frontier", ["Gemini 2.5"]),
        ("DeepSeek-R1: Incentivizing Reasoning", ["DeepSeek-R1"]),
        ("Qwen2.5-VL-7B-Instruct: A Report", ["Qwen2.5-VL"]),
        ("An Empirical Study of GPT-4o Image Generation", ["GPT-4o"]),
        ("rStar-Math: Small LLMs Can Master Math", ["rStar-Math"]),
        ("DAPO: An Open-Source LLM System", ["DAPO"]),
        ("**UI-TARS**: Automated GUI Interaction", ["UI-TARS"]),
        ("SmolLM2：小模型", ["SmolLM2"]),
        ("通过 DeepSeek-V3 学习", ["DeepSeek-V3"]),
        # Words, abbreviations and numbers that name nothing.
        ("Scaling LLMs and VLMs for GUI Agents with RL", []),
        ("LLM-Driven Data-Centric Test-Time Scaling", []),
        ("3D Worlds at FP4 and 4D, Part 3, System-2", []),
        ("Attention Is All You Need: a Survey", []),
        ("see https://github.com/OpenAI/GPT-9 or me@DeepMind.com", []),
    ],
)
def test_names_in_titles(title: str, names: list[str]) -> None:
    assert list(coined(title)) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我们用Qwen2.5-VL-7B训练", {"qwen25vl"}),
        ("built on Qwen2.5VL.", {"qwen25vl"}),
        ("Qwen2.5-Omni is another", set()),
        ("Gemini 2.5 Pro and Gemini-2.5-Flash", {"gemini25"}),
        ("Gemini 2.55 is none, nor Gemini 3", set()),
        ("an old gemini25", {"gemini25"}),
        ("Pre-Qwen2.5-VL", set()),
        ("", set()),
    ],
)
def test_names_in_texts(text: str, found: set[str]) -> None:
    names = Names({key_of(name) for name in ("Qwen2.5-VL", "Gemini 2.5")})
    assert names.among("\n".join(tokens(text))) == found


def test_the_names_in_a_paper() -> None:
    found = names_in(
        Bilingual("Qwen3: On GPT-4o", "Qwen3：论 GPT-4o"), Bilingual("Qwen3 and vLLM, Qwen3", "用vLLM")
    )
    assert found.coined == ("Qwen3", "GPT-4o", "Qwen3", "GPT-4o")
    assert found.tokens.split("\n") == ["Qwen3", "On", "GPT-4o", "vLLM"]


# The same as the pattern in use, told the plain way.
PLAIN = re.compile(
    r"(?<![A-Za-z0-9.@/_-])[a-z]*[A-Z0-9][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*"
    r"(?: [1-9](?:\.[0-9])?(?![\w.-]))?"
)


@given(st.text(st.sampled_from("abzABZ0129.-_@/ 中，"), max_size=30))
def test_tokens_begin_words(text: str) -> None:
    assert tokens(text) == PLAIN.findall(text)
