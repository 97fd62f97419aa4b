"""The templates of articles: compiled once, with the interface's words in them, and cheap to fill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.nodes import Expr
from jinja2.runtime import Context
from markupsafe import Markup, escape

from paper_digest.render.compiled import CompiledTemplates
from paper_digest.render.finish import VERBATIM_TAGS, compact
from paper_digest.render.options import Options
from paper_digest.render.words import interface

COMPILED = CompiledTemplates()
_BLOCK = r"</?(?:div|h[1-6]|li|nav|ol|p|section|ul)\b[^<>]*>"
_BEFORE = re.compile(rf"\s*\n\s*(?={_BLOCK})")
_AFTER = re.compile(rf"({_BLOCK})\s*\n\s*")
_WORDS = re.compile(r"\{\{ *ui\.(?:plain\('(?P<plain>\w+)'\)|(?P<key>\w+)) *\}\}")


def environment_of(template_dirs: Iterable[str]) -> Environment:
    """What the templates of articles are compiled for, see `Options.template_dirs`; they share one cache."""
    own = [FileSystemLoader(f"{folder}/paper-digest/articles") for folder in template_dirs]
    return _Environment(
        loader=ChoiceLoader([*own, PackageLoader("paper_digest", "theme/articles")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=COMPILED,
        extensions=[_Tightened, _WordsInside],
    )


class Templates:
    """The templates by name. Their text is trusted; all that they are given is escaped."""

    def __init__(self, options: Options, values: Mapping[str, Any]) -> None:
        """Prepare.

        Args:
            options: says in which folders templates come before the package's own.
            values: what every template can use.
        """
        self._environment = environment_of(options.template_dirs)
        self._environment.globals |= values
        self._templates: dict[str, tuple[Template, dict[str, Any]]] = {}

    def fill(self, name: str, values: Mapping[str, Any]) -> str:
        """Fill in a template.

        Args:
            name: the template's name without its ending.
            values: what it can use besides.

        Returns:
            HTML without indentation.
        """
        known = self._templates.get(name)
        if known is None:
            template = self._environment.get_template(f"{name}.html")
            # Jinja's own way to a context copies a chain of mappings, which takes longer than to fill it in.
            known = self._templates[name] = template, dict(template.globals)
        template, shared = known
        context = Context(self._environment, {**shared, **values}, template.name, template.blocks)
        try:
            markup = "".join(template.root_render_func(context))
        except Exception:
            self._environment.handle_exception()
        # Material's search takes attributes of its own out of pages, and text that looks like one.
        return compact(markup).replace("data-search-", "data&#45;search-")


class _Generator(CodeGenerator):
    """Compiles templates to leave alone at once what is markup already, as most of it is."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Environment(Environment):
    code_generator_class = _Generator

    @staticmethod
    def escaped(value: Any) -> Markup:
        """What `escape` returns, without making it anew."""
        return value if type(value) is Markup else escape(value)


class _Tightened(Extension):
    """Takes line ends beside blocks out of templates: nobody sees them, and every page would carry them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Take them out, unless white space is meant somewhere."""
        meant = "raw" in source or any(tag in source for tag in VERBATIM_TAGS)
        return source if meant else _BEFORE.sub("", _AFTER.sub(r"\1", source))


class _WordsInside(Extension):
    """Writes the interface's words into templates before they are compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace what asks for words by these, unless a template shows such text as it is."""
        return source if "raw" in source else _WORDS.sub(_word, source)


def _word(match: re.Match[str]) -> str:
    ui = interface()
    try:
        said = str(escape(ui.plain(match["plain"]) if match["plain"] else getattr(ui, match["key"])))
    except (AttributeError, KeyError):
        return match[0]
    return match[0] if "{" in said else said
