"""Where a paper is found elsewhere: what its blocks link to, and what its id makes."""

from __future__ import annotations

from collections.abc import Iterable

from paper_digest.ids import arxiv_id_of_url
from paper_digest.model import Links, Metadata


def links_of(
    arxiv_id: str, own: Iterable[str], metadata: Metadata, found: Iterable[tuple[str, str]]
) -> Links:
    """Collect a paper's links; those that an editor names come before those found in the text.

    Args:
        arxiv_id: without version, "" for none.
        own: the links of its blocks, as written.
        metadata: its metadata, merged.
        found: what `urls.links_in` finds in its texts.
    """
    code, project, other = list(metadata.code), list(metadata.project), []
    abstract = f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else ""
    pdf = metadata.pdf if _is_of_the_web(metadata.pdf) else ""
    if arxiv_id and not pdf:
        pdf = f"https://arxiv.org/pdf/{arxiv_id}"
    for link in own:
        # Most links are the one that the id makes, which nobody need look at closely.
        if link == abstract or arxiv_id_of_url(link) or not _is_of_the_web(link):
            continue
        if link.lower().endswith(".pdf"):
            pdf = pdf or link
        elif not abstract:
            abstract = link
        else:
            other.append(link)
    sink = {"code": code, "project": project, "other": other}
    for kind, url in found:
        sink[kind].append(url)
    if code or project:
        code = _distinct(code)
        known = {_same(url) for url in code}
        project = [url for url in _distinct(project) if _same(url) not in known]
    if other:
        named = {_same(url) for url in (abstract, pdf, *code, *project)}
        other = [url for url in _distinct(other) if _same(url) not in named]
    new_style = arxiv_id and "/" not in arxiv_id
    return Links(
        abstract=abstract,
        pdf=pdf,
        html=f"https://arxiv.org/html/{arxiv_id}" if new_style else "",
        huggingface=f"https://huggingface.co/papers/{arxiv_id}" if new_style else "",
        code=tuple(code),
        project=tuple(project),
        other=tuple(other),
    )


def _same(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/").lower()


def _distinct(urls: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for url in urls:
        if _is_of_the_web(url):
            kept.setdefault(_same(url), url)
    return list(kept.values())


def _is_of_the_web(url: str) -> bool:
    """Whether a URL may become a link: whoever reads the data should not meet `javascript:` either."""
    return url.lower().startswith(("https://", "http://"))
