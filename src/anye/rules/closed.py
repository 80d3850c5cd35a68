"""Expressions that read no fact: their value on a day."""

from __future__ import annotations

import datetime as dt

from . import exact, ir
from .periods import span
from .types import Num

OPEN = ir.Fact | ir.Derived | ir.Agg | ir.Param | ir.Lookup | ir.AsOf | ir.Unknown


def is_closed(node: ir.Expr) -> bool:
    """Whether the expression reads no record and no unknown figure, so that a day alone settles it."""
    return not any(isinstance(part, OPEN) for part in ir.walk(node))


def rests_on_day(node: ir.Expr) -> bool:
    return any(isinstance(part, ir.Day) for part in ir.walk(node))


def value(node: ir.Expr, on: dt.date | None) -> ir.Value | None:
    """The value of a closed expression on a day (None may be given where no day is read); None: undefined."""
    match node:
        case ir.Const():
            return node.value
        case ir.Day():
            assert on is not None
            return on if node.name == "on" else span(node.period, on)[node.name == "period_end"]
        case ir.Step():
            return value(node.body, on)
        case ir.Not():
            inner = value(node.arg, on)
            return None if inner is None else not inner
        case ir.And() | ir.Or():
            parts = [value(arg, on) for arg in node.args]
            settles = isinstance(node, ir.Or)
            return settles if settles in parts else None if None in parts else not settles
        case ir.Choose():
            test = value(node.test, on)
            return None if test is None else value(node.then if test else node.other, on)
        case ir.Table():
            return dict(node.rows).get(str(value(node.key, on)))
    parts = [value(part, on) for part in ir.children(node)]
    return None if None in parts else _strict(node, parts)


def settled_ways(node: ir.Choose) -> ir.Expr | None:
    """A choice of truths one way of which is settled, as plain logic; None where both ways are open."""
    if isinstance(node.other, ir.Const) and not isinstance(node.then, ir.Const):
        return settled_ways(ir.Choose(ir.Not(node.test), node.other, node.then, node.type))
    if not isinstance(node.then, ir.Const):
        return None
    if isinstance(node.other, ir.Const):
        if node.then.value == node.other.value:
            return node.then
        return node.test if node.then.value else ir.Not(node.test)
    return ir.Or((node.test, node.other)) if node.then.value else ir.And((ir.Not(node.test), node.other))


def _strict(node: ir.Expr, parts: list[ir.Value | None]) -> ir.Value | None:
    """The value of a node all of whose parts have one."""
    match node:
        case ir.Compare():
            left, right = parts
            if node.op == "==":
                return bool(left == right)
            return bool(left < right if node.op == "<" else left <= right)  # type: ignore[operator]
        case ir.In():
            return bool(parts[0] in parts[1])  # type: ignore[operator]
        case ir.Scale():
            return rescaled(int(parts[0]), places(node.arg), places(node))  # type: ignore[arg-type]
        case ir.Arith():
            left, right = (int(part) for part in parts)  # type: ignore[arg-type]
            return left + right if node.op == "+" else left - right if node.op == "-" else left * right
        case ir.Call():
            return _call(node, parts)
    raise AssertionError(node)


def _call(node: ir.Call, parts: list[ir.Value | None]) -> ir.Value | None:
    if node.function in ("min", "max"):
        return (min if node.function == "min" else max)(parts)  # type: ignore[type-var]
    if node.function.startswith("round"):
        have, keep = places(node.args[0]), places(node)
        return exact.rescale(int(parts[0]), have, keep, node.function)  # type: ignore[arg-type]
    if node.function.startswith("mul_div"):
        up, down = mul_div_factors(node)
        a, b, c = (int(part) for part in parts)  # type: ignore[arg-type]
        return exact.mul_div(a, b, c, up, down, node.function)
    result: ir.Value | None = getattr(exact, node.function)(*parts)
    return result


def places(node: ir.Expr) -> int:
    assert isinstance(node.type, Num)
    return node.type.places


def rescaled(value: int, have: int, keep: int) -> int:
    """The same number with more decimals."""
    return value * int(10 ** (keep - have))


def mul_div_factors(node: ir.Call) -> tuple[int, int]:
    """What a × b must be multiplied, and c multiplied, by so that the quotient has the node's decimals."""
    a, b, c = (places(arg) for arg in node.args)
    shift = places(node) + c - a - b
    return (10**shift, 1) if shift >= 0 else (1, 10**-shift)
