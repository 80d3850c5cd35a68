"""Days as formulas say what the exact functions say, of every day, worked out at once or by Z3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anye.rules import exact
from anye.rules.periods import PERIODS, span
from anye.rules.types import FOREVER, NEVER

z3 = pytest.importorskip("z3")

from anye.proof import days  # noqa: E402 - it needs Z3
from anye.proof.days import Day  # noqa: E402
from anye.proof.world import World  # noqa: E402

ENDS = [
    dt.date(2020, 2, 29),
    dt.date(2019, 2, 28),
    dt.date(2100, 2, 28),
    dt.date(2000, 2, 29),
    dt.date(2022, 12, 31),
]
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)) | st.sampled_from(ENDS)
OPEN = DAYS | st.just(FOREVER)
EVER = OPEN | st.just(NEVER)
MONTHS = st.integers(-400, 900)


def told(day: Day) -> dt.date:
    return dt.date(day.year, day.month + 1, day.day)


class Pinned:
    """Days as variables that can only be the days given, so that Z3 has to work everything out."""

    def __init__(self) -> None:
        self.world, self.pins = World(), list[Any]()

    def day(self, day: dt.date) -> Day:
        found = self.world.day("d", min(day.year, 1900), 2199, open_=True)
        parts = ((found.year, day.year), (found.month, day.month - 1), (found.day, day.day))
        self.pins += [variable == value for variable, value in parts]
        return found

    def value(self, formula: Any) -> Any:
        solver = z3.Solver()
        solver.add(*self.world.required, *self.pins)
        assert solver.check() == z3.sat
        found = (
            solver.model().eval(formula, model_completion=True) if not isinstance(formula, int) else formula
        )
        return (
            found if isinstance(found, int) else z3.is_true(found) if z3.is_bool(found) else found.as_long()
        )


def both_ways(wanted: Any, formula: Callable[..., Any], *given_days: dt.date) -> None:
    """The formula has the value for plain days, and for days that Z3 has to find."""
    assert formula(*(days.fixed(day) for day in given_days)) == wanted
    pinned = Pinned()
    assert pinned.value(formula(*(pinned.day(day) for day in given_days))) == wanted


@given(EVER, MONTHS)
def test_months_are_added_as_the_civil_code_has_it(day: dt.date, months: int) -> None:
    wanted = exact.add_months_clamped(day, months)
    moved, known = days.add_months(days.fixed(day), months)
    assert known == (wanted is not None)
    if wanted is not None:
        assert told(moved) == wanted


@given(OPEN, MONTHS)
def test_so_they_are_where_day_and_months_are_variables(day: dt.date, months: int) -> None:
    wanted = exact.add_months_clamped(day, months)
    pinned = Pinned()
    number = pinned.world.whole("n")
    pinned.pins.append(number == months)
    variable = pinned.day(day)
    for moved, known in (days.add_months(variable, months), days.add_months(variable, number)):
        assert pinned.value(known) == (wanted is not None)
        if wanted is not None:
            assert pinned.value(moved.code) == days.fixed(wanted).code


@given(EVER, EVER)
def test_days_are_ordered_and_counted(a: dt.date, b: dt.date) -> None:
    both_ways(a < b, days.earlier, a, b)
    both_ways(a <= b, days.not_later, a, b)
    both_ways(a == b, days.equal, a, b)
    both_ways((b - a).days, lambda x, y: days.ordinal(y) - days.ordinal(x), a, b)
    both_ways(exact.full_months_between(a, b), days.full_months, a, b)


@given(OPEN, OPEN, OPEN, OPEN)
def test_months_of_two_spans(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> None:
    both_ways(exact.month_ends_overlap(a, b, c, d), days.month_ends, a, b, c, d)
    both_ways(exact.calendar_months_overlap(a, b, c, d), days.months_touched, a, b, c, d)


@given(OPEN)
def test_the_day_after(day: dt.date) -> None:
    wanted = exact.add_days(day, 1)
    assert wanted is not None
    both_ways(days.fixed(wanted).code, lambda x: days.next_day(x).code, day)


@given(DAYS, st.sampled_from(sorted(PERIODS)))
def test_claim_periods(on: dt.date, kind: str) -> None:
    start, end = span(kind, on)
    both_ways(days.fixed(start).code, lambda x: days.span(kind, x)[0].code, on)
    both_ways(days.fixed(end).code, lambda x: days.span(kind, x)[1].code, on)
