"""The values of the glossary: terms with their renderings, and what an editor sets by hand."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from paper_digest.model import Date

# In terms 长 means long and 重 before a verb again; the library lacks such words and reads zhǎng and zhòng.
_LONG = re.compile(r"(?<![增成生校部家助])长(?![大辈])")
_AGAIN = re.compile(r"重(?=[排采参写构建复新组定训投缓现放塑])")


class Rendering(Struct, frozen=True, gc=False):
    """One Chinese rendering of a term.

    Attributes:
        chinese: the text.
        count: number of glosses that use it; 0 where only the editor names it.
        own: whether the editor names it.
        papers: how many papers gloss it.
        sure: whether it means the term wherever it stands, see `votes`.
    """

    chinese: str
    count: int
    own: bool = False
    papers: int = 0
    sure: bool = False


class Term(Struct, frozen=True, gc=False):
    """An English technical term and its Chinese renderings.

    Attributes:
        id: slug of the English, unique in the glossary.
        english: the spelling that is shown; the abbreviation where no text tells the long form.
        abbreviation: "" where there is none.
        renderings: ranked by use; those that the editor names come first.
        variants: other spellings and forms of the English that the texts use.
        count: number of glosses.
        first_seen: date of the earliest paper that glosses it, None where unknown.
        paper_ids: papers that gloss it, newest first.
        common: whether every reader knows it, so that no page has to mark it.
    """

    id: str
    english: str
    abbreviation: str
    renderings: tuple[Rendering, ...]
    variants: tuple[str, ...]
    count: int
    first_seen: Date | None
    paper_ids: tuple[str, ...]
    common: bool = False

    @property
    def is_main(self) -> bool:
        """Whether two papers say it and texts agree, or the editor says it; the others are kept apart."""
        return any(one.own or (one.papers > 1 and one.sure) for one in self.renderings[:1])

    @property
    def usual(self) -> tuple[Rendering, ...]:
        """The renderings that two papers use, or the editor; of a term that has none, all of them."""
        return tuple(one for one in self.renderings if one.own or one.papers > 1) or self.renderings

    def settled(self) -> Term:
        """The term as if all its renderings were the editor's."""
        return replace(self, renderings=tuple(replace(one, own=True, sure=True) for one in self.renderings))


class Glossary(Struct, frozen=True, gc=False):
    """All terms, by their English."""

    terms: tuple[Term, ...] = ()


class OwnTerm(Struct, frozen=True, gc=False):
    """A term as the editor sets it.

    Attributes:
        english: the spelling to show.
        line: 1-based line in the file.
        abbreviation: "" leaves the one that is found.
        chinese: renderings to show first, best first.
        unwanted: renderings that are never shown for this term.
        variants: other forms of the English that mean this term.
    """

    english: str
    line: int
    abbreviation: str = ""
    chinese: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


class Ban(Struct, frozen=True, gc=False):
    """What is no term: an English text, an abbreviation or a Chinese text, and its 1-based line."""

    text: str
    line: int


class GlossaryOverrides(Struct, frozen=True, gc=False):
    """What an editor sets by hand.

    Attributes:
        terms: terms set or added.
        bans: texts that are no terms.
        path: the file's path as the editor knows it, for findings.
    """

    terms: tuple[OwnTerm, ...] = ()
    bans: tuple[Ban, ...] = ()
    path: str = ""


def pinyin(chinese: str) -> str:
    """The reading of a Chinese text without tones.

    Args:
        chinese: any text; letters and digits stay, in lower case.

    Returns:
        Syllables and words parted by one blank.
    """
    # Its dictionaries fill 55 MB; most processes of a build never need them.
    from pypinyin import Style, lazy_pinyin

    chinese = _AGAIN.sub("虫", _LONG.sub("常", chinese))
    syllables = lazy_pinyin(chinese, style=Style.NORMAL, errors=lambda rest: rest.lower())
    return " ".join(" ".join(syllables).split())
