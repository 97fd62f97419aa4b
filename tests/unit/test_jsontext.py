from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from paper_digest.jsontext import compact, encode, for_script, without_absent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def test_absent_values_are_left_out_at_every_depth() -> None:
    value: dict[str, object] = {
        "a": "",
        "b": None,
        "c": [],
        "d": {},
        "e": {"f": "", "g": []},
        "h": 0,
        "i": False,
        "j": ("x", ""),
    }
    assert without_absent(value) == {"h": 0, "i": False, "j": ["x", ""]}


def test_keys_keep_their_order_and_text_its_letters() -> None:
    assert compact({"z": "中文", "a": 1, "b": ""}) == '{"z":"中文","a":1}'


def test_nothing_can_end_a_script_element() -> None:
    assert for_script({"a": "</script><!-- & -->"}) == (
        '{"a":"\\u003c/script\\u003e\\u003c!-- \\u0026 --\\u003e"}'
    )


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_for_script_is_the_same_json(value: dict[str, object]) -> None:
    text = for_script(value)
    assert not set("<>&") & set(text)
    assert json.loads(text) == json.loads(compact(value)) == without_absent(value)


@given(JSON | st.text(st.characters()) | st.floats(-1000, 1000).map(lambda number: round(number, 4)))
def test_what_is_encoded_is_what_python_itself_encodes(value: object) -> None:
    assert encode(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
