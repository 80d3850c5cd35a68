"""Days as whole numbers since 1970-01-01, a column at a time; the days the made-up city hangs on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


def day(year: int, month: int, date: int) -> int:
    """One day as a number."""
    return (dt.date(year, month, date) - dt.date(1970, 1, 1)).days


OPEN = day(9999, 12, 31)  # stands for "still open", as facts.yaml writes it
BEGIN = day(2018, 6, 1)  # the employment register begins here
SNAPSHOT = day(2022, 5, 20)  # and was copied on this day

# The first day of each lunar year, after which firms hire. 各年农历正月初一，节后招工。
FESTIVALS = np.array([day(2018, 2, 16), day(2019, 2, 5), day(2020, 1, 25), day(2021, 2, 12), day(2022, 2, 1)])
FESTIVAL_FROM = 2018


def month_of(days: npt.NDArray[np.integer]) -> Rows:
    """Months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def year_of(days: npt.NDArray[np.integer]) -> Rows:
    """The calendar year."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def first_of(months: npt.NDArray[np.integer]) -> Days:
    """The first day of a month that is counted from January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def add_months(days: npt.NDArray[np.integer], months: npt.NDArray[np.integer] | int) -> Days:
    """The corresponding day so many months on, or that month's last day."""
    here = month_of(days)
    there = here + months
    return np.minimum(first_of(there) + (days - first_of(here)), first_of(there + 1) - 1).astype(np.int32)


def month_end(days: npt.NDArray[np.integer]) -> Days:
    """The last day of the month."""
    return (first_of(month_of(days) + 1) - 1).astype(np.int32)


def in_year(years: npt.NDArray[np.integer], month: int, date: int = 1) -> Days:
    """The same date in each of the years."""
    return (first_of((years.astype(np.int64) - 1970) * 12 + month - 1) + date - 1).astype(np.int32)
