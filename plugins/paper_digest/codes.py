"""Every kind of diagnostic. `docs/diagnostics.md` lists them for editors."""

from __future__ import annotations

from paper_digest.diagnostics import Code, Severity

_ERROR, _WARNING, _NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

UNREADABLE_FILE = Code(
    "unreadable-file",
    _ERROR,
    "A file or folder could not be read.",
    "Check that it exists, that it is a file and that you may read it.",
)
UNDECODABLE = Code(
    "undecodable",
    _ERROR,
    "Some bytes of a file are text in no encoding that is known; they are shown as �.",
    "Save the file as UTF-8.",
)
ENCODING = Code(
    "encoding",
    _WARNING,
    "A file is in another encoding than UTF-8; it was read all the same.",
    "Save the file as UTF-8.",
)
CONTROL_CHARACTERS = Code(
    "control-characters",
    _WARNING,
    "A line holds invisible control characters; they are shown as �.",
    "Delete them.",
)
BEYOND_LIMITS = Code(
    "beyond-limits",
    _WARNING,
    "A text is longer or more nested than papers need; it is shown as it was written.",
    "Make it shorter or simpler.",
)
EMPTY_FILE = Code(
    "empty-file",
    _WARNING,
    "A file holds nothing.",
    "Write the digest, or delete the file.",
)
NO_PAPERS = Code(
    "no-papers",
    _NOTICE,
    "A digest names no paper in any form that is read.",
    "Write papers in one of the forms of formats.md, or keep the file elsewhere.",
)
PAPERS_LEFT_OUT = Code(
    "papers-left-out",
    _WARNING,
    "Lines of a file name papers in no form that is read; they are shown as text.",
    "Give each paper a title beside its link, in one of the forms of formats.md.",
)
NO_TITLE = Code(
    "no-title",
    _WARNING,
    "Nothing tells a paper's title; its id or address is shown instead.",
    "Write the title beside the link.",
)
NO_DIGESTS = Code(
    "no-digests",
    _WARNING,
    "No digest was found.",
    "Name the folder of your digests under the option digests of the plugin.",
)
TRANSLATION_WRONG = Code(
    "translation-wrong",
    _ERROR,
    "A Chinese abstract cannot be right: its source has other formulas, addresses or paragraphs.",
    "Compare it with the English abstract.",
)
TRANSLATION_DOUBTFUL = Code(
    "translation-doubtful",
    _WARNING,
    "A Chinese abstract has other numbers or names than its source.",
    "Compare it with the English abstract.",
)
TRANSLATION_TERM = Code(
    "translation-term",
    _NOTICE,
    "A Chinese abstract renders a term in another way than the glossary.",
    "Use the usual rendering, or add this one in glossary.yml.",
)
NOT_PUBLISHED = Code(
    "not-published",
    _NOTICE,
    "Files beside digests or overlays are not published.",
    "Keep pages and pictures of your own outside of these folders.",
)
PICTURE_LEFT_OUT = Code(
    "picture-left-out",
    _WARNING,
    "A digest shows a picture that is not published with the site.",
    "Name a PNG, JPEG, GIF, WebP or AVIF file of the project, of at most 5 MB, as seen from the digest.",
)
DUPLICATE_DIGEST = Code(
    "duplicate-digest",
    _ERROR,
    "Two files would have the same page; the second is left out.",
    "Rename one of them.",
)
BAD_FRONT_MATTER = Code(
    "bad-front-matter",
    _ERROR,
    "The front matter is not YAML, so that it is left out or only partly read.",
    "Mend the line; texts that hold a colon or begin with a sign need quotes.",
)
FRONT_MATTER_TYPE = Code(
    "front-matter-type",
    _WARNING,
    "A value of the front matter is of another kind than its key needs.",
    "Write the value as formats.md shows it.",
)
UNKNOWN_KEY = Code(
    "unknown-key",
    _WARNING,
    "A key of the front matter resembles one that is read, but is not one.",
    "Correct the key.",
)
IGNORED_KEY = Code(
    "ignored-key",
    _NOTICE,
    "A key of the front matter means nothing here and is left out.",
    "Leave it if another program reads it.",
)
BAD_DATE = Code(
    "bad-date",
    _WARNING,
    "A date is no day of the calendar, or in no form that is read.",
    "Write it as YYYY-MM-DD.",
)
DATE_CONFLICT = Code(
    "date-conflict",
    _WARNING,
    "Two places tell different dates of one digest; the first one named is used.",
    "Correct the wrong one.",
)
NO_LINK = Code(
    "no-link",
    _WARNING,
    "A block names no paper: it has neither a link nor an arXiv id.",
    "Put the paper's link below the title: [中文标题](https://arxiv.org/abs/…).",
)
MISTYPED_HOST = Code(
    "mistyped-host",
    _ERROR,
    "A link leads to a host that is nearly, but not, arxiv.org.",
    "Correct it to arxiv.org.",
)
BAD_ARXIV_LINK = Code(
    "bad-arxiv-link",
    _WARNING,
    "A link to arXiv holds no valid arXiv id.",
    "Correct the id: https://arxiv.org/abs/YYMM.number.",
)
UNKNOWN_HOST = Code(
    "unknown-host",
    _NOTICE,
    "The link of a paper leads to a host that is not known for papers.",
    "Check that the link is right.",
)
UNCLOSED_LINK = Code(
    "unclosed-link",
    _WARNING,
    "The bracket behind a link's URL is missing; the link was read all the same.",
    "Add the closing bracket.",
)
CONFLICTING_IDS = Code(
    "conflicting-ids",
    _WARNING,
    "One block links to two different papers; the first is used, the other link is kept in its text.",
    "Remove the wrong link, or give the second paper a heading of its own.",
)
UNTRANSLATED_TITLE = Code(
    "untranslated-title",
    _NOTICE,
    "The link text of a paper holds no Chinese.",
    "Write the Chinese title as the link text.",
)
EMPTY_BLOCK = Code(
    "empty-block",
    _WARNING,
    "A block has a title and a link, but no text.",
    "Write the abstract below the link.",
)
BAD_GLOSSARY = Code(
    "bad-glossary",
    _ERROR,
    "The file of the glossary cannot be used as written.",
    "Mend the entry as glossary.md shows it.",
)
UNUSED_BAN = Code(
    "unused-ban",
    _NOTICE,
    "A ban of the glossary meets no term.",
    "Delete it, or correct its spelling.",
)
EMPTY_HEADING = Code(
    "empty-heading",
    _WARNING,
    "A heading has no text; it is left out.",
    "Write the title behind the # signs, or delete the line.",
)
HEADING_LEVEL = Code(
    "heading-level",
    _WARNING,
    "A paper stands under another level of heading than the other papers of its digest.",
    "Give it as many # signs as the others.",
)
UNCLOSED_FENCE = Code(
    "unclosed-fence",
    _WARNING,
    "A code fence or an HTML comment is never closed; it is read as ordinary text.",
    "Close it, or delete its first line.",
)
DUPLICATE_IN_DIGEST = Code(
    "duplicate-in-digest",
    _WARNING,
    "A digest names the same paper twice; both texts are kept on its page.",
    "Delete one of the two blocks, or correct its link.",
)
TITLE_CONFLICT = Code(
    "title-conflict",
    _WARNING,
    "Blocks that link to one paper give it different titles; the first is used.",
    "Correct the link if these are two papers, else the title.",
)
ANOTHER_PAPER = Code(
    "another-paper",
    _ERROR,
    "A digest's link leads to another paper than the one that the digest names.",
    "Correct the link; if the paper was renamed, give it its title of today, or allow the finding.",
)
ID_COLLISION = Code(
    "id-collision",
    _WARNING,
    "Two papers would have the same address; the second was given another.",
    "Give each paper a link, or a title of its own.",
)
BAD_PAPER_ID = Code(
    "bad-paper-id",
    _ERROR,
    "An overlay does not tell which paper it speaks of.",
    "Name the file after the paper's id, such as 2504.01990.md.",
)
OVERLAY_WITHOUT_PAPER = Code(
    "overlay-without-paper",
    _NOTICE,
    "An overlay speaks of a paper that no digest names.",
    "Correct the overlay's file name, or add the paper to a digest.",
)
BAD_TOPICS = Code(
    "bad-topics",
    _ERROR,
    "The file of topics cannot be used as written.",
    "Mend the entry as topics.md shows it.",
)
UNKNOWN_TOPIC = Code(
    "unknown-topic",
    _WARNING,
    "A topic set for a paper is not among the topics.",
    "Use one of the topics, or add it in a file of your own: see topics.md.",
)
BAD_AUTHORS = Code(
    "bad-authors",
    _ERROR,
    "The file of authors cannot be used as written.",
    "Mend the entry as authors.md shows it.",
)
BAD_FACTS = Code(
    "bad-facts",
    _ERROR,
    "A file of facts, or a record in it, cannot be read; the rest is used.",
    "Delete it, and run paper-digest enrich.",
)
EDITED_FACTS = Code(
    "edited-facts",
    _NOTICE,
    "A record of facts was changed by hand.",
    "Write your words in an overlay, and delete the record.",
)

ALL_CODES: tuple[Code, ...] = tuple(
    sorted((value for value in list(globals().values()) if isinstance(value, Code)), key=lambda c: c.name)
)
