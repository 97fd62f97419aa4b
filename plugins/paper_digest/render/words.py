"""The interface's words and dates, in both languages at once."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import yaml
from markupsafe import Markup

from paper_digest.model import Bilingual, Date, Digest, Language, Month
from paper_digest.plan import DigestRef

LANG: Mapping[Language, str] = {"en": "en", "zh": "zh-CN"}
"""The value of the `lang` attribute for each language."""

BETWEEN = "\u2009\u00b7\u2009"
"""Stands between the two languages of a string that must be plain text: thin space, dot, thin space."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@lru_cache(maxsize=1)
def strings() -> Mapping[str, Bilingual]:
    """The interface's words by key, from `theme/strings.yml`."""
    text = files("paper_digest").joinpath("theme/strings.yml").read_text(encoding="utf-8")
    raw = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {key: Bilingual(en=value["en"], zh=value["zh"]) for key, value in raw.items()}


def words(key: str, **values: object) -> Bilingual:
    """A string of the interface with its values filled in.

    Args:
        key: a key of `theme/strings.yml`.
        **values: text or numbers for the names in braces; a `Bilingual` fills in each language its own.

    Returns:
        Plain text in both languages.

    Raises:
        KeyError: the key or a value is missing.
    """
    text = strings()[key]
    if not values:
        return text
    return Bilingual(
        en=text.en.format(**{k: v.any("en") if isinstance(v, Bilingual) else v for k, v in values.items()}),
        zh=text.zh.format(**{k: v.any("zh") if isinstance(v, Bilingual) else v for k, v in values.items()}),
    )


def counted(key: str, count: int) -> Bilingual:
    """`key_n` with the count, or `key_one` for one; thousands are grouped."""
    return words(f"{key}_one") if count == 1 else words(f"{key}_n", n=f"{count:,}")


def plain_both(text: Bilingual) -> str:
    """Both languages in one plain string, for places that hold no markup; one where they agree."""
    if text.en and text.zh and text.en != text.zh:
        return f"{text.en}{BETWEEN}{text.zh}"
    return text.any()


def halves(text: str) -> Bilingual:
    """A plain string as `plain_both` makes them, in its languages again; one without `BETWEEN` in both."""
    en, _, zh = text.partition(BETWEEN)
    return Bilingual(en=en, zh=zh or en)


def spans(text: Bilingual) -> Markup:
    """Plain text in both languages as an element each; see `localized`."""
    return localized(html.escape(text.en, quote=False), html.escape(text.zh, quote=False))


def localized(en: str, zh: str, tag: str = "span") -> Markup:
    """Ready HTML in both languages, as an element each, of which the toggle shows one or both.

    Args:
        en: safe HTML, "" where absent.
        zh: likewise.
        tag: name of the elements.

    Returns:
        Two elements; one that no position of the toggle hides where only one language is there; an
        element without language where both say the same.
    """
    if en and zh and en != zh:
        return Markup(f'<{tag} lang="en">{en}</{tag}><{tag} lang="zh-CN">{zh}</{tag}>')
    if not (en and zh):
        lang = "en" if en else "zh-CN"
        return Markup(f'<{tag} lang="{lang}" data-solo>{en or zh}</{tag}>') if en or zh else Markup("")
    return Markup(en if tag == "span" else f"<{tag}>{en}</{tag}>")


class Interface:
    """What templates see of the interface's words: `ui.digests`, or `ui("papers_n", n=3)`."""

    def __init__(self) -> None:
        """Render every string that needs no values once."""
        self._ready = {key: spans(text) for key, text in strings().items() if "{" not in text.en}
        self.__dict__.update((key, said) for key, said in self._ready.items() if not hasattr(type(self), key))
        self._plain = {key: plain_both(text) for key, text in strings().items()}

    def __getattr__(self, key: str) -> Markup:
        """The string as elements."""
        try:
            return self._ready[key]
        except KeyError:
            raise AttributeError(key) from None

    def __call__(self, key: str, **values: object) -> Markup:
        """The string as elements, with values filled in."""
        return spans(words(key, **values))

    def count(self, key: str, count: int) -> Markup:
        """A count in words, as elements."""
        return spans(counted(key, count))

    def plain(self, key: str) -> str:
        """The string as plain text in both languages, for attributes."""
        return self._plain[key]


@lru_cache(maxsize=1)
def interface() -> Interface:
    """The interface's words, made once."""
    return Interface()


def date_in_words(day: Date) -> Bilingual:
    """A date as each language writes it: `4 April 2025`, `2025年4月4日`; a month without a day."""
    if isinstance(day, Month):
        return month_in_words(day.isoformat())
    return Bilingual(
        en=f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        zh=f"{day.year}年{day.month}月{day.day}日",
    )


def period_in_words(first: Date, last: Date | None) -> Bilingual:
    """A period as each language writes it, shared parts once.

    Args:
        first: first date.
        last: last date; None or the same date for a single one.

    Returns:
        Such as `31 March – 4 April 2025` and `2025年3月31日–4月4日`.
    """
    if last is None or last <= first:
        return date_in_words(first)
    whole = date_in_words(last)
    if isinstance(first, Month) and isinstance(last, Month):
        return months_in_words(first.isoformat(), last.isoformat())
    if first.year != last.year or isinstance(first, Month) or isinstance(last, Month):
        start = date_in_words(first)
        return Bilingual(en=f"{start.en} – {whole.en}", zh=f"{start.zh}–{whole.zh}")
    month = f"{first.month}月{first.day}日"
    if first.month != last.month:
        start_en = f"{first.day} {_MONTHS[first.month - 1]}"
        return Bilingual(
            en=f"{start_en} – {whole.en}", zh=f"{first.year}年{month}–{last.month}月{last.day}日"
        )
    return Bilingual(en=f"{first.day}–{whole.en}", zh=f"{first.year}年{month}–{last.day}日")


def month_in_words(month: str, *, short: bool = False) -> Bilingual:
    """A month as each language writes it.

    Args:
        month: such as `2025-03`.
        short: whether the year is told elsewhere.

    Returns:
        `March 2025` and `2025年3月`, or `Mar` and `3月`.
    """
    year, number = int(month[:4]), int(month[5:])
    name = _MONTHS[number - 1]
    if short:
        return Bilingual(en=name[:3], zh=f"{number}月")
    return Bilingual(en=f"{name} {year}", zh=f"{year}年{number}月")


def months_in_words(first: str, last: str) -> Bilingual:
    """A run of months as each language writes it, the year once: `January – March 2025`, `2025年1–3月`."""
    start, end = month_in_words(first), month_in_words(last)
    if first == last:
        return end
    if first[:4] != last[:4]:
        return Bilingual(en=f"{start.en} – {end.en}", zh=f"{start.zh}–{end.zh}")
    return Bilingual(
        en=f"{_MONTHS[int(first[5:]) - 1]} – {end.en}",
        zh=f"{start.zh.removesuffix('月')}–{int(last[5:])}月",
    )


def digest_name(digest: Digest | DigestRef) -> Bilingual:
    """What a digest is called in lists: its dates in words, else its title, else its id."""
    if digest.first_day:
        return period_in_words(digest.first_day, digest.last_day)
    return digest.title or Bilingual(en=digest.id, zh=digest.id)


def opening(text: str, limit: int) -> str:
    """The beginning of a text, cut where a sentence or word ends.

    Args:
        text: plain text on one line.
        limit: most characters to keep.

    Returns:
        The text itself where it is short enough; else whole sentences if they fill half of the
        limit, or whole words and an ellipsis.
    """
    if len(text) <= limit:
        return text
    head = text[:limit]
    sentence = max(head.rfind(mark) for mark in ("。", "！", "？", ". ", "! ", "? "))
    if sentence >= limit // 2:
        return head[: sentence + 1].rstrip()
    if text[limit].isascii() and text[limit].isalnum() and head[-1].isascii() and head[-1].isalnum():
        head = head[: max(head.rfind(" "), limit // 2)]
    return head.rstrip(" ,;:，；：、（(") + "…"
