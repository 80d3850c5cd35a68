"""A day reckoned from a fact, compared with a fixed day: the fact itself compared with another fixed day.

`add_months_clamped(hired, 6) <= today` asks the same of everybody as `hired <= a day half a year ago`, and the second
needs no reckoning for each of ten million.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache

from . import exact, ir
from .closed import is_closed, value
from .types import DATE

SAFE = range(200, 9000)  # years in which neither the calendar's ends nor open days come into play


def by_fixed_day(node: ir.Compare, on: dt.date) -> ir.Compare | None:
    """The same comparison of an earlier day; None where there is none."""
    if node.op == "==":
        return None
    if is_closed(node.right):  # added(x) <= day
        found = _last(node.left, node.right, on, node.op == "<=")
        return None if found is None else ir.Compare("<=", found[0], ir.Const(found[1], DATE))
    # day <= added(x): not added(x) < day
    found = _last(node.right, node.left, on, node.op == "<")
    return None if found is None else ir.Compare("<", ir.Const(found[1], DATE), found[0])


@lru_cache(256)
def days_of(months: int) -> tuple[int, int]:
    """Between how many days so many months are, wherever they begin (the bounds are safe, not sharp)."""
    found = [
        (later - day).days
        for year in range(2096, 2108)  # with a year that has no leap day and should
        for month in range(1, 13)
        for number in (1, 28, 29, 30, 31)
        if number <= monthrange(year, month)[1]
        if (later := exact.add_months_clamped(day := dt.date(year, month, number), months)) is not None
    ]
    return min(found) - 3, max(found) + 3


def _last(added: ir.Expr, fixed: ir.Expr, on: dt.date, inclusive: bool) -> tuple[ir.Expr, dt.date] | None:
    """x of `added`, x and so many months, and the last x for which that lies before `fixed` (or on it)."""
    if not (isinstance(added, ir.Call) and added.function == "add_months_clamped" and is_closed(fixed)):
        return None
    day, months = value(fixed, on), value(added.args[1], on) if is_closed(added.args[1]) else None
    if (
        not isinstance(day, dt.date)
        or not isinstance(months, int)
        or not 0 <= months < 1200
        or day.year not in SAFE
    ):
        return None
    return added.args[0], _search(
        day, lambda x: _within(exact.add_months_clamped(x, months), day, inclusive), months
    )


def _within(moved: dt.date | None, day: dt.date, inclusive: bool) -> bool:
    assert moved is not None
    return moved <= day if inclusive else moved < day


def _search(day: dt.date, holds: Callable[[dt.date], bool], months: int) -> dt.date:
    back = exact.add_months_clamped(day, -months)
    assert back is not None
    x = back + dt.timedelta(days=4)  # the last of a short month stands for up to four days of a longer one
    while not holds(x):
        x -= dt.timedelta(days=1)
    return x
