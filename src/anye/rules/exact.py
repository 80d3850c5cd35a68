"""The named exact functions, on scaled integers and days. The SQL of each is in `to_sql`; tests hold them equal."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any


def add_months_clamped(day: dt.date, months: int) -> dt.date | None:
    """The corresponding day `months` on (or back), or that month's last day; 9999-12-31 stays open.

    Civil Code 202: a year or a month runs to the corresponding day, or to the month's last.
    Out of the calendar's years: None.
    """
    year = day.year
    if year == 9999:
        return day
    index = day.month - 1 + months
    year += index // 12
    month = index % 12 + 1
    if not 1 <= year <= 9998:
        return None
    number = day.day
    if number > 28:
        number = min(number, calendar.monthrange(year, month)[1])
    return dt.date(year, month, number)


def add_days(day: dt.date, days: int) -> dt.date | None:
    """The day `days` later; 9999-12-31 stays open; out of the calendar's years: None."""
    if day.year == 9999:
        return day
    ordinal = day.toordinal() + days
    return dt.date.fromordinal(ordinal) if 1 <= ordinal <= 3_651_694 else None


def days_between(start: dt.date, end: dt.date) -> int:
    """Days from start to end, the first not counted; negative when end is earlier."""
    return end.toordinal() - start.toordinal()


def full_months_between(start: dt.date, end: dt.date) -> int:
    """The largest n with add_months_clamped(start, n) <= end."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day and not is_month_end(end) else months


def calendar_months_overlap(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> int:
    """Calendar months touched by both a..b and c..d, ends included; 0 if none."""
    first, last = (a if a > c else c), (b if b < d else d)
    if last < first:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


class Undefined(Exception):
    """A named function has no value here; raised only where nothing may be unknown."""


def sure(function: Callable[..., dt.date | None]) -> Callable[..., dt.date]:
    """The function, raising `Undefined` instead of returning None."""

    def found(*args: Any) -> dt.date:
        result = function(*args)
        if result is None:
            raise Undefined
        return result

    return found


LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_month_end(day: dt.date) -> bool:
    """Whether it is its month's last day."""
    last = day.day
    if last < 28:
        return False
    return last == LENGTHS[day.month] if day.month != 2 else last == calendar.monthrange(day.year, 2)[1]


def month_ends_overlap(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> int:
    """Last days of calendar months that lie in both a..b and c..d, ends included."""
    first, last = (a if a > c else c), (b if b < d else d)
    if last < first:
        return 0
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + 1 if is_month_end(last) else months


def year(day: dt.date) -> int:
    return day.year


def date(year: int, month: int, day: int) -> dt.date | None:
    """That day, or None where the calendar lacks it."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def rescale(value: int, have: int, keep: int, how: str) -> int:
    """`value` with `have` decimals rounded to `keep`: half away from zero, toward zero or away from it."""
    if keep >= have:
        return int(value * 10 ** (keep - have))
    return divide(value, 10 ** (have - keep), how)


def divide(value: int, by: int, how: str) -> int:
    """value / by (by > 0) to a whole number; `how` ends in half_up, round, down or up."""
    size = abs(value)
    if how in ("round_half_up", "mul_div_round"):
        quotient = (2 * size + by) // (2 * by)
    elif how in ("round_down", "mul_div_down"):
        quotient = size // by
    else:
        quotient = -(-size // by)
    return quotient if value >= 0 else -quotient


def mul_div(a: int, b: int, c: int, up: int, down: int, how: str) -> int | None:
    """a × b × up ÷ (c × down), none negative, rounded once as `how` says; None when c is zero."""
    if c == 0:
        return None
    return divide(a * b * up, c * down, how)
