"""The named exact functions keep their laws on every day of the calendar and every number."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anye.rules import exact
from anye.rules.periods import PERIODS, span
from anye.rules.types import FOREVER

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
OPEN_DAYS = DAYS | st.just(FOREVER)
MONTHS = st.integers(-600, 600)
MODES = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# --- months ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2021-05-20", 12, "2022-05-20"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2021-02-28", 12, "2022-02-28"),
        ("2022-01-31", 1, "2022-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2022-03-31", -1, "2022-02-28"),
        ("2022-12-15", 1, "2023-01-15"),
        ("2022-05-06", 0, "2022-05-06"),
        ("1900-01-31", 1, "1900-02-28"),  # 1900 was no leap year
        ("9999-12-31", 12, "9999-12-31"),  # still open
        ("9999-12-31", -12, "9999-12-31"),
    ],
)
def test_months_run_to_the_corresponding_day_or_the_months_last(start: str, months: int, end: str) -> None:
    assert exact.add_months_clamped(day(start), months) == day(end)


def test_months_beyond_the_calendar_have_no_day() -> None:
    assert exact.add_months_clamped(day("2199-12-31"), 12 * 8000) is None
    assert exact.add_months_clamped(day("1900-01-01"), -12 * 1900) is None
    assert exact.add_months_clamped(day("9998-12-31"), 1) is None


@given(DAYS, MONTHS)
def test_a_month_on_falls_in_that_month_on_the_same_day_or_its_last(start: dt.date, months: int) -> None:
    end = exact.add_months_clamped(start, months)
    assert end is not None
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    last = calendar.monthrange(end.year, end.month)[1]
    assert end.day == min(start.day, last)


@given(DAYS, DAYS)
def test_full_months_are_the_most_that_fit(start: dt.date, end: dt.date) -> None:
    months = exact.full_months_between(start, end)
    fits, next_ = exact.add_months_clamped(start, months), exact.add_months_clamped(start, months + 1)
    assert fits is not None and next_ is not None
    assert fits <= end < next_


@given(DAYS, MONTHS)
def test_full_months_undo_months_on(start: dt.date, months: int) -> None:
    end = exact.add_months_clamped(start, months)
    assert end is not None
    assert exact.full_months_between(start, end) == months


@given(DAYS, DAYS, MONTHS)
def test_months_on_keep_order(a: dt.date, b: dt.date, months: int) -> None:
    first, second = (exact.add_months_clamped(one, months) for one in sorted((a, b)))
    assert first is not None and second is not None
    assert first <= second


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2021-05-20", "2022-05-19", 11),
        ("2021-05-20", "2022-05-20", 12),
        ("2020-02-29", "2021-02-27", 11),
        ("2020-02-29", "2021-02-28", 12),
        ("2022-01-31", "2022-02-28", 1),
        ("2022-02-28", "2022-01-31", -1),
        ("2022-02-28", "2022-01-28", -1),
        ("2022-02-28", "2022-01-27", -2),
    ],
)
def test_full_months_at_their_edges(start: str, end: str, months: int) -> None:
    assert exact.full_months_between(day(start), day(end)) == months


# --- days ------------------------------------------------------------------------------------------
@given(DAYS, st.integers(-30_000, 30_000))
def test_days_between_undo_days_on(start: dt.date, days: int) -> None:
    end = exact.add_days(start, days)
    assert end is not None
    assert exact.days_between(start, end) == days
    assert exact.days_between(end, start) == -days


@given(st.integers(-(10**9), 10**9))
def test_a_day_that_is_still_open_stays_so(days: int) -> None:
    assert exact.add_days(FOREVER, days) == FOREVER


@pytest.mark.parametrize("days", [10**7, -(10**7), 10**30])
def test_days_beyond_the_calendar_have_no_day(days: int) -> None:
    assert exact.add_days(day("2022-05-20"), days) is None


@pytest.mark.parametrize(
    "parts", [(2022, 2, 30), (2021, 2, 29), (2022, 4, 31), (0, 1, 1), (10_000, 1, 1), (-1, 1, 1)]
)
def test_a_day_that_the_calendar_lacks_is_none(parts: tuple[int, int, int]) -> None:
    assert exact.date(*parts) is None


@given(DAYS)
def test_a_day_is_made_of_its_parts(one: dt.date) -> None:
    assert exact.date(exact.year(one), one.month, one.day) == one


# --- overlaps --------------------------------------------------------------------------------------
def months_of(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> list[tuple[int, int]]:
    """Every calendar month with a day in both spans, counted the slow way."""
    first, last = max(a, c), min(b, d)
    return sorted(
        {(one.year, one.month) for one in (first + dt.timedelta(n) for n in range((last - first).days + 1))}
    )


SHORT = st.dates(dt.date(2019, 12, 1), dt.date(2021, 3, 31))


@given(SHORT, SHORT, SHORT, SHORT)
def test_months_touched_are_counted_day_by_day(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> None:
    assert exact.calendar_months_overlap(a, b, c, d) == len(months_of(a, b, c, d))


@given(SHORT, SHORT, SHORT, SHORT)
def test_month_ends_are_counted_day_by_day(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> None:
    ends = [calendar.monthrange(*month)[1] for month in months_of(a, b, c, d)]
    last = min(b, d)
    whole = [
        end for month, end in zip(months_of(a, b, c, d), ends, strict=True) if dt.date(*month, end) <= last
    ]
    assert exact.month_ends_overlap(a, b, c, d) == len(whole)


@given(OPEN_DAYS, OPEN_DAYS, OPEN_DAYS, OPEN_DAYS)
def test_overlaps_do_not_mind_which_span_comes_first(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> None:
    for overlap in (exact.calendar_months_overlap, exact.month_ends_overlap):
        assert overlap(a, b, c, d) == overlap(c, d, a, b) >= 0
    assert exact.month_ends_overlap(a, b, c, d) <= exact.calendar_months_overlap(a, b, c, d)


# --- rounding --------------------------------------------------------------------------------------
NUMBERS = st.integers(-(10**18), 10**18)


@given(NUMBERS, st.integers(0, 8), st.integers(0, 8), st.sampled_from(sorted(MODES)))
def test_rounding_is_that_of_decimal(value: int, have: int, keep: int, mode: str) -> None:
    wanted = Decimal(value).scaleb(-have).quantize(Decimal(1).scaleb(-keep), MODES[mode])
    assert exact.rescale(value, have, keep, f"round_{mode}") == int(wanted.scaleb(keep))


@given(NUMBERS, st.integers(0, 8), st.sampled_from(sorted(MODES)))
def test_rounding_twice_to_the_same_decimals_changes_nothing(value: int, keep: int, mode: str) -> None:
    once = exact.rescale(value, 8, keep, f"round_{mode}")
    assert exact.rescale(once, keep, keep, f"round_{mode}") == once
    assert exact.rescale(exact.rescale(once, keep, 8, f"round_{mode}"), 8, keep, f"round_{mode}") == once


@given(NUMBERS, NUMBERS, st.sampled_from(sorted(MODES)))
def test_rounding_keeps_order_and_mirrors_at_zero(a: int, b: int, mode: str) -> None:
    low, high = (exact.rescale(value, 6, 2, f"round_{mode}") for value in sorted((a, b)))
    assert low <= high
    assert exact.rescale(-a, 6, 2, f"round_{mode}") == -exact.rescale(a, 6, 2, f"round_{mode}")


@pytest.mark.parametrize(
    ("value", "down", "half_up", "up"),
    [(125, 1, 1, 2), (150, 1, 2, 2), (-150, -1, -2, -2), (100, 1, 1, 1), (149, 1, 1, 2)],
)
def test_a_half_goes_away_from_zero(value: int, down: int, half_up: int, up: int) -> None:
    modes = ("round_down", "round_half_up", "round_up")
    assert tuple(exact.rescale(value, 2, 0, mode) for mode in modes) == (down, half_up, up)


FACTORS = st.integers(0, 10**15)


@given(FACTORS, FACTORS, st.integers(1, 10**15), st.integers(0, 6), st.integers(0, 6))
def test_a_quotient_is_rounded_once_from_its_exact_value(a: int, b: int, c: int, up: int, down: int) -> None:
    value = Fraction(a * b * 10**up, c * 10**down)
    floor = math.floor(value)
    wanted = {
        "mul_div_down": floor,
        "mul_div_up": math.ceil(value),
        "mul_div_round": floor + (value - floor >= Fraction(1, 2)),
    }
    assert {how: exact.mul_div(a, b, c, 10**up, 10**down, how) for how in wanted} == wanted


@given(FACTORS, FACTORS, st.sampled_from(["mul_div_down", "mul_div_up", "mul_div_round"]))
def test_a_division_by_zero_is_unknown(a: int, b: int, how: str) -> None:
    assert exact.mul_div(a, b, 0, 1, 1, how) is None


# --- claim periods ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "on", "start", "end"),
    [
        ("once", "2022-05-20", "1900-01-01", "9999-12-31"),
        ("month", "2022-05-20", "2022-05-01", "2022-05-31"),
        ("month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("month", "2022-12-31", "2022-12-01", "2022-12-31"),
        ("quarter", "2022-05-20", "2022-04-01", "2022-06-30"),
        ("quarter", "2022-12-31", "2022-10-01", "2022-12-31"),
        ("calendar-year", "2022-01-01", "2022-01-01", "2022-12-31"),
        ("previous-quarter", "2022-05-20", "2022-01-01", "2022-03-31"),
        ("previous-quarter", "2022-01-01", "2021-10-01", "2021-12-31"),
        ("previous-year", "2022-12-31", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_claim_period_begins_and_ends(kind: str, on: str, start: str, end: str) -> None:
    assert span(kind, day(on)) == (day(start), day(end))


@given(DAYS, st.sampled_from(sorted(set(PERIODS) - {"once"})))
def test_claim_periods_follow_each_other_without_gap(on: dt.date, kind: str) -> None:
    start, end = span(kind, on)
    here = kind.startswith("previous-")
    assert (end < on) if here else (start <= on <= end)
    assert span(kind, on + (end - start) + dt.timedelta(1))[0] >= end + dt.timedelta(1) or here
    following = next(
        later
        for later in (span(kind, on + dt.timedelta(days=n)) for n in range(1, 400))
        if later != (start, end)
    )
    assert following[0] == end + dt.timedelta(1)
