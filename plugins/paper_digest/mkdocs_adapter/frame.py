"""The script in every page's head: the language, and the parts of the header that need a script."""

from __future__ import annotations

import json
import re

import jinja2
from mkdocs.config.defaults import MkDocsConfig

from paper_digest.render.finish import compact, split_languages

_PIECE = re.compile(r"<!--piece:([a-z]+)-->")
_SCRIPT = re.compile(r"</?script>")
_WORKER = re.compile(r"assets/javascripts/workers/search\.[0-9a-f]+\.min\.js")


def make_frame(script: str, env: jinja2.Environment, config: MkDocsConfig) -> str:
    """Render the header's parts by the theme and put them into the script.

    Args:
        script: the package's `frame.js`, in which `PIECES` stands for the parts.
        env: the theme's templates.
        config: MkDocs's configuration.

    Returns:
        The script. The parts are the same on every page, and hold no links.
    """
    template = env.get_template("paper-digest/frame.html")
    rendered = template.render(config=config, paper_digest_search_worker=search_worker(env))
    names_and_pieces = _PIECE.split(rendered)[1:]
    pieces = dict(zip(names_and_pieces[::2], names_and_pieces[1::2], strict=True))
    header = json.dumps(compact(split_languages(pieces["header"])), ensure_ascii=False)
    palette = _SCRIPT.sub(";", pieces["palette"]).strip()
    parts = f'{{"header": {header}, "palette"() {{{palette}}}, "config": {pieces["config"].strip()}}}'
    return script.replace("(PIECES)", f"({parts})")


def search_worker(env: jinja2.Environment) -> str:
    """The path of the theme's search worker, whose name changes with each of its versions."""
    loader = env.loader
    source = loader.get_source(env, "base.html")[0] if loader else ""
    match = _WORKER.search(source)
    return match[0] if match else ""
