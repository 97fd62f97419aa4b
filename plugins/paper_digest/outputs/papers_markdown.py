"""`/papers/<id>/index.md`: every paper as Markdown, beside its page.

The file is made of the sources, not of the page: front matter with what `papers.json` says, then titles
and texts. Digests are untrusted, and whoever shows it may be less careful than the site is, so
that no text in it can begin an HTML element or a link to a script, whatever dialect it is read in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from paper_digest import jsontext
from paper_digest.model import LANGUAGES, Bilingual, Language, Paper
from paper_digest.outputs.data import paper_record
from paper_digest.plan import PaperPage
from paper_digest.render.options import Options
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


def markdown_path(paper: Paper) -> str:
    """The file, relative to the site's root, wherever the paper's page is."""
    return f"papers/{paper.id}/index.md"


def paper_markdown(page: PaperPage, options: Options, url: Callable[[str], str]) -> str:
    """A paper as Markdown.

    Args:
        page: the paper's page.
        options: what is known of the project.
        url: from a page's source path to its address relative to the site's root.

    Returns:
        Markdown: front matter in the part of YAML that is JSON too, then titles, abstracts, and what
        other digests say differently.
    """
    record = paper_record(page, options, lambda uri: options.site_url + url(uri))
    lines = (f"{key}: {jsontext.encode(value)}\n" for key, value in record.items())
    head = _ESCAPED.sub(_escape, "".join(lines))
    body = "\n\n".join(part for part in _parts(page) if part)
    return f"---\n{head}---\n\n{body}\n"


def _parts(page: PaperPage) -> Iterator[str]:
    paper = page.paper
    yield f"# {_line(paper.title.any())}"
    yield _line(paper.title.zh) if paper.title.en else ""
    yield from _sections("##", paper.metadata.summary, words("summary"))
    yield from _sections("##", paper.abstract, words("abstract"))
    for variant in paper.variants:
        digest = next(digest for digest in page.digests if digest.id == variant.digest_id)
        name = words("variant", name=digest_name(digest))
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
