"""One file in the main form of digests, which is read again as the same papers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_digest.export.volume import Choice, Volume, languages_of
from paper_digest.model import Bilingual, Language, Paper
from paper_digest.outputs.papers_markdown import harmless

_KEYS = {
    "authors": Bilingual("Authors", "作者"),
    "venue": Bilingual("Venue", "会议"),
    "tags": Bilingual("Tags", "标签"),
    "code": Bilingual("Code", "代码"),
    "project": Bilingual("Project", "项目"),
    "pdf": Bilingual("PDF", "PDF"),
    "summary": Bilingual("TL;DR", "一句话总结"),
}
_LINE_END = re.compile(r"\s*\n\s*")


def markdown(volume: Volume, choice: Choice) -> bytes:
    """A volume as one file.

    Args:
        volume: what it holds.
        choice: of languages.

    Returns:
        Markdown in UTF-8 in which no HTML element begins.
    """
    lines = [
        line for part in volume.parts for line in _part(part.title, part.introduction, part.papers, choice)
    ]
    return ("\n\n".join(line for line in lines if line) + "\n").encode()


def _part(
    title: Bilingual, introduction: Bilingual, papers: tuple[tuple[str, Paper], ...], choice: Choice
) -> Iterator[str]:
    main: Language = "en" if choice == "en" else "zh"
    yield f"# {harmless(title.any(main))}"
    yield from _in_choice(introduction, choice)
    categories = any(section for section, _ in papers)
    above = ""
    for section, paper in papers:
        if section and section != above:
            yield f"## {_one_line(section)}"
        above = section
        yield from _paper(paper, "###" if categories else "##", choice)


def _paper(paper: Paper, mark: str, choice: Choice) -> Iterator[str]:
    title, url = paper.title, paper.links.abstract or paper.links.pdf
    url = url or next(iter(paper.links.other), "")
    heading = f"{mark} {_one_line(title.en or title.zh)}"
    label = _one_line(title.zh) if title.en and title.zh else "Paper"
    yield f"{heading}\n[{label}]({url})" if url else heading
    yield "\n".join(_fields(paper, "en" if choice == "en" else "zh"))
    yield from _in_choice(paper.abstract, choice)


def _fields(paper: Paper, language: Language) -> Iterator[str]:
    known = paper.metadata
    others = [{"en": "et al.", "zh": "等"}[language]] if known.more_authors else []
    values = {
        "authors": ", ".join([*known.authors, *others]),
        "venue": known.venue,
        "tags": ", ".join(known.tags),
        "code": " ".join(paper.links.code[:1]),
        "project": " ".join(paper.links.project[:1]),
        "summary": known.summary.any(language),
    }
    for key, value in values.items():
        if value:
            yield f"- {_KEYS[key].get(language)}: {_one_line(value)}"


def _in_choice(text: Bilingual, choice: Choice) -> Iterator[str]:
    there = [one for one in languages_of(choice) if text.get(one)] or text.languages
    yield from (harmless(text.get(language)) for language in there)


def _one_line(text: str) -> str:
    return harmless(_LINE_END.sub(" ", text.strip()))
