"""Days as formulas: a year, a month from 0 to 11 and a day of the month, with the functions of `rules.exact`.

So months are added and months compared without a calendar: only a day past the end of its month needs one. Days are
ordered by one number, `code`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from anye.rules.types import FOREVER

from .algebra import Truth, Whole, both, either, no, pick, quotient, remainder, same

OPEN_YEAR = FOREVER.year
FIRST_YEAR, LAST_YEAR = 1, OPEN_YEAR - 1  # that months and days may be added to and lead to
LAST_ORDINAL = FOREVER.replace(year=LAST_YEAR).toordinal()
NONE = (OPEN_YEAR + 1, 0)  # bounds of no year at all: of a day that is of the year 9999 alone
SHORT_MONTHS = (3, 5, 8, 10)
BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)  # days of the year before each month


@dataclass(frozen=True)
class Day:
    """`low` and `high` bound the year; besides, where `open`, the day may be one of the year 9999."""

    year: Whole
    month: Whole
    day: Whole
    low: int
    high: int
    open: bool = False

    @cached_property
    def months(self) -> Whole:
        return self.year * 12 + self.month

    @cached_property
    def code(self) -> Whole:
        """Greater for a later day."""
        return self.months * 32 + self.day

    @cached_property
    def endless(self) -> Truth:
        """Whether it is of the year 9999, which stands for no end."""
        return same(self.year, OPEN_YEAR) if self.open else False

    @cached_property
    def leap(self) -> Truth:
        return leap(self.year, self.low, max(self.high, OPEN_YEAR) if self.open else self.high)

    @cached_property
    def length(self) -> Whole:
        """Days of its month."""
        return month_length(self.month, self.leap)

    @cached_property
    def ends_month(self) -> Truth:
        return same(self.day, self.length)


def fixed(day: dt.date) -> Day:
    if day.year == OPEN_YEAR:
        return Day(day.year, day.month - 1, day.day, NONE[0], NONE[1], open=True)
    return Day(day.year, day.month - 1, day.day, day.year, day.year)


def leap(year: Whole, low: int = 1, high: int = OPEN_YEAR) -> Truth:
    if isinstance(year, int):
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    fourth = same(remainder(year, 4), 0)
    if low > 1900 and high < 2100:
        return fourth
    return both(fourth, either(no(same(remainder(year, 100), 0)), same(remainder(year, 400), 0)))


def month_length(month: Whole, leap_year: Truth) -> Whole:
    february = pick(leap_year, 29, 28)
    if isinstance(month, int):
        return february if month == 1 else 30 if month in SHORT_MONTHS else 31
    short = either(*(month == number for number in SHORT_MONTHS))
    return pick(month == 1, february, pick(short, 30, 31))


def in_calendar(day: Day) -> Truth:
    """Whether year, month and day make a day of the calendar within the year's bounds."""
    ordinary = both(day.low <= day.year, day.year <= day.high)
    last = both(same(day.year, OPEN_YEAR), same(day.month, 11), same(day.day, 31))
    real = both(day.month >= 0, day.month <= 11, day.day >= 1, day.day <= day.length)
    return both(real, either(ordinary, last) if day.open else ordinary)


def earlier(left: Day, right: Day) -> Truth:
    return left.code < right.code


def not_later(left: Day, right: Day) -> Truth:
    return left.code <= right.code


def equal(left: Day, right: Day) -> Truth:
    return same(left.code, right.code)


def choose(test: Truth, then: Day, other: Day) -> Day:
    if isinstance(test, bool):
        return then if test else other
    return Day(
        pick(test, then.year, other.year),
        pick(test, then.month, other.month),
        pick(test, then.day, other.day),
        min(then.low, other.low),
        max(then.high, other.high),
        then.open or other.open,
    )


def latest(left: Day, right: Day) -> Day:
    return choose(not_later(left, right), right, left)


def earliest(left: Day, right: Day) -> Day:
    return choose(not_later(left, right), left, right)


def add_months(day: Day, months: Whole, low: int | None = None, high: int | None = None) -> tuple[Day, Truth]:
    """The corresponding day or its month's last, and whether the calendar has it; `low` and `high` bound the months."""
    if day.endless is True or (isinstance(months, int) and months == 0):
        return day, True
    if isinstance(months, int):
        moved = _by_constant(day, months)
        low = high = months
    else:
        total = day.months + months
        first = FIRST_YEAR if low is None else day.low + low // 12 - 1
        last = LAST_YEAR if high is None else day.high + high // 12 + 1
        moved = _clamped(quotient(total, 12), remainder(total, 12), day.day, first, last)
    inside = low is not None and high is not None and moved.low >= FIRST_YEAR and moved.high <= LAST_YEAR
    known = True if inside else both(moved.year >= FIRST_YEAR, moved.year <= LAST_YEAR)
    moved = Day(moved.year, moved.month, moved.day, max(moved.low, FIRST_YEAR), min(moved.high, LAST_YEAR))
    return choose(day.endless, day, moved), either(day.endless, known)


def _by_constant(day: Day, months: int) -> Day:
    years, rest = divmod(months, 12)
    low, high = day.low + years, day.high + years + (1 if rest else 0)
    if rest == 0:
        year = day.year + years
        gone = both(same(day.month, 1), same(day.day, 29), no(leap(year, low, high)))
        return Day(year, day.month, pick(gone, 28, day.day), low, high)
    over = day.month + rest >= 12
    return _clamped(
        day.year + years + pick(over, 1, 0), day.month + rest - pick(over, 12, 0), day.day, low, high
    )


def _clamped(year: Whole, month: Whole, day: Whole, low: int, high: int) -> Day:
    length = month_length(month, leap(year, low, high))
    return Day(year, month, pick(day > length, length, day), low, high)


def next_day(day: Day) -> Day:
    """The day after; of the year 9999 the same."""
    if day.endless is True:
        return day
    over = day.ends_month
    turn = both(over, same(day.month, 11))
    moved = Day(
        day.year + pick(turn, 1, 0),
        pick(turn, 0, day.month + pick(over, 1, 0)),
        pick(over, 1, day.day + 1),
        day.low,
        day.high + 1,
    )
    return choose(day.endless, day, moved)


def ordinal(day: Day) -> Whole:
    """Days since the first of January of year 1, that day being 1."""
    years = day.year - 1
    before: Whole = BEFORE[-1]
    for month in range(10, -1, -1):
        before = pick(same(day.month, month), BEFORE[month], before)
    extra = pick(both(day.month >= 2, day.leap), 1, 0)
    return (
        years * 365
        + quotient(years, 4)
        - quotient(years, 100)
        + quotient(years, 400)
        + before
        + extra
        + day.day
    )


def full_months(start: Day, end: Day) -> Whole:
    """The largest n with start plus n months, clamped, not after end."""
    short = both(end.day < start.day, no(end.ends_month))
    return end.months - start.months - pick(short, 1, 0)


def months_touched(a: Day, b: Day, c: Day, d: Day) -> Whole:
    """Calendar months touched by both spans, ends included; 0 if none."""
    first, last = latest(a, c), earliest(b, d)
    return pick(earlier(last, first), 0, last.months - first.months + 1)


def month_ends(a: Day, b: Day, c: Day, d: Day) -> Whole:
    """Last days of months inside both spans, ends included."""
    first, last = latest(a, c), earliest(b, d)
    return pick(earlier(last, first), 0, last.months - first.months + pick(last.ends_month, 1, 0))


def of_parts(year: Whole, month: Whole, day: Whole, low: int, high: int) -> tuple[Day, Truth]:
    """That day, month from 1, and whether the calendar has it."""
    found = Day(year, month - 1, day, max(low, FIRST_YEAR), min(high, OPEN_YEAR))
    whole = both(found.month >= 0, found.month <= 11, day >= 1, day <= found.length)
    inside = low >= FIRST_YEAR and high <= OPEN_YEAR
    return found, whole if inside else both(whole, year >= FIRST_YEAR, year <= OPEN_YEAR)


def span(kind: str, on: Day) -> tuple[Day, Day]:
    """First and last day of the claim period of `periods.span` for a day on which somebody claims."""
    if kind == "once":
        return fixed(dt.date(1900, 1, 1)), fixed(FOREVER)
    if kind == "month":
        return Day(on.year, on.month, 1, on.low, on.high), Day(on.year, on.month, on.length, on.low, on.high)
    if kind in ("calendar-year", "previous-year"):
        back = 1 if kind == "previous-year" else 0
        year, low, high = on.year - back, on.low - back, on.high - back
        return Day(year, 0, 1, low, high), Day(year, 11, 31, low, high)
    start = quotient(on.month, 3) * 3
    year, low = on.year, on.low
    if kind == "previous-quarter":
        first = same(start, 0)
        year, start, low = year - pick(first, 1, 0), pick(first, 9, start - 3), low - 1
    length = pick(either(same(start, 0), same(start, 9)), 31, 30)  # March and December; June and September
    return Day(year, start, 1, low, on.high), Day(year, start + 2, length, low, on.high)
