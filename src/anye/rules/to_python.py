"""Straight-line Python from lowered expressions: each shared part once, each condition's result kept.

A value is a local variable; `None` is unknown. A wide number is two variables, its bounds, where `None` is
unbounded. With `certain` the code is for a record of which nothing read is unknown: no value can be None and
bounds meet; where a function is undefined after all it raises, and the general code is run instead. What rests on the day alone is computed once per day, what rests on a list's element inside its loop.
Only names made here and names of declared functions reach the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import exact, ir
from .closed import mul_div_factors, places
from .periods import span
from .python_blocks import Block, Point, Wide
from .python_lists import Lists
from .python_text import both, divided, known, quotient
from .ranges import UNKNOWN

FUNCTIONS = {
    f"f_{name}": getattr(exact, name)
    for name in "add_months_clamped add_days days_between full_months_between calendar_months_overlap "
    "month_ends_overlap year date rescale mul_div".split()
} | {"f_span": span}
DATED = ("add_months_clamped", "add_days", "date")  # may be undefined: out of the calendar, 29 February
FUNCTIONS |= {f"f_sure_{name}": exact.sure(getattr(exact, name)) for name in DATED}


@dataclass
class Generator(Lists):
    """Emits the code of expressions."""

    # --- values ----------------------------------------------------------------------------------
    def point(self, node: ir.Expr) -> Point:
        """The variable of a value; a wide number's is its value where its bounds meet."""
        if isinstance(node, ir.Const):
            return Point(self.literal(node.value), False)
        block = self._block(node)
        if node not in block.points:
            block.points[node] = (
                self._settled(node, block) if self.analysis.wide(node) else self._point(node, block)
            )
        return block.points[node]

    def wide(self, node: ir.Expr) -> Wide:
        """The variables of a number's bounds."""
        if isinstance(node, ir.Const):
            name = self.literal(node.value)
            return Wide(name, False, name, False)
        block = self._block(node)
        if node not in block.wides:
            block.wides[node] = (
                self._wide(node, block) if self.analysis.wide(node) else self._widened(node, block)
            )
        return block.wides[node]

    # --- points ----------------------------------------------------------------------------------
    def _point(self, node: ir.Expr, block: Block) -> Point:
        match node:
            case ir.Fact():
                spec = self.analysis.lowering.dictionary.fact(node.ref.record, node.name)
                given = spec.required and not isinstance(node.ref, ir.Via) and not self.nothing
                null = not self.certain and not given
                return Point(self._shape(node.ref).fact(node.name), null)
            case ir.Derived():
                return self.point(self.analysis.definition(node))
            case ir.Unknown():
                return Point(self._new(block, "None"), True)
            case ir.Day():
                return self._day(node, block)
            case ir.Not():
                arg = self.point(node.arg)
                return self._guarded(block, [arg], f"not {arg.name}")
            case ir.And() | ir.Or():
                return self._logic(node, block)
            case ir.Compare():
                return self._compare(node, block)
            case ir.In():
                arg, group = self.point(node.arg), self.point(node.set)
                return self._guarded(block, [arg], f"{arg.name} in {group.name}")
            case ir.Choose():
                return self._choose(node, block)
            case ir.Table():
                key = self.point(node.key)
                return self._found(block, node, key)
            case ir.Arith():
                a, b = self.point(node.left), self.point(node.right)
                return self._guarded(block, [a, b], f"{a.name} {node.op} {b.name}")
            case ir.Scale():
                arg = self.point(node.arg)
                return self._guarded(block, [arg], f"{arg.name} * {10 ** (places(node) - places(node.arg))}")
            case ir.Agg():
                return self._any(node, block) if node.kind == "any" else self._extreme_day(node, block)
            case ir.Call():
                return self._call(node, block)
        raise AssertionError(node)

    def _day(self, node: ir.Day, block: Block) -> Point:
        if node.name == "on":
            return Point("on", False)
        index = int(node.name == "period_end")
        return Point(self._new(block, f"f_span({node.period!r}, on)[{index}]"), False)

    def _found(self, block: Block, node: ir.Table, key: Point) -> Point:
        """A table's value for a key; unknown where the table has none."""
        rows = self.literal(dict(node.rows))
        if self.certain:
            return Point(self._new(block, f"{rows}[{key.name}]"), False)
        return Point(self._new(block, f"{rows}.get({key.name})"), True)

    def _logic(self, node: ir.And | ir.Or, block: Block) -> Point:
        parts = [self.point(arg) for arg in node.args]
        settles = "True" if isinstance(node, ir.Or) else "False"
        if not any(part.null for part in parts):
            word = " or " if isinstance(node, ir.Or) else " and "
            return Point(self._new(block, word.join(part.name for part in parts)), False)
        settled = " or ".join(f"{part.name} is {settles}" for part in parts)
        unknown = " or ".join(f"{part.name} is None" for part in parts if part.null)
        other = "False" if settles == "True" else "True"
        return Point(self._new(block, f"{settles} if {settled} else None if {unknown} else {other}"), True)

    def _compare(self, node: ir.Compare, block: Block) -> Point:
        if not (self.analysis.wide(node.left) or self.analysis.wide(node.right)):
            a, b = self.point(node.left), self.point(node.right)
            return self._guarded(block, [a, b], f"{a.name} {node.op} {b.name}")
        left, right = self.wide(node.left), self.wide(node.right)
        if left.low == left.high and right.low == right.high:
            parts = [Point(left.low, left.low_null), Point(right.low, right.low_null)]
            return self._guarded(block, parts, f"{left.low} {node.op} {right.low}")
        if node.op == "==":
            true = f"{left.low} == {left.high} == {right.low} == {right.high}"
            guard = known((left.low, left.low_null), (right.low, right.low_null))
            below = both(
                known((left.high, left.high_null), (right.low, right.low_null)), f"{left.high} < {right.low}"
            )
            above = both(
                known((left.low, left.low_null), (right.high, right.high_null)), f"{left.low} > {right.high}"
            )
            text = f"True if {both(guard, true)} else False if {below} or {above} else None"
            return Point(self._new(block, text), True)
        against = "<" if node.op == "<=" else "<="
        true = both(
            known((left.high, left.high_null), (right.low, right.low_null)),
            f"{left.high} {node.op} {right.low}",
        )
        false = both(
            known((right.high, right.high_null), (left.low, left.low_null)),
            f"{right.high} {against} {left.low}",
        )
        return Point(self._new(block, f"True if {true} else False if {false} else None"), True)

    def _choose(self, node: ir.Choose, block: Block) -> Point:
        if ir.is_bool(node) and not self.certain:
            return self.point(ir.as_logic(node))
        test, then, other = self.point(node.test), self.point(node.then), self.point(node.other)
        text = f"{then.name} if {test.name} else {other.name}"
        if test.null:
            open_ = f"{then.name} if {then.name} == {other.name} else None"
            text = (
                f"{then.name} if {test.name} is True else {other.name} if {test.name} is False else {open_}"
            )
        return Point(self._new(block, text), test.null or then.null or other.null)

    def _call(self, node: ir.Call, block: Block) -> Point:
        parts = [self.point(arg) for arg in node.args]
        names = ", ".join(part.name for part in parts)
        if node.function in ("min", "max"):
            return self._guarded(block, parts, f"{node.function}({names})")
        if node.function.startswith("round"):
            return self._guarded(block, parts, self._rounded(node, names))
        if node.function.startswith("mul_div"):
            up, down = mul_div_factors(node)
            text = f"f_mul_div({names}, {up}, {down}, {node.function!r})"
            text = quotient(node, *(part.name for part in parts)) if self.certain else text
            return self._guarded(block, parts, text, undefined=True)
        if node.function == "year":
            return self._guarded(block, parts, f"{names}.year")
        undefined = node.function in DATED
        sure = "sure_" if self.certain and undefined and not _in_calendar(node) else ""
        return self._guarded(block, parts, f"f_{sure}{node.function}({names})", undefined)

    def _rounded(self, node: ir.Call, name: str) -> str:
        """A rounding, written out where the number can't be negative."""
        have, keep = places(node.args[0]), places(node)
        if keep >= have or not self.analysis.ranges.never_negative(node.args[0]):
            return f"f_rescale({name}, {have}, {keep}, {node.function!r})"
        return divided(name, str(10 ** (have - keep)), node.function)

    def _settled(self, node: ir.Expr, block: Block) -> Point:
        wide = self.wide(node)
        if wide.low == wide.high:
            return Point(wide.low, wide.low_null)
        return Point(self._new(block, f"{wide.low} if {wide.low} == {wide.high} else None"), True)

    # --- bounds ----------------------------------------------------------------------------------
    def _widened(self, node: ir.Expr, block: Block) -> Wide:
        """A value's bounds: itself twice, or what is declared where it is unknown."""
        point = self.point(node)
        if not point.null:
            return Wide(point.name, False, point.name, False)
        ends = []
        for declared in self.analysis.bounds(node):
            if declared is None:
                ends += [point.name, True]
            else:
                ends += [self._new(block, f"{declared} if {point.name} is None else {point.name}"), False]
        return Wide(*ends)  # type: ignore[arg-type]

    def _wide(self, node: ir.Expr, block: Block) -> Wide:
        match node:
            case ir.Unknown():
                return Wide(str(UNKNOWN[0]), False, self._new(block, "None"), True)
            case ir.Derived():
                return self.wide(self.analysis.definition(node))
            case ir.Agg():
                return self._count(node, block) if node.kind == "count" else self._sum(node, block)
            case ir.Choose():
                return self._wide_choose(node, block)
            case ir.Table():
                return self._wide_table(node, block)
            case ir.Arith():
                return self._wide_arith(node, block)
            case ir.Scale():
                arg, factor = self.wide(node.arg), 10 ** (places(node) - places(node.arg))
                return self._ends(block, [(arg.low, arg.low_null)], f"{arg.low} * {factor}",
                                  [(arg.high, arg.high_null)], f"{arg.high} * {factor}")  # fmt: skip
            case ir.Call():
                return self._wide_call(node, block)
        raise AssertionError(node)

    def _ends(
        self,
        block: Block,
        low_parts: list[tuple[str, bool]],
        low: str,
        high_parts: list[tuple[str, bool]],
        high: str,
        undefined: bool = False,
    ) -> Wide:
        a = self._guarded(block, [Point(*part) for part in low_parts], low, undefined)
        if (low_parts, low) == (high_parts, high):
            return Wide(a.name, a.null, a.name, a.null)
        b = self._guarded(block, [Point(*part) for part in high_parts], high, undefined)
        return Wide(a.name, a.null, b.name, b.null)

    def _wide_choose(self, node: ir.Choose, block: Block) -> Wide:
        test, a, b = self.point(node.test), self.wide(node.then), self.wide(node.other)
        if self.certain:
            return self._same(self._new(block, f"{a.low} if {test.name} else {b.low}"))
        ends: list[Any] = []
        for function, x, x_null, y, y_null in (("min", *a[:2], *b[:2]), ("max", *a[2:], *b[2:])):
            there = known((x, x_null), (y, y_null))
            hull = f"{function}({x}, {y})" if not there else f"{function}({x}, {y}) if {there} else None"
            text = f"{x} if {test.name} else {y}"
            if test.null:
                text = f"{x} if {test.name} is True else {y} if {test.name} is False else {hull}"
            ends += [self._new(block, text), x_null or y_null]
        return Wide(*ends)

    def _wide_table(self, node: ir.Table, block: Block) -> Wide:
        key, rows = self.point(node.key), self.literal(dict(node.rows))
        if node.gaps:
            least = self._new(block, f"{rows}.get({key.name}, {UNKNOWN[0]})")
            return Wide(least, False, self._new(block, f"{rows}.get({key.name})"), True)
        if not self.analysis.complete_rows(node) or self.certain:
            found = self._found(block, node, key)
            return Wide(found.name, found.null, found.name, found.null)
        low, high = self.analysis.table_bounds(node)
        if not key.null or low == high:
            name = self._new(block, f"{rows}[{key.name}]") if not key.null else str(low)
            return Wide(name, False, name, False)
        ends = [
            self._new(block, f"{end} if {key.name} is None else {rows}[{key.name}]") for end in (low, high)
        ]
        return Wide(ends[0], False, ends[1], False)

    def _wide_arith(self, node: ir.Arith, block: Block) -> Wide:
        a, b = self.wide(node.left), self.wide(node.right)
        low, high = (b[2:], b[:2]) if node.op == "-" else (b[:2], b[2:])
        return self._ends(block, [(a.low, a.low_null), low], f"{a.low} {node.op} {low[0]}",
                          [(a.high, a.high_null), high], f"{a.high} {node.op} {high[0]}")  # fmt: skip

    def _wide_call(self, node: ir.Call, block: Block) -> Wide:
        parts = [self.wide(arg) for arg in node.args]
        if node.function in ("min", "max"):
            return self._wide_extreme(node.function, parts, block)
        if node.function.startswith("mul_div"):
            return self._wide_mul_div(node, parts, block)
        if self.certain:
            return self._same(self._new(block, self._rounded(node, parts[0].low)))
        (low, low_null, high, high_null), tail = (
            parts[0],
            f"{places(node.args[0])}, {places(node)}, {node.function!r}",
        )
        return self._ends(block, [(low, low_null)], f"f_rescale({low}, {tail})",
                          [(high, high_null)], f"f_rescale({high}, {tail})")  # fmt: skip

    def _wide_extreme(self, function: str, parts: list[Wide], block: Block) -> Wide:
        """min: the least of the lower bounds, all needed; the least of those upper bounds that there are."""
        if self.certain:
            return self._same(self._new(block, f"{function}({', '.join(part.low for part in parts)})"))
        ends: list[Any] = []
        for index in (0, 2):
            sides = [(part[index], part[index + 1]) for part in parts]
            names = ", ".join(str(name) for name, _ in sides)
            strict = (function == "min") == (index == 0)
            maybe = [str(name) for name, null in sides if null]
            text = f"{function}({names})"
            if maybe and strict:
                text = f"None if {' or '.join(f'{name} is None' for name in maybe)} else {text}"
            elif maybe:
                text = f"{function}((x for x in ({names}) if x is not None), default=None)"
            null = bool(maybe) if strict else all(null for _, null in sides)
            ends += [self._new(block, text), null]
        return Wide(*ends)

    def _wide_mul_div(self, node: ir.Call, parts: list[Wide], block: Block) -> Wide:
        """Least: over the greatest divisor (none: zero). Greatest: over the least divisor (zero: none)."""
        a, b, c = parts
        up, down = mul_div_factors(node)
        if self.certain:
            return self._same(self._new(block, quotient(node, a.low, b.low, c.low)))
        tail = f"{up}, {down}, {node.function!r})"
        low = f"f_mul_div({a.low}, {b.low}, {c.high}, {tail}"
        low = f"0 if {c.high} is None else {low}" if c.high_null else low
        guard = " or ".join(f"{name} is None" for name, null in (a[:2], b[:2]) if null)
        first = self._new(block, f"None if {guard} else {low}" if guard else low)
        guard = " or ".join(f"{name} is None" for name, null in (a[2:], b[2:], c[:2]) if null)
        high = f"f_mul_div({a.high}, {b.high}, {c.low}, {tail}"
        second = self._new(block, f"None if {guard} else {high}" if guard else high)
        return Wide(first, True, second, True)


def _in_calendar(node: ir.Call) -> bool:
    """Whether so many months or days can't lead out of the calendar from any day that facts may have."""
    by = node.args[1] if node.function != "date" else None
    return isinstance(by, ir.Const) and isinstance(by.value, int) and abs(by.value) < 2_400
