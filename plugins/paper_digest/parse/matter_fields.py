"""The fields of a paper that its front matter tells."""

from __future__ import annotations

from paper_digest.model import Bilingual, Language
from paper_digest.parse.body import Body
from paper_digest.parse.draft import Draft
from paper_digest.parse.front_matter import FrontMatter
from paper_digest.parse.language import likely_language
from paper_digest.parse.links import arxiv_id_of
from paper_digest.parse.vocabulary import Kind

_TITLES = ("title_zh", "title", "title_en")
_LINKS = ("arxiv", "arxiv_id", "arxivid", "url", "link", "paper", "paper_url", "doi", "huggingface")
_KEYS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("authors", ("authors", "author")),
    ("topics", ("topics", "topic")),
    ("tags", ("tags", "tag", "keywords", "categories", "category")),
    ("code", ("code", "github", "repo", "repository")),
    ("project", ("project", "project_page", "homepage", "website")),
    ("venue", ("venue", "conference", "journal")),
    ("pdf", ("pdf", "pdf_url")),
)
_TEXTS: tuple[tuple[str, Language | None], ...] = (("", None), ("_en", "en"), ("_zh", "zh"))
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


def tells_paper(matter: FrontMatter) -> bool:
    """Whether front matter is that of one paper: a title with an abstract, an id or a link to arXiv."""
    if not any(key in matter for key in _TITLES):
        return False
    linked = any(arxiv_id_of(matter.text(key)) for key in ("url", "link", "paper") if key in matter)
    return linked or any(key in matter for key in _TELLING)


def read_fields(draft: Draft, matter: FrontMatter, *, links: bool = True) -> None:
    """Read what front matter says of a paper.

    Args:
        draft: to be added to; values that fit no field go to its `extras`.
        matter: the front matter.
        links: whether it tells the paper's own link too.
    """
    for key in _TITLES:
        draft.add_title(matter.text(key), matter.line(key))
    for key in _LINKS if links else ():
        if (value := matter.text(key)) and not draft.take("paper", value, matter.line(key)):
            draft.extras.append(value)
    for kind, keys in _KEYS:
        values = matter.values(*keys)
        if kind == "authors" and len(values) > 1:
            # Each is one name, perhaps with a comma in it.
            values = ("; ".join(values),)
        draft.extras += [value for value in values if not draft.take_field(kind, value, matter.line(*keys))]
    if links and not draft.link and (pdf := matter.text("pdf", "pdf_url")):
        draft.take("pdf", pdf, matter.line("pdf", "pdf_url"))
    if published := matter.day("published", "date", "publication_date"):
        draft.take_field("published", str(published), matter.line("published", "date", "publication_date"))
    for suffix, language in _TEXTS:
        if text := matter.text(f"tldr{suffix}"):
            draft.take_field("summary", text, matter.line(f"tldr{suffix}"), language)
    if original := matter.text("translated_from"):
        draft.translated_from(original, matter.line("translated_from"))


def read_abstracts(matter: FrontMatter) -> Body:
    """The abstracts that front matter holds."""
    texts: dict[Language, list[str]] = {"en": [], "zh": []}
    lines: dict[Language, int] = {}
    for key in ("abstract_en", "abstract_zh", "abstract", "summary_en", "summary_zh"):
        if text := matter.text(key):
            fixed: Language | None = "en" if key.endswith("_en") else "zh" if key.endswith("_zh") else None
            language = fixed or likely_language(text)
            texts[language].append(text)
            lines.setdefault(language, matter.line(key))
    joined = Bilingual(en="\n\n".join(texts["en"]), zh="\n\n".join(texts["zh"]))
    return Body(joined, lines.get("en", 0), lines.get("zh", 0))
