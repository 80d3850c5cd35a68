"""Comparisons of days in SQL, so that months are reckoned only where it takes the exact day to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import ir
from .anniversaries import days_of
from .cells import Cell, Pair, compare_bounds, compare_values
from .closed import is_closed, value
from .resolve import Law
from .sql_text import later_by


@dataclass(frozen=True)
class Days:
    """`point` translates a value said of a record."""

    law: Law
    point: Callable[[str, ir.Expr], Cell]

    def compare(self, record: str, node: ir.Compare) -> Cell:
        """Days compared; what is some months on from another day is reckoned exactly only where that day is near."""
        left, right = node.left, node.right
        later = self._fixed_number(right, "add_days") if self.never_open(left) else None
        if later is not None and isinstance(right, ir.Call):
            right = right.args[0]  # a <= b + n as a - n <= b: then whether b is open need not be asked
        exactly = Cell(later_by(self.point(record, left).sql, -(later or 0)), self.point(record, left).null)
        result = compare_values(node.op, exactly, self.point(record, right))
        ways = [self._around(record, left, -(later or 0)), self._around(record, right, 0)]
        if all(way is None for way in ways):
            return result
        around = [
            way or Pair(cell, cell)
            for way, cell in zip(ways, (exactly, self.point(record, right)), strict=True)
        ]
        near = compare_bounds(node.op, *around).sql
        near.set("default", result.sql)
        return Cell(near, result.null)

    def _around(self, record: str, node: ir.Expr, shift: int) -> Pair | None:
        """Days before and after a day that is a fixed number of months on from another."""
        months = self._fixed_number(node, "add_months_clamped")
        if months is None or not isinstance(node, ir.Call) or not self.never_open(node.args[0]):
            return None
        day = self.point(record, node.args[0])
        low, high = (Cell(later_by(day.sql, days + shift), day.null) for days in days_of(months))
        return Pair(low, high)

    def _fixed_number(self, node: ir.Expr, function: str) -> int | None:
        """How much a call adds, where that is the same for everybody."""
        if isinstance(node, ir.Call) and node.function == function and is_closed(node.args[1]):
            number = value(node.args[1], self.law.on)
            return number if isinstance(number, int) and 0 <= number < 1200 else None
        return None

    def never_open(self, node: ir.Expr) -> bool:
        """Whether a day is one of the calendar's, and "until further notice" need not be thought of."""
        if isinstance(node, ir.Fact):
            return not self.law.policy.dictionary.fact(node.ref.record, node.name).open
        if isinstance(node, ir.Call) and node.function in ("add_months_clamped", "add_days"):
            return self.never_open(node.args[0])
        return False
