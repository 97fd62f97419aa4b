"""Templates that were compiled elsewhere are what they would be here, or are not used."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from jinja2 import DictLoader, Environment

from paper_digest.render.compiled import Compiled, CompiledTemplates, compile_templates

TEMPLATES = {
    "page": "{% extends 'base' %}{% block body %}{{ word | upper }}{% include 'part' %}{% endblock %}",
    "base": "<{% block body %}{% endblock %}>",
    "part": "!{{ 'a' | mark }}",
    "bad": "{% if %}",
    "alone": "1",
    "deep": "{% for a in b %}" * 25 + "{% endfor %}" * 25,
}


def environment(
    cache: CompiledTemplates, templates: Mapping[str, str] = TEMPLATES, mark: str = "*"
) -> Environment:
    made = Environment(loader=DictLoader(templates), bytecode_cache=cache)
    made.filters["mark"] = MARKS[mark]
    return made


MARKS = {"*": lambda text: f"{text}*", "+": lambda text: f"{text}+"}


def compiled_for(names: tuple[str, ...]) -> list[Compiled]:
    return compile_templates(environment(CompiledTemplates()), names)


def expecting(made: list[Compiled]) -> CompiledTemplates:
    cache = CompiledTemplates()
    assert cache.is_empty
    cache.expect(environment(cache), lambda: made)
    assert not cache.is_empty
    return cache


def test_a_template_comes_with_all_that_it_names_and_mistakes_are_left_out() -> None:
    assert len(compiled_for(("page",))) == 3
    assert len(compiled_for(("bad", "nowhere", "deep", "alone"))) == 1


def test_what_comes_from_elsewhere_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environment(expecting(compiled_for(("page",))))

    def not_again(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Environment, "_parse", not_again)
    assert env.get_template("page").render(word="a") == "<A!a*>"


def test_another_text_or_other_settings_are_compiled_here() -> None:
    made = compiled_for(("page",))
    other = environment(expecting(made), {**TEMPLATES, "base": "[{% block body %}{% endblock %}]"})
    assert other.get_template("page").render(word="a") == "[A!a*]"
    # Jinja works out filters of constants when it compiles.
    marked = environment(expecting(made), mark="+")
    assert marked.get_template("page").render(word="a") == "<A!a+>"


def test_nothing_is_asked_for_twice() -> None:
    asked: list[int] = []
    cache = CompiledTemplates()

    def coming() -> list[Compiled]:
        asked.append(1)
        return []

    cache.expect(environment(cache), coming)
    for name in ("alone", "page"):
        environment(cache).get_template(name)
    assert asked == [1]
