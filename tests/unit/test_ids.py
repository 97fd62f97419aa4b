from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.ids import arxiv_id_in, arxiv_id_of_url, bare_arxiv_id, paper_id_of_arxiv, slug


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://arxiv.org/abs/2503.14847", "2503.14847"),
        ("http://www.arxiv.org/pdf/2503.14847v2", "2503.14847"),
        ("https://arxiv.org/pdf/2503.14847v12.pdf", "2503.14847"),
        ("https://arxiv.org/html/2503.14847#S1", "2503.14847"),
        ("arxiv.org/abs/0704.0001", "0704.0001"),
        ("https://huggingface.co/papers/2309.12499", "2309.12499"),
        ("https://hf.co/papers/2309.12499", "2309.12499"),
        ("https://www.alphaxiv.org/abs/2309.12499", "2309.12499"),
        ("https://ar5iv.org/abs/2309.12499", "2309.12499"),
        ("https://arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("https://arxiv.org/abs/math.GT/0309136v1", "math.GT/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org.org/abs/2503.14847", ""),
        ("https://arxiv.org/abs/2513.14847", ""),
        ("https://arxiv.org/abs/2503.148471", ""),
        ("https://arxiv.org/list/cs.CL/recent", ""),
        ("https://example.org/abs/2503.14847", ""),
        ("", ""),
    ],
)
def test_ids_of_links(url: str, expected: str) -> None:
    assert arxiv_id_of_url(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见 arXiv:2503.14847v2。", "2503.14847"),
        ("arXiv： cs/0112017", "cs/0112017"),
        ("first arXiv:2501.00001, then https://arxiv.org/abs/2502.00002", "2501.00001"),
        ("first https://arxiv.org/abs/2502.00002, then arXiv:2501.00001", "2502.00002"),
        ("2503.14847 alone is a number", ""),
    ],
)
def test_ids_in_texts(text: str, expected: str) -> None:
    assert arxiv_id_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 2503.14847v3 ", "2503.14847"),
        ("arXiv:2503.14847", "2503.14847"),
        ("2503.14847 x", ""),
        ("cs/0112017", "cs/0112017"),
    ],
)
def test_bare_ids(text: str, expected: str) -> None:
    assert bare_arxiv_id(text) == expected


def test_paper_ids() -> None:
    assert paper_id_of_arxiv("2504.01990") == "2504.01990"
    assert paper_id_of_arxiv("cs/0112017") == "cs-0112017"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agents That Plan!", "agents-that-plan"),
        ("大模型：一项综述", "大模型-一项综述"),
        ("ＡＢＣ １２", "abc-12"),
        ("snake_case", "snake-case"),
        ("…", ""),
        ("word " * 30, "-".join(["word"] * 16)),
        ("x" * 100, "x" * 80),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_a_safe_segment_of_a_url(text: str) -> None:
    made = slug(text)
    assert len(made) <= 80
    assert not set(made) & set("/\\?#%.:& <>\"'\x00\n")
    assert made == made.strip("-")
    assert slug(made) == made
    assert all(unicodedata.category(char)[0] in "LMN" or char == "-" for char in made)


@given(
    st.from_regex(r"\d{2}(0[1-9]|1[0-2])\.\d{5}", fullmatch=True, alphabet=st.characters(codec="ascii")),
    st.integers(1, 20),
)
def test_every_id_is_found_in_every_form(arxiv_id: str, version: int) -> None:
    for form in (
        "https://arxiv.org/abs/{}",
        "https://arxiv.org/pdf/{}.pdf",
        "https://huggingface.co/papers/{}",
    ):
        assert arxiv_id_of_url(form.format(f"{arxiv_id}v{version}")) == arxiv_id
    assert arxiv_id_in(f"（arXiv:{arxiv_id}v{version}）") == arxiv_id
