"""`/papers/<id>/index.md`: every paper as Markdown, beside its page.

A twin is made of the sources, not of the page: front matter with what `papers.json` says, then titles
and texts. Digests are untrusted, and whoever shows a twin may be less careful than the site is, so
that no text in it can begin an HTML element or a link to a script, whatever dialect it is read in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from paper_digest import jsontext
from paper_digest.model import LANGUAGES, Bilingual, Language, Paper
from paper_digest.plan import Plan
from paper_digest.render.text import plain_title
from paper_digest.render.words import LANG, digest_name, words

# What YAML must not hold as it is, or takes for an end of line.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# A space makes no tag either, and reads better in code and formulas than an entity, which they show.
_VERBATIM = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]+`|\$\$.*?\$\$|\$[^$\n]+\$)", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"\{(?=[^{}\n]*\b(?:on\w+|href|src|srcdoc|style|action|formaction)\s*=)", re.IGNORECASE
)
_LINK = re.compile(r"\](?=\(\s*+(?!https?://|mailto:))", re.IGNORECASE)
_REFERENCE = re.compile(r"\](?=:\s*+(?!https?://|mailto:))", re.IGNORECASE)


def twin_path(paper: Paper) -> str:
    """A twin's file, relative to the site's root, wherever the paper's page is."""
    return f"papers/{paper.id}/index.md"


def twin(paper: Paper, plan: Plan, record: Callable[[Paper], dict[str, Any]], site_url: str) -> str:
    """A paper as Markdown.

    Args:
        paper: the paper.
        plan: the site.
        record: what `papers.json` says of a paper.
        site_url: the site's own address, "" where it has none.

    Returns:
        Markdown: front matter in the part of YAML that is JSON too, then titles, abstracts, and what
        other digests say differently.
    """
    told = record(paper)
    told["url"] = site_url + told["url"]
    for digest in told["digests"]:
        digest["url"] = site_url + digest["url"]
    lines = (f"{key}: {jsontext.encode(value)}\n" for key, value in told.items())
    head = _ESCAPED.sub(_escape, "".join(lines))
    body = "\n\n".join(part for part in _parts(paper, plan) if part)
    return f"---\n{head}---\n\n{body}\n"


def _parts(paper: Paper, plan: Plan) -> Iterator[str]:
    yield f"# {_line(paper.title.any())}"
    yield _line(paper.title.zh) if paper.title.en else ""
    yield from _sections("##", paper.metadata.summary, words("summary"))
    yield from _sections("##", paper.abstract, words("abstract"))
    for variant in paper.variants:
        name = words("variant", name=digest_name(plan.corpus.digest[variant.digest_id]))
        yield f"## {_line(name.en)}"
        yield from (_line(variant.title.get(language)) for language in variant.title.languages)
        yield from _sections("###", variant.text, words("abstract"))


def _sections(mark: str, text: Bilingual, heading: Bilingual) -> Iterator[str]:
    for language in LANGUAGES:
        if text.get(language):
            yield f"{mark} {heading.get(language)} ({_LANGUAGE[language]})"
            yield harmless(text.get(language))


_LANGUAGE: dict[Language, str] = {language: LANG[language] for language in LANGUAGES}


def _line(title: str) -> str:
    """A title as one line that begins no block of its own."""
    return harmless(" ".join(plain_title(title).split()))


def harmless(text: str) -> str:
    """A Markdown text in which no HTML element begins, and no link leads but to the web or to mail.

    Args:
        text: Markdown, trusted in nothing.

    Returns:
        The text, which reads the same: `<` before a name as an entity, or with a space behind it in
        code and formulas; a space between the parts of other links, which so are none; an entity for the
        brace of what some dialects take for an element's attributes.
    """
    if "<" in text and _TAG.search(text):
        pieces = _VERBATIM.split(text)
        # Whatever the split takes for code or prose, neither replacement leaves a tag.
        text = "".join(_TAG.sub("< " if i % 2 else "&lt;", piece) for i, piece in enumerate(pieces))
    if "](" in text:
        text = _LINK.sub("] ", text)
    if "]:" in text:
        text = _REFERENCE.sub("] ", text)
    if "{" in text:
        text = _ATTRIBUTES.sub("&#123;", text)
    return _CONTROL.sub("\ufffd", text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
