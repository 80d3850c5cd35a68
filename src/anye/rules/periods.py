"""Claim periods: which span of days one award is for, given the day of evaluation."""

from __future__ import annotations

import datetime as dt

from .types import FOREVER, Words

PERIODS: dict[str, Words] = {
    "once": Words("一次性", "一次性", "once"),
    "month": Words("按月", "按月", "monthly"),
    "quarter": Words("按季", "按季", "quarterly"),
    "calendar-year": Words("按年度", "按年度", "yearly"),
    "previous-quarter": Words("按上一季度", "按上一季度", "for the quarter before"),
    "previous-year": Words("按上一年度", "按上一年度", "for the year before"),
}


def span(kind: str, on: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the claim period that a claim made on `on` is for; `once` spans all days."""
    if kind == "once":
        return dt.date(1900, 1, 1), FOREVER
    if kind == "month":
        start = on.replace(day=1)
        return start, _month_end(start)
    if kind == "calendar-year":
        return dt.date(on.year, 1, 1), dt.date(on.year, 12, 31)
    if kind == "previous-year":
        return dt.date(on.year - 1, 1, 1), dt.date(on.year - 1, 12, 31)
    start = dt.date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    if kind == "previous-quarter":
        last = start - dt.timedelta(days=1)
        return dt.date(last.year, last.month - 2, 1), last
    return start, _month_end(dt.date(start.year, start.month + 2, 1))


def _month_end(first: dt.date) -> dt.date:
    year, month = divmod(first.year * 12 + first.month, 12)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)
