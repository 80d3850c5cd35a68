"""Between which bounds a number must lie, whatever the facts: for signs, for overflow, for honest bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import ir
from .dictionary import Dictionary
from .types import Num

Range = tuple[int | None, int | None]
LONGEST = 120_000  # months between two days of the calendar
UNKNOWN: Range = (0, None)  # of a figure of the policy that nobody can tell: it is not below nought


@dataclass
class Ranges:
    """Ranges of expressions, scaled as their types; `parameter` and `definition` open names up."""

    dictionary: Dictionary
    parameter: Callable[[str], Range]
    definition: Callable[[str, str], ir.Expr]
    within_limits: bool = (
        False  # take a value's sanity limit for its bound: what storage must hold, not what is known
    )

    def of(self, node: ir.Expr) -> Range:
        match node:
            case ir.Const():
                value = node.value
                return (value, value) if isinstance(value, int) else (None, None)
            case ir.Fact():
                spec = self.dictionary.fact(node.ref.record, node.name)
                return (
                    (-spec.limit if spec.low is None else spec.low, spec.limit)
                    if self.within_limits
                    else (spec.low, spec.high)
                )
            case ir.Unknown():
                return UNKNOWN
            case ir.Param() | ir.AsOf():
                return self.parameter(node.name)
            case ir.Lookup():
                return self.parameter(node.table)
            case ir.Table():
                return hull([(value, value) for _, value in node.rows if isinstance(value, int)])
            case ir.Derived():
                return self.of(self.definition(node.ref.record, node.name))
            case ir.Step():
                return self.of(node.body)
            case ir.Scale():
                return self._scale(node)
            case ir.Choose():
                return hull([self.of(node.then), self.of(node.other)])
            case ir.Arith():
                return self._arith(node)
            case ir.Agg():
                return (0, None)
            case ir.Call():
                return self._call(node)
        return (None, None)

    def _scale(self, node: ir.Scale) -> Range:
        assert isinstance(node.type, Num) and isinstance(node.arg.type, Num)
        factor = 10 ** (node.type.places - node.arg.type.places)
        low, high = self.of(node.arg)
        return (None if low is None else low * factor, None if high is None else high * factor)

    def _arith(self, node: ir.Arith) -> Range:
        (a, b), (c, d) = self.of(node.left), self.of(node.right)
        if node.op == "+":
            return (None if a is None or c is None else a + c, None if b is None or d is None else b + d)
        if node.op == "-":
            return (None if a is None or d is None else a - d, None if b is None or c is None else b - c)
        if a is not None and a >= 0 and c is not None and c >= 0:
            return (a * c, None if b is None or d is None else b * d)
        if None in (a, b, c, d):
            return (None, None)
        ends = [x * y for x in (a, b) for y in (c, d) if x is not None and y is not None]
        return (min(ends), max(ends))

    def _call(self, node: ir.Call) -> Range:
        parts = [self.of(arg) for arg in node.args]
        match node.function:
            case "year":
                return (1, 9999)
            case "calendar_months_overlap" | "month_ends_overlap":
                return (0, LONGEST)
            case "min":
                lows = [low for low, _ in parts]
                highs = [high for _, high in parts if high is not None]
                return (
                    None if None in lows else min(x for x in lows if x is not None),
                    min(highs, default=None),
                )
            case "max":
                lows_known = [low for low, _ in parts if low is not None]
                tops = [high for _, high in parts]
                return (
                    max(lows_known, default=None),
                    None if None in tops else max(x for x in tops if x is not None),
                )
            case "round_half_up" | "round_down" | "round_up":
                return self._rounded(node, parts[0])
            case "mul_div_round" | "mul_div_down" | "mul_div_up":
                return (0, None)
        return (None, None)

    def _rounded(self, node: ir.Call, part: Range) -> Range:
        from .exact import rescale

        assert isinstance(node.type, Num) and isinstance(node.args[0].type, Num)
        have, keep = node.args[0].type.places, node.type.places
        low, high = (None if end is None else rescale(end, have, keep, node.function) for end in part)
        return (low, high)

    def never_negative(self, node: ir.Expr) -> bool:
        low, _ = self.of(node)
        return low is not None and low >= 0


def hull(parts: list[Range]) -> Range:
    """The smallest range around all of them."""
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    low = None if not lows or None in lows else min(x for x in lows if x is not None)
    return (low, None if not highs or None in highs else max(x for x in highs if x is not None))
