"""Files that hold one paper, described by their front matter."""

from __future__ import annotations

from paper_digest.ids import arxiv_id_in
from paper_digest.model import Bilingual, Block, Language, Role
from paper_digest.parse.blocks import Roles, finish, read_lines
from paper_digest.parse.body import Body, read_body
from paper_digest.parse.draft import Draft
from paper_digest.parse.front_matter import FrontMatter
from paper_digest.parse.language import likely_language
from paper_digest.parse.links import Link, arxiv_id_of
from paper_digest.parse.metadata import Gathered, paper_links
from paper_digest.parse.outline import Scan
from paper_digest.parse.vocabulary import Kind
from paper_digest.source import Finding

_LINK_KEYS = ("arxiv", "arxiv_id", "arxivid", "url", "link", "paper", "paper_url", "doi", "huggingface")
_ABSTRACT_KEYS: tuple[tuple[str, Language | None], ...] = (
    ("abstract_en", "en"),
    ("abstract_zh", "zh"),
    ("abstract", None),
    ("summary_en", "en"),
    ("summary_zh", "zh"),
)
_URL_KEYS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("code", ("code", "github", "repo", "repository")),
    ("project", ("project", "project_page", "homepage", "website")),
)
_TELLING = (
    "abstract",
    "abstract_en",
    "abstract_zh",
    "arxiv",
    "arxiv_id",
    "arxivid",
    "paper_url",
    "pdf",
    "pdf_url",
)


def is_one_paper(matter: FrontMatter, scanned: Scan, papers: int) -> bool:
    """Whether a file is about one paper that its front matter describes.

    It is where the front matter has a title together with an abstract, an arXiv id, a PDF or a link
    to arXiv; together with authors or a Chinese title, where no two headings are papers; and with a
    title alone, where no heading is one and its lines name one arXiv paper.

    Args:
        matter: the front matter.
        scanned: the file.
        papers: how many of its headings are papers.

    Returns:
        Whether it is; never without front matter.
    """
    if not matter.end or not any(key in matter for key in ("title", "title_en", "title_zh")):
        return False
    if any(key in matter for key in _TELLING):
        return True
    if any(arxiv_id_of(matter.text(key)) for key in ("url", "link", "paper") if key in matter):
        return True
    if papers > 1:
        return False
    if "authors" in matter and "title_zh" in matter:
        return True
    if papers:
        return False
    named = {found for line in scanned.lines[scanned.start :] if "/" in line and (found := arxiv_id_in(line))}
    return len(named) == 1


def read_one_paper(matter: FrontMatter, scanned: Scan, roles: Roles, findings: list[Finding]) -> Block:
    """Read a file about one paper; all its text is the paper's.

    Args:
        matter: the front matter.
        scanned: the file.
        roles: the roles of its lines, to be filled in behind the front matter.
        findings: to be added to.

    Returns:
        The block.
    """
    draft = Draft(matter.line("title", "title_en", "title_zh"))
    for key in ("title", "title_en", "title_zh"):
        if title := matter.text(key):
            draft.add_title(title, matter.line(key))
    _read_links(draft, matter)
    read_fields(draft.gathered, matter)
    start = scanned.start
    first = next((i for i in range(start, len(scanned.lines)) if scanned.lines[i].strip()), start)
    if scanned.headings and scanned.headings[0].index == first and scanned.headings[0].level == 1:
        draft.add_title(scanned.headings[0].text, first + 1)
        roles[first] = Role.TITLE
        start = first + 1
    body = read_lines(draft, scanned, start, len(scanned.lines), roles)
    told = _abstracts(matter)
    block = finish(draft, scanned, body, len(scanned.lines), may_be_empty=bool(told.text))
    findings.extend(draft.findings)
    if not told.text:
        return block
    text = read_body(scanned.lines, body, scanned.verbatim, draft.extras)
    return draft.build(block.end_line, _joined(told, text))


def _read_links(draft: Draft, matter: FrontMatter) -> None:
    for key in _LINK_KEYS:
        value = matter.text(key)
        if not value:
            continue
        links = paper_links(value)
        if not links and (found := arxiv_id_in(f"arXiv:{value}")):
            links = [Link("", f"https://arxiv.org/abs/{found}")]
        if links:
            draft.add_links(links, matter.line(key), titles=False)
        else:
            draft.extras.append(value)
    if pdf := matter.text("pdf", "pdf_url"):
        line = matter.line("pdf", "pdf_url")
        if not draft.gathered.take("pdf", pdf, line):
            draft.extras.append(pdf)
        elif not draft.link:
            draft.add_links([Link("", pdf)], line, titles=False)


def read_fields(gathered: Gathered, matter: FrontMatter) -> None:
    """Read the fields of `Metadata` that front matter can hold, apart from the PDF."""
    lists: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("authors", ("authors", "author")),
        ("topics", ("topics", "topic")),
        ("tags", ("tags", "tag", "keywords", "categories", "category")),
        *_URL_KEYS,
    )
    targets = {"authors": gathered.authors, "topics": gathered.topics, "tags": gathered.tags}
    targets |= {"code": gathered.code, "project": gathered.project}
    for kind, keys in lists:
        if found := matter.texts(*keys):
            targets[kind].extend(found)
            gathered.lines[kind] = matter.line(*keys)
    if venue := matter.text("venue", "conference", "journal"):
        gathered.venue = venue
        gathered.lines["venue"] = matter.line("venue", "conference", "journal")
    if published := matter.day("published", "date"):
        gathered.published = published
        gathered.lines["published"] = matter.line("published", "date")
    languages: tuple[tuple[str, Language | None], ...] = (
        ("tldr", None),
        ("tldr_en", "en"),
        ("tldr_zh", "zh"),
    )
    for key, language in languages:
        if (text := matter.text(key)) and gathered.summarise(text, language):
            gathered.lines.setdefault("summary", matter.line(key))
    original = matter.text("translated_from").lower()
    if original[:2] in ("en", "zh"):
        gathered.translated_from = {"en": "zh"} if original.startswith("zh") else {"zh": "en"}
        gathered.lines["translated_from"] = matter.line("translated_from")


def _abstracts(matter: FrontMatter) -> Body:
    texts: dict[Language, list[str]] = {"en": [], "zh": []}
    lines: dict[Language, int] = {}
    for key, fixed in _ABSTRACT_KEYS:
        if text := matter.text(key):
            language = fixed or likely_language(text)
            texts[language].append(text)
            lines.setdefault(language, matter.line(key))
    joined = Bilingual(en="\n\n".join(texts["en"]), zh="\n\n".join(texts["zh"]))
    return Body(joined, lines.get("en", 0), lines.get("zh", 0))


def _joined(told: Body, text: Body) -> Body:
    def join(one: str, other: str) -> str:
        return "\n\n".join(part for part in (one, other) if part)

    return Body(
        Bilingual(en=join(told.text.en, text.text.en), zh=join(told.text.zh, text.text.zh)),
        told.en_line or text.en_line,
        told.zh_line or text.zh_line,
    )
