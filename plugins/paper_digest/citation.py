"""Citing a paper: BibTeX, and the dates that citations need."""

from __future__ import annotations

import re

from paper_digest.model import Paper

_SPECIAL = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)
_MATH = re.compile(r"(\$[^$]+\$)")


def publication_month(paper: Paper) -> tuple[int, int] | None:
    """Year and month of publication: as the editor says, else as the arXiv id tells.

    Args:
        paper: any paper.

    Returns:
        `(year, month)`, or None. An arXiv id begins with the two last digits of the year and the
        month of submission (https://info.arxiv.org/help/arxiv_identifier.html).
    """
    if paper.metadata.published:
        return paper.metadata.published.year, paper.metadata.published.month
    digits = paper.arxiv_id.rpartition("/")[2][:4]
    if not (len(digits) == 4 and digits.isdigit() and 1 <= int(digits[2:]) <= 12):
        return None
    century = 1900 if int(digits[:2]) > 90 else 2000
    return century + int(digits[:2]), int(digits[2:])


def bibtex(paper: Paper, english_title: str, chinese_title: str) -> str:
    """A BibTeX entry.

    Args:
        paper: the paper.
        english_title: its English title, plain text with `$…$` left as it is; "" where absent.
        chinese_title: its Chinese title, likewise.

    Returns:
        An `@misc` entry in UTF-8, as biber and current BibTeX read it; an `eprint` where the paper is
        on arXiv.
    """
    when = publication_month(paper) or ((paper.date.year, paper.date.month) if paper.date else None)
    values = {
        "title": "{" + _escape(english_title or chinese_title) + "}",
        "author": " and ".join(_escape(author) for author in paper.metadata.authors),
        "year": str(when[0]) if when else "",
        "month": str(when[1]) if when else "",
        "eprint": paper.arxiv_id,
        "archiveprefix": "arXiv" if paper.arxiv_id else "",
        "howpublished": _escape(paper.metadata.venue),
        "url": _url(paper.links.abstract or paper.links.pdf),
        "note": _escape(chinese_title) if english_title else "",
    }
    key = re.sub(r"[^A-Za-z0-9.:-]+", "-", paper.id).strip("-") or "paper"
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in values.items() if value)
    return f"@misc{{{key},\n{body}}}"


def _escape(text: str) -> str:
    parts = _MATH.split(text)
    escaped = [
        part if index % 2 and _balanced(part) else part.translate(_SPECIAL)
        for index, part in enumerate(parts)
    ]
    return "".join(escaped)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _url(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
