"""Dates: of a value, of a digest's path, of a heading and of arXiv ids."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

_YEARS = range(1990, 2100)
_TEXT = 400
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_ISO = re.compile(r"(?<!\d)(\d{4})\s?[-/._年]\s?(\d{1,2})\s?[-/._月]\s?(\d{1,2})(?!\d)", re.ASCII)
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)", re.ASCII)
_SHORT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})\s?[-–—~～至]\s?(\d{2})(\d{2})(\d{2})(?!\d)", re.ASCII)
_ENGLISH = re.compile(r"\b([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.ASCII)
_ENGLISH_DAY = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2})[a-z]{0,6}\.?,? (\d{4})\b", re.ASCII
)
_WEEK = re.compile(r"(?<!\d)(\d{4})[-_]?[Ww](?:eek)?[-_]?(\d{1,2})(?!\d)", re.ASCII)
_WEEK_ALONE = re.compile(r"[Ww](?:eek)?[-_]?(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(?:^|[^\d])(\d{4})[-_.](\d{2})$", re.ASCII)
_YEAR_FOLDER = re.compile(r"\d{4}", re.ASCII)
_SPAN_OF_DAYS = re.compile(r"(\d{2})[-.]?(\d{2})[-_~](\d{2})[-.]?(\d{2})", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(\d{2})[-_.]?(\d{2})", re.ASCII)
_DAY_OF_MONTH = re.compile(r"\d{1,2}", re.ASCII)
_NEW_ID = re.compile(r"(\d{2})(\d{2})\.", re.ASCII)
_OLD_ID = re.compile(r".*/(\d{2})(\d{2})", re.ASCII)


class Period(NamedTuple):
    """First and last day, both included."""

    first: dt.date
    last: dt.date


def day(year: int, month: int, day_of_month: int) -> dt.date | None:
    """A day between 1990 and 2099, None for one that is not in the calendar."""
    try:
        return dt.date(year, month, day_of_month) if year in _YEARS else None
    except ValueError:
        return None


def read_day(text: str) -> dt.date | None:
    """The first date in a text: `2025-03-31`, `2025/3/31`, `2025年3月31日`, `20250331`, `March 31, 2025`."""
    period = read_period(text)
    return period.first if period else None


def read_period(text: str) -> Period | None:
    """The first and the last day among the first two dates in a text, or of an ISO week.

    Args:
        text: such as a front matter value or a heading; only its first 400 characters count.

    Returns:
        The period, None where no valid date is told.
    """
    text = text[:_TEXT]
    days = _days_in(text)
    if days:
        later = days[1] if len(days) > 1 and days[1] >= days[0] else days[0]
        return Period(days[0], later)
    if match := _WEEK.search(text):
        return _week(int(match[1]), int(match[2]))
    return None


def _days_in(text: str) -> list[dt.date]:
    for pattern in (_ISO, _PACKED):
        found = [day(int(m[1]), int(m[2]), int(m[3])) for m in pattern.finditer(text)]
        if valid := [found_day for found_day in found if found_day]:
            return valid
    if match := _SHORT.search(text):
        numbers = [int(group) for group in match.groups()]
        ends = [day(2000 + numbers[0], *numbers[1:3]), day(2000 + numbers[3], *numbers[4:6])]
        if valid := [end for end in ends if end]:
            return valid
    named = [(m[3], m[1], m[2]) for m in _ENGLISH.finditer(text)]
    named += [(m[3], m[2], m[1]) for m in _ENGLISH_DAY.finditer(text)]
    found = [day(int(year), _MONTHS.get(month.lower(), 0), int(number)) for year, month, number in named]
    return [found_day for found_day in found if found_day]


def _week(year: int, week: int) -> Period | None:
    try:
        first = dt.date.fromisocalendar(year, week, 1) if year in _YEARS else None
    except ValueError:
        return None
    return Period(first, first + dt.timedelta(days=6)) if first else None


def _month(year: int, month: int) -> Period | None:
    first = day(year, month, 1)
    return Period(first, first.replace(day=calendar.monthrange(year, month)[1])) if first else None


def year_folder(digest_id: str) -> int | None:
    """The year that the innermost folder named like one tells."""
    for name in reversed(digest_id.split("/")[:-1]):
        if _YEAR_FOLDER.fullmatch(name) and int(name) in _YEARS:
            return int(name)
    return None


def period_of_path(digest_id: str, newest: dt.date | None = None) -> Period | None:
    """The period that a digest's path tells.

    Read are `YYYY/MMDD-MMDD`, `YYYY/MMDD`, `YYYY/MM/DD`, `YYYY-MM-DD` and `YYYYMMDD` anywhere in
    the file's name, once or twice, `YYMMDD-YYMMDD`, `YYYY-Www`, `YYYY/Www`, `YYYY-MM` and
    `YYYY/MM`. Of a span across New Year the folder may be the first year or the second.

    Args:
        digest_id: the path below the digests folder, without suffix.
        newest: first day of the newest month that the digest's arXiv ids tell.

    Returns:
        The period, None where the path tells none or no valid one.
    """
    *folders, stem = digest_id.split("/")
    if told := read_period(stem):
        return told
    if match := _MONTH.search(stem):
        return _month(int(match[1]), int(match[2]))
    year = year_folder(digest_id)
    if year is None:
        return None
    if match := _SPAN_OF_DAYS.fullmatch(stem):
        numbers = [int(group) for group in match.groups()]
        return _span(year, (numbers[0], numbers[1]), (numbers[2], numbers[3]), newest)
    if match := _WEEK_ALONE.fullmatch(stem):
        return _week(year, int(match[1]))
    if _DAY_OF_MONTH.fullmatch(stem):
        month_folder = folders[-1] if len(folders) > 1 and _DAY_OF_MONTH.fullmatch(folders[-1]) else ""
        if not month_folder:
            return _month(year, int(stem))
        found = day(year, int(month_folder), int(stem))
        return Period(found, found) if found else None
    if match := _DAY_OF_YEAR.fullmatch(stem):
        found = day(year, int(match[1]), int(match[2]))
        return Period(found, found) if found else None
    return None


def _span(year: int, first: tuple[int, int], last: tuple[int, int], newest: dt.date | None) -> Period | None:
    if first <= last:
        return _period(day(year, *first), day(year, *last))
    begins = _period(day(year, *first), day(year + 1, *last))
    ends = _period(day(year - 1, *first), day(year, *last))
    if begins is None or ends is None:
        return begins or ends
    # Papers are not older than a month or two, and never younger, than the digest that brings them.
    if newest and newest != begins.first:
        return begins if ends.last < newest or abs(begins.first - newest) < abs(ends.first - newest) else ends
    return ends if ends.first.weekday() == 0 and begins.first.weekday() != 0 else begins


def _period(first: dt.date | None, last: dt.date | None) -> Period | None:
    return Period(first, last) if first and last else None


def newest_month(arxiv_ids: Iterable[str]) -> dt.date | None:
    """The first day of the newest month that arXiv ids tell, None where there is no id."""
    months = []
    for identifier in arxiv_ids:
        match = _NEW_ID.match(identifier) or _OLD_ID.match(identifier)
        if match:
            century = 1900 if int(match[1]) > 90 else 2000
            found = day(century + int(match[1]), int(match[2]), 1)
            months += [found] if found else []
    return max(months, default=None)
