"""Expressions that a measure's file implies without writing them: days of force, what a limit counts and leaves."""

from __future__ import annotations

import datetime as dt

from . import ir
from .expressions import widen
from .types import DATE, FOREVER, Num


def between(start: dt.date, end: dt.date) -> ir.Expr:
    """on lies in start..end, both included."""
    on = ir.Day("on", "")
    begun = ir.Compare("<=", ir.Const(start, DATE), on)
    return begun if end == FOREVER else ir.And((begun, ir.Compare("<=", on, ir.Const(end, DATE))))


def granted(awards: str, counting: str, within: str, of: list[str]) -> str:
    """The expression for what was already granted under a limit."""
    quoted = ", ".join(f'"{name}"' for name in of)
    test = f"a.measure in {{{quoted}}}"
    if within == "period":
        test += " and a.period_start <= period_end and a.period_end >= period_start"
    what = {"times": "count(a for", "months": "sum(a.months for", "amount": "sum(a.amount for"}[counting]
    return f"{what} a in {awards} if {test})"


def least(amount: ir.Expr, room: ir.Expr) -> ir.Expr:
    """The lesser of an amount and what a limit leaves of it, with as many decimals as either has."""
    assert isinstance(amount.type, Num) and isinstance(room.type, Num)
    places = max(amount.type.places, room.type.places)
    a, b = widen(amount, places), widen(room, places)
    return ir.Call("min", (a, b), a.type)
