"""What the site publishes for programs: data, feeds, schemas and `llms.txt`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files

from paper_digest.outputs.abstracts import abstracts_json, abstracts_path, papers_by_year
from paper_digest.outputs.data import papers_json
from paper_digest.outputs.feeds import feed_files
from paper_digest.outputs.llms import llms_txt
from paper_digest.outputs.trends import trends_csv, trends_json
from paper_digest.render.pages import Renderer

Make = Callable[[], str | Iterator[str] | bytes]
"""Makes a file's content: text, whole or in pieces, or bytes."""

SCHEMAS = ("papers.schema.json", "abstracts.schema.json", "trends.schema.json")


def data_files(renderer: Renderer) -> Iterator[tuple[str, Make]]:
    """All files for programs.

    Args:
        renderer: of the site's plan.

    Yields:
        Path relative to the site's root, and what makes the file's text.
    """
    plan, options, url = renderer.plan, renderer.options, renderer.url
    yield "data/papers.json", partial(papers_json, plan, options, url)
    yield from feed_files(renderer)
    for year, papers in papers_by_year(plan).items():
        yield abstracts_path(year), partial(abstracts_json, year, papers, options.site_url)
    yield "data/trends.json", partial(trends_json, plan, options.site_url, url)
    yield "data/trends.csv", partial(trends_csv, plan)
    for name in SCHEMAS:
        schema = files("paper_digest").joinpath("outputs", "schemas", name)
        yield f"data/{name}", partial(schema.read_text, encoding="utf-8")
    site = (options.site_name, options.description, options.site_url)
    yield "llms.txt", partial(llms_txt, plan, *site, url)
