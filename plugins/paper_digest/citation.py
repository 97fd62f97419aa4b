"""What citations need to know of a paper that its sources do not say outright."""

from __future__ import annotations

import re

from paper_digest.model import Paper

# As `theme/assets/cite/formats.js` has them.
_JOURNAL = re.compile(
    r"\b(?:journal|transactions|letters|magazine|annals|jmlr|tmlr|tacl|tpami|pnas)\b"
    r"|^(?:nature|science|cell)\b|学报|期刊|杂志",
    re.IGNORECASE | re.ASCII,
)
_MEETING = re.compile(r"\b(?:conference|proceedings|workshop|symposium|meeting)\b", re.IGNORECASE | re.ASCII)


def submission_month(paper: Paper) -> tuple[int, int] | None:
    """Year and month in which a paper came to arXiv, None where it did not.

    An arXiv id begins with the two last digits of the year and the month of submission
    (https://info.arxiv.org/help/arxiv_identifier.html).
    """
    digits = paper.arxiv_id.rpartition("/")[2][:4]
    if not (len(digits) == 4 and digits.isdigit() and 1 <= int(digits[2:]) <= 12):
        return None
    century = 1900 if int(digits[:2]) > 90 else 2000
    return century + int(digits[:2]), int(digits[2:])


def is_journal(venue: str) -> bool:
    """Whether a venue is a journal, rather than a meeting."""
    return bool(_JOURNAL.search(venue)) and not _MEETING.search(venue)
