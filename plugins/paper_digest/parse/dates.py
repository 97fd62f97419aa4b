"""Dates: of a value, of a digest's path, of a heading and of arXiv ids."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from paper_digest.model import Date, Month

_YEARS = range(1990, 2100)
_TEXT = 400
_NAMES = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_NAME = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_TO = r"\s?(?:[-–—~～至到]|to)\s?"
_TH = r"(?:st|nd|rd|th)?"


class Period(NamedTuple):
    """First and last date, both included."""

    first: Date
    last: Date


def day(year: int, month: int, day_of_month: int) -> dt.date | None:
    """A day between 1990 and 2099, None for one that is not in the calendar."""
    try:
        return dt.date(year, month, day_of_month) if year in _YEARS else None
    except ValueError:
        return None


def _month(year: int, number: int) -> Month | None:
    return Month(year, number) if year in _YEARS and 1 <= number <= 12 else None


def _week(year: int, week: int) -> Period | None:
    try:
        first = dt.date.fromisocalendar(year, week, 1) if year in _YEARS else None
    except ValueError:
        return None
    return Period(first, first + dt.timedelta(days=6)) if first else None


def _number(name: str) -> int:
    return int(name) if name.isdigit() else _NAMES.get(name[:3].lower(), 0)


def _days(year: int, first: tuple[str, str], last: tuple[str, str]) -> Period | None:
    """From a day to another one, of which the last is in `year`; the first may be of the year before."""
    numbers = (_number(first[0]), int(first[1]))
    end = day(year, _number(last[0]), int(last[1]))
    return _ends(day(year if end and numbers <= (end.month, end.day) else year - 1, *numbers), end)


def _days_onwards(year: str, month: str, first: str, month_of_last: str, last: str) -> Period | None:
    """From a day of a year to another one, perhaps of the year after; the day alone where that is none."""
    start = day(int(year), int(month), int(first))
    goes_over = month_of_last and (int(month_of_last), int(last)) < (int(month), int(first))
    end = day(int(year) + bool(goes_over), int(month_of_last or month), int(last))
    return _ends(start, end) or _ends(start, start)


_Reader = Callable[[tuple[str, ...]], "Period | Date | None"]
# In the order in which they are tried; those that tell one day may be met twice, for the first and the last.
_SPANS: tuple[tuple[str, _Reader], ...] = (
    (
        rf"(?<!\d)(\d{{4}})\s?[-/._年]\s?(\d{{1,2}})\s?[-/._月]\s?(\d{{1,2}})日?{_TO}"
        r"(?:(\d{1,2})\s?[-/.月]\s?)?(\d{1,2})日?(?![-/.年]?\d)",
        lambda m: _days_onwards(*m),
    ),
    (
        rf"(?<!\d)(\d{{2}})(\d{{2}})(\d{{2}}){_TO}(\d{{2}})(\d{{2}})(\d{{2}})(?!\d)",
        lambda m: _ends(
            day(2000 + int(m[0]), int(m[1]), int(m[2])), day(2000 + int(m[3]), int(m[4]), int(m[5]))
        ),
    ),
    (
        rf"\b{_NAME} ?(\d{{1,2}}){_TH}{_TO}(?:{_NAME} ?)?(\d{{1,2}}){_TH}[^\w]{{1,5}}(\d{{4}})\b",
        lambda m: _days(int(m[4]), (m[0], m[1]), (m[2] or m[0], m[3])),
    ),
    (
        rf"(?<!\d)(\d{{1,2}}){_TH}(?: {_NAME})?{_TO}(\d{{1,2}}){_TH} {_NAME},? (\d{{4}})\b",
        lambda m: _days(int(m[4]), (m[1] or m[3], m[0]), (m[3], m[2])),
    ),
)
_SINGLE: tuple[tuple[str, _Reader], ...] = (
    (
        r"(?<!\d)(\d{4})\s?[-/._年]\s?(\d{1,2})\s?[-/._月]\s?(\d{1,2})(?!\d)",
        lambda m: day(*map(int, m)),
    ),
    (r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)", lambda m: day(*map(int, m))),
    (rf"\b{_NAME}[ -](\d{{1,2}}){_TH},?[ -](\d{{4}})\b", lambda m: day(int(m[2]), _number(m[0]), int(m[1]))),
    (
        rf"(?<!\d)(\d{{1,2}}){_TH}[ -]{_NAME},?[ -](\d{{4}})\b",
        lambda m: day(int(m[2]), _number(m[1]), int(m[0])),
    ),
)
_REST: tuple[tuple[str, _Reader], ...] = (
    (
        r"(?<!\d)(\d{4})年?[-_ ]?(?:第 ?|W(?:eek)?[-_ ]?)(\d{1,2})(?: ?周)?(?!\d)",
        lambda m: _week(*map(int, m)),
    ),
    (r"\bW(?:eek)? ?(\d{1,2})[,，]? ?(?:of )?\(?(\d{4})(?!\d)", lambda m: _week(int(m[1]), int(m[0]))),
    (r"(?<!\d)(\d{4})\s?[-/年]\s?(\d{1,2})(?![-/._]?\d)(?: ?月(?! ?\d))?", lambda m: _month(*map(int, m))),
    (rf"\b{_NAME},?[ -](\d{{4}})\b", lambda m: _month(int(m[1]), _number(m[0]))),
)


def _compiled(rules: tuple[tuple[str, _Reader], ...]) -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    return tuple((re.compile(pattern, re.ASCII | re.IGNORECASE), read) for pattern, read in rules)


_RULES = (_compiled(_SPANS), _compiled(_SINGLE), _compiled(_REST))
_MAY_TELL = re.compile(r"\d{4}", re.ASCII)
_MONTH_AT_END = re.compile(r"(?:^|[^\d])(\d{4})[-_.](\d{2})$", re.ASCII)
_WEEK_ALONE = re.compile(r"(?:W(?:eek)?[-_ ]?|第)(\d{1,2})周?", re.ASCII | re.IGNORECASE)
_SPAN_OF_DAYS = re.compile(r"(\d{2})[-.]?(\d{2})[-_~](\d{2})[-.]?(\d{2})", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(\d{2})[-_.]?(\d{2})", re.ASCII)
_DAY_OF_MONTH = re.compile(r"(\d{1,2})日?", re.ASCII)
_MONTH_FOLDER = re.compile(rf"(\d{{1,2}})月?|(?:\d{{1,2}}[-_. ])?{_NAME}", re.ASCII | re.IGNORECASE)
_YEAR_FOLDER = re.compile(r"\d{4}", re.ASCII)
_NEW_ID = re.compile(r"(\d{2})(\d{2})\.", re.ASCII)
_OLD_ID = re.compile(r".*/(\d{2})(\d{2})", re.ASCII)


def read_day(text: str) -> Date | None:
    """The first date in a text: `2025-03-31`, `2025年3月31日`, `20250331`, `March 31, 2025`, `2025-03`."""
    period = read_period(text)
    return period.first if period else None


def read_period(text: str) -> Period | None:
    """The first and the last date that a text tells: days, else an ISO week, else a month.

    Args:
        text: such as a front matter value or a heading; only its first 400 characters count.

    Returns:
        The period, None where no valid date is told.
    """
    period = period_within(text)
    return period[0] if period else None


def period_within(text: str) -> tuple[Period, int, int] | None:
    """As `read_period`, with where in the text the date begins and ends."""
    text = text[:_TEXT]
    if not _MAY_TELL.search(text) and "-" not in text and "–" not in text:
        return None
    for rules in _RULES:
        for pattern, read in rules:
            matches = list(pattern.finditer(text))
            found = [(one, m) for m in matches if (one := read(tuple(group or "" for group in m.groups())))]
            if not found:
                continue
            (first, match), (other, second) = found[0], found[min(1, len(found) - 1)]
            if isinstance(first, Period):
                return first, match.start(), match.end()
            if isinstance(other, Period) or other < first or rules is _RULES[2]:
                other, second = first, match
            return Period(first, other), match.start(), second.end()
    return None


def first_day(date: Date) -> dt.date:
    """The first day of a date."""
    return date.first if isinstance(date, Month) else date


def last_day(date: Date) -> dt.date:
    """The last day of a date."""
    if isinstance(date, Month):
        return dt.date(date.year, date.month, calendar.monthrange(date.year, date.month)[1])
    return date


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return first_day(one.first) <= last_day(other.last) and first_day(other.first) <= last_day(one.last)


def within(inner: Period, outer: Period) -> bool:
    """Whether a period lies within another one and tells more."""
    return (
        first_day(outer.first) <= first_day(inner.first) and last_day(inner.last) <= last_day(outer.last)
    ) and inner != outer


def year_folder(digest_id: str) -> int | None:
    """The year that the innermost folder named like one tells."""
    for name in reversed(digest_id.split("/")[:-1]):
        if _YEAR_FOLDER.fullmatch(name) and int(name) in _YEARS:
            return int(name)
    return None


def period_of_path(digest_id: str, newest: Date | None = None) -> Period | None:
    """The period that a digest's path tells: the file's name, else the innermost folder that tells one.

    Read are `YYYY/MMDD-MMDD`, `YYYY/MMDD`, `YYYY/MM/DD`, `YYYY-MM/DD`, every form that `read_period`
    knows, `YYYY/Www` and `YYYY/MM`. Of a span across New Year the folder may be the first year or the
    second.

    Args:
        digest_id: the path below the digests folder, without suffix; the folder's own name may stand
            before it.
        newest: the newest month that the digest's arXiv ids tell.

    Returns:
        The period, None where the path tells none or no valid one.
    """
    parts = digest_id.split("/")
    found = (_period_of_name(parts[:end], newest) for end in range(len(parts), 0, -1))
    return next((period for period in found if period), None)


def _period_of_name(parts: list[str], newest: Date | None) -> Period | None:
    """What the last part of a path tells, with the help of the folders before it."""
    *folders, stem = parts
    if told := read_period(stem):
        return told
    if match := _MONTH_AT_END.search(stem):
        month = _month(int(match[1]), int(match[2]))
        return Period(month, month) if month else None
    if folders and (match := _DAY_OF_MONTH.fullmatch(stem)):
        above = _period_of_name(folders, None)
        if above and isinstance(above.first, Month):
            found = day(above.first.year, above.first.month, int(match[1]))
            return Period(found, found) if found else None
    year = year_folder("/".join(parts))
    if year is None:
        return None
    if match := _SPAN_OF_DAYS.fullmatch(stem):
        numbers = [int(group) for group in match.groups()]
        return _span(year, (numbers[0], numbers[1]), (numbers[2], numbers[3]), newest)
    if match := _WEEK_ALONE.fullmatch(stem):
        return _week(year, int(match[1]))
    if match := _MONTH_FOLDER.fullmatch(stem):
        month = _month(year, _number(match[1] or match[2]))
        return Period(month, month) if month else None
    if match := _DAY_OF_YEAR.fullmatch(stem):
        found = day(year, int(match[1]), int(match[2]))
        return Period(found, found) if found else None
    return None


def _span(year: int, first: tuple[int, int], last: tuple[int, int], newest: Date | None) -> Period | None:
    if first <= last:
        return _ends(day(year, *first), day(year, *last))
    begins = _ends(day(year, *first), day(year + 1, *last))
    ends = _ends(day(year - 1, *first), day(year, *last))
    if begins is None or ends is None:
        return begins or ends
    one, other = first_day(begins.first), first_day(ends.first)
    # Papers are not older than a month or two, and never younger, than the digest that brings them.
    if newest and (near := first_day(newest)) != one:
        return begins if last_day(ends.last) < near or abs(one - near) < abs(other - near) else ends
    return ends if other.weekday() == 0 and one.weekday() != 0 else begins


def _ends(first: dt.date | None, last: dt.date | None) -> Period | None:
    return Period(first, last) if first and last and first <= last else None


def month_of_id(arxiv_id: str) -> Month | None:
    """The month that an arXiv id tells, None where it tells none."""
    match = _NEW_ID.match(arxiv_id) or _OLD_ID.match(arxiv_id)
    if not match:
        return None
    century = 1900 if int(match[1]) > 90 else 2000
    return _month(century + int(match[1]), int(match[2]))


def newest_month(arxiv_ids: Iterable[str]) -> Month | None:
    """The newest month that arXiv ids tell, None where there is no id."""
    months = [month for identifier in arxiv_ids if (month := month_of_id(identifier))]
    return max(months, default=None)
